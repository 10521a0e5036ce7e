"""Events, the ids they mention, and the tree they are sealed into."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text

from vault.storage import Id, Instant, metadata

audit_event = Table(
    "audit_event",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("event_id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("actor", String(80), nullable=False),
    Column("permission", String(80), nullable=False),
    Column("purpose", String(40), nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("detail", String(300), nullable=False),
    Column("entities", LargeBinary, nullable=False),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("position", BigInteger),
    Index(None, "organisation_id", "position"),
)

audit_mention = Table(
    "audit_mention",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("entity_id", Id, primary_key=True),
    Column("event_id", Id, primary_key=True),
)

audit_tree = Table(
    "audit_tree",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("size", BigInteger, nullable=False),
    # The hashes of the perfect subtrees along the right edge, largest first: enough to append without the leaves.
    Column("edge", LargeBinary, nullable=False),
)

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("size", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
)
