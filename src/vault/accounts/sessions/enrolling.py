"""Verbs of setting up what proves somebody: after an invitation, a reset, or from a session that is fresh.

Each step is carried by the token of a sign-in that waits for an enrolment. What is offered (the secret of an
authenticator application, the challenge for a passkey) is derived from that token, and kept once it is proven.
"""

from typing import Any

import msgspec

from vault.accounts.factors import codes, passkeys
from vault.accounts.factors.passkeys import Site
from vault.accounts.factors.passwords import Password, prepared, refuse_weak
from vault.accounts.sessions import store
from vault.accounts.sessions.actions import fresh_session, present
from vault.accounts.sessions.model import Begun, Method, Pending, SignedIn, WaitsFor
from vault.accounts.sessions.signing_in import begun, count, open_session, proven_first, refused
from vault.accounts.staff import store as staff
from vault.accounts.staff.model import Account, Factor, StaffState
from vault.crypto import (
    CredentialKind,
    PasswordHash,
    Secret,
    credential_matches,
    hash_credential,
    hash_password,
    parse_credential,
    password_matches,
)
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import AccountId, PasskeyId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.work import Run, Work, process, reads, writes

_NOBODY = hash_credential(Secret.generate(), CredentialKind.INVITATION)


class OfferedAuthenticator(msgspec.Struct, frozen=True, kw_only=True):
    """A secret for an authenticator application: as it is typed, and as a QR code carries it."""

    secret: str
    address: str


class Enrolled(msgspec.Struct, frozen=True, kw_only=True):
    """A factor was set up. Recovery codes are shown this once; a session where this completed a sign-in."""

    recovery_codes: tuple[str, ...] = ()
    signed_in: SignedIn | None = None


class PasskeyView(msgspec.Struct, frozen=True, kw_only=True):
    """One of somebody's passkeys, in their own list."""

    passkey_id: PasskeyId
    label: str


