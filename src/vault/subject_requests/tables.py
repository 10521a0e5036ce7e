"""Requests and the packages that answer them; what a person said or receives is sealed."""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table

from vault.storage import Id, Instant, SealedRecord, metadata

subject_request = Table(
    "subject_request",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("request_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("registered_at", Instant, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("internal_target", Date, nullable=False),
    Column("extended_due_on", Date, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("details", SealedRecord(), nullable=False),
    Column("scope_at_receipt", LargeBinary(32), nullable=False),
    Column("scope_at_answer", LargeBinary(32)),
    Column("answered_at", Instant),
)

request_package = Table(
    "request_package",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("package_id", Id, primary_key=True),
    Column("request_id", Id, nullable=False),
    Column("key_id", Id, nullable=False),
    Column("composed_at", Instant, nullable=False),
    Column("letter", SealedRecord(), nullable=False),
    Column("data", SealedRecord(), nullable=False),
    Column("manifest", SealedRecord(), nullable=False),
    Column("review", SealedRecord(), nullable=False),
    ForeignKeyConstraint(
        ["organisation_id", "request_id"], ["subject_request.organisation_id", "subject_request.request_id"]
    ),
    Index(None, "organisation_id", "request_id"),
)
