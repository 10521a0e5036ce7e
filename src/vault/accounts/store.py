"""API clients' rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from vault.accounts.model import Client
from vault.accounts.tables import api_client
from vault.ids import ClientId, OrganisationId
from vault.policy import RoleName


def add(connection: Connection, client: Client, key_hash: bytes) -> None:
    connection.execute(
        insert(api_client).values(
            organisation_id=client.organisation_id,
            client_id=client.client_id,
            label=client.label,
            roles=" ".join(sorted(client.roles)),
            key_hash=key_hash,
            created_at=client.created_at,
            expires_at=client.expires_at,
            revoked_at=None,
        )
    )


def find(connection: Connection, organisation: OrganisationId, client_id: ClientId) -> tuple[Client, bytes] | None:
    """A client and the hash of its key."""
    query = select(api_client).where(api_client.c.organisation_id == organisation, api_client.c.client_id == client_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else (_client(row), row.key_hash)


def everyone(connection: Connection, organisation: OrganisationId) -> list[Client]:
    query = select(api_client).where(api_client.c.organisation_id == organisation).order_by(api_client.c.client_id)
    return [_client(row) for row in connection.execute(query)]


def revoke(connection: Connection, organisation: OrganisationId, client_id: ClientId, at: datetime) -> bool:
    """Whether there was such a client, not revoked before."""
    statement = (
        update(api_client)
        .where(
            api_client.c.organisation_id == organisation,
            api_client.c.client_id == client_id,
            api_client.c.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
    return connection.execute(statement).rowcount == 1


def _client(row: Row[Any]) -> Client:
    return Client(
        client_id=row.client_id,
        organisation_id=row.organisation_id,
        label=row.label,
        roles=frozenset(RoleName(role) for role in row.roles.split()),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
