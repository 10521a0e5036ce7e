"""Data subjects: three sealed parts under the subject's own key."""

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, String, Table

from vault.storage import Id, Instant, SealedRecord, metadata, where_given

subject = Table(
    "subject",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("subject_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stored_at", Instant, nullable=False),
    # The kind of a protection and its days stand in the clear, so that what runs out is found without a key.
    Column("protection", String(30)),
    Column("protection_until", Date),
    Column("protection_recheck_on", Date),
    Column("restricted", Boolean, nullable=False),
    Column("objected", Boolean, nullable=False),
    # The person whom a record turned out to be; taking this back is all that it takes to part them again.
    Column("merged_into", Id),
    Column("identity", SealedRecord(version="version"), nullable=False),
    Column("contact", SealedRecord(version="version"), nullable=False),
    Column("national_id", SealedRecord(version="version")),
    Column("changed_on", Date),
    Index(None, "organisation_id", "merged_into", **where_given("merged_into")),
)

flag = Table(
    "subject_flag",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("flag_id", Id, primary_key=True),
    Column("subject_id", Id, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("record", SealedRecord(), nullable=False),
    Column("ending", SealedRecord()),
    ForeignKeyConstraint(["organisation_id", "subject_id"], ["subject.organisation_id", "subject.subject_id"]),
    Index(None, "organisation_id", "subject_id"),
)

tie = Table(
    "subject_tie",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("tie_id", Id, primary_key=True),
    Column("subject_id", Id, nullable=False),
    Column("other_id", Id, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("until", Date),
    Column("record", SealedRecord(), nullable=False),
    ForeignKeyConstraint(["organisation_id", "subject_id"], ["subject.organisation_id", "subject.subject_id"]),
    Index(None, "organisation_id", "subject_id"),
    Index(None, "organisation_id", "other_id"),
)
