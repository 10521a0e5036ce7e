"""Verbs of signing in. The door calls them as `sign_in`, the role that nobody is given.

An attempt is counted before it is looked at, in a transaction of its own, and forgotten once it succeeded: so however
many are tried at once, each has waited its turn. Passwords are stretched between transactions, never within one.
"""

import msgspec

from vault.accounts.factors import codes
from vault.accounts.factors.passwords import prepared
from vault.accounts.limits import limits
from vault.accounts.sessions import store
from vault.accounts.sessions.model import Attempt, Begun, Device, Method, Pending, SignedIn, WaitsFor, whence
from vault.accounts.staff import store as staff
from vault.accounts.staff.model import Account, StaffState
from vault.crypto import PasswordHash, Secret, hash_password, password_matches
from vault.errors import NotFound, SignInRefused, Throttled
from vault.ids import AccountId
from vault.normal import email as normal
from vault.policy import Permission
from vault.work import Run, Work, process, reads, writes


class _Turn(msgspec.Struct, frozen=True):
    """What is compared, whose it is, and under what the attempt was counted."""

    counted: bytes
    account_id: AccountId | None
    password: PasswordHash | None


@process
def sign_in(run: Run, attempt: Attempt) -> Begun:
    """Looks at an address and a password; what comes next is the second factor.

    Raises Throttled, and SignInRefused alike for an unknown address, a wrong password and somebody who left.
    """
    turn: _Turn = run(take_turn, attempt)
    matches = password_matches(prepared(attempt.password), turn.password)
    anew = hash_password(prepared(attempt.password)) if matches and turn.password and turn.password.outdated else None
    return run(keep_turn, turn, matches, anew)


@writes
def take_turn(work: Work, attempt: Attempt) -> _Turn:
    """Counts an attempt, and says what to compare. Raises Throttled while it is too early for another."""
    work.permit(Permission.SESSION_OPEN)
    account = staff.by_email(work, attempt.email)
    known = store.device(work.connection, work.organisation_id, attempt.device, work.now)
    account_id = None if account is None else account.account_id
    counted = count(work, "sign_in_password", f"{normal(attempt.email)}\n{whence(attempt.source, known, account_id)}")
    if account is None or account.state is not StaffState.ACTIVE:
        return _Turn(counted, None, None)
    work.audit.involve(account.account_id)
    return _Turn(counted, account.account_id, account.proofs.password)


@writes
def keep_turn(work: Work, turn: _Turn, matches: bool, anew: PasswordHash | None) -> Begun:  # noqa: FBT001 -- a verb
    """Lets somebody on to their second factor, or refuses."""
    work.permit(Permission.SESSION_OPEN)
    if turn.account_id is None or not matches:
        raise refused(work, "wrong address or password", turn.account_id)
    work.audit.involve(turn.account_id)
    account = staff.load(work, turn.account_id)
    if account.state is not StaffState.ACTIVE:
        raise refused(work, "left", turn.account_id)
    if anew is not None:
        proofs = msgspec.structs.replace(account.proofs, password=anew)
        account = staff.save(work, msgspec.structs.replace(account, proofs=proofs))
    store.forget_failures(work, turn.counted)
    return begun(work, account)


@process
def prove_code(run: Run, token: str, code: str, device: str | None = None) -> SignedIn:
    """The second factor as six digits, or a recovery code. `device` is the token that the browser may hold.

    Raises Throttled, SignInRefused.
    """
    counted: bytes = run(take_code_turn, token, device)
    return run(check_code, token, code, counted)


@writes
def take_code_turn(work: Work, token: str, device: str | None) -> bytes:
    """Counts an attempt at a code: for all unknown devices together, since only who has the password comes here."""
    work.permit(Permission.SESSION_OPEN)
    found, account = proven_first(work, token, WaitsFor.FACTOR)
    known = store.device(work.connection, work.organisation_id, device, work.now)
    where = _device_of(known, account)
    return count(work, "sign_in_code", f"{found.account_id}\n{where}")


