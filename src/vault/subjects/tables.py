"""Data subjects: three sealed parts under the subject's own key."""

from sqlalchemy import Column, Integer, LargeBinary, Table

from vault.storage import Id, Instant, metadata

subject = Table(
    "subject",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("subject_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stored_at", Instant, nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("contact", LargeBinary, nullable=False),
    Column("national_id", LargeBinary),
)
