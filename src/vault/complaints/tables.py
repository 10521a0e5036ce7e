"""Cases and what belongs to them. Codes and dates stand in the clear; what a person wrote or is, is sealed."""

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, String, Table, Text, text

from vault.storage import BY_KEY, Id, Instant, SealedChunk, SealedRecord, metadata, where_given


def _of_case() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"])


case = Table(
    "case",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("department", String(300), nullable=False),
    Column("category", String(40), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("anonymity", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("status", String(20), nullable=False),
    Column("received_on", Date, nullable=False),
    # An opaque code of a case worker, never a name.
    Column("assigned_to", String(80)),
    Column("source", String(20), nullable=False),
    Column("ground", String(40)),
    Column("track", String(20)),
    Column("outcome", String(20)),
    Column("witness_count", Integer),
    Column("complete", Boolean, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("reference", SealedRecord(version="reference_changes")),
    # When something was last added or changed after it was stored; nothing is purged soon after that.
    Column("changed_on", Date),
    Column("reference_changes", Integer, nullable=False, server_default="0"),
    Index(None, "organisation_id", "assigned_to", **where_given("assigned_to")),
)

step = Table(
    "case_step",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("lane", String(30), nullable=False),
    # How somebody was reached, or was to be: counted when the words of the attempt are gone.
    Column("channel", String(20)),
    _of_case(),
    **BY_KEY,
)

party = Table(
    "party",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("party_id", Id, primary_key=True),
    # The order in which a case's parties and documents came; ids made in one millisecond do not tell.
    Column("number", Integer, nullable=False),
    Column("subject_id", Id),
    Column("role", String(20), nullable=False),
    Column("confidential", Boolean, nullable=False),
    Column("named_to_respondent", Boolean, nullable=False),
    Column("description", SealedRecord(version="changes")),
    Column("knowledge", SealedRecord(version="changes")),
    Column("changes", Integer, nullable=False, server_default="0"),
    _of_case(),
    ForeignKeyConstraint(["organisation_id", "subject_id"], ["subject.organisation_id", "subject.subject_id"]),
    Index(None, "organisation_id", "subject_id", **where_given("subject_id")),
    **BY_KEY,
)

document = Table(
    "document",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("document_id", Id, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("author_role", String(20), nullable=False),
    Column("author_party_id", Id),
    Column("language", String(2), nullable=False),
    Column("dated_on", Date, nullable=False),
    Column("lane", String(30), nullable=False),
    Column("text", SealedRecord(version="changes"), nullable=False),
    Column("changes", Integer, nullable=False, server_default="0"),
    _of_case(),
)

information = Table(
    "case_information",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("information_id", Id, primary_key=True),
    Column("party_id", Id, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("review_on", Date),
    Column("record", SealedRecord(), nullable=False),
    _of_case(),
    Index(None, "organisation_id", "party_id"),
)

remark = Table(
    "case_remark",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("remark_id", Id, primary_key=True),
    # A document or an entry of the case.
    Column("text_id", Id, nullable=False),
    Column("field", String(40), nullable=False),
    Column("starts_at", Integer, nullable=False),
    Column("ends_at", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("decision", String(20), nullable=False),
    Column("ground", String(40)),
    Column("decided_by", String(80), nullable=False),
    Column("decided_at", Instant, nullable=False),
    _of_case(),
)

guide = Table(
    "guide",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("guide_id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("code", String(60), nullable=False),
    Column("version", String(60), nullable=False),
    Column("language", String(2), nullable=False),
    Column("published_on", Date, nullable=False),
    # The organisation's own words for everybody.
    Column("text", Text, nullable=False),
    Index(None, "organisation_id", "code", "version", "language", unique=True),
)

lane = Table(
    "case_lane",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("lane_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("lane", String(30), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("closed_on", Date),
    Column("last_on", Date, nullable=False),
    Column("changed_on", Date),
    _of_case(),
    Index(None, "organisation_id", "case_id", "lane", unique=True),
)

entry = Table(
    "case_entry",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("entry_id", Id, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("lane", String(30), nullable=False),
    Column("on_day", Date, nullable=False),
    Column("record", SealedRecord(version="changes"), nullable=False),
    Column("changes", Integer, nullable=False, server_default="0"),
    _of_case(),
)

attachment = Table(
    "attachment",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("attachment_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("kind", String(20)),
    Column("author_role", String(20), nullable=False),
    Column("author_party_id", Id),
    Column("language", String(2), nullable=False),
    Column("dated_on", Date, nullable=False),
    Column("lane", String(30), nullable=False),
    Column("record", SealedRecord(version="changes"), nullable=False),
    Column("text", SealedRecord(version="changes")),
    Column("changes", Integer, nullable=False, server_default="0"),
    _of_case(),
    Index(None, "organisation_id", "attachment_id", unique=True),
)

# What an attachment's original or its clean copy is made of; which is which, only the sealed record tells.
attachment_chunk = Table(
    "attachment_chunk",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("stream_id", Id, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("attachment_id", Id, nullable=False),
    Column("last", Boolean, nullable=False),
    Column("content", SealedChunk(), nullable=False),
    ForeignKeyConstraint(
        ["organisation_id", "case_id", "attachment_id"],
        ["attachment.organisation_id", "attachment.case_id", "attachment.attachment_id"],
    ),
    Index(None, "organisation_id", "case_id", "attachment_id"),
    # How a chunk was sealed, so that those of another algorithm are found and counted without reading the files.
    Index("ix_attachment_chunk_sealing", "organisation_id", text("substr(content, 1, 2)")),
)

# What stays of cases that were anonymised: how many were alike. No id, no day, and of fewer than five nothing.
residue = Table(
    "case_residue",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("department", String(300), primary_key=True),
    Column("category", String(40), primary_key=True),
    Column("severity", String(20), primary_key=True),
    Column("outcome", String(20), primary_key=True),
    Column("cases", Integer, nullable=False),
)
