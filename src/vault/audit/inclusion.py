"""Proofs as text that anybody checks offline with public keys alone.

Of one event (C2SP tlog-proof): the event, its place, the hashes from its leaf to the root, and the checkpoint.

    c2sp.org/tlog-proof@v1
    extra <base64 of a JSON object: "event", the bytes of the leaf, or "leaf", its hash where the body was dropped>
    index <place>
    <hash, base64>…
    <an empty line>
    <checkpoint>

Of growth, in the form that witnesses take (C2SP tlog-witness): the old size, the hashes, and the new checkpoint.

    old <size>
    <hash, base64>…
    <an empty line>
    <checkpoint>
"""

import base64
import binascii
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from vault.audit import checkpoint, proofs
from vault.audit.checkpoint import Head
from vault.audit.event import Event
from vault.audit.note import Verifier
from vault.crypto import leaf_hash
from vault.errors import InvalidInput, LogBroken

_FORMAT: Final = "c2sp.org/tlog-proof@v1"
_PLACE: Final = re.compile(r"(index|old) (0|[1-9][0-9]{0,18})")


class Extra(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What stands in the extra line. Nothing of it is believed before it leads to the root."""

    event: bytes | None = None
    """The bytes of the event, whose hash is the leaf."""
    leaf: bytes | None = None
    """The leaf hash, where the body was dropped."""


class ProvenEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What a proof of an event shows. `event` is none where its body was dropped and the leaf alone was proven."""

    log: str
    index: int
    size: int
    root: str
    event: Event | None


class ProvenGrowth(msgspec.Struct, frozen=True, kw_only=True):
    """What a proof of growth shows: that the later log begins with the whole of the earlier one."""

    log: str
    old: int
    size: int
    root: str


def write_inclusion(extra: Extra, index: int, path: Sequence[bytes], note: str) -> str:
    """A proof of one event as text."""
    encoded = base64.b64encode(msgspec.json.encode(extra)).decode()
    return f"{_FORMAT}\nextra {encoded}\nindex {index}\n{_lines(path)}\n{note}"


def write_growth(old: int, path: Sequence[bytes], note: str) -> str:
    """A proof of growth as text."""
    return f"old {old}\n{_lines(path)}\n{note}"


def check(text: str, known: Sequence[Verifier], since: str | None = None) -> ProvenEvent | ProvenGrowth:
    """What a proof of either kind shows. A proof of growth needs the earlier checkpoint.

    Raises LogBroken where it proves nothing, InvalidInput where it is no proof or the checkpoint is missing.
    """
    if text.startswith(f"{_FORMAT}\n"):
        return _check_inclusion(text, known)
    if since is None:
        raise InvalidInput("--since", "is needed: a proof of growth starts from an earlier checkpoint")
    return _check_growth(text, known, since)


def _check_inclusion(text: str, known: Sequence[Verifier]) -> ProvenEvent:
    head, index, path, extra_line = _read(text.removeprefix(f"{_FORMAT}\n"), known, "index")
    extra = _extra(extra_line)
    leaf = leaf_hash(extra.event) if extra.event is not None else extra.leaf
    if leaf is None:
        raise InvalidInput("proof", "names neither an event nor a leaf")
    proofs.check_inclusion(leaf, index, head.size, path, head.root)
    return ProvenEvent(
        log=head.origin, index=index, size=head.size, root=head.root.hex(), event=_event(extra.event, head.origin)
    )


def _check_growth(text: str, known: Sequence[Verifier], since: str) -> ProvenGrowth:
    head, old, path, _ = _read(text, known, "old")
    before = checkpoint.opened(since, known)
    if before.origin != head.origin or before.size != old:
        raise LogBroken("the proof does not start from this checkpoint")
    proofs.check_consistency(old, head.size, before.root, head.root, path)
    return ProvenGrowth(log=head.origin, old=old, size=head.size, root=head.root.hex())


def _read(text: str, known: Sequence[Verifier], word: str) -> tuple[Head, int, list[bytes], str]:
    """The checkpoint's head, the number, the hashes and the extra line of a proof."""
    front, separator, note = text.partition("\n\n")
    lines = front.split("\n")
    extra = lines.pop(0) if lines[0].startswith("extra ") else ""
    place = _PLACE.fullmatch(lines[0]) if lines else None
    if not separator or place is None or place.group(1) != word:
        raise InvalidInput("proof", "is not a proof of an event or of growth")
    try:
        path = [base64.b64decode(line, validate=True) for line in lines[1:]]
    except (binascii.Error, ValueError):
        raise InvalidInput("proof", "is not a proof of an event or of growth") from None
    return checkpoint.opened(note, known), int(place.group(2)), path, extra


def _extra(line: str) -> Extra:
    try:
        return msgspec.json.decode(base64.b64decode(line.removeprefix("extra "), validate=True), type=Extra)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise InvalidInput("proof", "has no event or leaf in its extra line") from None


def _event(raw: bytes | None, log: str) -> Event | None:
    if raw is None:
        return None
    try:
        event = msgspec.msgpack.decode(raw, type=Event)
    except msgspec.DecodeError:
        raise LogBroken("the proven leaf is no event") from None
    if checkpoint.origin(event.organisation_id) != log:
        raise LogBroken("the event is of another log")
    return event


def _lines(path: Sequence[bytes]) -> str:
    return "".join(f"{base64.b64encode(one).decode()}\n" for one in path)
