"""Concern for a child, reported to the municipality by duty (D-07): a record of its own, apart from any complaint.

No tenancy sanction rests on it (S-41): it names no complaint, no complaint names it, and whoever reports one cannot
read it back. The municipality keeps the matter; the copy here goes after thirty days, and the receipt alone is kept.
"""

from datetime import date, timedelta

import msgspec

from vault.clock import legal_day
from vault.deadlines import Country, next_working_day
from vault.disclosures.codes import RecipientKind
from vault.disclosures.model import ConcernView, NewConcern, NewConfirmation
from vault.disclosures.store import concerns, register
from vault.errors import InvalidInput
from vault.ids import ConcernId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.work import Work, reads, writes

_CONFIRMED_WITHIN = 6
"""Working days in which the municipality says that it has received a report."""


class ReportedConcern(msgspec.Struct, frozen=True, kw_only=True):
    """A concern that was reported: where it goes, and by when the municipality confirms."""

    concern_id: ConcernId
    addressed_to: str
    confirm_by: date


@writes
def report_concern(work: Work, new: NewConcern) -> ReportedConcern:
    """Records that a concern is reported; it goes to the recipient's address. Raises NotFound, InvalidInput."""
    work.permit(Permission.CONCERN_REPORT)
    today = legal_day(work.now)
    if new.observed_on > today:
        raise InvalidInput("observed_on", "is a day to come")
    recipient = register.recipient_of(work, new.recipient_id)
    if recipient.recipient.kind not in (RecipientKind.MUNICIPALITY, RecipientKind.SOCIAL_SERVICES):
        raise InvalidInput("recipient_id", "must be a municipality or social services")
    confirm_by = _after(today, organisations.load(work).country)
    concern_id = concerns.add(work, new, today, confirm_by)
    work.audit.involve(concern_id)
    return ReportedConcern(concern_id=concern_id, addressed_to=recipient.recipient.address, confirm_by=confirm_by)


@writes
def confirm_concern(work: Work, concern_id: ConcernId, new: NewConfirmation) -> None:
    """Keeps that the municipality has received a report, and its receipt. Raises NotFound, Conflict."""
    work.permit(Permission.CONCERN_REPORT, concern_id)
    if new.on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    concerns.confirm(work, concern_id, new)


@reads
def list_concerns(work: Work) -> list[ConcernView]:
    """The concerns of which a copy or a receipt is kept, the latest last."""
    work.permit(Permission.CONCERN_READ)
    found = concerns.every(work)
    work.audit.involve(*(one.concern_id for one in found))
    return found


def _after(day: date, country: Country) -> date:
    for _ in range(_CONFIRMED_WITHIN):
        day = next_working_day(day + timedelta(days=1), country)
    return day
