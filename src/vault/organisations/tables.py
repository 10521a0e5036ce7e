"""Organisations. The profile is public and stands in the clear."""

from sqlalchemy import Column, Table, Text

from vault.storage import Id, Instant, metadata

organisation = Table(
    "organisation",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("profile", Text, nullable=False),
)
