"""Opening who spoke in confidence: with a reason in writing, once two people agree, and for one of them to see."""

from typing import Annotated

import msgspec
from msgspec import Meta

from vault.approvals import Act, NewApproval, Reason, Waiting, await_second, carried
from vault.complaints import store
from vault.complaints.asking import permit
from vault.errors import Conflict, NotFound
from vault.ids import CaseId, PartyId
from vault.policy import Permission
from vault.subjects import SubjectView, read_subject
from vault.work import Work, writes


class NewOpening(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the identity is needed. Whoever confirms reads it; it names nobody."""

    reason: Reason


class Confidant(msgspec.Struct, frozen=True, kw_only=True):
    """Who spoke in confidence, as far as it is known."""

    party_id: PartyId
    person: Annotated[SubjectView | None, Meta(description="Null where nobody knows who it is.")]
    description: str | None
    knowledge: str | None


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """Either what it waits for, or who it is: this once."""

    waiting: Annotated[Waiting | None, Meta(description="Null once somebody else has confirmed it.")] = None
    opened: Annotated[Confidant | None, Meta(description="Null while it waits.")] = None


@writes
def open_confidential_identity(work: Work, case_id: CaseId, party_id: PartyId, new: NewOpening) -> Opening:
    """Shows who spoke in confidence, if a second person confirmed it to the caller; else asks for one.

    A confirmation shows it once. Raises NotFound, Conflict where the party did not speak in confidence.
    """
    permit(
        work,
        case_id,
        Permission.CASE_LIST,
        Permission.CASE_PARTIES_READ,
        Permission.CASE_CONFIDENTIAL_IDENTITY_OPEN,
    )
    party = next((one for one in store.open_files(work, [case_id])[0].parties if one.party_id == party_id), None)
    if party is None:
        raise NotFound("party")
    if not party.confidential:
        raise Conflict("the party did not speak in confidence", hint="read the complaint")
    work.audit.involve(party_id)
    asked = NewApproval(act=Act.CONFIDENTIAL_IDENTITY_OPEN, concerned=(str(case_id), str(party_id)), reason=new.reason)
    if not carried(work, asked.act, asked.concerned):
        return Opening(waiting=await_second(work, asked))
    if party.subject_id is not None:
        # Who asks why somebody looked finds the opening by the person, too.
        work.audit.involve(party.subject_id)
    return Opening(
        opened=Confidant(
            party_id=party_id,
            person=None if party.subject_id is None else read_subject(work, party.subject_id),
            description=party.description,
            knowledge=party.knowledge,
        )
    )
