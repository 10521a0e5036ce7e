"""Restrictions and objections as a holding: proof that they were kept, for as long as that may be asked."""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.errors import NotFound
from vault.holdings import Erased, Facts, Terms
from vault.ids import FlagId, SubjectId
from vault.subjects.standing import store
from vault.subjects.standing.model import FlagKind
from vault.work import Work


class FlagHolding:
    """A restriction or objection goes after it ended, or with the person. It has no key of its own."""

    kind = "flag"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"subject_flag"}),
        events=frozenset({"started", "ended"}),
        codes={"flag": frozenset(one.value for one in FlagKind)},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.every_flag(work, record):
            events = {"started": row.started_on}
            if row.ended_on is not None:
                events["ended"] = row.ended_on
            yield Facts(
                kind=self.kind,
                id=row.flag_id,
                version=1 if row.ended_on is None else 2,
                codes={"flag": row.kind},
                events=events,
                within=row.subject_id,
            )

    def everything(self, work: Work) -> list[UUID]:
        return [row.flag_id for row in store.every_flag(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        people = {row.flag_id: row.subject_id for row in store.every_flag(work)}
        if set(records) - people.keys():
            raise NotFound("flag")
        for subject_id in sorted({people[record] for record in records}):
            store.flags_of(work, SubjectId(subject_id))
            store.ties_of(work, SubjectId(subject_id))

    def erase(self, work: Work, record: UUID) -> Erased:
        store.drop_flag(work, FlagId(record))
        return Erased(keys=0, entities=(record,))
