"""Many complaints at once, each line of a stream wholly or not at all. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from vault.complaints import Missing, NewCase
from vault.errors import InvalidInput, VaultError
from vault.ids import CaseId, ImportId
from vault.parsing import refuse_doubtful, rule_of

LARGEST_LINE: Final = 20 * 1024 * 1024
"""Bytes; as much as a single complaint may have that is sent on its own."""


class NewImport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An import to begin. With `dry_run` every line is checked as if it were stored, and none is."""

    dry_run: bool = False


class ImportLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line: a key of the sender's own, which is unlike that of every other line, and the complaint."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]
    case: NewCase


class _Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A line of which the complaint is not looked at yet."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]
    case: msgspec.Raw


class ImportView(msgspec.Struct, frozen=True, kw_only=True):
    """How far an import has come: lines that were taken, and lines that were refused, each time they were sent."""

    import_id: ImportId
    created_at: datetime
    latest_at: datetime
    dry_run: bool
    stored: int
    refused: int


class LineOutcome(StrEnum):
    """`stored`: now. `known`: before, under the same key. `well_formed`: it would be stored. `refused`: it is not."""

    STORED = "stored"
    KNOWN = "known"
    WELL_FORMED = "well_formed"
    REFUSED = "refused"


class LineProblem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is wrong with a line: the kind of problem, and which field breaks which rule. Never a value."""

    type: str
    detail: str
    field: str | None = None
    rule: str | None = None


class LineResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of a line, by its number in what was sent, from 1."""

    line: int
    outcome: LineOutcome
    case_id: CaseId | None = None
    missing: tuple[Missing, ...] = ()
    problem: LineProblem | None = None


class Numbered(msgspec.Struct, frozen=True):
    """A line as it was sent, and its number. Empty where it was longer than a line may be."""

    number: int
    content: bytes


class Misfit(msgspec.Struct, frozen=True):
    """A row that no mapping makes a complaint of, the line where it begins, and why."""

    number: int
    error: InvalidInput


_ENVELOPES: Final = msgspec.json.Decoder(_Envelope)
_CASES: Final = msgspec.json.Decoder(NewCase)


def envelope(content: bytes) -> tuple[str, bytes]:
    """Key and complaint of a line, the latter still to be read. Raises InvalidInput."""
    if not content:
        raise InvalidInput("body", f"is longer than {LARGEST_LINE} bytes")
    refuse_doubtful(content, ImportLine)
    try:
        found = _ENVELOPES.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(error, "", ImportLine) from None
    return found.key, bytes(found.case)


def complaint(content: bytes) -> NewCase:
    """The complaint of a line. Raises InvalidInput, naming field and rule."""
    try:
        return _CASES.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _invalid(error, "case", NewCase) from None


def problem_of(error: VaultError) -> LineProblem:
    return LineProblem(
        type=error.slug,
        detail=error.detail,
        field=getattr(error, "field", None),
        rule=getattr(error, "rule", None),
    )


def _invalid(error: Exception, within: str, shape: Any) -> InvalidInput:
    if isinstance(error, RecursionError):
        return InvalidInput(within or "body", "is nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return InvalidInput(within or "body", "is not UTF-8")
    field, rule = rule_of(str(error), otherwise="", shape=shape)
    return InvalidInput(".".join(one for one in (within, field) if one) or "body", rule)
