"""API clients' rows."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from vault.accounts.clients.model import Client, Key, gives_way
from vault.accounts.clients.tables import api_client, client_key
from vault.ids import ClientId, OrganisationId
from vault.policy import RoleName
from vault.storage import Query, ask

_FIND: Final = Query(
    select(api_client).where(
        api_client.c.organisation_id == bindparam("organisation"), api_client.c.client_id == bindparam("client")
    ),
    steady=True,
)
_KEYS: Final = Query(
    select(client_key.c.key_hash, client_key.c.until).where(
        client_key.c.organisation_id == bindparam("organisation"), client_key.c.client_id == bindparam("client")
    ),
    steady=True,
)


def add(connection: Connection, client: Client, key_hash: bytes | None) -> None:
    """A client, and the hash of its key where it has one."""
    connection.execute(
        insert(api_client).values(
            organisation_id=client.organisation_id,
            client_id=client.client_id,
            label=client.label,
            roles=" ".join(sorted(client.roles)),
            purposes=" ".join(sorted(client.purposes)),
            networks=" ".join(client.networks),
            certificate=None if client.certificate is None else bytes.fromhex(client.certificate),
            created_at=client.created_at,
            created_by=client.created_by,
            makers=_makers(client),
            expires_at=client.expires_at,
        )
    )
    if key_hash is not None:
        _add_key(connection, client.organisation_id, client.client_id, key_hash, client.created_at)


def find(connection: Connection, organisation: OrganisationId, client_id: ClientId) -> Client | None:
    row = _FIND.first(connection, organisation=organisation, client=client_id)
    return None if row is None else _client(row)


def find_by_certificate(connection: Connection, organisation: OrganisationId, fingerprint: bytes) -> Client | None:
    query = select(api_client).where(
        api_client.c.organisation_id == organisation, api_client.c.certificate == fingerprint
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _client(row)


def find_with_keys(
    connection: Connection, organisation: OrganisationId, client_id: ClientId
) -> tuple[Client | None, list[Key]]:
    """A client, and what is kept of every key of it, outlived ones included."""
    values = {"organisation": organisation, "client": client_id}
    found, keys = ask(connection, (_FIND, values), (_KEYS, values))
    return _client(found[0]) if found else None, [Key(hash=row.key_hash, until=row.until) for row in keys]


def everyone(connection: Connection, organisation: OrganisationId) -> list[Client]:
    query = select(api_client).where(api_client.c.organisation_id == organisation).order_by(api_client.c.client_id)
    return [_client(row) for row in connection.execute(query)]


def made_by(connection: Connection, organisation: OrganisationId, actor: str) -> list[Client]:
    """The clients that somebody created and that may still act."""
    return [one for one in everyone(connection, organisation) if one.created_by == actor and one.revoked_at is None]


def rotate(
    connection: Connection, client: Client, key_hash: bytes, *, now: datetime, expires_at: datetime, overlap: datetime
) -> datetime:
    """Puts a key in place of the present ones; returns until when these stay valid at the latest.

    `client` is as it will be: whoever hands out the key is among its makers.
    """
    latest = now
    _, keys = find_with_keys(connection, client.organisation_id, client.client_id)
    for key in keys:
        until = gives_way(key.until, client_until=client.expires_at, overlap_until=overlap)
        row = (
            client_key.c.organisation_id == client.organisation_id,
            client_key.c.client_id == client.client_id,
            client_key.c.key_hash == key.hash,
        )
        if until <= now:
            connection.execute(delete(client_key).where(*row))
        else:
            connection.execute(update(client_key).where(*row).values(until=until))
            latest = max(latest, until)
    _add_key(connection, client.organisation_id, client.client_id, key_hash, now)
    mine = _is(client.organisation_id, client.client_id)
    connection.execute(update(api_client).where(*mine).values(expires_at=expires_at, makers=_makers(client)))
    return latest


def revoke(connection: Connection, organisation: OrganisationId, client_id: ClientId, at: datetime) -> bool:
    """Whether there was such a client, not revoked before. What is kept of its keys goes."""
    mine = _is(organisation, client_id)
    statement = update(api_client).where(*mine, api_client.c.revoked_at.is_(None)).values(revoked_at=at)
    connection.execute(
        delete(client_key).where(client_key.c.organisation_id == organisation, client_key.c.client_id == client_id)
    )
    return connection.execute(statement).rowcount == 1


def used(connection: Connection, organisation: OrganisationId, client_id: ClientId, on: date) -> None:
    """Keeps the day on which a client was last let in."""
    connection.execute(update(api_client).where(*_is(organisation, client_id)).values(last_used_on=on))


def _add_key(
    connection: Connection, organisation: OrganisationId, client_id: ClientId, key_hash: bytes, at: datetime
) -> None:
    connection.execute(
        insert(client_key).values(
            organisation_id=organisation, client_id=client_id, key_hash=key_hash, created_at=at, until=None
        )
    )


def _is(organisation: OrganisationId, client_id: ClientId) -> tuple[Any, Any]:
    return api_client.c.organisation_id == organisation, api_client.c.client_id == client_id


def _makers(client: Client) -> str:
    return " ".join(sorted(client.makers))


@lru_cache(maxsize=1_000)
def _client(row: Row[Any]) -> Client:
    """What a row says, which is read each time and mostly says what it said before."""
    return Client(
        client_id=row.client_id,
        organisation_id=row.organisation_id,
        label=row.label,
        roles=frozenset(RoleName(role) for role in row.roles.split()),
        purposes=frozenset(row.purposes.split()),
        networks=tuple(row.networks.split()),
        certificate=None if row.certificate is None else row.certificate.hex(),
        created_at=row.created_at,
        created_by=row.created_by,
        makers=frozenset(row.makers.split()),
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_on=row.last_used_on,
    )
