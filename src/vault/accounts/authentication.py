"""From a presented API key to an actor."""

from datetime import datetime

from sqlalchemy import Connection

from vault.accounts import store
from vault.crypto import Secret, credential_matches, hash_credential, parse_credential
from vault.errors import Unauthenticated
from vault.ids import ClientId, OrganisationId
from vault.policy import Actor

# Compared against where there is no such client, so that its absence takes as long as a wrong secret.
_NOBODY = hash_credential(Secret.generate())


def authenticate(connection: Connection, presented: str, now: datetime) -> Actor:
    """The actor whose key this is. Raises Unauthenticated, for every reason alike."""
    credential = parse_credential(presented)
    if credential is None:
        raise Unauthenticated
    found = store.find(connection, OrganisationId(credential.organisation), ClientId(credential.client))
    client, kept = found or (None, _NOBODY)
    proven = credential_matches(credential.secret, kept)
    if client is None or not proven or not client.usable(now):
        raise Unauthenticated
    return Actor(f"client:{client.client_id}", client.organisation_id, client.roles)
