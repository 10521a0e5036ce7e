"""Witnesses: others who are told of every checkpoint, so that the log cannot be rewritten without one of them knowing.

A witness is an append-only file on another machine, or a service (C2SP tlog-witness) that checks that the log only grew
and may sign for it. One that is down keeps nobody waiting: it is told the newest checkpoint when it answers again.
"""

import fcntl
import os
import tomllib
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Protocol
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from vault.audit import note
from vault.audit.note import Verifier
from vault.errors import InvalidInput, LogBroken, Misconfigured, Unavailable
from vault.evidence.witnessing import Errand, errands, refused, submission, taken
from vault.ids import PLATFORM, OrganisationId
from vault.policy import Actor, RoleName
from vault.settings import this_machine
from vault.wiring import Caller, Vault

if TYPE_CHECKING:
    from httpx import Client, Response

_SECONDS: Final = 10.0
_LARGEST_ANSWER: Final = 64 * 1024
_SIZE_TYPE: Final = "text/x.tlog.size"

Growth = Callable[[int], str]
"""The submission from a size that the witness says it knows."""


class Witness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A witness as the operator names it: a file or an address, and for the latter the keys that it signs with."""

    name: Annotated[str, Meta(min_length=1, max_length=80)]
    file: str | None = None
    url: Annotated[str, Meta(pattern="^https?://")] | None = None
    keys: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    witness: tuple[Witness, ...]


class Place(Protocol):
    """Somewhere a checkpoint is sent to."""

    def give(self, errand: Errand, growth: Growth) -> str:
        """Sends a checkpoint; returns the cosignatures over it. Raises Unavailable or LogBroken, saying why."""
        ...

    def close(self) -> None: ...


class FileWitness:
    """A file to which every checkpoint is added, with an empty line behind it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def give(self, errand: Errand, growth: Growth) -> str:
        del growth
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        except OSError:
            raise Unavailable("the file cannot be written") from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            os.write(file, f"{errand.checkpoint.note}\n".encode())
            os.fsync(file)
        except OSError:
            raise Unavailable("the file cannot be written") from None
        finally:
            os.close(file)
        return ""

    def close(self) -> None:
        """Nothing is held open."""


class HttpWitness:
    """A service that takes `add-checkpoint`."""

    def __init__(self, url: str, keys: tuple[Verifier, ...]) -> None:
        self._url = f"{url.rstrip('/')}/add-checkpoint"
        self._keys = keys
        self._client: Client | None = None
        """Made when there is something to send."""

    def give(self, errand: Errand, growth: Growth) -> str:
        answer = self._post(growth(errand.since))
        if answer.status_code == HTTPStatus.CONFLICT and answer.headers.get("content-type") == _SIZE_TYPE:
            known = _size(answer.text)
            if known > errand.checkpoint.size:
                raise LogBroken(f"the witness knows a longer log, of {known} events")
            answer = self._post(growth(known))
        if answer.status_code != HTTPStatus.OK:
            raise Unavailable(f"it answered {answer.status_code}")
        return self._cosignatures(errand.checkpoint.note, answer.text)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def _post(self, body: str) -> "Response":
        import httpx

        if self._client is None:
            self._client = httpx.Client(follow_redirects=False)
        try:
            answer = self._client.post(self._url, content=body.encode(), timeout=_SECONDS)
        except httpx.HTTPError as error:
            raise Unavailable(f"it does not answer ({type(error).__name__})") from None
        if len(answer.content) > _LARGEST_ANSWER:
            raise Unavailable("its answer is too long")
        return answer

    def _cosignatures(self, checkpoint: str, lines: str) -> str:
        """The lines by keys of the witness that are known. Raises LogBroken where there should be one and is none."""
        if not self._keys:
            return ""
        note.proven(checkpoint + lines, self._keys)
        known = {(key.name, key.id) for key in self._keys}
        return "".join(one.line() for one in note.parse(checkpoint + lines)[1] if (one.name, one.key_id) in known)


def load(path: Path | None) -> tuple[Witness, ...]:
    """The witnesses that a file names; none where no file is. Raises Misconfigured."""
    if path is None:
        return ()
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).witness
        for one in found:
            if (one.file is None) == (one.url is None):
                raise Misconfigured(f"the witness {one.name} needs a file or a url, and not both")
            if one.url is not None and not _protected(one.url):
                raise Misconfigured(f"the witness {one.name} is asked without TLS", hint="write https://…")
            for key in one.keys:
                note.parse_vkey(key)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError, InvalidInput) as error:
        raise Misconfigured(f"the witnesses cannot be read: {error}") from None
    if len({one.name for one in found}) != len(found):
        raise Misconfigured("two witnesses share a name")
    return found


def _protected(url: str) -> bool:
    """Whether nobody else reads along: TLS, or a witness on this machine (ASVS 12.3.1)."""
    parts = urlsplit(url)
    return parts.scheme == "https" or this_machine(parts.hostname or "")


class Courier:
    """Tells witnesses what they lack."""

    def __init__(self, vault: Vault, witnesses: Iterable[Witness]) -> None:
        self._vault = vault
        self._places: dict[str, Place] = {one.name: _place(one) for one in witnesses}

    def deliver(self) -> int:
        """Sends the newest checkpoint of each log to whoever lacks it and is due; returns how many were taken."""
        if not self._places:
            return 0
        known = [one.organisation_id for one in self._vault.organisations()]
        return sum(self._deliver(organisation) for organisation in (PLATFORM, *known))

    def close(self) -> None:
        for place in self._places.values():
            place.close()

    def _deliver(self, organisation: OrganisationId) -> int:
        caller = Caller(Actor("vault:sealer", organisation, frozenset({RoleName.AUDITOR})), "accountability")
        waiting = self._vault.call(caller, errands, tuple(self._places))
        return sum(self._run(caller, errand) for errand in waiting)

    def _run(self, caller: Caller, errand: Errand) -> bool:
        def growth(since: int) -> str:
            return self._vault.call(caller, submission, since, errand.checkpoint)

        try:
            cosignatures = self._places[errand.witness].give(errand, growth)
        except (Unavailable, LogBroken) as error:
            self._vault.call(caller, refused, errand.witness, error.detail)
            return False
        self._vault.call(caller, taken, errand.witness, errand.checkpoint.size, cosignatures)
        return True


def _place(witness: Witness) -> Place:
    if witness.file is not None:
        return FileWitness(Path(witness.file))
    return HttpWitness(witness.url or "", tuple(note.parse_vkey(key) for key in witness.keys))


def _size(text: str) -> int:
    if not text.rstrip("\n").isascii() or not text.rstrip("\n").isdigit():
        raise Unavailable("it says no size")
    return int(text)
