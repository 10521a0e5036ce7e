"""Several processes on one PostgreSQL: what one does, the other sees with its next unit of work."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select
from tests.world import World, case, party, person

from vault import accounts, complaints, epochs, evidence, retention
from vault.accounts import NewClient, Shown
from vault.audit import Outcome
from vault.audit.tables import audit_event
from vault.complaints import NewParty, Role
from vault.errors import NotFound, Unauthenticated
from vault.idempotency import Once
from vault.ids import CaseId, SubjectId, new_id
from vault.keys.tables import data_key, epoch
from vault.policy import RoleName
from vault.retention import ItemOutcome
from vault.sealing import seal_everything
from vault.wiring import Caller, Vault

R = RoleName


def told(number: int, closed: date | None = None) -> complaints.NewCase:
    who = party("K", Role.COMPLAINANT, person(f"Person {number}", phones=(f"68{number:06d}",)))
    return case(who, received=closed or date(2026, 9, 1), closed=closed)


def test_a_credential_that_one_revokes_is_refused_by_the_other(both: tuple[World, Vault]) -> None:
    world, other = both
    new = NewClient(label="case system", roles=frozenset({R.INGEST}), days_valid=30)
    made = world.call(R.OPERATOR, accounts.create_client, new)
    caller = Caller(Shown(key=made.key), "complaint_handling")
    other.call(caller, complaints.store_case, told(1))
    world.call(R.ORG_ADMIN, accounts.revoke_client, made.client_id)
    with pytest.raises(Unauthenticated):
        other.call(caller, complaints.store_case, told(2))


def test_what_one_stores_after_the_other_rotated_stands_under_the_new_epoch(both: tuple[World, Vault]) -> None:
    world, other = both
    world.store(told(1))
    other.call(world.caller(R.OPERATOR), epochs.rotate)
    stored = world.store(told(2))
    with world.vault.storage.engine.connect() as connection:
        newest = select(epoch.c.epoch_id).where(epoch.c.organisation_id == world.organisation)
        assert set(
            connection.scalars(
                select(data_key.c.epoch_id).where(
                    data_key.c.organisation_id == world.organisation, data_key.c.owner_id == stored.case_id
                )
            )
        ) == {connection.scalars(newest.order_by(epoch.c.number.desc())).first()}


def test_both_purge_seal_and_store_at_once_and_each_thing_happens_once(both: tuple[World, Vault]) -> None:
    world, other = both
    for number in range(12):
        world.store(told(number, closed=date(2020, 2, 1)))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    vaults = (world.vault, other)

    def work(turn: int) -> list[complaints.StoredCase]:
        vault = vaults[turn % 2]
        if turn < 2:
            vault.call(world.caller(R.RETENTION_JOB), retention.apply_plan, plan.plan_id)
        if turn < 4:
            seal_everything(vault)
        return [vault.call(world.caller(R.INGEST), complaints.store_case, told(100 * turn + at)) for at in range(3)]

    with ThreadPoolExecutor(6) as pool:
        stored = [one for turn in pool.map(work, range(6)) for one in turn]
    items = world.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).items
    assert {one.outcome for one in items if one.kind == "case"} == {ItemOutcome.ERASED}
    there = [one.case_id for one in world.call(R.CASE_WORKER, complaints.list_cases)]
    assert sorted(there) == sorted(one.case_id for one in stored)
    seal_everything(other)
    world.call(R.AUDITOR, evidence.verify)


def test_a_credential_that_was_revoked_is_refused_in_the_midst_of_others_work(both: tuple[World, Vault]) -> None:
    """What a group asks once for all was asked after each of them came."""
    world, other = both
    made = [
        world.call(R.OPERATOR, accounts.create_client, NewClient(label=name, roles=frozenset({R.INGEST})))
        for name in ("one system", "another system")
    ]
    revoked, working = [Caller(Shown(key=one.key), "complaint_handling") for one in made]
    ended = threading.Event()

    def work(turn: int) -> int:
        stored = 0
        while not ended.is_set():
            other.call(working, complaints.store_case, told(turn * 1_000 + stored))
            stored += 1
        return stored

    with ThreadPoolExecutor(9) as pool:
        busy = [pool.submit(work, turn) for turn in range(8)]
        try:
            other.call(revoked, complaints.store_case, told(900_000))
            world.call(R.ORG_ADMIN, accounts.revoke_client, made[0].client_id)
            for _ in range(20):
                with pytest.raises(Unauthenticated):
                    other.call(revoked, complaints.store_case, told(900_001))
        finally:
            ended.set()
        assert all(one.result(timeout=30) for one in busy)


def test_the_same_requests_through_both_in_any_order_are_done_once(both: tuple[World, Vault]) -> None:
    """Groups of both take the same idempotency keys, one in the order in which the other does not."""
    world, other = both
    who = world.caller(R.INGEST).who

    def store(vault: Vault, number: int) -> complaints.StoredCase:
        once = Once(f"key {number}", str(number).encode())
        return vault.call(Caller(who, "complaint_handling", once), complaints.store_case, told(number))

    with ThreadPoolExecutor(48) as pool:
        forth = [pool.submit(store, world.vault, number) for number in range(24)]
        back = [pool.submit(store, other, number) for number in reversed(range(24))]
        answers = [one.result(timeout=60) for one in forth]
        assert answers == [one.result(timeout=60) for one in reversed(back)]
    assert len({one.case_id for one in answers}) == 24
    assert {one.case_id for one in world.call(R.CASE_WORKER, complaints.list_cases)} == {one.case_id for one in answers}


def test_what_is_read_together_is_what_each_would_have_read_alone(both: tuple[World, Vault]) -> None:
    world, other = both
    stored = [world.store(told(number)).case_id for number in range(24)]
    reader = world.caller(R.CASE_WORKER)
    one_by_one = [world.call(R.CASE_WORKER, complaints.read_case, case_id) for case_id in stored]
    asked = [*stored, stored[3], CaseId(new_id()), *stored]
    with ThreadPoolExecutor(len(asked)) as pool:
        answers = [pool.submit(other.call, reader, complaints.read_case, case_id) for case_id in asked]
    assert isinstance(answers[25].exception(), NotFound)
    found = [answer.result() for at, answer in enumerate(answers) if at != 25]
    assert found == [*one_by_one, one_by_one[3], *one_by_one]


def test_what_is_done_again_is_told_and_counted_once(both: tuple[World, Vault]) -> None:
    """A complaint about somebody unknown is refused where others were stored in one transaction with it."""
    world, _ = both
    nobody = NewParty(label="K", role=Role.COMPLAINANT, subject_id=SubjectId(new_id()))

    def store(number: int) -> bool:
        try:
            world.store(told(number) if number % 6 else case(nobody))
        except NotFound:
            return False
        return True

    def events(outcome: Outcome) -> int:
        query = select(func.count()).select_from(audit_event)
        mine = (audit_event.c.organisation_id == world.organisation, audit_event.c.outcome == outcome.value)
        with world.vault.storage.engine.connect() as connection:
            return connection.execute(query.where(*mine)).scalar_one()

    counted, kept = world.vault.tally.counts(), {one: events(one) for one in Outcome}
    with ThreadPoolExecutor(36) as pool:
        assert sum(pool.map(store, range(36))) == 30
    now = world.vault.tally.counts()
    for one in Outcome:
        at = (world.organisation, one)
        assert now.get(at, 0) - counted.get(at, 0) == events(one) - kept[one]
    assert events(Outcome.DONE) - kept[Outcome.DONE] == 30
    assert events(Outcome.FAILED) - kept[Outcome.FAILED] == 6
