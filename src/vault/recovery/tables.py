"""Up to which entry of the erasure ledger this database is known to agree with it."""

from sqlalchemy import BigInteger, Column, String, Table

from vault.storage import Id, metadata

erasure_mark = Table(
    "erasure_mark",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)
