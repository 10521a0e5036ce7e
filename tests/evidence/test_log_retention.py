"""The log's own retention: bodies go after their period, leaves stay, and everything is still proven."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from tests.world import TODAY, World, case, party, person

from vault import complaints, evidence, retention
from vault.audit import Verification, inclusion, note
from vault.audit.inclusion import ProvenEvent
from vault.audit.tables import audit_event
from vault.clock import legal_day
from vault.complaints import Role
from vault.errors import LogBroken
from vault.evidence.holding import beginning, day_of, record_of
from vault.policy import RoleName
from vault.sealing import seal_log

R = RoleName
YEAR = timedelta(days=366)


def sealed(world: World) -> None:
    seal_log(world.vault, world.organisation)


def purged(world: World) -> dict[str, int]:
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    return {item.cluster: sum(one.cluster == item.cluster for one in plan.items) for item in plan.items}


def proven(world: World) -> Verification:
    return world.call(R.AUDITOR, evidence.verify, world.vault.kept_checkpoints.everyone())


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_a_day_is_its_record_and_the_other_way_round(day: date) -> None:
    assert day_of(record_of(day)) == day
    assert legal_day(beginning(day)) == day
    assert legal_day(beginning(day) - timedelta(microseconds=1)) < day


def test_bodies_go_after_their_period_and_everything_still_holds(world: World) -> None:
    stored = world.store(case(party("K", Role.COMPLAINANT, person())))
    world.call(R.CASE_WORKER, complaints.read_case, stored.case_id)
    sealed(world)
    old = [one.event_id for one in world.call(R.AUDITOR, evidence.read_log, limit=1000)][1:]
    subject = stored.subjects[0]
    assert subject is not None
    assert len(world.call(R.DPO, evidence.who_saw, subject)) == 1
    before = proven(world)
    sealed(world)

    world.clock.advance(YEAR - timedelta(days=3))
    assert "access_log" not in purged(world)
    world.clock.advance(timedelta(days=5))
    assert purged(world)["access_log"] == 1
    sealed(world)

    after = proven(world)
    assert after.dropped >= before.sealed
    assert after.sealed > after.dropped
    assert old[0] not in {one.event_id for one in world.call(R.AUDITOR, evidence.read_log, limit=1000)}
    assert world.call(R.DPO, evidence.who_saw, subject) == []
    assert "access_log" not in purged(world)
    sealed(world)
    for event, has_body in ((old[0], False), (world.call(R.AUDITOR, evidence.read_log)[-1].event_id, True)):
        proof = world.call(R.AUDITOR, evidence.prove_event, event)
        shown = inclusion.check(proof.proof, [note.parse_vkey(key) for key in proof.keys])
        assert isinstance(shown, ProvenEvent)
        assert (shown.event is not None) is has_body


def test_what_was_dropped_too_far_is_found(world: World) -> None:
    """A purge vouches for what it dropped, and for nothing behind it."""
    world.store(case())
    sealed(world)
    world.clock.advance(YEAR + timedelta(days=2))
    purged(world)
    sealed(world)
    assert proven(world).dropped > 0
    empty = dict.fromkeys(("at", "actor", "permission", "purpose", "outcome", "detail", "entities"))
    mine = audit_event.c.organisation_id == world.organisation
    with world.vault.storage.engine.begin() as connection:
        bodies = select(audit_event.c.event_id).where(mine, audit_event.c.permission == "retention:plan")
        first = connection.scalars(bodies.order_by(audit_event.c.position)).first()
        connection.execute(update(audit_event).where(mine, audit_event.c.event_id == first).values(empty))
    with pytest.raises(LogBroken, match="no purge says so"):
        proven(world)


def test_events_of_somebody_who_was_erased_stay_proven(world: World) -> None:
    stored = world.store(case(party("K", Role.COMPLAINANT, person()), closed=TODAY))
    world.call(R.CASE_WORKER, complaints.read_case, stored.case_id)
    sealed(world)
    world.clock.advance(timedelta(days=364))
    purged(world)
    world.clock.advance(timedelta(days=364))
    assert purged(world)
    sealed(world)
    assert proven(world).unsealed == 0
