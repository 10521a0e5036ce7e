"""Uses of break-glass access. Why, and what a reviewer said, is sealed under the account's key."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table

from vault.storage import Id, Instant, SealedRecord, metadata

emergency = Table(
    "emergency",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("emergency_id", Id, primary_key=True),
    Column("account_id", Id, nullable=False),
    Column("roles", String(200), nullable=False),
    Column("reason", SealedRecord, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("reviewed_at", Instant),
    Column("reviewed_by", String(80)),
    Column("justified", String(10)),
    Column("review", SealedRecord),
    ForeignKeyConstraint(
        ["organisation_id", "account_id"], ["staff_account.organisation_id", "staff_account.account_id"]
    ),
    Index(None, "organisation_id", "account_id"),
)
