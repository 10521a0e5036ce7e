"""Verbs about telling people that data about them are kept, and the list of everything that sharing still owes."""

from typing import Final

from vault.clock import legal_day
from vault.complaints import store
from vault.complaints.asking import permit
from vault.complaints.bounds import Input
from vault.complaints.information import (
    TOLD_BY_OTHERS,
    AnswerDue,
    NewInformation,
    SharingDue,
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
    country, today = organisations.load(work).country, legal_day(work.now)
    parties = informed.parties(work, TOLD_BY_OTHERS)
    cases = sorted({one.case_id for one in parties})
    steps, first = store.steps_of(work, cases), log.first_days(work, cases)
    settled = informed.latest(work)
    due = sorted(
        (
            found
            for one in parties
            if (found := due_for(one, steps.get(one.case_id, ()), first, settled.get(one.party_id), country))
        ),
        key=lambda one: (one.due_on, one.case_id, one.party_id),
    )
    told = notices.find(work, settled=False) if work.may(Permission.NOTICE_READ) else []
    late = log.unanswered(work, by=today)
    work.audit.involve(*{one.case_id for one in due[:DUE_AT_MOST]}, *(one.disclosure_id for one in late))
    return SharingDue(
        information=tuple(due[:DUE_AT_MOST]),
        answers=tuple(
            AnswerDue(case_id=row.case_id, disclosure_id=row.disclosure_id, due_on=row.respond_by) for row in late
        ),
        notices=tuple(told),
    )
