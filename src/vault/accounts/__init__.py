"""Who may come in: API clients, and how whoever calls is proven."""

from vault.accounts.authentication import Keep, Proven, Shown, authenticate, standing
from vault.accounts.budget import Budget
from vault.accounts.clients.actions import clients, create_client, revoke_client, rotate_client
from vault.accounts.clients.model import Client, NewClient, NewClientKey, Rotation

__all__ = [
    "Budget",
    "Client",
    "Keep",
    "NewClient",
    "NewClientKey",
    "Proven",
    "Rotation",
    "Shown",
    "authenticate",
    "clients",
    "create_client",
    "revoke_client",
    "rotate_client",
    "standing",
]
