"""Runs by a timer, their brake, the report that must be empty, reviews, what another schedule would change."""

import json
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from tests.world import NOW, World, case, party, person

from vault import resources, retention
from vault.complaints import Role
from vault.complaints.codes import Severity, Status, StepKind
from vault.complaints.model import Step, StoredCase
from vault.errors import Conflict, NotFound
from vault.ids import new_id
from vault.policy import RoleName
from vault.retention import Comparison, HoldKind, NewHold, Overdue, ReviewDecision, actions
from vault.retention.model import excessive
from vault.retention.sources import Brake

JOB, DPO = RoleName.RETENTION_JOB, RoleName.DPO
LONG_AGO = date(2024, 2, 1)
BRAKE = Brake(at_least=10, times_usual=3, share=0.2)


@pytest.fixture
def mine(sqlite_world: World) -> World:
    """An organisation of its own in a vault that others use as well, and a clock that nobody else looks at."""
    before = sqlite_world.clock.now()
    sqlite_world.clock.advance(NOW - before)
    return World(sqlite_world.vault, sqlite_world.clock)


def old_case(world: World, name: str = "Torkild Vestermark") -> StoredCase:
    return world.store(case(party("K", Role.COMPLAINANT, person(name)), received=LONG_AGO, closed=LONG_AGO))


def young_case(world: World) -> StoredCase:
    return world.store(case(party("K", Role.COMPLAINANT, person("Somebody Young")), closed=date(2026, 10, 1)))


@pytest.mark.parametrize(
    ("planned", "before", "records", "stops"),
    [
        # Few never stop it.
        (10, [], 10, False),
        (10, [1, 1, 1], 20, False),
        # The first run: a share of everything.
        (11, [], 100, False),
        (21, [], 100, True),
        (20, [], 100, False),
        # Later: the middle of what went before; runs that found nothing say nothing.
        (31, [10, 10, 0, 0, 10], 1_000, True),
        (30, [10, 10, 10], 31, False),
        (40, [5, 20, 500], 1_000, False),
        (61, [5, 20, 500], 1_000, True),
        (21, [0, 0], 100, True),
    ],
)
def test_the_brake(planned: int, before: list[int], records: int, *, stops: bool) -> None:
    assert excessive(planned, before, records, BRAKE) is stops


def test_a_timer_plans_and_applies(mine: World) -> None:
    due = old_case(mine)
    young_case(mine)
    (signed,) = mine.call(JOB, retention.run_purge)
    assert json.loads(signed.body)["records"] == [str(due.case_id)]
    (nothing,) = mine.call(JOB, retention.run_purge)
    assert json.loads(nothing.body)["records"] == []


