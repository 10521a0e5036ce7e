"""From what a caller shows to an actor."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from vault.accounts.clients import store as clients
from vault.accounts.clients.model import Client
from vault.accounts.emergency.store import roles_now
from vault.accounts.networks import Address
from vault.accounts.sessions import store as sessions
from vault.accounts.sessions.model import Session
from vault.accounts.staff.model import StaffState
from vault.accounts.staff.tables import staff_account
from vault.clock import legal_day
from vault.crypto import (
    CredentialKind,
    Secret,
    credential_matches,
    hash_credential,
    parse_credential,
    read_certificate,
)
from vault.errors import Unauthenticated
from vault.ids import AccountId, ClientId, OrganisationId, SessionId
from vault.policy import CLIENT, MEMBER, Actor, RoleName

# Compared against where there is no such client, so that its absence takes as long as a wrong secret.
_NOBODY: Final = hash_credential(Secret.generate())
_USED_EVERY: Final = timedelta(minutes=1)
"""So often at most it is kept that a session is used."""

Keep = Callable[[Connection], None]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller shows of who they are; nothing of it is proven.

    `certificate` is DER and was verified by whoever ended TLS; it needs `organisation` to be looked up in. `session` is
    a session's token. Where a browser sent it by itself, in a cookie, `form` is what the form carried: without the
    right one nothing is changed. Only a door to which nobody is led by another page says that the token was not
    `ambient`.
    """

    key: str | None = None
    session: str | None = None
    form: str | None = None
    ambient: bool = True
    certificate: bytes | None = None
    organisation: OrganisationId | None = None
    source: Address | None = None


class Proven(msgspec.Struct, frozen=True):
    """Who it is. `use` is to be kept in a unit of its own, where that is not so already."""

    actor: Actor
    use: Keep | None = None


class Replayed(Unauthenticated):
    """A session's token was shown that was changed long ago. `then` ends the session: it is in two hands."""

    def __init__(self, session: Session) -> None:
        super().__init__("a token that was changed", session.organisation_id, session.account_id)
        self.then: Keep = lambda connection: _ended(connection, session)


def authenticate(connection: Connection, shown: Shown, now: datetime, *, changes: bool = True) -> Proven:
    """Whose this is, to read or, with `changes`, to change something.

    Raises Unauthenticated, for every reason alike but for the kind of what is shown; the reason is for the log.
    """
    try:
        if shown.session:
            return _of_session(connection, shown, shown.session, now, changes=changes)
        return _of_client(connection, shown, now)
    except Unauthenticated as error:
        if shown.session:
            error.of_session()
        elif not shown.key:
            error.of_certificate()
        raise


def _of_client(connection: Connection, shown: Shown, now: datetime) -> Proven:
    client = _of_key(connection, shown.key, now) if shown.key else _of_certificate(connection, shown, now)
    if not client.usable(now):
        raise Unauthenticated("revoked or expired", client.organisation_id, client.client_id)
    if not client.admits(shown.source):
        raise Unauthenticated("from a network that is not allowed", client.organisation_id, client.client_id)
    return Proven(_actor(client), _use(client, now))


def standing(connection: Connection, organisation: OrganisationId, ref: str, now: datetime) -> Actor:
    """Who asked for something before, as they may act now: a client, or a member of staff, signed in or not.

    What an emergency gave somebody is left out: it ends, and whoever has it stays to see what they do. Raises
    Unauthenticated where they may not act any more.
    """
    if ref.startswith(MEMBER):
        return _member(connection, organisation, ref)
    try:
        client_id = ClientId(UUID(ref.removeprefix(CLIENT)))
    except ValueError:
        raise Unauthenticated("no client") from None
    client = clients.find(connection, organisation, client_id)
    if client is None or not client.usable(now):
        raise Unauthenticated("revoked or expired", organisation, client_id)
    return _actor(client)


def _member(connection: Connection, organisation: OrganisationId, ref: str) -> Actor:
    try:
        account_id = AccountId(UUID(ref.removeprefix(MEMBER)))
    except ValueError:
        raise Unauthenticated("no member of staff") from None
    roles, departments = _standing(connection, organisation, account_id)
    return Actor(ref, organisation, roles | {RoleName.STAFF}, departments=departments)


