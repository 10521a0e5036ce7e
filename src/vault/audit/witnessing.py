"""What each witness was told of a log: the only SQL about it. It says what to send next, and proves nothing."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from vault.audit.tables import audit_witness
from vault.ids import OrganisationId

_LONGEST_REASON = 200


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a witness stands to a log. `size` is that of the newest checkpoint it took."""

    witness: str
    size: int
    cosignatures: str
    """Signature lines over that checkpoint, by keys of the witness that are known; empty for a file."""
    taken_at: datetime | None
    failing_since: datetime | None
    failures: int
    failure: str
    tried_at: datetime


def standings(connection: Connection, organisation: OrganisationId) -> list[Standing]:
    """Every witness that was ever tried for a log, by name."""
    query = (
        select(audit_witness).where(audit_witness.c.organisation_id == organisation).order_by(audit_witness.c.witness)
    )
    return [
        Standing(
            witness=row.witness,
            size=row.size,
            cosignatures=row.cosignatures,
            taken_at=row.taken_at,
            failing_since=row.failing_since,
            failures=row.failures,
            failure=row.failure,
            tried_at=row.tried_at,
        )
        for row in connection.execute(query)
    ]


def save(connection: Connection, organisation: OrganisationId, standing: Standing) -> None:
    """Keeps how a witness stands, in place of what was kept."""
    values = msgspec.structs.asdict(standing) | {"failure": standing.failure[:_LONGEST_REASON]}
    mine = (audit_witness.c.organisation_id == organisation, audit_witness.c.witness == standing.witness)
    if connection.execute(update(audit_witness).where(*mine).values(values)).rowcount == 0:
        connection.execute(insert(audit_witness).values(organisation_id=organisation, **values))
