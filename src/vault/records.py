"""A value as a sealed record, and back: msgpack under a key, bound to the place where it stands."""

from typing import TypeVar
from uuid import UUID

import msgspec

from vault.crypto import Context, RecordKey
from vault.ids import OrganisationId

T = TypeVar("T")


def place(organisation: OrganisationId, table: str, row: UUID, field: str) -> Context:
    """Where a record stands; it opens nowhere else."""
    return Context(organisation.bytes, table, row.bytes, field)


def sealed(key: RecordKey, where: Context, value: object) -> bytes:
    return key.seal(msgspec.msgpack.encode(value), where)


def opened(key: RecordKey, where: Context, record: bytes, shape: type[T]) -> T:
    """The value of a record. Raises Tampered unless it is exactly what was sealed for this place."""
    return msgspec.msgpack.decode(key.open(record, where), type=shape)
