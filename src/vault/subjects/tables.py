"""Data subjects: three sealed parts under the subject's own key."""

from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, Table

from vault.storage import Id, Instant, metadata

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
    Column("identity", LargeBinary, nullable=False),
    Column("contact", LargeBinary, nullable=False),
    Column("national_id", LargeBinary),
)
