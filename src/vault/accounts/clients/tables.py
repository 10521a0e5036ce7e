"""API clients; of a key, the hash alone."""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, LargeBinary, String, Table, Text

from vault.storage import Id, Instant, metadata

api_client = Table(
    "api_client",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("client_id", Id, primary_key=True),
    Column("label", String(80), nullable=False),
    Column("roles", String(200), nullable=False),
    # Empty where nothing is bound.
    Column("purposes", String(600), nullable=False),
    Column("networks", String(1200), nullable=False),
    # SHA-256 of the certificate that stands in place of a key.
    Column("certificate", LargeBinary(32)),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(80), nullable=False),
    # Everybody who had a key of it in hand, for what takes two people.
    Column("makers", Text, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    # A day and no more: when a system works at night is nobody's business.
    Column("last_used_on", Date),
    Index(None, "organisation_id", "certificate", unique=True),
)

client_key = Table(
    "client_key",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("client_id", Id, primary_key=True),
    Column("key_hash", LargeBinary(32), primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("until", Instant),
    ForeignKeyConstraint(["organisation_id", "client_id"], ["api_client.organisation_id", "api_client.client_id"]),
)
