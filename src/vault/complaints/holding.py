"""Cases as a holding: what retention may know of them, and how one is erased."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from vault.approvals import erase_about
from vault.complaints import store
from vault.complaints.attachments import store as attachments
from vault.complaints.model import latest_events
from vault.complaints.store import informed
from vault.disclosures import Change, owe
from vault.disclosures.store import consents
from vault.holdings import Erased, Facts
from vault.ids import CaseId, LaneId, SubjectId
from vault.subjects import store as subjects
from vault.subjects.standing import store as standing
from vault.work import Work


def _unremembered(_work: Work, _record: UUID) -> None:
    """Remembers nothing."""


def _nothing(_work: Work, _case_id: CaseId) -> tuple[int, tuple[UUID, ...]]:
    """Nobody else keeps anything of a case."""
    return 0, ()


class SubjectHolding:
    """A person who stands in no case: stored for one that never came, or left behind."""

    kind = "subject"

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for subject_id, version, stored_on in store.people_without_case(work, record):
            yield Facts(kind=self.kind, id=subject_id, version=version, codes={}, events={"stored": stored_on})

    def everything(self, work: Work) -> list[UUID]:
        return list(subjects.ids(work))

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        people = [SubjectId(record) for record in records]
        subjects.load(work, people)
        for person in people:
            standing.ties_of(work, person)

    def erase(self, work: Work, record: UUID) -> Erased:
        subject_id = SubjectId(record)
        return Erased(keys=_forget(work, subject_id), entities=(subject_id,))


class CaseHolding:
    """A case goes with its documents, and with those of its people who have nothing else here.

    `remember` is told of each that is about to go, so that it can be counted once more; `along` erases what other
    capabilities keep of it.
    """

    kind = "case"

    def __init__(
        self,
        remember: Callable[[Work, CaseId], None] = _unremembered,
        along: Callable[[Work, CaseId], tuple[int, tuple[UUID, ...]]] = _nothing,
    ) -> None:
        self._remember = remember
        self._along = along

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        case_id = None if record is None else CaseId(record)
        steps = store.all_steps(work) if case_id is None else store.steps_of(work, [case_id])
        for one, version, received_on, codes in store.codes(work, case_id):
            events = latest_events(received_on, steps.get(one, ()))
            yield Facts(kind=self.kind, id=one, version=version, codes=codes, events=events)

    def everything(self, work: Work) -> list[UUID]:
        return [case_id for case_id, *_ in store.codes(work)]

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        cases = [CaseId(record) for record in records]
        store.open_files(work, cases)
        informed.of_case(work, *cases)

    def erase(self, work: Work, record: UUID) -> Erased:
        case_id = CaseId(record)
        self._remember(work, case_id)
        people = store.subjects_of(work, case_id)
        files, attached = attachments.erase_of(work, case_id)
        others, beside = self._along(work, case_id)
        owe(work, Change.ERASED, cases=[case_id])
        keys, lanes = store.erase(work, case_id)
        keys += files + others + erase_about(work, case_id)
        gone = [person for person in sorted(people) if not store.cases_with(work, [person])]
        keys += sum(_forget(work, SubjectId(person)) for person in gone)
        return Erased(keys=keys, entities=(case_id, *lanes, *attached, *beside, *gone))


def _forget(work: Work, subject_id: SubjectId) -> int:
    """A person goes, with everything that is kept of them; who was given something of them must hear of it."""
    owe(work, Change.ERASED, subjects=[subject_id])
    store.forget_subject(work, subject_id)
    standing.erase(work, subject_id)
    return consents.erase_of(work, subject_id) + subjects.erase(work, subject_id)


class LaneHolding:
    """A lane beside the legal matter: it goes on its own schedule, with its key, and leaves the case as it is.

    `remember` is told of each that is about to go.
    """

    kind = "lane"

    def __init__(self, remember: Callable[[Work, LaneId], None] = _unremembered) -> None:
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
        files, attached = attachments.erase_of(work, row.case_id, row.lane)
        keys, case_id = store.erase_lane(work, LaneId(record))
        store.case_key(work, case_id)
        return Erased(keys=keys + files, entities=(record, *attached))
