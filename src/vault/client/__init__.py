"""A vault for other programs: store complaints, add to them, import them, and listen to what happens.

    with VaultClient("https://vault.example", key, "complaint_handling") as vault:
        stored = vault.store_case(case)

Shapes are those of the vault itself (`vault.complaints.NewCase` and so on). `AsyncVaultClient` is the same, awaited.
`verify` proves a message of a webhook.
"""

from vault.client.asynchronous import AsyncVaultClient
from vault.client.blocking import VaultClient
from vault.client.errors import ClientError, NotAuthentic, Problem, Refused, Unreachable
from vault.client.retrying import Retries
from vault.client.webhooks import Event, verify

__all__ = [
    "AsyncVaultClient",
    "ClientError",
    "Event",
    "NotAuthentic",
    "Problem",
    "Refused",
    "Retries",
    "Unreachable",
    "VaultClient",
    "verify",
]
