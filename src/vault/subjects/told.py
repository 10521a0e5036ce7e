"""To whom something of a person was given, over every case: what they are told under Art. 15(1)(c)."""

from datetime import date

import msgspec

from vault.disclosures.store import log
from vault.ids import CaseId, DisclosureId, SubjectId
from vault.policy import Permission
from vault.subjects import store
from vault.work import Work, reads


class GivenTo(msgspec.Struct, frozen=True, kw_only=True):
    """That something was given to somebody; what it was stands with its case."""

    disclosure_id: DisclosureId
    case_id: CaseId
    disclosed_on: date
    recipient: str
    legal_basis: str


@reads
def list_disclosures(work: Work, subject_id: SubjectId) -> list[GivenTo]:
    """What was disclosed of a person, by day. Raises NotFound where there is no such person.

    It is for whoever answers people for what became of their data: it reaches over cases that others may not open.
    """
    work.permit(Permission.AUDIT_CONSULTATIONS_READ, subject_id)
    work.permit(Permission.CASE_DISCLOSURES_READ, subject_id)
    store.load(work, [subject_id], ())
    found = sorted(log.concerning(work, [subject_id]), key=lambda one: (one.disclosed.disclosed_on, one.disclosure_id))
    work.audit.involve(*(one.case_id for one in found))
    return [
        GivenTo(
            disclosure_id=one.disclosure_id,
            case_id=one.case_id,
            disclosed_on=one.disclosed.disclosed_on,
            recipient=one.disclosed.recipient,
            legal_basis=one.disclosed.legal_basis,
        )
        for one in found
    ]
