"""Verbs about API clients."""

from datetime import timedelta

from vault.accounts import store
from vault.accounts.model import Client, NewClient, NewClientKey
from vault.crypto import mint_credential
from vault.errors import InvalidInput, NotFound
from vault.ids import ClientId, new_id
from vault.policy import Permission, RoleName
from vault.work import Work, reads, writes

_AT_THE_INSTALLATION = frozenset({RoleName.OPERATOR, RoleName.CUSTODIAN})


@writes
def create_client(work: Work, new: NewClient) -> NewClientKey:
    """Creates a client in the caller's organisation. The key is in the answer and nowhere else.

    Raises InvalidInput for a role that only somebody at the installation itself may hold.
    """
    work.permit(Permission.CLIENT_CREATE)
    if new.roles & _AT_THE_INSTALLATION:
        raise InvalidInput("roles", "operator and custodian are not given to clients")
    client_id = ClientId(new_id())
    key, key_hash = mint_credential(work.organisation_id, client_id)
    client = Client(
        client_id=client_id,
        organisation_id=work.organisation_id,
        label=new.label,
        roles=new.roles,
        created_at=work.now,
        expires_at=work.now + timedelta(days=new.days_valid),
        revoked_at=None,
    )
    store.add(work.connection, client, key_hash)
    work.audit.involve(client_id)
    return NewClientKey(client_id=client_id, key=key, expires_at=client.expires_at)


@reads
def clients(work: Work) -> list[Client]:
    """The organisation's clients, revoked ones included."""
    work.permit(Permission.CLIENT_LIST)
    return store.everyone(work.connection, work.organisation_id)


@writes
def revoke_client(work: Work, client_id: ClientId) -> None:
    """Ends a client at once. Raises NotFound where there is none that could be ended."""
    work.permit(Permission.CLIENT_REVOKE, client_id)
    if not store.revoke(work.connection, work.organisation_id, client_id, work.now):
        raise NotFound("API client")
