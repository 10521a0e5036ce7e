"""Verbs that bring every record and file of an organisation under the algorithm that new ones are sealed with.

A record says in its header how it was sealed. What is left to do is whatever says something else, so a killed run is
begun again where it was, and readers and writers go on meanwhile: they open both.
"""

from uuid import UUID

from vault.epochs import store
from vault.epochs.actions import Progress
from vault.epochs.model import RecordCount
from vault.errors import Conflict
from vault.policy import Permission
from vault.work import Run, Work, process, reads, writes

_ROWS_AT_ONCE = 200


@reads
def count_records(work: Work) -> list[RecordCount]:
    """How many records, chunks of files and wrapped data keys stand under each algorithm. Looks at every row."""
    work.permit(Permission.KEY_LIST)
    return [
        RecordCount(algorithm=algorithm, records=records, in_use=algorithm is work.keys.sealing)
        for algorithm, records in store.counted(work).items()
    ]


@reads
def unmigrated(work: Work) -> int:
    """How many records, chunks of files and wrapped data keys stand under another algorithm than the one in use."""
    work.permit(Permission.KEY_ROTATE)
    return sum(records for algorithm, records in store.counted(work).items() if algorithm is not work.keys.sealing)


@process
def migrate_records(run: Run, progress: Progress | None = None) -> int:
    """Seals every record anew that stands under another algorithm than the one in use; returns how many.

    Raises Conflict where another process stored some under another algorithm meanwhile; Tampered, KeyDestroyed for a
    record that does not open, which is left as it is with those behind it.
    """
    waiting, done = run(unmigrated), 0
    for table in store.tables() if waiting else ():
        after: UUID | None = None
        while True:
            moved, after = run(migrate_some, table, after)
            done += moved
            if progress is not None and moved:
                progress(min(done, waiting), waiting)
            if after is None:
                break
    if waiting and run(unmigrated):
        raise Conflict(
            "records were stored under another algorithm meanwhile",
            hint="restart every process with the same CVAULT_RECORD_ALGORITHM, and run it once more",
        )
    return done


@writes
def migrate_some(work: Work, table: str, after: UUID | None) -> tuple[int, UUID | None]:
    """Seals some rows of a table anew, behind `after`; returns how many records, and where to go on."""
    work.permit(Permission.KEY_ROTATE)
    work.audit.note(f"{table} {work.keys.sealing}")
    return store.migrate(work, table, after, _ROWS_AT_ONCE)
