"""From what a caller shows to an actor."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from vault.accounts.clients import store as clients
from vault.accounts.clients.model import Client
from vault.accounts.networks import Address
from vault.clock import legal_day
from vault.crypto import Secret, credential_matches, hash_credential, parse_credential, read_certificate
from vault.errors import Unauthenticated
from vault.ids import ClientId, OrganisationId
from vault.policy import CLIENT, Actor

# Compared against where there is no such client, so that its absence takes as long as a wrong secret.
_NOBODY: Final = hash_credential(Secret.generate())

Keep = Callable[[Connection], None]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller shows of who they are; nothing of it is proven.

    `certificate` is DER and was verified by whoever ended TLS; it needs `organisation` to be looked up in.
    """

    key: str | None = None
    certificate: bytes | None = None
    organisation: OrganisationId | None = None
    source: Address | None = None


class Proven(msgspec.Struct, frozen=True):
    """Who it is. `use` is to be kept in a unit of its own, where that is not so already."""

    actor: Actor
    use: Keep | None = None


def authenticate(connection: Connection, shown: Shown, now: datetime) -> Proven:
    """Whose this is. Raises Unauthenticated, for every reason alike; the reason is for the log."""
    client = _of_key(connection, shown.key, now) if shown.key else _of_certificate(connection, shown, now)
    if not client.usable(now):
        raise Unauthenticated("revoked or expired", client.organisation_id, client.client_id)
    if not client.admits(shown.source):
        raise Unauthenticated("from a network that is not allowed", client.organisation_id, client.client_id)
    return Proven(_actor(client), _use(client, now))


def standing(connection: Connection, organisation: OrganisationId, ref: str, now: datetime) -> Actor:
    """A client that asked for something before, as it may act now. Raises Unauthenticated where it may not any more."""
    try:
        client_id = ClientId(UUID(ref.removeprefix(CLIENT)))
    except ValueError:
        raise Unauthenticated("no client") from None
    client = clients.find(connection, organisation, client_id)
    if client is None or not client.usable(now):
        raise Unauthenticated("revoked or expired", organisation, client_id)
    return _actor(client)


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
    client = clients.find(connection, organisation, client_id)
    kept = clients.keys(connection, organisation, client_id)
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
