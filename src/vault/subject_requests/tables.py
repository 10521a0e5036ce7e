"""Requests and the packages that answer them; what a person said or receives is sealed."""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table

from vault.storage import BY_KEY, Id, Instant, SealedRecord, metadata

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
    Column("claimed", String(20), nullable=False, server_default="access"),
    Column("regime", String(20), nullable=False, server_default="data_protection"),
    # `due_on` is the date without a pause and without an extension. These say what became of it.
    Column("moved_due_on", Date),
    Column("paused_since", Date),
    Column("extended_on", Date),
)

_REQUEST = (["organisation_id", "request_id"], ["subject_request.organisation_id", "subject_request.request_id"])

request_entry = Table(
    "request_entry",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("entry_id", Id, primary_key=True),
    Column("request_id", Id, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("details", SealedRecord(), nullable=False),
    ForeignKeyConstraint(*_REQUEST),
    Index(None, "organisation_id", "request_id"),
)

request_letter = Table(
    "request_letter",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("letter_id", Id, primary_key=True),
    Column("request_id", Id, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("content", SealedRecord(), nullable=False),
    ForeignKeyConstraint(*_REQUEST),
    Index(None, "organisation_id", "request_id"),
)

# Whose requests there were: so that a later answer tells of them and need not repeat what an earlier one gave.
request_subject = Table(
    "request_subject",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("request_id", Id, primary_key=True),
    Column("subject_id", Id, primary_key=True),
    ForeignKeyConstraint(*_REQUEST),
    Index(None, "organisation_id", "subject_id"),
    **BY_KEY,
)

request_delivery = Table(
    "request_delivery",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("delivery_id", Id, primary_key=True),
    Column("request_id", Id, nullable=False),
    Column("package_id", Id, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("collected_at", Instant),
    Column("code", SealedRecord(), nullable=False),
    ForeignKeyConstraint(*_REQUEST),
    Index(None, "organisation_id", "request_id"),
)

package_file = Table(
    "package_file",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("file_id", Id, primary_key=True),
    Column("package_id", Id, nullable=False),
    Column("name", String(40), nullable=False),
    Column("content", SealedRecord(), nullable=False),
    ForeignKeyConstraint(
        ["organisation_id", "package_id"], ["request_package.organisation_id", "request_package.package_id"]
    ),
    Index(None, "organisation_id", "package_id"),
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
