"""Which files go out with an answer, under which names, and why others do not: pure (A-75, A-76, X-31).

What the requester handed in themself, their own voice and pictures among it, is given as the clean copy; where none is
made of its kind, as of sound and film, as it came from them. A file of somebody else is a picture or a voice that no
machine masks: it stays out until a person looked at it and decided, and without a clean copy only what staff recorded
goes out. Of a file whose text is all that it says, that text is in the answer already, masked.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final
from uuid import UUID

from vault.complaints import AttachmentFile, Role
from vault.media import FileKind
from vault.subject_requests.answer import AnswerFile

MOST_BYTES: Final = 20_000_000
"""A larger file is handed over by itself."""
MOST_TOGETHER: Final = 60_000_000
_SUFFIXES: Final[Mapping[FileKind, str]] = {
    FileKind.JPEG: "jpg",
    FileKind.TEXT: "txt",
    FileKind.EMAIL: "eml",
    FileKind.MP4_AUDIO: "m4a",
    FileKind.ARCHIVE: "zip",
}


class Enclosure(StrEnum):
    """What becomes of a file in an answer."""

    ENCLOSED = "enclosed"
    WITHHELD = "withheld"
    UNDECIDED = "undecided"
    """It shows or lets hear more than its text, and nobody has looked at it yet."""
    TEXT_GIVEN = "text_given"
    NO_COPY = "no_copy"
    """No clean copy could be made: the original would tell where, when and with what it was made."""
    TOO_LARGE = "too_large"


class Enclosing:
    """Gives the files of one answer their names, in order."""

    def __init__(self, decided: Mapping[UUID, bool]) -> None:
        self._decided = decided
        self._number = 0
        self._bytes = 0

    def of(self, file: AttachmentFile, *, own: bool) -> AnswerFile:
        """What becomes of a file; `own` where the requester handed it in."""
        found = self._judged(file, own=own)
        if found is not Enclosure.ENCLOSED:
            return AnswerFile(kind=file.view.kind.value, standing=found.value)
        self._number += 1
        self._bytes += _size(file, own=own) or 0
        name = f"file-{self._number:02}.{_SUFFIXES.get(file.view.kind, file.view.kind.value)}"
        return AnswerFile(kind=file.view.kind.value, standing=found.value, name=name)

    def _judged(self, file: AttachmentFile, *, own: bool) -> Enclosure:
        decided = self._decided.get(file.view.attachment_id)
        if decided is False:
            return Enclosure.WITHHELD
        if decided is None and not own:
            return Enclosure.UNDECIDED if file.to_look_at else Enclosure.TEXT_GIVEN
        size = _size(file, own=own)
        if size is None:
            return Enclosure.NO_COPY
        if size > MOST_BYTES or self._bytes + size > MOST_TOGETHER:
            return Enclosure.TOO_LARGE
        return Enclosure.ENCLOSED


def _size(file: AttachmentFile, *, own: bool) -> int | None:
    """Of what would go out, in bytes; None for what tells of somebody else how, where and with what it was made."""
    if file.view.size is None and (own or file.view.author_role is Role.STAFF):
        return file.view.original_size
    return file.view.size
