"""Deleting an attachment before its complaint goes: by a person, for a reason, and never against a hold."""

from vault.clock import legal_day
from vault.complaints import store as cases
from vault.complaints.access import reading
from vault.complaints.asking import permit
from vault.complaints.attachments import store as attachments
from vault.complaints.attachments.model import Deletion
from vault.complaints.bounds import Input
from vault.complaints.codes import Lane
from vault.errors import Conflict
from vault.ids import AttachmentId, CaseId
from vault.policy import Permission
from vault.retention.holds import store as holds
from vault.work import Work, writes


@writes
def delete_attachment(work: Work, case_id: CaseId, attachment_id: AttachmentId, reason: Deletion) -> None:
    """Erases an attachment with its key, so that no backup opens it either.

    Raises NotFound, Conflict while its complaint is kept from deletion.
    """
    permit(work, case_id, Permission.CASE_ATTACHMENTS_DELETE)
    work.audit.involve(attachment_id)
    work.audit.note(f"reason {reason.value}")
    holds.before_erasing(work)
    row = attachments.row_of(work, case_id, attachment_id)
    permit(work, case_id, reading(Lane(row.lane)))
    if holds.held(work, legal_day(work.now), [case_id, attachment_id]):
        raise Conflict("the complaint is kept from deletion", hint="wait until the hold has ended")
    # The complaint changes with it: a purge that was planned before leaves it.
    cases.case_key(work, case_id, Input.ERASURE)
    attachments.erase(work, attachment_id)
