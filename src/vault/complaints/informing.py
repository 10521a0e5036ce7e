"""Verbs about telling people that data about them are kept, and the list of everything that sharing still owes."""

from typing import Final

from vault.clock import legal_day
from vault.complaints import store
from vault.complaints.asking import permit
from vault.complaints.bounds import Input
from vault.complaints.information import (
    TOLD_BY_OTHERS,
    AnswerDue,
    InformationDue,
    NewInformation,
    Owed,
    OwedView,
    SharingDue,
    SharingOutlook,
    due_for,
    refuse_strange_information,
)
from vault.complaints.store import guides, informed
from vault.disclosures.store import log, notices
from vault.errors import InvalidInput
from vault.ids import CaseId, InformationId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.work import Work, reads, writes

DUE_AT_MOST: Final = 500
"""How many people at most are listed at once, the soonest due first."""
FIRST: Final = 8
"""How many an outlook names."""


@writes
def record_information(work: Work, case_id: CaseId, new: NewInformation) -> InformationId:
    """Keeps that somebody was told, or why not (yet). Raises NotFound, InvalidInput."""
    permit(work, case_id, Permission.CASE_INFORMATION_RECORD)
    key = store.case_key(work, case_id, Input.ACCOUNT)
    if new.party_id not in store.party_ids(work, case_id):
        raise InvalidInput("party_id", "is not a party of this case")
    refuse_strange_information(new, legal_day(work.now))
    if new.guide is not None:
        guides.require(work, new.guide, new.guide_version)
    information_id = informed.add(work, case_id, key, new)
    work.audit.involve(information_id)
    work.audit.note(new.kind.value)
    return information_id


@reads
def list_due(work: Work) -> SharingDue:
    """Who must be told that data about them are kept, which recipients owe an answer, which notices they are owed."""
    work.permit(Permission.CASE_INFORMATION_LIST)
    due = _to_tell(work)[:DUE_AT_MOST]
    told = notices.find(work, settled=False) if work.may(Permission.NOTICE_READ) else []
    late = log.unanswered(work, by=legal_day(work.now))
    work.audit.involve(*{one.case_id for one in due}, *(one.disclosure_id for one in late))
    return SharingDue(
        information=tuple(due),
        answers=tuple(
            AnswerDue(case_id=row.case_id, disclosure_id=row.disclosure_id, due_on=row.respond_by) for row in late
        ),
        notices=tuple(told),
    )


@reads
def sharing_outlook(work: Work) -> SharingOutlook:
    """How much of that there is, and what is due first: counted from ids and days, with nothing opened."""
    work.permit(Permission.CASE_INFORMATION_LIST)
    today = legal_day(work.now)
    found = [(one.due_on, Owed.INFORMATION, one.case_id) for one in _to_tell(work)]
    found += [(row.respond_by, Owed.ANSWER, row.case_id) for row in log.unanswered(work, by=today)]
    if work.may(Permission.NOTICE_READ):
        found += [(due_on, Owed.NOTICE, case_id) for case_id, due_on in notices.owed(work)]
    found.sort()
    first = tuple(OwedView(kind=kind, case_id=case_id, due_on=due_on) for due_on, kind, case_id in found[:FIRST])
    work.audit.involve(*(one.case_id for one in first))
    return SharingOutlook(owed=len(found), late=sum(due_on < today for due_on, _, _ in found), first=first)


def _to_tell(work: Work) -> list[InformationDue]:
    """Everybody of whom others told and who must be told of it, the soonest due first; ids and days."""
    country = organisations.load(work).country
    parties = informed.unsettled(work, TOLD_BY_OTHERS)
    cases = sorted({one.case_id for one in parties})
    steps, first, postponed = store.steps_of(work, cases), log.first_days(work, cases), informed.postponed(work)
    due = (due_for(one, steps.get(one.case_id, ()), first, postponed.get(one.party_id), country) for one in parties)
    return sorted((one for one in due if one), key=lambda one: (one.due_on, one.case_id, one.party_id))
