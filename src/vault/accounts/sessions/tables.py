"""Sessions, sign-ins that have begun, known devices and failed attempts; of each secret, the hash alone."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table

from vault.storage import Id, Instant, metadata

_OF_ACCOUNT = (["organisation_id", "account_id"], ["staff_account.organisation_id", "staff_account.account_id"])

session = Table(
    "session",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("session_id", Id, primary_key=True),
    Column("account_id", Id, nullable=False),
    Column("secret_hash", LargeBinary(32), nullable=False),
    # The token before, which calls that were under way may still carry.
    Column("previous_hash", LargeBinary(32)),
    Column("previous_until", Instant),
    # Forms carry it; whoever has it and no token can do nothing with it.
    Column("form_key", LargeBinary(32), nullable=False),
    Column("method", String(20), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("rotated_at", Instant, nullable=False),
    Column("used_at", Instant, nullable=False),
    Column("idle_minutes", Integer, nullable=False),
    Column("until", Instant, nullable=False),
    ForeignKeyConstraint(*_OF_ACCOUNT),
    Index(None, "organisation_id", "account_id"),
)

known_device = Table(
    "known_device",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("device_id", Id, primary_key=True),
    Column("account_id", Id, nullable=False),
    Column("secret_hash", LargeBinary(32), nullable=False),
    Column("until", Instant, nullable=False),
    ForeignKeyConstraint(*_OF_ACCOUNT),
    Index(None, "organisation_id", "account_id"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("sign_in_id", Id, primary_key=True),
    # None while nobody is known yet: with a passkey, or at the organisation's own provider.
    Column("account_id", Id),
    Column("secret_hash", LargeBinary(32), nullable=False),
    Column("waits_for", String(20), nullable=False),
    Column("until", Instant, nullable=False),
)

sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    # A keyed hash of what was tried and from where.
    Column("token", LargeBinary(16), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
    Index(None, "organisation_id", "last_at"),
)
