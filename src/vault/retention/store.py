"""Rows of plans, their items, certificates and reviews."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, func, insert, select, update

from vault.errors import NotFound
from vault.ids import CertificateId, PlanId
from vault.retention.holds.store import before_erasing, before_placing, end_holds, held, place_hold
from vault.retention.model import ItemOutcome, Plan, PlanItem, PlanSummary, Reviewed
from vault.retention.schedule import Action
from vault.retention.tables import certificate, purge_item, purge_plan, review
from vault.storage import Command, Ids, Query, among, among_ids, batches, erase_rows
from vault.work import Work

__all__ = ["before_erasing", "before_placing", "end_holds", "held", "place_hold"]

_ROWS_AT_ONCE: Final = 10_000
_PLANNED: Final = (
    purge_item.c.organisation_id == bindparam("organisation"),
    purge_item.c.plan_id == bindparam("plan"),
    among_ids(purge_item.c.record_id, "records"),
)
# In one order for everybody, so that two who apply a plan wait for each other and never for ever.
_LOCKED: Final = Query(select(purge_item).where(*_PLANNED).order_by(purge_item.c.record_id).with_for_update())
_SETTLED: Final = Command(
    update(purge_item)
    .where(*_PLANNED)
    .values(outcome=bindparam("became"), reason=bindparam("because"), keys_destroyed=bindparam("keys"))
)
_REVIEWS: Final = Query(select(review).where(review.c.organisation_id == bindparam("organisation")))


def add_plan(work: Work, plan: Plan) -> None:
    """A plan without its items."""
    work.connection.execute(
        insert(purge_plan).values(
            organisation_id=work.organisation_id,
            plan_id=plan.plan_id,
            made_at=plan.made_at,
            as_of=plan.as_of,
            made_by=work.actor.ref,
            digest=bytes.fromhex(plan.digest),
            finished_at=None,
            records=plan.records,
            held=plan.held,
            waiting=plan.waiting,
            to_review=plan.to_review,
            unknown=plan.unknown,
        )
    )


def add_items(work: Work, plan_id: PlanId, items: Sequence[PlanItem]) -> None:
    rows = [
        {
            "organisation_id": work.organisation_id,
            "plan_id": plan_id,
            "record_id": item.record_id,
            "kind": item.kind,
            "version": item.version,
            "cluster": item.cluster,
            "due_on": item.due_on,
            "action": item.action.value,
        }
        for item in items
    ]
    if rows:
        work.connection.execute(insert(purge_item), rows)


def load_plan(work: Work, plan_id: PlanId) -> Plan:
    """Raises NotFound."""
    mine = (purge_plan.c.organisation_id == work.organisation_id, purge_plan.c.plan_id == plan_id)
    row = work.connection.execute(select(purge_plan).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("purge plan")
    query = select(purge_item).where(*_of_plan(work, plan_id)).order_by(purge_item.c.due_on, purge_item.c.record_id)
    with work.connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)) as found:
        items = tuple(map(_item, found))
    return Plan(
        plan_id=plan_id,
        made_at=row.made_at,
        as_of=row.as_of,
        digest=row.digest.hex(),
        finished_at=row.finished_at,
        items=items,
        records=row.records or 0,
        held=row.held or 0,
        waiting=row.waiting or 0,
        to_review=row.to_review or 0,
        unknown=row.unknown or 0,
    )


def newest_plan(work: Work) -> Row[Any] | None:
    """The row of the newest plan; None where none was made."""
    mine = purge_plan.c.organisation_id == work.organisation_id
    return work.connection.execute(
        select(purge_plan).where(mine).order_by(purge_plan.c.plan_id.desc()).limit(1)
    ).first()


def summaries(work: Work, newest: int) -> list[PlanSummary]:
    """The newest plans in numbers, with the certificates of those that are finished."""
    mine = purge_plan.c.organisation_id == work.organisation_id
    query = (
        select(purge_plan, certificate.c.certificate_id)
        .outerjoin(
            certificate,
            and_(
                certificate.c.organisation_id == purge_plan.c.organisation_id,
                certificate.c.plan_id == purge_plan.c.plan_id,
            ),
        )
        .where(mine)
    )
    rows = work.connection.execute(query.order_by(purge_plan.c.plan_id.desc()).limit(newest)).all()
    counts = _counts(work, [row.plan_id for row in rows])
    return [_summary(row, counts.get(row.plan_id, Counter())) for row in rows]


def _counts(work: Work, plans: Sequence[UUID]) -> dict[UUID, Counter[str | None]]:
    """Of each plan, how many records had which outcome."""
    mine = (purge_item.c.organisation_id == work.organisation_id, among(purge_item.c.plan_id, plans))
    columns = (purge_item.c.plan_id, purge_item.c.outcome)
    found: dict[UUID, Counter[str | None]] = {}
    for row in work.connection.execute(select(*columns, func.count().label("records")).where(*mine).group_by(*columns)):
        found.setdefault(row.plan_id, Counter())[row.outcome] = row.records
    return found


def _summary(row: Row[Any], counts: Counter[str | None]) -> PlanSummary:
    return PlanSummary(
        plan_id=PlanId(row.plan_id),
        made_at=row.made_at,
        as_of=row.as_of,
        planned=counts.total(),
        waiting_to_go=counts[None],
        erased=counts[ItemOutcome.ERASED.value],
        finished_at=row.finished_at,
        certificate_id=None if row.certificate_id is None else CertificateId(row.certificate_id),
    )


def lock_plan(work: Work, plan_id: PlanId) -> None:
    """Keeps a plan from whoever else finishes it until the transaction ends. Raises NotFound."""
    mine = (purge_plan.c.organisation_id == work.organisation_id, purge_plan.c.plan_id == plan_id)
    if work.connection.execute(select(purge_plan.c.plan_id).where(*mine).with_for_update()).one_or_none() is None:
        raise NotFound("purge plan")


def lock_items(work: Work, plan_id: PlanId, records: Sequence[UUID]) -> list[PlanItem]:
    """Planned records, kept from whoever else applies the plan until the transaction ends, in the order asked.

    Raises NotFound for what is not in the plan.
    """
    found: dict[UUID, PlanItem] = {}
    for some in batches(records):
        rows = _LOCKED.afresh(work.connection, organisation=work.organisation_id, plan=plan_id, records=some)
        found |= {row.record_id: _item(row) for row in rows}
    if len(found) != len(set(records)):
        raise NotFound("planned record")
    return [found[record] for record in records]


def settle(
    work: Work, plan_id: PlanId, outcome: ItemOutcome, keys: Mapping[UUID, int], reason: str | None = None
) -> None:
    """Keeps what became of planned records, and how many keys went with each."""
    by_count: dict[int, list[UUID]] = {}
    for record, count in keys.items():
        by_count.setdefault(count, []).append(record)
    for count, records in by_count.items():
        became = {"became": outcome.value, "because": reason, "keys": count}
        mine = {"organisation": work.organisation_id, "plan": plan_id, "records": Ids(records)}
        _SETTLED.run(work.connection, **mine, **became)


def unsettled(work: Work, plan_id: PlanId) -> int:
    query = select(func.count()).where(*_of_plan(work, plan_id), purge_item.c.outcome.is_(None))
    return work.connection.execute(query).scalar_one()


def finish_plan(work: Work, plan_id: PlanId) -> None:
    work.connection.execute(
        update(purge_plan)
        .where(purge_plan.c.organisation_id == work.organisation_id, purge_plan.c.plan_id == plan_id)
        .values(finished_at=work.now)
    )


def begun(work: Work) -> list[PlanId]:
    """Plans of which something was settled and which are not finished: somebody was killed."""
    settled = select(purge_item.c.record_id).where(
        purge_item.c.organisation_id == purge_plan.c.organisation_id,
        purge_item.c.plan_id == purge_plan.c.plan_id,
        purge_item.c.outcome.is_not(None),
    )
    query = select(purge_plan.c.plan_id).where(
        purge_plan.c.organisation_id == work.organisation_id, purge_plan.c.finished_at.is_(None), settled.exists()
    )
    return [PlanId(one) for one in work.connection.scalars(query.order_by(purge_plan.c.plan_id))]


def amounts(work: Work, newest: int) -> list[int]:
    """How many records each of the newest finished plans took."""
    plans = (
        select(purge_plan.c.plan_id)
        .where(purge_plan.c.organisation_id == work.organisation_id, purge_plan.c.finished_at.is_not(None))
        .order_by(purge_plan.c.plan_id.desc())
        .limit(newest)
    )
    gone = ItemOutcome.ERASED.value
    return [
        work.connection.execute(
            select(func.count()).where(*_of_plan(work, PlanId(one)), purge_item.c.outcome == gone)
        ).scalar_one()
        for one in work.connection.scalars(plans).all()
    ]


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


def add_review(work: Work, record: UUID, decided: Reviewed) -> None:
    """What a person decided about a record, in place of what was decided before."""
    forget_reviews(work, [record])
    work.connection.execute(
        insert(review).values(
            organisation_id=work.organisation_id,
            record_id=record,
            version=decided.version,
            erase=decided.erase,
            decided_by=work.actor.ref,
            decided_at=work.now,
        )
    )


def reviews(work: Work) -> dict[UUID, Reviewed]:
    """Everything that was decided about records that are still there."""
    rows = _REVIEWS.afresh(work.connection, organisation=work.organisation_id)
    return {row.record_id: Reviewed(erase=row.erase, version=row.version) for row in rows}


def forget_reviews(work: Work, records: Sequence[UUID]) -> None:
    erase_rows(work.connection, work.organisation_id, records, review.c.record_id)


def _of_plan(work: Work, plan_id: PlanId) -> tuple[Any, Any]:
    return purge_item.c.organisation_id == work.organisation_id, purge_item.c.plan_id == plan_id


def _item(row: Row[Any]) -> PlanItem:
    return PlanItem(
        record_id=row.record_id,
        kind=row.kind,
        version=row.version,
        cluster=row.cluster,
        due_on=row.due_on,
        action=Action(row.action),
        outcome=None if row.outcome is None else ItemOutcome(row.outcome),
        reason=row.reason,
        keys_destroyed=row.keys_destroyed,
    )
