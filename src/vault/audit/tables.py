"""Events, the ids they mention, the tree they are sealed into, and who outside was told of its checkpoints.

The columns of an event's body are empty where its retention period is over: then its leaf is all that is left of it.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from vault.storage import BY_KEY, Id, Instant, metadata

audit_event = Table(
    "audit_event",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("event_id", Id, primary_key=True),
    Column("at", Instant),
    Column("actor", String(80)),
    Column("permission", String(80)),
    Column("purpose", String(40)),
    Column("outcome", String(10)),
    Column("detail", String(300)),
    Column("entities", LargeBinary),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("position", BigInteger),
    Index(None, "organisation_id", "position"),
    Index(None, "organisation_id", "at"),
    **BY_KEY,
)

audit_mention = Table(
    "audit_mention",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("entity_id", Id, primary_key=True),
    Column("event_id", Id, primary_key=True),
    **BY_KEY,
)

audit_tree = Table(
    "audit_tree",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("size", BigInteger, nullable=False),
    # The hashes of the perfect subtrees along the right edge, largest first: enough to append without the leaves.
    Column("edge", LargeBinary, nullable=False),
)

audit_subtree = Table(
    "audit_subtree",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    # 8 for 256 leaves, 16 for 65,536 and so on: a proof then reads some hundred hashes, however long the log is.
    Column("level", Integer, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("hash", LargeBinary(32), nullable=False),
)

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("size", BigInteger, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
)

audit_witness = Table(
    "audit_witness",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("witness", String(80), primary_key=True),
    # The size of the newest checkpoint that it took, and what it gave back for it.
    Column("size", BigInteger, nullable=False),
    Column("cosignatures", Text, nullable=False),
    Column("taken_at", Instant),
    # Since when it does not answer or refuses, and why; nothing while it does its part.
    Column("failing_since", Instant),
    Column("failures", Integer, nullable=False),
    Column("failure", String(200), nullable=False),
    Column("tried_at", Instant, nullable=False),
)
