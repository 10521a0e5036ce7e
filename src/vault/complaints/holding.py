"""Cases as a holding: what retention may know of them, and how one is erased."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar
from uuid import UUID

from vault.approvals import erase_about_all
from vault.complaints import store
from vault.complaints.attachments import store as attachments
from vault.complaints.bounds import Input
from vault.complaints.codes import Anonymity, Category, Lane, Outcome, Severity, Status, StepKind
from vault.complaints.store import informed
from vault.complaints.store.retaining import CaseRow
from vault.disclosures import Change, owe
from vault.disclosures.store import consents
from vault.holdings import Erased, Facts, Terms
from vault.ids import CaseId, LaneId, SubjectId
from vault.storage import Ids
from vault.subjects import store as subjects
from vault.subjects.standing import store as standing
from vault.work import Work

NOTHING = "none"
"""The value of a code that a case does not have yet."""
CASE_CODES = {
    "category": frozenset(one.value for one in Category),
    "severity": frozenset(one.value for one in Severity),
    "anonymity": frozenset(one.value for one in Anonymity),
    "status": frozenset(one.value for one in Status),
    "outcome": frozenset({NOTHING, *(one.value for one in Outcome)}),
}
CASE_EVENTS = frozenset(one.value for one in StepKind)
Remember = Callable[[Work, Sequence[CaseId]], None]
Along = Callable[[Work, Sequence[CaseId]], Mapping[CaseId, tuple[int, tuple[UUID, ...]]]]
"""Says of each case with which something else goes how many keys, and which ids."""


def _unremembered(_work: Work, _records: Sequence[CaseId]) -> None:
    """Remembers nothing."""


def _nothing(_work: Work, _records: Sequence[CaseId]) -> Mapping[CaseId, tuple[int, tuple[UUID, ...]]]:
    """Nobody else keeps anything of a case."""
    return {}


class SubjectHolding:
    """A person who stands in no case: stored for one that never came, or left behind.

    Records that were joined are of one person: while one of them stands in a case, none is left behind.
    """

    kind = "subject"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"subject", "subject_tie"}), events=frozenset({"stored", "changed"})
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for subject_id, version, stored_on, changed_on in store.people_without_case(work, record):
            events = {"stored": stored_on}
            if changed_on is not None:
                events["changed"] = changed_on
            yield Facts(kind=self.kind, id=subject_id, version=version, codes={}, events=events, changed_on=changed_on)

    def everything(self, work: Work) -> list[UUID]:
        return list(subjects.ids(work))

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        people = [SubjectId(record) for record in records]
        subjects.load(work, people)
        for person in people:
            standing.ties_of(work, person)

    def erase(self, work: Work, record: UUID) -> Erased:
        subject_id = SubjectId(record)
        return Erased(keys=forget_people(work, [subject_id]).get(subject_id, 0), entities=(subject_id,))


class CaseHolding:
    """A case goes with its documents, and with those of its people who have nothing else here.

    `remember` is told of those that are about to go, so that they can be counted once more; `anonymise` of those of
    which something stays that identifies nobody; `along` erases what other capabilities keep of them.
    """

    kind = "case"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"case", "document", "disclosure", "case_entry", "case_information"}),
        events=CASE_EVENTS,
        codes=CASE_CODES,
    )

    def __init__(
        self, remember: Remember = _unremembered, anonymise: Remember = _unremembered, along: Along = _nothing
    ) -> None:
        self._remember = remember
        self._anonymise = anonymise
        self._along = along

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        rows = store.case_rows(work, None if record is None else [CaseId(record)])
        return (self._described(row) for row in rows)

    def facts_of(self, work: Work, records: Sequence[UUID]) -> Iterator[Facts]:
        rows = store.case_rows(work, [CaseId(record) for record in records], lock=True)
        return (self._described(row) for row in rows)

    def everything(self, work: Work) -> list[UUID]:
        return [case_id for case_id, *_ in store.codes(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        cases = [CaseId(record) for record in records]
        store.open_files(work, cases)
        informed.of_case(work, *cases)

    def erase(self, work: Work, record: UUID) -> Erased:
        return self.erase_all(work, [record])[record]

    def erase_all(self, work: Work, records: Sequence[UUID]) -> Mapping[UUID, Erased]:
        case_ids = Ids(CaseId(record) for record in records)
        self._remember(work, case_ids)
        stood = store.people_of(work, case_ids)
        files = attachments.erase_of(work, case_ids)
        beside = self._along(work, case_ids)
        # Whoever was given something of these cases must hear that it is gone, and to whom it went stands in them.
        owe(work, Change.ERASED, cases=case_ids)
        gone = store.erase_all(work, case_ids)
        asked = erase_about_all(work, case_ids)
        left = store.people_left(work, sorted({person for people in stood.values() for person in people}))
        keys = forget_people(work, left)
        return _told(case_ids, [gone, files, beside], asked, stood, keys)

    def anonymise_all(self, work: Work, records: Sequence[UUID]) -> Mapping[UUID, Erased]:
        self._anonymise(work, [CaseId(record) for record in records])
        return self.erase_all(work, records)

    def restrict(self, work: Work, records: Sequence[UUID]) -> None:
        store.restrict(work, [CaseId(record) for record in records])

    def _described(self, row: CaseRow) -> Facts:
        return Facts(
            kind=self.kind,
            id=row.case_id,
            version=row.version,
            codes=row.codes,
            events=row.events,
            changed_on=row.changed_on,
        )


def forget_people(work: Work, people: Sequence[SubjectId]) -> dict[UUID, int]:
    """People go, with everything that is kept of them; says of each how many keys.

    Whoever was given something of them must hear of it.
    """
    owe(work, Change.ERASED, subjects=people)
    store.forget_people(work, people)
    standing.erase_all(work, people)
    consented = consents.erase_of(work, people)
    keys = subjects.erase_all(work, people)
    return {person: keys.get(person, 0) + consented.get(person, 0) for person in people}


def _told(
    case_ids: Sequence[CaseId],
    gone: Sequence[Mapping[CaseId, tuple[int, tuple[UUID, ...]]]],
    asked: Mapping[UUID, int],
    stood: Mapping[CaseId, frozenset[SubjectId]],
    keys: Mapping[UUID, int],
) -> dict[UUID, Erased]:
    """What went with each case. Somebody who stood in several of them is told of with the first."""
    told: dict[UUID, Erased] = {}
    waiting = set(keys)
    for case_id in case_ids:
        parts = [one.get(case_id, (0, ())) for one in gone]
        people = sorted(waiting & stood.get(case_id, frozenset()))
        waiting -= set(people)
        told[case_id] = Erased(
            keys=sum(count for count, _ in parts) + asked.get(case_id, 0) + sum(keys[person] for person in people),
            entities=(case_id, *(one for _, ids in parts for one in ids), *people),
        )
    return told


class LaneHolding:
    """A lane beside the legal matter: it goes on its own schedule, with its key, and leaves the case as it is.

    `remember` is told of each that is about to go.
    """

    kind = "lane"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"case_lane"}),
        events=frozenset({"opened", "entered", "closed"}),
        codes={"lane": frozenset(one.value for one in Lane if one is not Lane.TENANCY)},
    )

    def __init__(self, remember: Callable[[Work, LaneId], None] = lambda _work, _record: None) -> None:
        self._remember = remember

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.every_lane(work, record):
            events = {"opened": row.opened_on, "entered": row.last_on}
            if row.closed_on is not None:
                events["closed"] = row.closed_on
            yield Facts(
                kind=self.kind,
                id=row.lane_id,
                version=row.version,
                codes={"lane": row.lane},
                events=events,
                within=row.case_id,
                changed_on=row.changed_on,
            )

    def everything(self, work: Work) -> list[UUID]:
        return [row.lane_id for row in store.every_lane(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        wanted = set(records)
        cases = {row.case_id for row in store.every_lane(work) if row.lane_id in wanted}
        store.open_files(work, sorted(cases))

    def erase(self, work: Work, record: UUID) -> Erased:
        self._remember(work, LaneId(record))
        row = store.every_lane(work, record)[0]
        files, attached = attachments.erase_of_lane(work, row.case_id, row.lane)
        keys, case_id = store.erase_lane(work, LaneId(record))
        store.case_key(work, case_id, Input.ERASURE)
        return Erased(keys=keys + files, entities=(record, *attached))
