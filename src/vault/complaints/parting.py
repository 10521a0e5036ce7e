"""One person in a case that lives on: their own clock, and how they go without the case (Art. 5(1)(e); T-13).

Documents speak of several people, so they stay, without what points to the one who goes: their name, contact data and
numbers wherever they are found, and in texts that they wrote what they say of themselves. What a machine does not find
in a free text stays as it was; the case goes by its own rule in the end.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar
from uuid import UUID

from vault.complaints import store
from vault.complaints.attachments import store as attachments
from vault.complaints.bounds import Input
from vault.complaints.codes import Role
from vault.complaints.holding import CASE_CODES, CASE_EVENTS, forget_people
from vault.complaints.viewing import masked, without
from vault.disclosures import Change, owe
from vault.disclosures.store import log
from vault.errors import NotFound
from vault.holdings import Erased, Facts, Terms
from vault.ids import CaseId, PartyId, SubjectId
from vault.redaction import Redactor, Standing
from vault.subjects import store as subjects
from vault.subjects.known import as_known
from vault.subjects.standing import store as standing
from vault.work import Work


class PartyHolding:
    """Somebody in a case. What stays of them there is that somebody stood in that role."""

    kind = "party"
    terms: ClassVar[Terms] = Terms(
        tables=frozenset({"party"}),
        events=CASE_EVENTS,
        codes=CASE_CODES | {"role": frozenset(one.value for one in Role), "confidential": frozenset({"yes", "no"})},
    )

    def facts(self, work: Work, record: UUID | None = None) -> Iterator[Facts]:
        for row in store.party_rows(work, None if record is None else [record], lock=False):
            yield _described(self.kind, row)

    def everything(self, work: Work) -> list[UUID]:
        """Nothing that is not opened with its case."""
        del work
        return []

    def check(self, work: Work, records: Sequence[UUID]) -> None:
        """What stands of a person in a case is checked with the case."""

    def erase(self, work: Work, record: UUID) -> Erased:
        row = next(store.party_rows(work, [record], lock=True), None)
        if row is None:
            raise NotFound("party")
        # The ledger tells of it before it tells of the person, by whose names the passages are found when it is done
        # again in a restored database.
        work.keys.tell(self.kind, record)
        case_id = row.case.case_id
        store.case_key(work, case_id, Input.ERASURE)
        subject_id = row.subject_id
        if subject_id is not None:
            # Records that were joined are of the same person: each may hold another name. One that stands in the case
            # in a part of its own has a clock of its own.
            stand = store.people_of(work, [case_id]).get(case_id, frozenset()) - {subject_id}
            theirs = subjects.load(work, sorted(standing.group(work, [subject_id]) - stand))
            redactor = Redactor([as_known(str(one), person, Standing.WITHHELD) for one, person in theirs.items()])
            _rewrite(work, case_id, redactor, PartyId(record), subject_id)
        store.forget_party(work, case_id, PartyId(record))
        left = [] if subject_id is None else store.people_left(work, [subject_id])
        return Erased(keys=sum(forget_people(work, left).values()), entities=(record, *left))

    def still_there(self, work: Work, record: UUID) -> bool:
        return next(self.facts(work, record), None) is not None


def _described(kind: str, row: store.PartyRow) -> Facts:
    """The clock of a person is that of their case, with what they are in it."""
    codes = row.case.codes | {"role": row.role, "confidential": "yes" if row.confidential else "no"}
    return Facts(
        kind=kind,
        id=row.party_id,
        version=row.case.version,
        codes=codes,
        events=row.case.events,
        within=row.case.case_id,
        changed_on=row.case.changed_on,
    )


def _rewrite(work: Work, case_id: CaseId, redactor: Redactor, party_id: PartyId, subject_id: SubjectId) -> None:
    """Seals what of a case spoke of somebody anew, without them; whoever was given something of them hears of it."""

    def without_them(text: str) -> str:
        return masked(text, redactor)

    before = store.open_files(work, [case_id])[0]
    told = {one.disclosure_id for one in before.disclosures if subject_id in one.persons}
    owe(work, Change.ERASED, cases=[case_id], only=told)
    store.seal_anew(work, case_id, before, without(before, redactor, [subject_id], party_id))
    attachments.rewrite(work, case_id, without_them)
    log.part(work, case_id, subject_id, without_them)
