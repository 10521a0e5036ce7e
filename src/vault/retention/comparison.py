"""What another set of schedules would change, counted record by record before it takes effect. Pure."""

from datetime import date
from uuid import UUID

import msgspec

from vault.holdings import Facts


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What another schedule would mean for the records of one kind that move from one cluster to another, or stay."""

    kind: str
    cluster: str | None
    new_cluster: str | None
    sooner: int
    later: int
    due_at_once: tuple[UUID, ...]
    """Records that would be due today and are not."""
    due_no_more: int
    """Records that are due today and would not be."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Who is affected by a change of schedules, before it takes effect."""

    as_of: date
    records: int
    affected: int
    changes: tuple[Change, ...]


class Compared(msgspec.Struct, kw_only=True):
    """What differs between two schedules, counted record by record."""

    records: int = 0
    affected: int = 0
    sooner: dict[tuple[str, str | None, str | None], int] = {}
    later: dict[tuple[str, str | None, str | None], int] = {}
    at_once: dict[tuple[str, str | None, str | None], list[UUID]] = {}
    no_more: dict[tuple[str, str | None, str | None], int] = {}

    def add(self, facts: Facts, now: tuple[str | None, date | None], then: tuple[str | None, date | None],
            today: date) -> None:  # fmt: skip
        """One record: its cluster and last day under each schedule. A record without a last day is kept."""
        self.records += 1
        if now == then:
            return
        self.affected += 1
        place = (facts.kind, now[0], then[0])
        last, new_last = now[1] or date.max, then[1] or date.max
        self.sooner[place] = self.sooner.get(place, 0) + (new_last < last)
        self.later[place] = self.later.get(place, 0) + (new_last > last)
        self.no_more[place] = self.no_more.get(place, 0) + (last < today <= new_last)
        due = self.at_once.setdefault(place, [])
        if new_last < today <= last:
            due.append(facts.id)

    def finished(self, as_of: date) -> Comparison:
        changes = tuple(
            Change(
                kind=place[0],
                cluster=place[1],
                new_cluster=place[2],
                sooner=self.sooner[place],
                later=self.later[place],
                due_at_once=tuple(self.at_once[place]),
                due_no_more=self.no_more[place],
            )
            for place in sorted(self.sooner, key=str)
        )
        return Comparison(as_of=as_of, records=self.records, affected=self.affected, changes=changes)
