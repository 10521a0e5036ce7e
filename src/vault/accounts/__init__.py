"""Who may come in: API clients and members of staff, and how whoever calls is proven.

How a door signs a member of staff in. Until there is a session it calls on behalf of `vault.at_the_door(organisation,
source, device)`:

1. `sign_in(Attempt(...))` → `Begun`: its token goes into a cookie. By `waits_for`:
   `FACTOR`: `prove_code(token, code, device)`, or `ask_passkey(token, site)` and `prove_passkey(token, site, answer)`;
   `ENROLMENT`: `offer_authenticator` and `enrol_authenticator`, or `offer_passkey` and `enrol_passkey`.
   With a passkey alone: `begin_passkey()`, then `ask_passkey` and `prove_passkey`.
   At one of `vault.providers`: `begin_single_sign_on(provider, return_to)` → `Leaving`, a token for a cookie that is
   sent along when the provider sends the browser back (SameSite=Lax) and an address to redirect to; then
   `finish_single_sign_on(provider, Returned(...))` → `SignedIn`, or `Begun` where our own second factor comes next.
   Somebody new: `accept_invitation(invitation, password)` → `Begun`, which waits for an enrolment.
2. `SignedIn`: `session` and `device` go into `__Host-` cookies (Secure, HttpOnly, SameSite=Strict; the device's may
   last until `device_until`). `Enrolled` has it in `signed_in`, and recovery codes to show once.

From then on every call is `Caller(Shown(session=cookie, form=the form's hidden field, source=...), purpose)`. Whatever
changes something is refused unless `form` is the session's `form_token`; reading needs none. `own_session()` gives a
page what it needs: name, roles, the form token, and whether to `renew_session()`, whose answer replaces the cookie.
`sign_out()`, `list_sessions()`, `end_session(id)`, `end_other_sessions()` do what they say. What concerns one's own
factors begins with `begin_enrolment()`, which asks for a session that is fresh.
"""

from vault.accounts.authentication import Keep, Proven, Replayed, Shown, authenticate, standing
from vault.accounts.budget import Budget
from vault.accounts.clients.actions import clients, create_client, revoke_client, rotate_client
from vault.accounts.clients.model import Client, NewClient, NewClientKey, Rotation
from vault.accounts.emergency.actions import (
    Emergencies,
    count_emergencies,
    end_emergency,
    list_emergencies,
    open_emergency,
    overdue_reviews,
    review_emergency,
)
from vault.accounts.emergency.model import EmergencyReview, EmergencyState, EmergencyView, NewEmergency
from vault.accounts.factors.passkeys import Site
from vault.accounts.openid.actions import Leaving, Returned, begin_single_sign_on, finish_single_sign_on
from vault.accounts.openid.configuration import Provider
from vault.accounts.sessions.actions import (
    end_other_sessions,
    end_session,
    list_sessions,
    own_session,
    renew_session,
    sign_out,
)
from vault.accounts.sessions.enrolling import (
    Enrolled,
    Factors,
    OfferedAuthenticator,
    PasskeyView,
    PasswordChange,
    accept_invitation,
    begin_enrolment,
    change_password,
    enrol_authenticator,
    enrol_passkey,
    offer_authenticator,
    offer_passkey,
    own_factors,
    remove_passkey,
    replace_recovery_codes,
)
from vault.accounts.sessions.model import (
    Attempt,
    Begun,
    Method,
    OwnSession,
    SessionView,
    SignedIn,
    WaitsFor,
)
from vault.accounts.sessions.signing_in import prove_code, sign_in, waiting
from vault.accounts.sessions.with_passkey import ask_passkey, begin_passkey, prove_passkey
from vault.accounts.staff.actions import (
    change_staff_departments,
    change_staff_roles,
    end_staff,
    invite_staff,
    list_staff,
    name_staff,
    require_staff,
    reset_staff,
    sign_staff_out,
)
from vault.accounts.staff.holding import StaffHolding
from vault.accounts.staff.model import (
    Departments,
    Factor,
    Invitation,
    Left,
    NewStaff,
    StaffRoles,
    StaffState,
    StaffView,
)

__all__ = [
    "Attempt",
    "Begun",
    "Budget",
    "Client",
    "Departments",
    "Emergencies",
    "EmergencyReview",
    "EmergencyState",
    "EmergencyView",
    "Enrolled",
    "Factor",
    "Factors",
    "Invitation",
    "Keep",
    "Leaving",
    "Left",
    "Method",
    "NewClient",
    "NewClientKey",
    "NewEmergency",
    "NewStaff",
    "OfferedAuthenticator",
    "OwnSession",
    "PasskeyView",
    "PasswordChange",
    "Proven",
    "Provider",
    "Replayed",
    "Returned",
    "Rotation",
    "SessionView",
    "Shown",
    "SignedIn",
    "Site",
    "StaffHolding",
    "StaffRoles",
    "StaffState",
    "StaffView",
    "WaitsFor",
    "accept_invitation",
    "ask_passkey",
    "authenticate",
    "begin_enrolment",
    "begin_passkey",
    "begin_single_sign_on",
    "change_password",
    "change_staff_departments",
    "change_staff_roles",
    "clients",
    "count_emergencies",
    "create_client",
    "end_emergency",
    "end_other_sessions",
    "end_session",
    "end_staff",
    "enrol_authenticator",
    "enrol_passkey",
    "finish_single_sign_on",
    "invite_staff",
    "list_emergencies",
    "list_sessions",
    "list_staff",
    "name_staff",
    "offer_authenticator",
    "offer_passkey",
    "open_emergency",
    "overdue_reviews",
    "own_factors",
    "own_session",
    "prove_code",
    "prove_passkey",
    "remove_passkey",
    "renew_session",
    "replace_recovery_codes",
    "require_staff",
    "reset_staff",
    "review_emergency",
    "revoke_client",
    "rotate_client",
    "sign_in",
    "sign_out",
    "sign_staff_out",
    "standing",
    "waiting",
]
