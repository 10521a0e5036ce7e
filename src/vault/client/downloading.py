"""A file on its way from a vault: which bytes to ask for next, and whether they are of the same file. No network."""

from typing import Final

import httpx

from vault.client.calls.attachments import fetch
from vault.client.calls.call import Call
from vault.client.errors import Problem, Refused
from vault.client.sending import refusal
from vault.complaints import Part
from vault.ids import AttachmentId, CaseId

_WHOLE, _PARTIAL = 200, 206


class Download:
    """The bytes of a file from `start` up to `stop`, or to its end; after an interruption, what is still missing."""

    def __init__(
        self, case_id: CaseId, attachment_id: AttachmentId, part: Part, start: int = 0, stop: int | None = None
    ) -> None:
        if start < 0 or (stop is not None and stop <= start):
            raise ValueError("a range begins at 0 or later, and ends after it began")
        self._place: Final = (case_id, attachment_id, part)
        self._at = start
        self._stop = stop
        self._tag: str | None = None

    def call(self) -> Call[None]:
        """What to ask for next."""
        headers = {} if self._tag is None else {"If-Range": self._tag}
        if self._at or self._stop is not None:
            headers["Range"] = f"bytes={self._at}-{'' if self._stop is None else self._stop - 1}"
        return fetch(*self._place, headers)

    def opened(self, answer: httpx.Response) -> None:
        """Takes an answer whose body is still to come. Raises Refused where it is not what was asked for."""
        if not answer.is_success:
            raise refusal(answer)
        wanted = _PARTIAL if self._at or self._stop is not None else _WHOLE
        tag = answer.headers.get("ETag")
        if answer.status_code != wanted or tag is None or self._tag not in (None, tag):
            raise Refused(Problem(status=answer.status_code, title="the file is not the one that was begun"))
        self._tag = tag
        self._stop = self._at + int(answer.headers["Content-Length"])

    def took(self, piece: bytes) -> bytes:
        """A piece that arrived."""
        self._at += len(piece)
        return piece

    @property
    def complete(self) -> bool:
        return self._stop is not None and self._at >= self._stop
