"""What waits for a second person. What was asked and what was decided are sealed; the clear columns only find them."""

from sqlalchemy import Column, Index, LargeBinary, String, Table

from vault.storage import Id, Instant, SealedRecord, metadata

approval = Table(
    "approval",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("approval_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    # The act and everything that it concerns, hashed.
    Column("digest", LargeBinary(32), nullable=False),
    # The first id that it concerns, where that is one: with the case goes what was said of it.
    Column("about", Id),
    Column("state", String(12), nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("asked", SealedRecord(), nullable=False),
    Column("decided", SealedRecord()),
    Index(None, "organisation_id", "digest"),
    Index(None, "organisation_id", "about"),
)
