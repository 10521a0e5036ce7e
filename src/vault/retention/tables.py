"""Holds, plans, their items, certificates, reviews. Ids, dates and rules; the reason of a hold is sealed."""

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Text

from vault.storage import BY_KEY, Id, Instant, SealedRecord, metadata

hold = Table(
    "hold",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("hold_id", Id, primary_key=True),
    Column("record_id", Id, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("cause_id", Id, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("review_on", Date, nullable=False),
    # The last day on which it holds; nothing while that is open.
    Column("until", Date),
    # Who placed it says why; a hold that follows from a request needs no words.
    Column("key_id", Id),
    Column("reason", SealedRecord()),
    Column("reviewed_at", Instant),
    Index(None, "organisation_id", "record_id"),
    Index(None, "organisation_id", "cause_id"),
)

purge_plan = Table(
    "purge_plan",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("plan_id", Id, primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("made_by", String(80), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("finished_at", Instant),
    # How many records were looked at, and how many of them were due and stayed, for which of three reasons.
    Column("records", Integer),
    Column("held", Integer),
    Column("waiting", Integer),
    Column("to_review", Integer),
    Column("unknown", Integer),
)

purge_item = Table(
    "purge_item",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("plan_id", Id, primary_key=True),
    Column("record_id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("version", Integer, nullable=False),
    Column("cluster", String(60), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("outcome", String(20)),
    Column("reason", String(200)),
    Column("keys_destroyed", Integer),
    Column("action", String(20), nullable=False),
    ForeignKeyConstraint(["organisation_id", "plan_id"], ["purge_plan.organisation_id", "purge_plan.plan_id"]),
    **BY_KEY,
)

certificate = Table(
    "purge_certificate",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("certificate_id", Id, primary_key=True),
    Column("plan_id", Id, nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
)

# What a person decided about a record that was due for review, in one version of it.
review = Table(
    "retention_review",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("record_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("erase", Boolean, nullable=False),
    Column("decided_by", String(80), nullable=False),
    Column("decided_at", Instant, nullable=False),
)
