"""Endpoints and the messages to them. A message is an id and a code; address and secrets are sealed."""

from sqlalchemy import Column, Index, Integer, String, Table

from vault.storage import Id, Instant, SealedRecord, metadata

webhook = Table(
    "webhook",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("webhook_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    # Codes with a space between; none means every one.
    Column("types", String(600), nullable=False),
    Column("label", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    # An address may carry a token of the receiver's.
    Column("url", SealedRecord(version="changes"), nullable=False),
    Column("secrets", SealedRecord(version="changes"), nullable=False),
    Column("changes", Integer, nullable=False, server_default="0"),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("delivery_id", Id, primary_key=True),
    Column("webhook_id", Id, nullable=False),
    Column("type", String(40), nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    # From when on the time counts within which it must arrive: when it happened, or when it was sent once more.
    Column("since", Instant, nullable=False),
    Column("next_at", Instant),
    # A code or a status; never what a receiver said.
    Column("failure", String(120)),
    Index(None, "organisation_id", "state", "next_at"),
    Index(None, "organisation_id", "webhook_id", "delivery_id"),
)
