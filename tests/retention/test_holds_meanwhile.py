"""A hold that is placed while a purge runs: what is answered as held stays, whichever of the two comes first."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import date
from typing import Any

import pytest
from tests.subject_requests.stepping import asked
from tests.world import World, case, party, person

from vault import retention, subject_requests
from vault.complaints import Role
from vault.complaints.model import StoredCase
from vault.errors import NotFound
from vault.policy import RoleName
from vault.retention import HoldKind, ItemOutcome, NewHold
from vault.retention import actions as purging
from vault.wiring import Vault

JOB, DPO = RoleName.RETENTION_JOB, RoleName.DPO
LONG_AGO = date(2024, 2, 1)
A_MOMENT = 1.0
"""Longer than a hold takes where nobody is waited for."""


def old_case(world: World) -> StoredCase:
    who = person("Solvej Kragelund", phones=("68 90 80 70",))
    return world.store(case(party("K", Role.COMPLAINANT, who), received=LONG_AGO, closed=LONG_AGO))


def hold(world: World, other: Vault, stored: StoredCase) -> Any:
    new = NewHold(
        record_id=stored.case_id, kind=HoldKind.POLICE, reason="The police want it.", review_on=date(2027, 1, 5)
    )
    return other.call(world.caller(DPO, purpose="storage_limitation"), retention.place_hold, new)


def ask(world: World, other: Vault, _stored: StoredCase) -> Any:
    return other.call(world.caller(DPO), subject_requests.open_request, asked())


def purged(
    world: World, stored: StoredCase, monkeypatch: pytest.MonkeyPatch, step: str, meanwhile: Callable[[], Any]
) -> tuple[ItemOutcome | None, Future[Any]]:
    """Purges, and has something else begin in another process just before a step of it; what came of both."""
    done = getattr(purging, step)
    goes_on: list[Future[Any]] = []
    plan = world.call(JOB, retention.plan)
    with ThreadPoolExecutor(1) as pool:

        def interrupted(*given: Any) -> Any:
            if not goes_on:
                goes_on.append(pool.submit(meanwhile))
                wait(goes_on, A_MOMENT)
            return done(*given)

        monkeypatch.setattr(purging, step, interrupted)
        world.call(JOB, retention.apply_plan, plan.plan_id)
    items = world.call(JOB, retention.read_plan, plan.plan_id).items
    return next(one.outcome for one in items if one.record_id == stored.case_id), goes_on[0]


@pytest.mark.parametrize("step", ["_described", "_erased"])
def test_a_hold_is_not_answered_for_what_is_being_erased(
    both: tuple[World, Vault], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    world, other = both
    stored = old_case(world)
    outcome, placing = purged(world, stored, monkeypatch, step, lambda: hold(world, other, stored))
    assert outcome is ItemOutcome.ERASED
    with pytest.raises(NotFound):
        placing.result()
    assert world.vault.call(world.caller(DPO, purpose="storage_limitation"), retention.list_holds) == []


@pytest.mark.parametrize("step", ["_described", "_erased"])
def test_a_request_does_not_find_what_is_being_erased(
    both: tuple[World, Vault], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    world, other = both
    stored = old_case(world)
    outcome, opening = purged(world, stored, monkeypatch, step, lambda: ask(world, other, stored))
    assert (outcome, opening.result().cases_held) == (ItemOutcome.ERASED, 0)


def test_what_is_held_before_a_purge_comes_to_it_stays(
    both: tuple[World, Vault], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, other = both
    stored = old_case(world)
    outcome, placing = purged(world, stored, monkeypatch, "run_plan", lambda: hold(world, other, stored))
    assert (outcome, placing.result().record_id) == (ItemOutcome.SKIPPED, stored.case_id)
