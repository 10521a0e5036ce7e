"""Imports, and which lines of each were taken. No line's words, and of its key a keyed hash."""

from sqlalchemy import Boolean, Column, Integer, String, Table

from vault.storage import Id, Instant, Token, metadata

import_run = Table(
    "import_run",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("import_id", Id, primary_key=True),
    Column("actor", String(80), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("latest_at", Instant, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("stored", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
)

import_line = Table(
    "import_line",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("import_id", Id, primary_key=True),
    Column("key", Token(), primary_key=True),
    Column("fingerprint", Token(), nullable=False),
    Column("case_id", Id, nullable=False),
)