class Factors(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody proves themselves with, as they see it."""

    factors: frozenset[Factor]
    passkeys: tuple[PasskeyView, ...]
    recovery_codes_left: int


class PasswordChange(msgspec.Struct, frozen=True, kw_only=True):
    """The password of now, and the one to come."""

    present: Password
    new: Password


class PasswordTurn(msgspec.Struct, frozen=True):
    """What is compared, and under what the attempt was counted."""

    counted: bytes
    password: PasswordHash | None


@process
def accept_invitation(run: Run, invitation: str, password: Password) -> Begun:
    """Takes an invitation up with a password; a second factor comes next, and then the session.

    Raises SignInRefused for an invitation that is none, was used or ran out, InvalidInput for a weak password.
    """
    run(check_invitation, invitation, password)
    return run(keep_password, invitation, hash_password(prepared(password)))


@reads
def check_invitation(work: Work, invitation: str, password: Password) -> None:
    """Whether an invitation can be taken up with a password. Raises SignInRefused, InvalidInput."""
    work.permit(Permission.SESSION_OPEN)
    _strong(work, _invited(work, invitation), password)


@writes
def keep_password(work: Work, invitation: str, password: PasswordHash) -> Begun:
    """Keeps the first password. The invitation stays good until a second factor is there: nothing is lost half-way."""
    work.permit(Permission.SESSION_OPEN)
    account = _invited(work, invitation)
    proofs = msgspec.structs.replace(account.proofs, password=password)
    return begun(work, staff.save(work, msgspec.structs.replace(account, proofs=proofs)))


@writes
def begin_enrolment(work: Work) -> Begun:
    """From a session that is fresh: the token with which factors are added. Raises Conflict where it is too old."""
    work.permit(Permission.SESSION_MANAGE)
    account = _fresh(work)
    token, until = store.begin(work, WaitsFor.ADDITION, account.account_id)
    return Begun(token=token, waits_for=WaitsFor.ADDITION, factors=account.factors, until=until)


@reads
def offer_authenticator(work: Work, token: str) -> OfferedAuthenticator:
    """A secret to put into an authenticator application; it is asked for as often as a page is shown."""
    work.permit(Permission.SESSION_OPEN)
    found, account = proven_first(work, token, WaitsFor.ENROLMENT, WaitsFor.ADDITION)
    secret = codes.offered_secret(found.secret)
    name = organisations.load(work).name
    return OfferedAuthenticator(
        secret=codes.written(secret), address=codes.address(secret, name, account.identity.email)
    )


@writes
def enrol_authenticator(work: Work, token: str, code: str) -> Enrolled:
    """Keeps the offered secret once a code of it is shown; it replaces the one before. Raises InvalidInput."""
    work.permit(Permission.SESSION_OPEN)
    found, account = proven_first(work, token, WaitsFor.ENROLMENT, WaitsFor.ADDITION)
    secret = codes.offered_secret(found.secret)
    step = codes.accepted_step(secret, code, work.now, -1)
    if step is None:
        raise InvalidInput("code", "is not what the application shows now")
    proofs = msgspec.structs.replace(account.proofs, authenticator=secret.reveal())
    work.audit.note("authenticator enrolled")
    return _complete(work, found, msgspec.structs.replace(account, proofs=proofs, last_step=step))


@reads
def offer_passkey(work: Work, token: str, site: Site) -> dict[str, Any]:
    """Options for `navigator.credentials.create`."""
    work.permit(Permission.SESSION_OPEN)
    found, account = proven_first(work, token, WaitsFor.ENROLMENT, WaitsFor.ADDITION)
    return passkeys.creation_options(
        site,
        found.secret,
        account=account,
        organisation=organisations.load(work).name,
        known=passkeys.of(work, account.account_id),
    )


@writes
def enrol_passkey(work: Work, token: str, site: Site, answer: dict[str, Any], label: str) -> Enrolled:
    """Keeps a passkey that a browser made. Raises InvalidInput where its answer does not fit what was offered."""
    work.permit(Permission.SESSION_OPEN)
    found, account = proven_first(work, token, WaitsFor.ENROLMENT, WaitsFor.ADDITION)
    passkeys.add(work, account.account_id, passkeys.created(site, found.secret, answer, label))
    work.audit.note("passkey enrolled")
    return _complete(work, found, staff.load(work, account.account_id))


@reads
def own_factors(work: Work) -> Factors:
    """What the caller proves themselves with."""
    work.permit(Permission.SESSION_MANAGE)
    account = staff.load(work, present(work).account_id)
    known = passkeys.of(work, account.account_id)
    return Factors(
        factors=account.factors,
        passkeys=tuple(PasskeyView(passkey_id=one.passkey_id, label=one.details.label) for one in known),
        recovery_codes_left=len(account.proofs.recovery),
    )


@writes
def remove_passkey(work: Work, passkey_id: PasskeyId) -> None:
    """Removes one of one's own passkeys. Raises Conflict for the last lasting factor, NotFound."""
    work.permit(Permission.SESSION_MANAGE, passkey_id)
    account = _fresh(work)
    if not passkeys.remove(work, account.account_id, passkey_id):
        raise NotFound("passkey")
    if not staff.load(work, account.account_id).enrolled:
        raise Conflict("it is the last second factor", hint="set up another first")
    work.audit.note("passkey removed")


@writes
def replace_recovery_codes(work: Work) -> tuple[str, ...]:
    """Ten new recovery codes, shown this once; those before are good for nothing."""
    work.permit(Permission.SESSION_MANAGE)
    account = _fresh(work)
    fresh = codes.fresh_recovery_codes()
    staff.save(work, _with_recovery(account, fresh))
    work.audit.note("recovery codes replaced")
    return fresh


@process
def change_password(run: Run, change: PasswordChange) -> None:
    """Changes one's own password and ends one's other sessions.

    Raises Throttled, SignInRefused where the present one is wrong, InvalidInput for a weak one.
    """
    turn: PasswordTurn = run(take_password_turn, change)
    matches = password_matches(prepared(change.present), turn.password)
    run(keep_new_password, turn.counted, hash_password(prepared(change.new)) if matches else None)


@writes
def take_password_turn(work: Work, change: PasswordChange) -> PasswordTurn:
    """Counts an attempt to change the password, and says what to compare."""
    work.permit(Permission.SESSION_MANAGE)
    account = staff.load(work, present(work).account_id)
    _strong(work, account, change.new)
    return PasswordTurn(count(work, "sign_in_change", f"{account.account_id}"), account.proofs.password)


@writes
def keep_new_password(work: Work, counted: bytes, password: PasswordHash | None) -> None:
    """Keeps the new password, unless the present one was wrong."""
    work.permit(Permission.SESSION_MANAGE)
    mine = present(work)
    if password is None:
        raise refused(work, "wrong password", mine.account_id)
    account = staff.load(work, mine.account_id)
    proofs = msgspec.structs.replace(account.proofs, password=password)
    staff.save(work, msgspec.structs.replace(account, proofs=proofs))
    store.forget_failures(work, counted)
    store.end_all(work, mine.account_id, but=mine.session_id)
    store.forget_devices(work, mine.account_id)
    work.audit.note("password changed")


def _fresh(work: Work) -> Account:
    """Whose session this is, if they proved themselves a moment ago. Raises Conflict, Unauthenticated."""
    return staff.load(work, fresh_session(work).account_id)


def _invited(work: Work, invitation: str) -> Account:
    """Whose invitation it is. Raises SignInRefused."""
    credential = parse_credential(invitation, CredentialKind.INVITATION)
    if credential is None or credential.organisation != work.organisation_id:
        raise refused(work, "no invitation")
    try:
        account = staff.load(work, AccountId(credential.client))
    except NotFound:
        raise refused(work, "no such invitation") from None
    work.audit.involve(account.account_id)
    matches = credential_matches(credential.secret, account.invitation or _NOBODY, CredentialKind.INVITATION)
    if not matches or account.invited_until is None or work.now >= account.invited_until or not account.here:
        raise refused(work, "an invitation that was used or ran out", account.account_id)
    return account


def _strong(work: Work, account: Account, password: str) -> None:
    refuse_weak(password, (account.identity.name, account.identity.email, organisations.load(work).name))


def _complete(work: Work, found: Pending, account: Account) -> Enrolled:
    """With a lasting factor there, the account is its owner's: recovery codes, and a session if there was none."""
    fresh = () if account.proofs.recovery else codes.fresh_recovery_codes()
    joins = found.waits_for is WaitsFor.ENROLMENT
    changed = _with_recovery(account, fresh) if fresh else account
    if joins:
        changed = msgspec.structs.replace(changed, state=StaffState.ACTIVE, invitation=None, invited_until=None)
    saved = staff.save(work, changed)
    signed_in = open_session(work, found, saved, Method.INVITATION) if joins else None
    if not joins and not store.finish(work, found.sign_in_id):
        raise refused(work, "ended a moment ago", account.account_id)
    return Enrolled(recovery_codes=fresh, signed_in=signed_in)


def _with_recovery(account: Account, fresh: tuple[str, ...]) -> Account:
    hashes = tuple(codes.recovery_hash(one) for one in fresh)
    return msgspec.structs.replace(account, proofs=msgspec.structs.replace(account.proofs, recovery=hashes))
