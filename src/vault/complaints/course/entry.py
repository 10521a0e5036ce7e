"""What every entry has, whatever its kind: pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, get_args
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.complaints.codes import Lane, StepKind
from vault.complaints.course.codes import (
    RestrictionException,
)
from vault.complaints.fields import Worker
from vault.errors import InvalidInput
from vault.ids import EntryId, PartyId

Prose = Annotated[str, Meta(min_length=1, max_length=20_000)]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["23:40"])]
Amount = Annotated[int, Meta(ge=0, le=100_000_000_00, description="In øre.")]
PhraseCode = Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
Parties = Annotated[tuple[PartyId, ...], Meta(max_length=50)]
Entries = Annotated[tuple[EntryId, ...], Meta(max_length=200)]
Moment = Annotated[datetime, Meta(tz=True)]


class Entry(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"
):
    """What every entry has: a day, who made it, whom it concerns, which entry it puts right, and words."""

    on: date
    lane: Annotated[Lane | None, Meta(description="Where the kind of entry leaves a choice.")] = None
    by: Worker | None = None
    about: Parties = ()
    replaces: EntryId | None = None
    despite_restriction: Annotated[
        RestrictionException | None, Meta(description="Why it may be done although somebody's data are restricted.")
    ] = None
    text: Prose | None = None
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.TENANCY,)
    """Where this kind of entry may stand; the first is where it stands unless it says otherwise."""

    def steps(self) -> tuple[StepKind, ...]:
        """What the entry adds to the course of the case, from which periods start. Notes and help add nothing."""
        return ()


def kind_of(entry: Entry) -> str:
    """The code of an entry's kind."""
    return str(entry.__struct_config__.tag)


def lane_of(entry: Entry) -> Lane:
    """The lane in which an entry stands. Raises InvalidInput where its kind does not belong into the one it names."""
    if entry.lane is None:
        return entry.lanes[0]
    if entry.lane not in entry.lanes:
        raise InvalidInput("entry.lane", f"must be one of: {', '.join(entry.lanes)}")
    return entry.lane


def references(entry: Entry) -> frozenset[UUID]:
    """Every id of a party, entry or document that an entry names."""
    return frozenset(_ids(msgspec.structs.asdict(entry).values()))


def _ids(values: Iterable[Any]) -> Iterator[UUID]:
    for value in values:
        if isinstance(value, UUID):
            yield value
        elif isinstance(value, msgspec.Struct):
            yield from _ids(msgspec.structs.asdict(value).values())
        elif isinstance(value, tuple):
            yield from _ids(value)


@cache
def text_fields(kind: type[Entry]) -> frozenset[str]:
    """The fields of an entry in which somebody's own words stand, which may speak of anybody.

    A text with a pattern is a code; every other one is somebody's words.
    """
    return frozenset(field.name for field in msgspec.structs.fields(kind) if _is_free(field.type))


def _is_free(annotation: Any) -> bool:
    texts = [one for one in (annotation, *get_args(annotation)) if get_args(one)[:1] == (str,)]
    return any(all(meta.pattern is None for meta in one.__metadata__) for one in texts)
