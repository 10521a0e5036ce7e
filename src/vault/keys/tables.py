"""Epochs and data keys: everything here is wrapped."""

from typing import Any, Final

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    column,
    type_coerce,
)

from vault.storage import BY_KEY, Id, IdBytes, Instant, Token, metadata

epoch = Table(
    "epoch",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("epoch_id", Id, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("provider", String(40), nullable=False),
    Column("provider_key", String(200), nullable=False),
    Column("wrapped_encryption_key", LargeBinary, nullable=False),
    Column("wrapped_index_key", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    # When nothing was left under it; only then may its provider key be destroyed.
    Column("retired_at", Instant),
    Column("destroyed_at", Instant),
    Index(None, "organisation_id", "number", unique=True),
)

data_key = Table(
    "data_key",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("key_id", Id, primary_key=True),
    Column("epoch_id", Id, nullable=False),
    Column("owner_kind", String(20), nullable=False),
    Column("owner_id", Id, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    ForeignKeyConstraint(["organisation_id", "epoch_id"], ["epoch.organisation_id", "epoch.epoch_id"]),
    # One that bears its owner's id is found by that.
    Index(None, "organisation_id", "owner_id", sqlite_where=column("owner_id") != column("key_id")),
    **BY_KEY,
)
BEARS_ANOTHER_ID: Final = data_key.c.owner_id != data_key.c.key_id
"""What is true of a data key that is found by its owner's id in the index."""

index_token = Table(
    "index_token",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("token", Token(), primary_key=True),
    Column("owner_id", Id, primary_key=True),
    Column("epoch_id", Id, nullable=False),
    Index(None, "organisation_id", "owner_id"),
    **BY_KEY,
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("key_id", Id, primary_key=True),
    Column("provider", String(40), nullable=False),
    Column("provider_key", String(200), nullable=False),
    Column("wrapped_seed", LargeBinary, nullable=False),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    # The key before signs this one's public key; the key after, this one's. See `keys/signers.py`.
    Column("introduction", LargeBinary(64)),
    Column("voucher", LargeBinary(64)),
    Column("retired_at", Instant),
    Column("destroyed_at", Instant),
)

# A provider key that something was moved away from. Backups from before still need it.
deactivated_key = Table(
    "deactivated_key",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("deactivated_id", Id, primary_key=True),
    # What was wrapped under it: an epoch or a signing key, and which.
    Column("kind", String(20), nullable=False),
    Column("owner_id", Id, nullable=False),
    Column("provider", String(40), nullable=False),
    Column("provider_key", String(200), nullable=False),
    Column("deactivated_at", Instant, nullable=False),
    Column("destroyed_at", Instant),
)

AS_STORED: Final = (
    type_coerce(data_key.c.key_id, IdBytes).label("key_id"),
    type_coerce(data_key.c.epoch_id, IdBytes).label("epoch_id"),
    data_key.c.wrapped,
)
"""A data key as a bunch holds it."""


def with_keys(query: Select[Any], table: Table) -> Select[Any]:
    """The rows of a table that a query gives, each behind the data key that it names; nulls where that is gone."""
    own = (data_key.c.organisation_id == table.c.organisation_id, data_key.c.key_id == table.c.key_id)
    both = table.outerjoin(data_key, and_(*own))
    return query.with_only_columns(*AS_STORED, *query.selected_columns).select_from(both)