def test_a_timer_stops_and_asks_where_far_more_is_due_than_usual(mine: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world = mine
    monkeypatch.setattr(actions, "excessive", lambda planned, before, records, _: excessive(
        planned, before, records, Brake(at_least=1, times_usual=2, share=0.1)))  # fmt: skip
    for number in range(3):
        old_case(world, f"Person {number}")
    with pytest.raises(Conflict, match="3 records are due, far more than usual") as stopped:
        world.call(JOB, retention.run_purge)
    assert stopped.value.hint is not None
    assert len(world.call(JOB, retention.plan).items) == 3
    (signed,) = world.call(JOB, retention.run_purge, anyway=True)
    assert json.loads(signed.body)["erased"] == {"mild": 3}


def test_a_timer_finishes_first_what_a_killed_run_began(mine: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that everything that was erased stands in a certificate (T-02)."""
    world = mine
    monkeypatch.setattr(actions, "_ERASED_AT_ONCE", 1)
    first, second = old_case(world, "A A"), old_case(world, "B B")
    plan = world.call(JOB, retention.plan)

    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.call(JOB, retention.apply_plan, plan.plan_id, stop)
    done = world.call(JOB, retention.run_purge)
    bodies = [json.loads(one.body) for one in done]
    assert bodies[0]["plan_id"] == str(plan.plan_id)
    assert sorted(bodies[0]["records"]) == sorted(str(one.case_id) for one in (first, second))
    assert bodies[1]["records"] == []


def test_two_who_apply_one_plan_do_not_collide(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_ERASED_AT_ONCE", 2)
    for number in range(8):
        old_case(world, f"Person {number}")
    plan = world.call(JOB, retention.plan)
    told: list[object] = []

    def apply() -> None:
        try:
            told.append(world.call(JOB, retention.apply_plan, plan.plan_id).body)
        except BaseException as error:  # noqa: BLE001 -- the test looks at it
            told.append(error)

    both = [threading.Thread(target=apply) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert told[0] == told[1]
    body = json.loads(str(told[0]))
    assert (body["erased"], body["skipped"], body["keys_destroyed"]) == ({"mild": 8}, {}, 16)


def test_a_rate_leaves_room_for_others(mine: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """With four a second, five records are two transactions, and the second waits."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    for number in range(5):
        old_case(mine, f"Person {number}")
    plan, seen = mine.call(JOB, retention.plan), []
    mine.call(JOB, retention.apply_plan, plan.plan_id, lambda done, _: seen.append(done), 4)
    assert seen == [4, 5]
    assert len(slept) == 1
    assert 0 < slept[0] <= 1


def test_a_certificate_says_under_which_rules_and_how_far_ledger_and_log_had_come(mine: World) -> None:
    old_case(mine)
    (signed,) = mine.call(JOB, retention.run_purge)
    body = json.loads(signed.body)
    (rule,) = body["rules"]
    assert {name: rule[name] for name in ("cluster", "action", "period", "certainty", "records")} == {
        "cluster": "mild", "action": "anonymise", "period": "P12M", "certainty": "M", "records": 1,
    }  # fmt: skip
    head = mine.vault.keyring.ledger.head()
    assert (body["position"]["ledger_entries"], body["position"]["ledger_head"]) == (head.number, head.hash)
    assert body["position"]["log_waiting"] > 0


def report(world: World) -> Overdue:
    return world.call(JOB, retention.report_overdue)


def test_the_overdue_report_is_empty_while_all_is_well(mine: World) -> None:
    young_case(mine)
    assert report(mine).empty
    due = old_case(mine)
    found = report(mine)
    assert (found.empty, found.records, found.oldest_due_on) == (False, {"mild": 1}, date(2025, 2, 1))
    assert due.case_id not in found.forgotten_holds
    mine.call(JOB, retention.run_purge)
    assert report(mine).empty


def test_what_is_due_since_yesterday_is_not_overdue_yet(mine: World) -> None:
    mine.store(case(closed=date(2025, 11, 22)))
    assert len(mine.call(JOB, retention.plan).items) == 1
    assert report(mine).empty
    mine.clock.advance(timedelta(days=4))
    assert report(mine).records == {"mild": 1}


def warned(world: World) -> StoredCase:
    on = date(2024, 10, 1)
    steps = tuple(Step(kind, on) for kind in (StepKind.RECEIVED, StepKind.WARNING_SENT, StepKind.CLOSED))
    return world.store(case(status=Status.CLOSED, severity=Severity.SERIOUS, received=on, steps=steps))


def decide(world: World, stored: StoredCase, *, erase: bool) -> None:
    caller = world.caller(DPO, purpose="storage_limitation")
    world.vault.call(caller, retention.decide_review, stored.case_id, ReviewDecision(erase=erase))


def test_a_person_decides_about_what_is_due_for_review(mine: World) -> None:
    """Law table row 4: two years after the last incident somebody looks; three years after, it goes."""
    one, other = warned(mine), warned(mine)
    plan = mine.call(JOB, retention.plan)
    assert (plan.items, plan.to_review) == ((), 2)
    listed = mine.call(JOB, retention.list_reviews)
    assert {(each.record_id, each.last_day) for each in listed} == {
        (one.case_id, date(2027, 10, 1)),
        (other.case_id, date(2027, 10, 1)),
    }
    decide(mine, one, erase=True)
    decide(mine, other, erase=False)
    plan = mine.call(JOB, retention.plan)
    assert ([item.record_id for item in plan.items], plan.to_review) == ([one.case_id], 0)
    mine.call(JOB, retention.apply_plan, plan.plan_id)
    mine.clock.advance(timedelta(days=365))
    assert [item.record_id for item in mine.call(JOB, retention.plan).items] == [other.case_id]


def test_only_what_is_due_for_review_is_decided_about(mine: World) -> None:
    with pytest.raises(Conflict, match="not due for review"):
        decide(mine, young_case(mine), erase=True)


def changed(folder: Path, old: str, new: str) -> Path:
    copytree(resources.folder("policies"), folder)
    path = folder / "retention" / "defaults.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder


def compared(world: World, policies: Path) -> Comparison:
    return world.call(JOB, retention.compare, None, retention.read(policies).schedule())


def test_who_is_affected_by_a_change_is_shown_before_it_takes_effect(mine: World, tmp_path: Path) -> None:
    young = young_case(mine)
    shorter = changed(tmp_path / "shorter", 'DK = "P12M", SE = "P24M"', 'DK = "P1M", SE = "P1M"')
    found = compared(mine, shorter)
    assert (found.affected, [change.cluster for change in found.changes]) == (1, ["mild"])
    (change,) = found.changes
    assert (change.sooner, change.later, change.due_at_once, change.due_no_more) == (1, 0, (young.case_id,), 0)
    assert mine.call(JOB, retention.plan).items == ()


def test_a_longer_period_and_another_cluster_are_told_apart(mine: World, tmp_path: Path) -> None:
    old_case(mine)
    other = changed(tmp_path / "other", 'severity = ["mild"] }', 'severity = ["mild"], category = ["pets"] }')
    (change,) = (one for one in compared(mine, other).changes if one.kind == "case")
    assert (change.cluster, change.new_cluster, change.later) == ("mild", "serious", 1)
    assert compared(mine, resources.folder("policies")).affected == 0


def test_plans_are_listed_in_numbers_and_certificates_read_again(mine: World) -> None:
    """Nobody needs to keep the id of a plan: what was done can be looked up for as long as it is kept."""
    officer = mine.caller(DPO, purpose="storage_limitation")
    old_case(mine)
    made = mine.vault.call(officer, retention.plan)
    (waits,) = mine.vault.call(officer, retention.list_plans)
    planned = len(made.items)
    assert (waits.planned, waits.waiting_to_go, waits.certificate_id) == (planned, planned, None)
    with pytest.raises(NotFound):
        mine.vault.call(officer, retention.read_certificate, made.plan_id)
    signed = mine.call(JOB, retention.apply_plan, made.plan_id)
    (done,) = mine.vault.call(officer, retention.list_plans)
    assert (done.erased, done.waiting_to_go, str(done.certificate_id) in signed.body) == (planned, 0, True)
    assert mine.vault.call(officer, retention.read_certificate, made.plan_id) == signed


def test_a_record_says_when_it_goes(mine: World) -> None:
    officer = mine.caller(DPO, purpose="storage_limitation")
    stored = young_case(mine)
    found = mine.vault.call(officer, retention.read_deletions, [stored.case_id])
    whole = next(one for one in found if one.record_id == stored.case_id)
    assert whole.last_day is not None
    assert (whole.kind, whole.held, whole.last_day > date(2026, 10, 1)) == ("case", False, True)
    new = NewHold(
        record_id=stored.case_id, kind=HoldKind.POLICE, reason="The police asked for it.", review_on=date(2027, 1, 5)
    )
    mine.vault.call(officer, retention.place_hold, new)
    held = mine.vault.call(officer, retention.read_deletions, [stored.case_id])
    assert next(one for one in held if one.record_id == stored.case_id).held
    with pytest.raises(NotFound):
        mine.vault.call(officer, retention.read_deletions, [new_id()])
