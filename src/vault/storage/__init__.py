"""Two engines, one schema: where rows lie, and on which thread they are written.

Knows tables and transactions; knows nothing of keys, permissions or people. Capabilities describe their tables on
`metadata`; `open_storage` gives the threads that run units of work. SQLite has one writer, which gathers the units
that wait into one transaction, commits once and answers every caller after the commit; PostgreSQL has a pool.
Either way a caller is answered only when what it wrote, its audit events included, is durable.
"""

from vault.storage.changing import Change
from vault.storage.citus import distribution, objections
from vault.storage.commands import Command, erase_rows
from vault.storage.engine import empty, is_sqlite, looking, open_engine
from vault.storage.gathering import waiting
from vault.storage.metadata import BY_KEY, metadata, where_given
from vault.storage.migrations import migrate, pending
from vault.storage.postgresql import PooledStorage
from vault.storage.prepared import Asked, Foresight, Query, ask, ask_in_turn
from vault.storage.rights import grants
from vault.storage.sqlite import SingleWriterStorage
from vault.storage.statements import (
    add,
    add_all,
    add_unless_there,
    add_up,
    among,
    among_bytes,
    among_ids,
    batches,
    pages,
)
from vault.storage.types import Id, IdBytes, Ids, Instant, RawId, SealedChunk, SealedRecord, Token, known_id
from vault.storage.unit import Storage, Unit
from vault.storage.versions import Versions

__all__ = [
    "BY_KEY",
    "Asked",
    "Change",
    "Command",
    "Foresight",
    "Id",
    "IdBytes",
    "Ids",
    "Instant",
    "Query",
    "RawId",
    "SealedChunk",
    "SealedRecord",
    "Storage",
    "Token",
    "Unit",
    "Versions",
    "add",
    "add_all",
    "add_unless_there",
    "add_up",
    "among",
    "among_bytes",
    "among_ids",
    "ask",
    "ask_in_turn",
    "batches",
    "distribution",
    "empty",
    "erase_rows",
    "grants",
    "known_id",
    "looking",
    "metadata",
    "migrate",
    "objections",
    "open_engine",
    "open_storage",
    "pages",
    "pending",
    "waiting",
    "where_given",
]


def open_storage(url: str, *, readers: int, pool: int, queue: int, replica: str | None = None) -> Storage:
    """The storage for a database URL, its threads running and at most `queue` units waiting.

    `replica` is the URL of a copy that PostgreSQL keeps and that may be scanned; SQLite has none.
    """
    engine = open_engine(url)
    if is_sqlite(engine):
        return SingleWriterStorage(engine, readers=readers, queue=queue)
    copy = None if replica is None else open_engine(replica)
    return PooledStorage(engine, workers=pool, queue=queue, copy=copy)
