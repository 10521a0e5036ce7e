"""Rows of holds, plans and certificates."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Row, func, insert, or_, select, update

from vault.errors import NotFound
from vault.ids import CertificateId, HoldId, PlanId, new_id
from vault.retention.model import HoldKind, ItemOutcome, Plan, PlanItem
from vault.retention.tables import certificate, hold, purge_item, purge_plan
from vault.work import Work


def place_hold(work: Work, record: UUID, kind: HoldKind, cause: UUID, review_on: date) -> HoldId:
    hold_id = HoldId(new_id())
    work.connection.execute(
        insert(hold).values(
            organisation_id=work.organisation_id,
            hold_id=hold_id,
            record_id=record,
            kind=kind.value,
            cause_id=cause,
            owner=work.actor.ref,
            started_at=work.now,
            review_on=review_on,
            until=None,
        )
    )
    return hold_id


def end_holds(work: Work, cause: UUID, until: date) -> int:
    """Lets every hold that something caused end after a day; returns how many."""
    mine = (hold.c.organisation_id == work.organisation_id, hold.c.cause_id == cause, hold.c.until.is_(None))
    return work.connection.execute(update(hold).where(*mine).values(until=until)).rowcount


def held(work: Work, today: date, records: Sequence[UUID] | None = None, *, but: UUID | None = None) -> frozenset[UUID]:
    """The records under a hold today; all of them, or those named that are. Holds that `but` caused do not count."""
    query = select(hold.c.record_id).where(
        hold.c.organisation_id == work.organisation_id, or_(hold.c.until.is_(None), hold.c.until >= today)
    )
    if records is not None:
        query = query.where(hold.c.record_id.in_(records))
    if but is not None:
        query = query.where(hold.c.cause_id != but)
    return frozenset(work.connection.scalars(query))


def add_plan(work: Work, plan: Plan) -> None:
    work.connection.execute(
        insert(purge_plan).values(
            organisation_id=work.organisation_id,
            plan_id=plan.plan_id,
            made_at=plan.made_at,
            as_of=plan.as_of,
            made_by=work.actor.ref,
            digest=bytes.fromhex(plan.digest),
            finished_at=None,
        )
    )
    rows = [
        {
            "organisation_id": work.organisation_id,
            "plan_id": plan.plan_id,
            "record_id": item.record_id,
            "kind": item.kind,
            "version": item.version,
            "cluster": item.cluster,
            "due_on": item.due_on,
        }
        for item in plan.items
    ]
    if rows:
        work.connection.execute(insert(purge_item), rows)


def load_plan(work: Work, plan_id: PlanId) -> Plan:
    """Raises NotFound."""
    mine = (purge_plan.c.organisation_id == work.organisation_id, purge_plan.c.plan_id == plan_id)
    row = work.connection.execute(select(purge_plan).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("purge plan")
    query = (
        select(purge_item)
        .where(purge_item.c.organisation_id == work.organisation_id, purge_item.c.plan_id == plan_id)
        .order_by(purge_item.c.due_on, purge_item.c.record_id)
    )
    return Plan(
        plan_id=plan_id,
        made_at=row.made_at,
        as_of=row.as_of,
        digest=row.digest.hex(),
        finished_at=row.finished_at,
        items=tuple(_item(item) for item in work.connection.execute(query)),
    )


def load_item(work: Work, plan_id: PlanId, record: UUID) -> PlanItem:
    """One planned record. Raises NotFound for what is not in the plan."""
    query = select(purge_item).where(
        purge_item.c.organisation_id == work.organisation_id,
        purge_item.c.plan_id == plan_id,
        purge_item.c.record_id == record,
    )
    row = work.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("planned record")
    return _item(row)


def settle_item(work: Work, plan_id: PlanId, record: UUID, outcome: ItemOutcome, reason: str | None, keys: int) -> None:
    """Keeps what became of a planned record."""
    work.connection.execute(
        update(purge_item)
        .where(
            purge_item.c.organisation_id == work.organisation_id,
            purge_item.c.plan_id == plan_id,
            purge_item.c.record_id == record,
        )
        .values(outcome=outcome.value, reason=reason, keys_destroyed=keys)
    )


def unsettled(work: Work, plan_id: PlanId) -> int:
    query = select(func.count()).where(
        purge_item.c.organisation_id == work.organisation_id,
        purge_item.c.plan_id == plan_id,
        purge_item.c.outcome.is_(None),
    )
    return work.connection.execute(query).scalar_one()


def finish_plan(work: Work, plan_id: PlanId) -> None:
    work.connection.execute(
        update(purge_plan)
        .where(purge_plan.c.organisation_id == work.organisation_id, purge_plan.c.plan_id == plan_id)
        .values(finished_at=work.now)
    )


def add_certificate(work: Work, certificate_id: CertificateId, plan_id: PlanId, body: str, signature: bytes) -> None:
    work.connection.execute(
        insert(certificate).values(
            organisation_id=work.organisation_id,
            certificate_id=certificate_id,
            plan_id=plan_id,
            issued_at=work.now,
            body=body,
            signature=signature,
            public_key=work.keys.signing().public().raw,
        )
    )


def find_certificate(work: Work, plan_id: PlanId) -> tuple[str, bytes, bytes] | None:
    """A plan's certificate: body, signature, public key."""
    query = select(certificate).where(
        certificate.c.organisation_id == work.organisation_id, certificate.c.plan_id == plan_id
    )
    row = work.connection.execute(query).one_or_none()
    return None if row is None else (row.body, row.signature, row.public_key)


def _item(row: Row[tuple[object, ...]]) -> PlanItem:
    return PlanItem(
        record_id=row.record_id,
        kind=row.kind,
        version=row.version,
        cluster=row.cluster,
        due_on=row.due_on,
        outcome=None if row.outcome is None else ItemOutcome(row.outcome),
        reason=row.reason,
        keys_destroyed=row.keys_destroyed,
    )
