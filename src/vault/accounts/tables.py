"""API clients; of a key, the hash alone."""

from sqlalchemy import Column, LargeBinary, String, Table

from vault.storage import Id, Instant, metadata

api_client = Table(
    "api_client",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("client_id", Id, primary_key=True),
    Column("label", String(80), nullable=False),
    Column("roles", String(200), nullable=False),
    Column("key_hash", LargeBinary(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