def _actor(client: Client) -> Actor:
    return Actor(
        f"{CLIENT}{client.client_id}",
        client.organisation_id,
        client.roles,
        purposes=client.purposes,
        makers=client.makers,
    )


def _of_key(connection: Connection, presented: str, now: datetime) -> Client:
    credential = parse_credential(presented)
    if credential is None:
        raise Unauthenticated("no key")
    organisation, client_id = OrganisationId(credential.organisation), ClientId(credential.client)
    client, kept = clients.find_with_keys(connection, organisation, client_id)
    # Every hash is compared, and one even where there is none: how long it takes tells nothing.
    matching = [one.valid(now) for one in kept if credential_matches(credential.secret, one.hash)]
    if not kept:
        credential_matches(credential.secret, _NOBODY)
    if client is None:
        raise Unauthenticated("no such client")
    if not matching:
        raise Unauthenticated("revoked" if client.revoked_at else "wrong key", organisation, client_id)
    if not any(matching):
        raise Unauthenticated("a key that was rotated", organisation, client_id)
    return client


def _of_certificate(connection: Connection, shown: Shown, now: datetime) -> Client:
    found = read_certificate(shown.certificate) if shown.certificate is not None else None
    if found is None or shown.organisation is None:
        raise Unauthenticated("nothing that proves anybody")
    client = clients.find_by_certificate(connection, shown.organisation, found.fingerprint)
    if client is None:
        raise Unauthenticated("no such certificate")
    if not found.not_before <= now < found.not_after:
        raise Unauthenticated("a certificate out of its time", client.organisation_id, client.client_id)
    return client


def _use(client: Client, now: datetime) -> Keep | None:
    today = legal_day(now)
    if client.last_used_on == today:
        return None
    return lambda connection: clients.used(connection, client.organisation_id, client.client_id, today)


def _of_session(connection: Connection, shown: Shown, token: str, now: datetime, *, changes: bool) -> Proven:
    credential = parse_credential(token, CredentialKind.SESSION)
    if credential is None:
        raise Unauthenticated("no session")
    organisation = OrganisationId(credential.organisation)
    found = sessions.find(connection, organisation, SessionId(credential.client))
    if found is None:
        credential_matches(credential.secret, _NOBODY, CredentialKind.SESSION)
        raise Unauthenticated("no such session")
    if not found.opened_by(credential.secret, now):
        raise Replayed(found) if found.outlived(credential.secret, now) else Unauthenticated("wrong token")
    if not found.living(now):
        raise Unauthenticated("a session that ended", organisation, found.account_id)
    if changes and shown.ambient and not found.took_form(shown.form):
        raise Unauthenticated("a form of another page", organisation, found.account_id)
    roles, departments = _standing(connection, organisation, found.account_id)
    emergency = roles_now(connection, organisation, found.account_id, now)
    actor = Actor(
        f"{MEMBER}{found.account_id}",
        organisation,
        roles | emergency | {RoleName.STAFF},
        departments=departments,
        session=found.session_id,
        emergency=bool(emergency),
    )
    return Proven(actor, _session_use(found, now))


def _standing(
    connection: Connection, organisation: OrganisationId, account_id: AccountId
) -> tuple[frozenset[RoleName], frozenset[str]]:
    """The roles and departments of somebody, as they are now. Raises Unauthenticated for whoever left."""
    query = select(staff_account.c.state, staff_account.c.roles, staff_account.c.departments).where(
        staff_account.c.organisation_id == organisation, staff_account.c.account_id == account_id
    )
    account = connection.execute(query).one_or_none()
    if account is None or account.state != StaffState.ACTIVE:
        raise Unauthenticated("left", organisation, account_id)
    roles = frozenset(RoleName(role) for role in account.roles.split())
    return roles, msgspec.json.decode(account.departments, type=frozenset[str])


def _session_use(found: Session, now: datetime) -> Keep | None:
    if now - found.used_at < _USED_EVERY:
        return None
    return lambda connection: sessions.used(connection, found.organisation_id, found.session_id, now)


def _ended(connection: Connection, session: Session) -> None:
    sessions.end(connection, session.organisation_id, session.session_id)
