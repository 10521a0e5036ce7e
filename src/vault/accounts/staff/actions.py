"""Verbs of an administrator about members of staff."""

from collections.abc import Collection
from datetime import timedelta

import msgspec

from vault.accounts.clients import store as clients
from vault.accounts.emergency import store as emergencies
from vault.accounts.factors import passkeys
from vault.accounts.limits import limits
from vault.accounts.sessions import store as sessions
from vault.accounts.staff import store
from vault.accounts.staff.model import (
    Account,
    Departments,
    Identity,
    Invitation,
    Left,
    NewStaff,
    Proofs,
    StaffRoles,
    StaffState,
    StaffView,
    viewed,
)
from vault.crypto import CredentialKind, mint_credential
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import AccountId
from vault.policy import MEMBER, NOT_GIVEN, Permission, RoleName
from vault.work import Work, reads, writes


@writes
def invite_staff(work: Work, new: NewStaff) -> Invitation:
    """Makes an account and an invitation to it, which is in the answer and nowhere else.

    Raises InvalidInput for a role that nobody is given, Conflict where the address signs somebody in already.
    """
    work.permit(Permission.STAFF_INVITE)
    _refuse_roles(new.roles)
    if store.by_email(work, new.email) is not None:
        raise Conflict("somebody signs in with this address already")
    account = store.add(work, Identity(name=new.name.strip(), email=new.email.strip()), new.roles, Proofs())
    account = msgspec.structs.replace(account, departments=new.departments)
    work.audit.involve(account.account_id)
    return _invited(work, account)


@writes
def reset_staff(work: Work, account_id: AccountId) -> Invitation:
    """Takes away what somebody proves themselves with and ends what they have open; they begin anew by invitation.

    For whoever lost their second factor, and for whoever did not use an invitation in time. Raises NotFound.
    """
    work.permit(Permission.STAFF_INVITE, account_id)
    account = _here(work, account_id)
    _close(work, account)
    emptied = msgspec.structs.replace(account, state=StaffState.INVITED, proofs=Proofs(openid=account.proofs.openid))
    work.audit.note("reset")
    return _invited(work, store.save(work, emptied))


@reads
def list_staff(work: Work) -> list[StaffView]:
    """Everybody who has an account or had one."""
    work.permit(Permission.STAFF_LIST)
    return [viewed(one) for one in store.everyone(work)]


@reads
def name_staff(work: Work, account_ids: Collection[AccountId]) -> dict[AccountId, str]:
    """The names of these members of staff, and nothing else of them. Whoever is not known here is left out."""
    work.permit(Permission.STAFF_NAME)
    found = {one.account_id: one.identity.name for one in store.several(work, account_ids)}
    work.audit.involve(*found)
    return found


@writes
def change_staff_roles(work: Work, account_id: AccountId, roles: StaffRoles) -> None:
    """Gives somebody other roles, from their next call on. Raises InvalidInput, NotFound, Conflict for one's own."""
    work.permit(Permission.STAFF_CHANGE, account_id)
    _refuse_roles(roles)
    if work.actor.ref == f"{MEMBER}{account_id}":
        raise Conflict("nobody changes their own roles", hint="another administrator can")
    account = _here(work, account_id)
    store.save(work, msgspec.structs.replace(account, roles=roles))
    work.audit.note(" ".join(sorted(roles)))


@writes
def change_staff_departments(work: Work, account_id: AccountId, departments: Departments) -> None:
    """Has somebody work for other departments, from their next call on. Raises NotFound."""
    work.permit(Permission.STAFF_CHANGE, account_id)
    account = _here(work, account_id)
    store.save(work, msgspec.structs.replace(account, departments=departments))
    work.audit.note("departments")


@writes
def sign_staff_out(work: Work, account_id: AccountId) -> int:
    """Ends somebody's sessions and forgets their devices; they may sign in again. Returns how many. Raises NotFound."""
    work.permit(Permission.STAFF_END, account_id)
    account = _here(work, account_id)
    gone = sessions.end_all(work, account.account_id)
    sessions.forget_devices(work, account.account_id)
    work.audit.note(f"signed out of {gone}")
    return gone


@writes
def end_staff(work: Work, account_id: AccountId, *, revoke_clients: bool = False) -> Left:
    """Ends everything that somebody holds, at once: sessions, devices, passkeys, password, emergencies.

    API clients that they made are told, and revoked where asked for: another system may depend on one. Raises NotFound.
    """
    work.permit(Permission.STAFF_END, account_id)
    account = _here(work, account_id)
    made = clients.made_by(work.connection, work.organisation_id, f"{MEMBER}{account_id}")
    for one in made if revoke_clients else ():
        clients.revoke(work.connection, work.organisation_id, one.client_id, work.now)
    left = msgspec.structs.replace(
        _close(work, account),
        clients=tuple(one.client_id for one in made),
        clients_revoked=revoke_clients,
    )
    ended = msgspec.structs.replace(
        account, state=StaffState.ENDED, proofs=Proofs(openid=account.proofs.openid), invitation=None, ended_at=work.now
    )
    store.reindex(work, store.save(work, ended))
    work.audit.involve(*left.clients)
    work.audit.note("left")
    return left


def require_staff(work: Work, account_id: AccountId) -> None:
    """Raises NotFound where nobody has this account or had it. For verbs that permit it themselves."""
    store.load(work, account_id)


def _close(work: Work, account: Account) -> Left:
    """Ends what somebody has open and what they prove themselves with."""
    return Left(
        sessions=sessions.end_all(work, account.account_id),
        devices=sessions.forget_devices(work, account.account_id),
        passkeys=passkeys.remove(work, account.account_id),
        emergencies=emergencies.end_all(work, account.account_id),
        clients=(),
        clients_revoked=False,
    )


def _invited(work: Work, account: Account) -> Invitation:
    until = work.now + timedelta(hours=limits(work.policy.folder).joining.invitation_hours)
    text, kept = mint_credential(work.organisation_id, account.account_id, CredentialKind.INVITATION)
    store.save(work, msgspec.structs.replace(account, invitation=kept, invited_until=until))
    return Invitation(account_id=account.account_id, invitation=text, until=until)


def _here(work: Work, account_id: AccountId) -> Account:
    """Raises NotFound for somebody who left, as for nobody."""
    account = store.load(work, account_id)
    if not account.here:
        raise NotFound("member of staff")
    return account


def _refuse_roles(roles: frozenset[RoleName]) -> None:
    if not roles or roles & NOT_GIVEN:
        raise InvalidInput("roles", f"may be any but: {', '.join(sorted(NOT_GIVEN))}")
