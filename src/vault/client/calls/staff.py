"""Members of staff, one's own sessions, roles in an emergency, and what takes two people.

Sessions and emergencies are for whoever presents the session of a member of staff in place of a key.
"""

from collections.abc import Collection

from vault.accounts import (
    EmergencyReview,
    EmergencyView,
    Invitation,
    Left,
    NewEmergency,
    NewStaff,
    SessionView,
    StaffView,
)
from vault.approvals import ApprovalView, NewApproval
from vault.client.calls.call import Call, doing, making, nothing, only, putting, reading, removing, shaped
from vault.ids import AccountId, ApprovalId, CaseId, EmergencyId, SessionId
from vault.policy import RoleName


def invite_staff(new: NewStaff) -> Call[Invitation]:
    """Makes an account, and an invitation that is in this answer and nowhere else: hand it to its owner."""
    return doing("/v1/staff", new, shaped(Invitation))


def list_staff() -> Call[list[StaffView]]:
    """Everybody who has an account or had one; what they prove themselves with, by kind alone."""
    return reading("/v1/staff", list[StaffView])


def change_staff_roles(account_id: AccountId, roles: Collection[RoleName]) -> Call[None]:
    """Gives somebody these roles in place of those they have, from their next call on."""
    return putting(f"/v1/staff/{account_id}/roles", {"roles": sorted(roles)}, nothing)


def change_staff_departments(account_id: AccountId, departments: Collection[str]) -> Call[None]:
    """Has somebody work for these departments, from their next call on."""
    return putting(f"/v1/staff/{account_id}/departments", {"departments": sorted(departments)}, nothing)


def reset_staff(account_id: AccountId) -> Call[Invitation]:
    """Takes away what somebody proves themselves with, ends their sessions, and invites them again."""
    return doing(f"/v1/staff/{account_id}/invitations", None, shaped(Invitation))


def sign_staff_out(account_id: AccountId) -> Call[int]:
    """Ends somebody's sessions at once; gives how many."""
    return removing(f"/v1/staff/{account_id}/sessions", only(int))


def end_staff(account_id: AccountId, *, revoke_clients: bool = False) -> Call[Left]:
    """Ends everything that somebody holds who leaves; API clients that they made are named, or revoked as well."""
    return putting(f"/v1/staff/{account_id}/end", {"revoke_clients": revoke_clients}, shaped(Left))


def list_open_cases_of(account_id: AccountId) -> Call[list[CaseId]]:
    """Open complaints that are assigned to somebody, the oldest first."""
    return reading(f"/v1/staff/{account_id}/open-cases", list[CaseId])


def list_sessions() -> Call[list[SessionView]]:
    """Your own sessions, the newest first."""
    return reading("/v1/sessions", list[SessionView])


def end_session(session_id: SessionId) -> Call[None]:
    """Ends one of your sessions at once."""
    return removing(f"/v1/sessions/{session_id}", nothing)


def end_other_sessions() -> Call[int]:
    """Ends all of your sessions but the present one; gives how many."""
    return removing("/v1/sessions/others", only(int))


def sign_out() -> Call[None]:
    """Ends the session in which you ask."""
    return removing("/v1/sessions/present", nothing)


def open_emergency(new: NewEmergency, *, key: str | None = None) -> Call[EmergencyView]:
    """Gives you roles for a short time; whoever watches is told, and somebody else reviews it."""
    return making("/v1/break-glass-uses", new, shaped(EmergencyView), key)


def list_emergencies(*, reviewed: bool = False) -> Call[list[EmergencyView]]:
    """Roles taken on in an emergency that are open or wait for a review, the newest first."""
    return reading("/v1/break-glass-uses", list[EmergencyView], {"reviewed": "true"} if reviewed else {})


def end_emergency(emergency_id: EmergencyId) -> Call[None]:
    """Ends an emergency before its time."""
    return putting(f"/v1/break-glass-uses/{emergency_id}/end", None, nothing)


def review_emergency(emergency_id: EmergencyId, found: EmergencyReview) -> Call[None]:
    """Keeps what you think of somebody else's emergency that is over."""
    return putting(f"/v1/break-glass-uses/{emergency_id}/review", found, nothing)


def ask_approval(new: NewApproval, *, key: str | None = None) -> Call[ApprovalView]:
    """Asks for the consent of a second person beforehand; an operation that needs it asks by itself."""
    return making("/v1/approvals", new, shaped(ApprovalView), key)


def list_approvals(*, ended: bool = False) -> Call[list[ApprovalView]]:
    """What you asked for, and what you may confirm for the purpose that you state, the oldest first."""
    return reading("/v1/approvals", list[ApprovalView], {"ended": "true"} if ended else {})


def confirm_approval(approval_id: ApprovalId) -> Call[None]:
    """Agrees to what somebody else asked for."""
    return putting(f"/v1/approvals/{approval_id}/confirmation", None, nothing)


def refuse_approval(approval_id: ApprovalId) -> Call[None]:
    """Says no, or takes a confirmation back before it is used."""
    return putting(f"/v1/approvals/{approval_id}/refusal", None, nothing)


def withdraw_approval(approval_id: ApprovalId) -> Call[None]:
    """Takes back what you asked for, until it is used."""
    return removing(f"/v1/approvals/{approval_id}", nothing)
