"""Long work in the background: started, watched, cancelled, and taken up again after a server is gone."""

import time
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from tests.api.conftest import As
from tests.world import World, case, party, person

from vault import accounts, jobs, retention
from vault.api.examples import REQUEST_BODIES
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.errors import Conflict
from vault.ids import JobId
from vault.jobs import JobState
from vault.policy import RoleName
from vault.wiring import Vault
from vault.working import Worker

R = RoleName


def ended(client: httpx.Client, location: str) -> dict[str, Any]:
    """A job once it is over."""
    deadline = time.monotonic() + 30
    found: dict[str, Any] = client.get(location).raise_for_status().json()
    while found["state"] in ("waiting", "running") and time.monotonic() < deadline:
        time.sleep(0.05)
        found = client.get(location).raise_for_status().json()
    return found


def due(world: World, count: int = 1) -> list[Any]:
    return [
        world.store(case(party("K", Role.COMPLAINANT, person(f"Vibeke {number}")), closed=date(2020, 1, 1)))
        for number in range(count)
    ]


def test_a_purge_is_applied_in_the_background(world: World, as_role: As) -> None:
    due(world, 3)
    client = as_role(R.RETENTION_JOB)
    plan = client.post("/v1/purge-plans").json()
    started = client.post(f"/v1/purge-plans/{plan['plan_id']}/jobs")
    assert started.status_code == 202
    assert started.headers["location"] == f"/v1/jobs/{started.json()['job_id']}"
    job = ended(client, started.headers["location"])
    assert (job["state"], job["done"], job["total"], job["target_id"]) == ("done", 3, 3, plan["plan_id"])
    assert client.get(f"/v1/purge-plans/{plan['plan_id']}").json()["finished_at"]
    over = client.post(f"{started.headers['location']}/cancellation")
    assert (over.status_code, over.json()["detail"]) == (409, "the work is over")


def test_a_request_is_answered_in_the_background(as_role: As) -> None:
    dpo = as_role(R.DPO)
    made = dpo.post("/v1/access-requests", json=REQUEST_BODIES["NewRequest"]).json()
    where = f"/v1/access-requests/{made['request_id']}/jobs"
    job = ended(dpo, dpo.post(where).headers["location"])
    assert job["state"] == "done"
    assert dpo.get(f"/v1/access-requests/{made['request_id']}").json()["package_id"]
    assert dpo.post(where).status_code == 409


def test_work_is_seen_by_who_may_do_it(as_role: As) -> None:
    client = as_role(R.RETENTION_JOB)
    plan = client.post("/v1/purge-plans").json()
    where = client.post(f"/v1/purge-plans/{plan['plan_id']}/jobs").headers["location"]
    for role in (R.DPO, R.CASE_WORKER):
        answer = as_role(role, purpose="storage_limitation").get(where)
        assert (answer.status_code, answer.json()["permission"]) == (403, "retention:apply")


@pytest.fixture
def worker(vault: Vault) -> Worker:
    """Of a server that answers nobody."""
    return Worker(vault)


def start(world: World) -> tuple[JobId, retention.Plan]:
    """A purge that a client asked for and that nobody has taken up."""
    new = accounts.NewClient(label="timer", roles=frozenset({R.RETENTION_JOB}))
    made = world.call(R.OPERATOR, accounts.create_client, new)
    caller = world.by(f"client:{made.client_id}", R.RETENTION_JOB)
    plan = world.vault.call(caller, retention.plan)
    return world.vault.call(caller, jobs.start_purge, plan.plan_id).job_id, plan


def state(world: World, job_id: JobId) -> jobs.JobView:
    return world.call(R.RETENTION_JOB, jobs.read_job, job_id)


def test_work_that_a_killed_server_had_begun_is_taken_up_by_the_next(
    world: World, clock: StoppedClock, worker: Worker
) -> None:
    due(world, 2)
    job_id, plan = start(world)
    gone = world.vault.call(world.by("vault:worker", R.OPERATOR), jobs.take_job)
    assert gone is not None
    world.call(R.RETENTION_JOB, retention.erase_item, plan.plan_id, plan.items[0].record_id)
    assert worker.work() == 0
    assert state(world, job_id).state is JobState.RUNNING
    clock.advance(timedelta(minutes=2))
    assert worker.work() == 1
    assert state(world, job_id).state is JobState.DONE
    assert world.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).finished_at


def test_work_that_waits_is_cancelled_at_once(world: World, worker: Worker) -> None:
    due(world)
    job_id, plan = start(world)
    assert world.call(R.RETENTION_JOB, jobs.cancel_job, job_id).state is JobState.CANCELLED
    assert worker.work() == 0
    assert world.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).items[0].outcome is None
    with pytest.raises(Conflict):
        world.call(R.RETENTION_JOB, jobs.cancel_job, job_id)


def test_work_that_runs_ends_between_two_steps(world: World, worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was erased stays erased, and the plan can be applied to its end later."""
    monkeypatch.setattr("vault.working._TELL_EVERY_SECONDS", 0.0)
    monkeypatch.setattr("vault.retention.actions._ERASED_AT_ONCE", 3)
    due(world, 4)
    job_id, plan = start(world)
    erasing = world.vault.call

    def cancelling(caller: Any, verb: Any, *given: Any, **named: Any) -> Any:
        if verb is jobs.advance_job:
            erasing(world.caller(R.RETENTION_JOB), jobs.cancel_job, job_id)
        return erasing(caller, verb, *given, **named)

    monkeypatch.setattr(world.vault, "call", cancelling)
    assert worker.work() == 1
    monkeypatch.undo()
    assert state(world, job_id).state is JobState.CANCELLED
    outcomes = [one.outcome for one in world.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).items]
    assert [one is not None for one in outcomes] == [True] * 3 + [False]
    assert world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id).signature


def test_nothing_is_done_any_more_for_a_client_that_was_revoked(world: World, worker: Worker) -> None:
    due(world)
    job_id, plan = start(world)
    (client,) = [one for one in world.call(R.ORG_ADMIN, accounts.clients) if one.label == "timer"]
    world.call(R.ORG_ADMIN, accounts.revoke_client, client.client_id)
    assert worker.work() == 1
    found = state(world, job_id)
    assert (found.state, found.problem) == (JobState.FAILED, "unauthenticated")
    assert world.call(R.RETENTION_JOB, retention.read_plan, plan.plan_id).items[0].outcome is None


def test_asking_twice_is_the_same_work(world: World) -> None:
    job_id, plan = start(world)
    assert world.call(R.RETENTION_JOB, jobs.start_purge, plan.plan_id).job_id == job_id


def test_a_server_that_stops_leaves_work_to_the_next(world: World, worker: Worker, clock: StoppedClock) -> None:
    due(world, 2)
    job_id, _ = start(world)
    worker.stop()
    assert worker.work() == 0
    assert state(world, job_id).state is JobState.WAITING
    clock.advance(timedelta(minutes=2))
    assert Worker(world.vault).work() == 1
