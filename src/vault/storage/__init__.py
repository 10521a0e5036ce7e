"""Two engines, one schema: where rows lie, and on which thread they are written.

Knows tables and transactions; knows nothing of keys, permissions or people. Capabilities describe their tables on
`metadata`; `open_storage` gives the threads that run units of work. SQLite has one writer, which gathers the units
that wait into one transaction, commits once and answers every caller after the commit; PostgreSQL has a pool.
Either way a caller is answered only when what it wrote, its audit events included, is durable.
"""

from vault.storage.engine import empty, is_sqlite, looking, open_engine
from vault.storage.metadata import metadata
from vault.storage.migrations import migrate, pending
from vault.storage.postgresql import PooledStorage
from vault.storage.sqlite import SingleWriterStorage
from vault.storage.statements import add, add_all, add_unless_there, add_up, among
from vault.storage.types import Id, Instant, RawId, SealedChunk, SealedRecord, known_id
from vault.storage.unit import Storage, Unit

__all__ = [
    "Id",
    "Instant",
    "RawId",
    "SealedChunk",
    "SealedRecord",
    "Storage",
    "Unit",
    "add",
    "add_all",
    "add_unless_there",
    "add_up",
    "among",
    "empty",
    "known_id",
    "looking",
    "metadata",
    "migrate",
    "open_engine",
    "open_storage",
    "pending",
]


def open_storage(url: str, *, readers: int, pool: int, queue: int) -> Storage:
    """The storage for a database URL, its threads running and at most `queue` units waiting."""
    engine = open_engine(url)
    if is_sqlite(engine):
        return SingleWriterStorage(engine, readers=readers, queue=queue)
    return PooledStorage(engine, workers=pool, queue=queue)
