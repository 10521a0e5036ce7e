"""API clients: other systems that act within one organisation, in the roles they were given."""

from vault.accounts.actions import clients, create_client, revoke_client
from vault.accounts.authentication import authenticate
from vault.accounts.model import Client, NewClient, NewClientKey

__all__ = ["Client", "NewClient", "NewClientKey", "authenticate", "clients", "create_client", "revoke_client"]
