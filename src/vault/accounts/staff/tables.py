"""Members of staff. Who they are and what proves it is sealed under a key of their own."""

from sqlalchemy import BigInteger, Column, Date, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Text

from vault.storage import Id, Instant, SealedRecord, metadata

staff_account = Table(
    "staff_account",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("account_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("roles", String(200), nullable=False),
    # As cases name them, in the clear like there; JSON.
    Column("departments", Text, nullable=False),
    Column("identity", SealedRecord(version="version"), nullable=False),
    Column("proofs", SealedRecord(version="version"), nullable=False),
    # Which period of its authenticator application was used last; none is used twice.
    Column("last_step", BigInteger, nullable=False),
    # Of an invitation, the hash alone.
    Column("invitation", LargeBinary(32)),
    Column("invited_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(80), nullable=False),
    Column("ended_at", Instant),
)

passkey = Table(
    "passkey",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("passkey_id", Id, primary_key=True),
    Column("account_id", Id, nullable=False),
    # SHA-256 of the credential's id, by which an authenticator's answer finds it.
    Column("credential", LargeBinary(32), nullable=False),
    Column("details", SealedRecord, nullable=False),
    # How often the authenticator says that it signed; one that goes back was copied.
    Column("signed", BigInteger, nullable=False),
    Column("created_on", Date, nullable=False),
    ForeignKeyConstraint(
        ["organisation_id", "account_id"], ["staff_account.organisation_id", "staff_account.account_id"]
    ),
    Index(None, "organisation_id", "credential", unique=True),
    Index(None, "organisation_id", "account_id"),
)
