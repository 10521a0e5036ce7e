"""Rows of break-glass access."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update

from vault.accounts.emergency.model import Emergency, EmergencyReview, NewEmergency
from vault.accounts.emergency.tables import emergency
from vault.accounts.staff.store import key_of
from vault.errors import NotFound
from vault.ids import AccountId, EmergencyId, OrganisationId, new_id
from vault.policy import RoleName
from vault.records import opened, place, sealed
from vault.work import Work


def add(work: Work, account_id: AccountId, new: NewEmergency, lasting: timedelta) -> Emergency:
    emergency_id = EmergencyId(new_id())
    where = place(work.organisation_id, "emergency", emergency_id, "reason")
    work.connection.execute(
        insert(emergency).values(
            organisation_id=work.organisation_id,
            emergency_id=emergency_id,
            account_id=account_id,
            roles=" ".join(sorted(new.roles)),
            reason=sealed(key_of(work, account_id), where, new.reason),
            opened_at=work.now,
            until=work.now + lasting,
        )
    )
    return load(work, emergency_id)


def load(work: Work, emergency_id: EmergencyId) -> Emergency:
    """Raises NotFound, Tampered."""
    query = select(emergency).where(*_mine(work), emergency.c.emergency_id == emergency_id)
    row = work.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("use of break-glass access")
    return _opened(work, row)


def everything(work: Work) -> list[Emergency]:
    """Every use, the newest first."""
    query = select(emergency).where(*_mine(work)).order_by(emergency.c.emergency_id.desc())
    return [_opened(work, row) for row in work.connection.execute(query).all()]


def of(work: Work, account_id: AccountId) -> list[Emergency]:
    """Somebody's uses, the oldest first."""
    query = select(emergency).where(*_mine(work), emergency.c.account_id == account_id)
    rows = work.connection.execute(query.order_by(emergency.c.emergency_id)).all()
    return [_opened(work, row) for row in rows]


def roles_now(
    connection: Connection, organisation: OrganisationId, account_id: AccountId, now: datetime
) -> frozenset[RoleName]:
    """What somebody holds for an emergency at this instant."""
    open_now = (emergency.c.until > now, or_(emergency.c.ended_at.is_(None), emergency.c.ended_at > now))
    mine = (emergency.c.organisation_id == organisation, emergency.c.account_id == account_id)
    found = connection.scalars(select(emergency.c.roles).where(*mine, *open_now))
    return frozenset(RoleName(role) for roles in found for role in roles.split())


def unreviewed(connection: Connection, organisation: OrganisationId) -> list[datetime]:
    """When each use that nobody has reviewed ends or ended."""
    query = select(emergency.c.until, emergency.c.ended_at).where(
        emergency.c.organisation_id == organisation, emergency.c.reviewed_at.is_(None)
    )
    return [min(row.until, row.ended_at or row.until) for row in connection.execute(query)]


def over(work: Work) -> list[tuple[EmergencyId, AccountId, datetime]]:
    """The uses that nobody has reviewed: which, whose, and when it ends or ended."""
    query = select(emergency).where(*_mine(work), emergency.c.reviewed_at.is_(None))
    rows = work.connection.execute(query.order_by(emergency.c.emergency_id)).all()
    return [(row.emergency_id, row.account_id, min(row.until, row.ended_at or row.until)) for row in rows]


def end(work: Work, emergency_id: EmergencyId) -> bool:
    """Ends a use at once; False where it was over."""
    mine = (*_mine(work), emergency.c.emergency_id == emergency_id)
    still = (emergency.c.ended_at.is_(None), emergency.c.until > work.now)
    return work.connection.execute(update(emergency).where(*mine, *still).values(ended_at=work.now)).rowcount == 1


def end_all(work: Work, account_id: AccountId) -> int:
    """Ends whatever somebody holds for an emergency; returns how many uses."""
    mine = (*_mine(work), emergency.c.account_id == account_id)
    still = (emergency.c.ended_at.is_(None), emergency.c.until > work.now)
    return work.connection.execute(update(emergency).where(*mine, *still).values(ended_at=work.now)).rowcount


def review(work: Work, one: Emergency, found: EmergencyReview) -> bool:
    """Keeps a review; False where somebody reviewed it a moment ago."""
    where = place(work.organisation_id, "emergency", one.emergency_id, "review")
    still = (*_mine(work), emergency.c.emergency_id == one.emergency_id, emergency.c.reviewed_at.is_(None))
    statement = (
        update(emergency)
        .where(*still)
        .values(
            reviewed_at=work.now,
            reviewed_by=work.actor.ref,
            justified="yes" if found.justified else "no",
            review=sealed(key_of(work, one.account_id), where, found.finding),
        )
    )
    return work.connection.execute(statement).rowcount == 1


def _opened(work: Work, row: Row[Any]) -> Emergency:
    key = key_of(work, row.account_id)
    reason = place(row.organisation_id, "emergency", row.emergency_id, "reason")
    said = place(row.organisation_id, "emergency", row.emergency_id, "review")
    return Emergency(
        emergency_id=row.emergency_id,
        account_id=row.account_id,
        roles=frozenset(RoleName(role) for role in row.roles.split()),
        reason=opened(key, reason, row.reason, str),
        opened_at=row.opened_at,
        until=row.until,
        ended_at=row.ended_at,
        reviewed_at=row.reviewed_at,
        reviewed_by=row.reviewed_by,
        justified=None if row.justified is None else row.justified == "yes",
        finding=None if row.review is None else opened(key, said, row.review, str),
    )


def _mine(work: Work) -> tuple[Any, ...]:
    return (emergency.c.organisation_id == work.organisation_id,)
