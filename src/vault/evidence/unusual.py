"""What is unusual in who looked at what. Pure: looks and thresholds in, findings out, with the numbers they rest on."""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Annotated, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Meta

from vault.audit.event import Outcome
from vault.audit.reading import Deed
from vault.clock import LEGAL_ZONE, legal_day
from vault.deadlines import Country, is_working_day
from vault.errors import Misconfigured
from vault.evidence.consulting import consults

Count = Annotated[int, Meta(ge=1)]


class _Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


class Volume(_Part, frozen=True, kw_only=True):
    times_usual: Annotated[float, Meta(gt=1)]
    at_least: Count
    days_back: Annotated[int, Meta(ge=1, le=366)]
    days_known: Count


class Hours(_Part, frozen=True, kw_only=True, rename={"since": "from"}):
    since: time
    until: time
    at_least: Count


class Threshold(_Part, frozen=True, kw_only=True):
    at_least: Count


class BreakGlass(_Part, frozen=True, kw_only=True):
    words: tuple[str, ...]


class StaffLink(_Part, frozen=True, kw_only=True):
    """A member of staff, and the person as whom they themselves are stored."""

    actor: str
    subject: UUID


class Thresholds(_Part, frozen=True, kw_only=True):
    """`policies/review.toml`."""

    volume: Volume
    hours: Hours
    denials: Threshold
    guarded: Threshold
    break_glass: BreakGlass
    staff: tuple[StaffLink, ...] = ()

    @classmethod
    def load(cls, policies: Path) -> "Thresholds":
        """Raises Misconfigured where the file cannot be read as this."""
        try:
            return msgspec.convert(tomllib.loads((policies / "review.toml").read_text("utf-8")), cls)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Misconfigured(f"the thresholds of the review cannot be read: {error}") from None


class Oddity(StrEnum):
    """In which way access was unusual."""

    VOLUME = "volume"
    HOURS = "hours"
    DENIALS = "denials"
    GUARDED = "guarded"
    BREAK_GLASS = "break_glass"
    NEIGHBOURS = "neighbours"
    OVERDUE = "overdue"
    """A use of break-glass access that nobody reviewed in time."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody should be asked about."""

    kind: Oddity
    actor: str
    count: int
    usual: float | None = None
    """What is usual for this actor, where the finding is about that."""
    concerning: tuple[UUID, ...] = ()
    """Cases, people, or uses of break-glass access, where the finding is about them."""


class Look(NamedTuple):
    """One opening of records: everything that an actor was shown at one instant for one purpose."""

    actor: str
    at: datetime
    entities: frozenset[UUID]


def looks(deeds: Iterable[Deed]) -> list[Look]:
    """The looks among what was done."""
    found: dict[tuple[str, datetime], set[UUID]] = defaultdict(set)
    for deed in deeds:
        if deed.outcome == Outcome.DONE and consults(deed.permission):
            found[deed.actor, deed.at].update(deed.entities)
    return [Look(actor, at, frozenset(entities)) for (actor, at), entities in found.items()]


def often(today: Iterable[Look], at_least: int) -> frozenset[str]:
    """Who looked at least so many times."""
    return frozenset(actor for actor, count in Counter(look.actor for look in today).items() if count >= at_least)


def opened_often(today: Iterable[Look], at_least: int) -> frozenset[UUID]:
    """What one actor opened at least so many times."""
    counts = Counter((look.actor, one) for look in today for one in look.entities)
    return frozenset(one for (_, one), count in counts.items() if count >= at_least)


def volume(today: Sequence[Look], before: Iterable[Look], limits: Volume) -> Iterator[Finding]:
    """Who looked at far more than on their usual days. Of whoever has too short a past nothing usual is known."""
    usual: dict[str, Counter[date]] = defaultdict(Counter)
    for look in before:
        usual[look.actor][legal_day(look.at)] += 1
    for actor, count in sorted(Counter(look.actor for look in today).items()):
        days = usual[actor]
        middle = float(median(days.values())) if days else 0.0
        if len(days) >= limits.days_known and count >= limits.at_least and count > limits.times_usual * middle:
            yield Finding(kind=Oddity.VOLUME, actor=actor, count=count, usual=middle)


def odd_hours(today: Iterable[Look], country: Country, limits: Hours) -> Iterator[Finding]:
    """Who looked outside of working hours or on a day off."""
    counts = Counter(look.actor for look in today if not _at_work(look.at, country, limits))
    yield from _many(Oddity.HOURS, counts, limits.at_least)


def denials(today: Iterable[Deed], limits: Threshold) -> Iterator[Finding]:
    """Who was refused often."""
    counts = Counter(deed.actor for deed in today if deed.outcome == Outcome.DENIED)
    yield from _many(Oddity.DENIALS, counts, limits.at_least)


def guarded(today: Iterable[Look], cases: Collection[UUID], limits: Threshold) -> Iterator[Finding]:
    """Who opened one case again and again in which somebody must not become known."""
    counts = Counter((look.actor, one) for look in today for one in look.entities if one in cases)
    for (actor, one), count in sorted(counts.items()):
        if count >= limits.at_least:
            yield Finding(kind=Oddity.GUARDED, actor=actor, count=count, concerning=(one,))


def break_glass(today: Iterable[Deed], limits: BreakGlass) -> Iterator[Finding]:
    """Who went past the usual rules, by whatever the log says of it. One time is enough."""
    marked = (deed for deed in today if any(word in f"{deed.permission} {deed.detail}" for word in limits.words))
    yield from _many(Oddity.BREAK_GLASS, Counter(deed.actor for deed in marked), 1)


def overdue(unreviewed: Iterable[tuple[str, UUID]]) -> Iterator[Finding]:
    """Whose emergencies nobody reviewed in time. They are found each day until somebody does."""
    found: dict[str, list[UUID]] = defaultdict(list)
    for actor, emergency in unreviewed:
        found[actor].append(emergency)
    for actor, each in sorted(found.items()):
        yield Finding(kind=Oddity.OVERDUE, actor=actor, count=len(each), concerning=tuple(sorted(each)))


def neighbours(today: Iterable[Look], close: Mapping[str, Collection[UUID]]) -> Iterator[Finding]:
    """Who looked at what concerns themselves or their neighbours. `close` holds the ids by actor."""
    seen: dict[str, list[frozenset[UUID]]] = defaultdict(list)
    for look in today:
        if met := look.entities & frozenset(close.get(look.actor, ())):
            seen[look.actor].append(met)
    for actor, met_each in sorted(seen.items()):
        concerning = tuple(sorted(frozenset().union(*met_each)))
        yield Finding(kind=Oddity.NEIGHBOURS, actor=actor, count=len(met_each), concerning=concerning)


def _at_work(at: datetime, country: Country, limits: Hours) -> bool:
    clock = at.astimezone(LEGAL_ZONE).time()
    return is_working_day(legal_day(at), country) and limits.since <= clock < limits.until


def _many(kind: Oddity, counts: Counter[str], at_least: int) -> Iterator[Finding]:
    for actor, count in sorted(counts.items()):
        if count >= at_least:
            yield Finding(kind=kind, actor=actor, count=count)
