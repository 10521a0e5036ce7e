"""Owing recipients a notice when what they were given changes (Art. 19 GDPR), and following it up.

`owe` is part of the verbs that rectify, restrict and erase. What it keeps says to whom, of which disclosure and of
which kinds of data, by references that the recipient knows; it holds nothing about the person and can outlive them.
"""

from collections.abc import Collection, Sequence

from vault.clock import legal_day
from vault.deadlines import deadline
from vault.disclosures.codes import Change, Field
from vault.disclosures.model import KeptDisclosure, NoticeOutcome, NoticeView, Told, refuse_strange_outcome
from vault.disclosures.store import log, notices
from vault.errors import InvalidInput
from vault.ids import CaseId, DisclosureId, NoticeId, SubjectId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.work import Work, reads, writes


def owe(
    work: Work,
    change: Change,
    *,
    subjects: Sequence[SubjectId] = (),
    cases: Sequence[CaseId] = (),
    only: Collection[DisclosureId] | None = None,
    fields: Collection[Field] | None = None,
) -> list[NoticeId]:
    """Notes that whoever was given something of these people or from these cases must hear of it.

    `only` leaves the other disclosures out. `fields` are those that changed; None is all of them. A recipient who was
    given none of these is left alone; what another system told of in its own words counts as anything. What is owed
    already is not owed twice. Part of verbs that asked.
    """
    found = [one for one in log.concerning(work, subjects, cases) if only is None or one.disclosure_id in only]
    touched = [one for one in found if _touches(one, fields)]
    known = set(notices.pending(work, [one.disclosure_id for one in touched]))
    return [_add(work, change, one, fields) for one in touched if (one.disclosure_id, change) not in known]


@reads
def list_notices(work: Work, *, settled: bool = False) -> list[NoticeView]:
    """Notices that recipients are owed, the soonest due first; with `settled`, those that were answered as well."""
    work.permit(Permission.NOTICE_READ)
    found = notices.find(work, settled=settled)
    work.audit.involve(*(one.notice_id for one in found))
    return found


@writes
def settle_notice(work: Work, notice_id: NoticeId, outcome: NoticeOutcome) -> NoticeView:
    """Keeps that a notice was sent, what was answered, or why none is needed. Raises NotFound, InvalidInput."""
    work.permit(Permission.NOTICE_SETTLE, notice_id)
    found, version = notices.load(work, notice_id)
    if outcome.on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    refuse_strange_outcome(found.state, outcome)
    notices.settle(work, notice_id, version, (*found.outcomes, outcome))
    work.audit.note(outcome.state.value)
    return notices.load(work, notice_id)[0]


def _touches(one: KeptDisclosure, fields: Collection[Field] | None) -> bool:
    given = log.fields_of(one)
    return fields is None or not given or bool(given & set(fields))


def _add(work: Work, change: Change, of: KeptDisclosure, fields: Collection[Field] | None) -> NoticeId:
    given = log.fields_of(of)
    changed = given if fields is None else given & set(fields)
    today = legal_day(work.now)
    told = Told(
        recipient=of.disclosed.recipient,
        addressed_to=of.disclosed.addressed_to,
        disclosed_on=of.disclosed.disclosed_on,
        reference=str(of.disclosure_id),
        receipt=(of.answer and of.answer.receipt) or of.disclosed.receipt,
        fields=tuple(sorted(changed)),
    )
    # Art. 19 sets no period; the month of the request that brings most changes about is the outer limit.
    due_on = deadline(today, organisations.load(work).country).due
    notice_id = notices.add(work, change, of, told, today, due_on)
    work.audit.involve(notice_id)
    return notice_id
