"""Reviews: proposals and decisions apart from the texts they are about, sealed under the request's key.

What an organisation remembers of its decisions stands by itself, each word under a key of its own, and what is about
a known person under that person's key: erased with them.
"""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, String, Table

from vault.storage import Id, Instant, SealedRecord, metadata


def _of_request() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["organisation_id", "request_id"], ["subject_request.organisation_id", "subject_request.request_id"]
    )


review = Table(
    "review",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("request_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("approved_at", Instant),
    Column("record", SealedRecord(version="version"), nullable=False),
    _of_request(),
)

review_text = Table(
    "review_text",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("request_id", Id, primary_key=True),
    Column("text_id", Id, primary_key=True),
    # By which a person calls the text; it stays when the review is renewed.
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("record", SealedRecord(version="version"), nullable=False),
    _of_request(),
)

review_ruling = Table(
    "review_ruling",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("request_id", Id, primary_key=True),
    Column("ruling_id", Id, primary_key=True),
    Column("record", SealedRecord(), nullable=False),
    _of_request(),
)

review_candidate = Table(
    "review_candidate",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("request_id", Id, primary_key=True),
    Column("candidate_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("record", SealedRecord(version="version"), nullable=False),
    _of_request(),
)

search_protocol = Table(
    "search_protocol",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("request_id", Id, primary_key=True),
    Column("protocol_id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("record", SealedRecord(), nullable=False),
    _of_request(),
)

remembered_decision = Table(
    "remembered_decision",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("memory_id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    # Whose record it is about, where it is about a known person; it goes with them.
    Column("subject_id", Id),
    Column("decided_on", Date, nullable=False),
    Column("record", SealedRecord(), nullable=False),
    ForeignKeyConstraint(
        ["organisation_id", "subject_id"],
        ["subject.organisation_id", "subject.subject_id"],
        ondelete="CASCADE",
    ),
    Index(None, "organisation_id", "subject_id"),
)