@writes
def check_code(work: Work, token: str, code: str, counted: bytes) -> SignedIn:
    """Opens the session if the code is right. Each is good once."""
    work.permit(Permission.SESSION_OPEN)
    found, account = proven_first(work, token, WaitsFor.FACTOR)
    changed, method = _with_code(work, account, code)
    if changed is None:
        raise refused(work, "wrong code", account.account_id)
    staff.save(work, changed)
    store.forget_failures(work, counted)
    return open_session(work, found, account, method)


@reads
def waiting(work: Work, token: str) -> Begun:
    """What a sign-in that has begun waits for; for a page that is shown again. Raises SignInRefused."""
    work.permit(Permission.SESSION_OPEN)
    found = pending(work, token)
    account = None if found.account_id is None else staff.load(work, found.account_id)
    return Begun(
        token=token,
        waits_for=found.waits_for,
        factors=frozenset() if account is None else account.factors,
        until=found.until,
    )


def begun(work: Work, account: Account) -> Begun:
    """The first factor is proven. Whoever has no second one sets it up next."""
    waits_for = WaitsFor.FACTOR if account.enrolled else WaitsFor.ENROLMENT
    token, until = store.begin(work, waits_for, account.account_id)
    return Begun(token=token, waits_for=waits_for, factors=account.factors, until=until)


def pending(work: Work, token: str) -> Pending:
    """Raises SignInRefused for a token that is none, was used or ran out."""
    found = store.pending(work, token)
    if found is None:
        raise refused(work, "no sign-in that has begun")
    return found


def proven_first(work: Work, token: str, *waits_for: WaitsFor) -> tuple[Pending, Account]:
    """Whose second half a token waits for. Raises SignInRefused."""
    found = pending(work, token)
    if found.waits_for not in waits_for or found.account_id is None:
        raise refused(work, "a sign-in that waits for something else", found.account_id)
    work.audit.involve(found.account_id)
    try:
        account = staff.load(work, found.account_id)
    except NotFound:
        raise refused(work, "left", found.account_id) from None
    if not account.here:
        raise refused(work, "left", found.account_id)
    return found, account


def open_session(work: Work, found: Pending, account: Account, method: Method) -> SignedIn:
    """Ends a sign-in with a session. Raises SignInRefused where it was ended a moment ago, or somebody left."""
    if account.state is not StaffState.ACTIVE or not store.finish(work, found.sign_in_id):
        raise refused(work, "ended a moment ago", account.account_id)
    chosen = limits(work.policy.folder)
    work.audit.note(f"signed in: {method.value}")
    return store.open_session(
        work,
        account.account_id,
        method,
        idle_minutes=chosen.sessions.idle_minutes,
        longest=chosen.sessions.longest,
        device_days=chosen.joining.device_days,
    )


def refused(work: Work, because: str, account_id: AccountId | None = None) -> SignInRefused:
    """The refusal, of which the log knows the reason."""
    work.audit.refused(because)
    return SignInRefused(because, work.organisation_id, account_id)


def _with_code(work: Work, account: Account, code: str) -> tuple[Account | None, Method]:
    """The account once a code is used up, and of which kind it was."""
    proofs = account.proofs
    if proofs.authenticator is not None:
        step = codes.accepted_step(Secret(proofs.authenticator), code, work.now, account.last_step)
        if step is not None:
            return msgspec.structs.replace(account, last_step=step), Method.PASSWORD
    rest = codes.without(code, proofs.recovery)
    if rest is None:
        return None, Method.PASSWORD
    return msgspec.structs.replace(account, proofs=msgspec.structs.replace(proofs, recovery=rest)), Method.RECOVERY


def count(work: Work, kind: str, what: str) -> bytes:
    """Counts one attempt. Raises Throttled while it is too early."""
    token = work.keys.tokens(kind, what)[0]
    before = store.failures(work, token)
    if seconds := before.seconds_to_wait(work.now):
        work.audit.refused("too early")
        raise Throttled(seconds)
    store.keep_failures(work, token, before.another(work.now))
    return token


def _device_of(known: Device | None, account: Account) -> str:
    return f"device {known.device_id}" if known is not None and known.account_id == account.account_id else "elsewhere"
