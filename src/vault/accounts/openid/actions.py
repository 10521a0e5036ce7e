"""Verbs of single sign-on. The provider is asked between transactions, never within one."""

from datetime import datetime

import msgspec

from vault.accounts.openid import exchange
from vault.accounts.openid.configuration import Provider
from vault.accounts.openid.exchange import Sent, Vouched
from vault.accounts.sessions import store
from vault.accounts.sessions.model import Begun, Method, Pending, SignedIn, WaitsFor
from vault.accounts.sessions.signing_in import begun, open_session, pending, refused
from vault.accounts.staff import store as staff
from vault.accounts.staff.model import Account, Identity, OpenId, Proofs, StaffState
from vault.errors import NotFound, SignInRefused
from vault.policy import Permission, RoleName
from vault.work import Run, Work, process, reads, writes

_LONGEST_NAME = 120


class Leaving(msgspec.Struct, frozen=True, kw_only=True):
    """The browser goes to the provider. `token` goes into a cookie (SameSite=Lax, since the provider sends it back)."""

    token: str
    url: str
    until: datetime


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody back from the provider: where they were sent back to, and what came with them."""

    token: str
    return_to: str
    answer: dict[str, str]


class _Asked(msgspec.Struct, frozen=True):
    sent: Sent
    now: datetime


@process
def begin_single_sign_on(run: Run, provider: Provider, return_to: str) -> Leaving:
    """Begins a sign-in at a provider. `return_to`: the address of ours that it sends the browser back to.

    Raises NotFound for a provider of another organisation, Unavailable where it does not answer.
    """
    waiting: Begun = run(begin_at_provider, provider)
    asked: _Asked = run(asked_of_provider, provider, waiting.token)
    return Leaving(
        token=waiting.token, url=exchange.authorization_url(provider, asked.sent, return_to), until=waiting.until
    )


@writes
def begin_at_provider(work: Work, provider: Provider) -> Begun:
    """A sign-in that waits for what a provider says."""
    work.permit(Permission.SESSION_OPEN)
    if provider.organisation != work.organisation_id:
        raise NotFound("provider")
    token, until = store.begin(work, WaitsFor.PROVIDER, None)
    return Begun(token=token, waits_for=WaitsFor.PROVIDER, until=until)


@process
def finish_single_sign_on(run: Run, provider: Provider, back: Returned) -> Begun | SignedIn:
    """Opens a session for whoever came back, or goes on to our own second factor where the provider asked for none.

    Raises SignInRefused, Unavailable.
    """
    asked: _Asked = run(asked_on_return, provider, back)
    found: Vouched | str
    try:
        found = exchange.vouched(provider, asked.sent, back.return_to, back.answer, asked.now)
    except SignInRefused as error:
        found = error.because
    admitted = run(admit, provider, back.token, found)
    if admitted is None:
        raise SignInRefused("refused")
    return admitted


@reads
def asked_of_provider(work: Work, provider: Provider, token: str) -> _Asked:
    """What a sign-in was sent to its provider with. Raises SignInRefused."""
    work.permit(Permission.SESSION_OPEN)
    found = _pending(work, provider, token)
    return _Asked(exchange.sent_with(found.secret, provider), work.now)


@reads
def asked_on_return(work: Work, provider: Provider, back: Returned) -> _Asked:
    """The same for somebody who comes back. Raises SignInRefused."""
    work.permit(Permission.SESSION_OPEN)
    found = _pending(work, provider, back.token)
    return _Asked(exchange.sent_with(found.secret, provider), work.now)


@writes
def admit(work: Work, provider: Provider, token: str, found: Vouched | str) -> Begun | SignedIn | None:
    """Lets in whom a provider vouches for, in the roles that its claim stands for, from now on.

    None where its answer did not hold, for the reason that is given instead, and for whoever has no role any more: they
    are refused, and what they have open ends.
    Whoever left stays out. An account that was made here is not taken over by somebody with the same address.
    """
    work.permit(Permission.SESSION_OPEN)
    waiting = _pending(work, provider, token)
    if isinstance(found, str):
        work.audit.refused(found)
        return None
    openid, roles = OpenId(provider.issuer, found.subject), provider.roles_of(found.roles_claim)
    account = staff.by_openid(work, openid)
    if account is not None:
        work.audit.involve(account.account_id)
    if not roles:
        if account is not None:
            store.end_all(work, account.account_id)
        work.audit.refused("no role")
        return None
    if account is not None and not account.here:
        raise refused(work, "left", account.account_id)
    account = _known(work, account, roles) if account else _made(work, openid, found, roles)
    if found.methods & provider.second_factor:
        return open_session(work, waiting, account, Method.PROVIDER)
    store.finish(work, waiting.sign_in_id)
    return begun(work, account)


def _made(work: Work, openid: OpenId, found: Vouched, roles: frozenset[RoleName]) -> Account:
    if found.email is None or staff.by_email(work, found.email) is not None:
        raise refused(work, "no address, or one that signs somebody in already")
    identity = Identity(name=found.name[:_LONGEST_NAME], email=found.email)
    account = staff.add(work, identity, roles, Proofs(openid=openid))
    work.audit.involve(account.account_id)
    work.audit.note("made")
    return staff.save(work, msgspec.structs.replace(account, state=StaffState.ACTIVE))


def _known(work: Work, account: Account, roles: frozenset[RoleName]) -> Account:
    changed = msgspec.structs.replace(
        account, state=StaffState.ACTIVE, roles=roles, invitation=None, invited_until=None
    )
    return account if changed == account else staff.save(work, changed)


def _pending(work: Work, provider: Provider, token: str) -> Pending:
    if provider.organisation != work.organisation_id:
        raise NotFound("provider")
    found = pending(work, token)
    if found.waits_for is not WaitsFor.PROVIDER:
        raise refused(work, "a sign-in that waits for something else", found.account_id)
    return found
