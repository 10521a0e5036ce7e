"""Verbs of signing in with a passkey: as the second factor, or as both at once.

A passkey proves possession, and that its owner was verified by it; no guess at a password or an address is part of
that, so nobody is slowed down.
"""

from typing import Any

from vault.accounts.factors import passkeys
from vault.accounts.factors.passkeys import Site
from vault.accounts.sessions import store
from vault.accounts.sessions.model import Begun, Method, Pending, SignedIn, WaitsFor
from vault.accounts.sessions.signing_in import open_session, pending, refused
from vault.accounts.staff import store as staff
from vault.policy import Permission
from vault.work import Work, reads, writes


@writes
def begin_passkey(work: Work) -> Begun:
    """Begins a sign-in with nothing but a passkey; `ask_passkey` comes next."""
    work.permit(Permission.SESSION_OPEN)
    token, until = store.begin(work, WaitsFor.PASSKEY, None)
    return Begun(token=token, waits_for=WaitsFor.PASSKEY, until=until)


@reads
def ask_passkey(work: Work, token: str, site: Site) -> dict[str, Any]:
    """Options for `navigator.credentials.get`. Raises SignInRefused."""
    work.permit(Permission.SESSION_OPEN)
    found = _waiting(work, token)
    known = [] if found.account_id is None else passkeys.of(work, found.account_id)
    return passkeys.request_options(site, found.secret, known)


@writes
def prove_passkey(work: Work, token: str, site: Site, answer: dict[str, Any]) -> SignedIn:
    """Opens the session if the passkey's answer holds. Raises SignInRefused, InvalidInput for what is no answer."""
    work.permit(Permission.SESSION_OPEN)
    found = _waiting(work, token)
    one = passkeys.find(work, answer)
    if one is None or found.account_id not in (None, one.account_id):
        raise refused(work, "a passkey that is not known", found.account_id)
    work.audit.involve(one.account_id)
    count = passkeys.proves(site, found.secret, answer, one)
    if count is None:
        raise refused(work, "a passkey that does not prove it", one.account_id)
    passkeys.signed(work, one, count)
    return open_session(work, found, staff.load(work, one.account_id), Method.PASSKEY)


def _waiting(work: Work, token: str) -> Pending:
    found = pending(work, token)
    if found.waits_for not in (WaitsFor.PASSKEY, WaitsFor.FACTOR):
        raise refused(work, "a sign-in that waits for something else", found.account_id)
    return found
