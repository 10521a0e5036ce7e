"""Verbs that bring a database into agreement with the erasure ledger."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from vault.erasure.tables import erasure_mark
from vault.keys import Erasure, Head
from vault.policy import Permission
from vault.work import Work, reads, writes


@writes
def erase_again(work: Work, erasures: Sequence[Erasure]) -> int:
    """Erases what the ledger tells of and the database still holds; returns how many records."""
    work.permit(Permission.ERASURE_REPLAY)
    living = work.keys.held([erasure.owner for erasure in erasures])
    holdings = {holding.kind: holding for holding in work.holdings}
    erased = 0
    for erasure in erasures:
        # Erasing a case takes along its people, who may stand behind it in the ledger.
        if erasure.owner in living and work.keys.held([erasure.owner]):
            gone = holdings[erasure.kind].erase(work, erasure.owner)
            work.audit.involve(erasure.owner, *gone.entities)
            erased += 1
    return erased


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
