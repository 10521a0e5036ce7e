"""Verbs that bring a database into agreement with the erasure ledger, and prove that it is whole."""

from collections import Counter
from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select

from vault.errors import NotFound
from vault.holdings import Holding, Keyless
from vault.keys import Erasure, Head
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.recovery.tables import erasure_mark
from vault.work import Run, Work, process, reads, writes

_CHECKED_AT_ONCE = 200

Progress = Callable[[int, int], None]
"""Told after each step: how many are done, of how many."""


@writes
def erase_again(work: Work, erasures: Sequence[Erasure]) -> Counter[str]:
    """Erases what the ledger tells of and the database still holds; returns how many records of each kind."""
    work.permit(Permission.ERASURE_REPLAY)
    # Another process may have told the ledger just now and not committed yet: then it is gone in a moment.
    organisations.stay(work, alone=True)
    living = work.keys.held([erasure.owner for erasure in erasures])
    holdings = {holding.kind: holding for holding in work.holdings}
    erased = Counter[str]()
    for erasure in erasures:
        # Erasing a case takes along its people, who may stand behind it in the ledger.
        if (erasure.owner in living and work.keys.held([erasure.owner])) or _back(work, holdings, erasure):
            gone = holdings[erasure.kind].erase(work, erasure.owner)
            work.audit.involve(erasure.owner, *gone.entities)
            erased[erasure.kind] += 1
    return erased


def _back(work: Work, holdings: dict[str, Holding], erasure: Erasure) -> bool:
    """Whether a record is back that has no key of its own."""
    holding: object = holdings.get(erasure.kind)
    return isinstance(holding, Keyless) and holding.still_there(work, erasure.owner)


@reads
def reconciled_up_to(work: Work) -> Head | None:
    """The ledger's head up to which the database agrees; None where it never was."""
    work.permit(Permission.ERASURE_REPLAY)
    query = select(erasure_mark).where(erasure_mark.c.organisation_id == work.organisation_id)
    row = work.connection.execute(query).one_or_none()
    return None if row is None else Head(row.number, row.hash)


@writes
def reconciled_to(work: Work, head: Head) -> None:
    """Marks that the database agrees with the ledger up to `head`."""
    work.permit(Permission.ERASURE_REPLAY)
    mine = erasure_mark.c.organisation_id == work.organisation_id
    work.connection.execute(delete(erasure_mark).where(mine))
    work.connection.execute(
        insert(erasure_mark).values(organisation_id=work.organisation_id, number=head.number, hash=head.hash)
    )


@writes
def begin_backup(work: Work) -> None:
    """Lets a copy of the whole database be made. A backup of which the log cannot tell is not made."""
    work.permit(Permission.DATABASE_BACK_UP)
    work.audit.note("begun")


@writes
def finish_backup(work: Work, sha256: str) -> None:
    """Keeps which backup was made; `sha256` is its file's, in hex."""
    work.permit(Permission.DATABASE_BACK_UP)
    work.audit.note(f"sha256 {sha256}")


@writes
def restored(work: Work, sha256: str, erased_again: int) -> None:
    """Keeps that this database came out of a backup, and how many records were erased again at once."""
    work.permit(Permission.DATABASE_RESTORE)
    work.audit.note(f"sha256 {sha256}, erased again {erased_again}")


@reads
def records(work: Work) -> dict[str, list[UUID]]:
    """The id of every sealed record, by kind."""
    work.permit(Permission.RECORD_CHECK)
    return {holding.kind: holding.everything(work) for holding in work.holdings}


@reads
def check_records(work: Work, kind: str, chosen: Sequence[UUID]) -> None:
    """Opens records and forgets them. Raises Tampered, KeyDestroyed or NotFound for the first that is not whole."""
    work.permit(Permission.RECORD_CHECK)
    for holding in work.holdings:
        if holding.kind == kind:
            holding.check(work, chosen)
            return
    raise NotFound("kind of record")


@process
def check_every_record(run: Run, progress: Progress | None = None) -> int:
    """Opens every record of an organisation, some at a time; returns how many. Raises as `check_records`."""
    found = run(records)
    count, done = sum(len(ids) for ids in found.values()), 0
    for kind, ids in found.items():
        for start in range(0, len(ids), _CHECKED_AT_ONCE):
            chosen = ids[start : start + _CHECKED_AT_ONCE]
            run(check_records, kind, chosen)
            done += len(chosen)
            if progress is not None:
                progress(done, count)
    return done
