"""Organisations that leave or left: in the installation's own rows, since their own go."""

from sqlalchemy import Column, LargeBinary, String, Table, Text

from vault.storage import Id, Instant, metadata

offboarding = Table(
    "offboarding",
    metadata,
    # The installation's.
    Column("organisation_id", Id, primary_key=True),
    Column("offboarded_id", Id, primary_key=True),
    Column("stage", String(12), nullable=False),
    Column("agreed_at", Instant),
    Column("recipient", String(80)),
    # What was exported, as JSON: counts and hashes alone.
    Column("export", Text),
    Column("erased_at", Instant),
    # How many rows went, and which keys at which providers must go, as JSON.
    Column("erased", Text),
    Column("certificate", Text),
    Column("signature", LargeBinary(64)),
    Column("public_key", LargeBinary(32)),
)
