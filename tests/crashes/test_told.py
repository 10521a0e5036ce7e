"""Whoever kills between two statements must know of each, whichever way it goes: SQLite itself is the witness."""

from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event
from tests.crashes.steps import WRITES
from tests.world import NOW, World, case, document, party, person, settings

from vault import retention
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.sealing import seal_everything

LISTENED = "before_cursor_execute"


def short(statements: list[str]) -> list[tuple[str, str]]:
    """Verb and table of those that write; SQLite tells of each row, and SQLAlchemy once of rows that go together."""
    found = [WRITES.match(one) for one in statements]
    return [one for one, _ in groupby((match.group(1).upper(), match.group(2)) for match in found if match)]


def test_a_step_is_told_of_every_statement_that_writes(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    told: list[str] = []
    ran: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    def trace(connection: Any, _record: object) -> None:
        connection.set_trace_callback(ran.append)

    for name, act in (("connect", trace), (LISTENED, tell)):
        event.listen(Engine, name, act)
        request.addfinalizer(partial(event.remove, Engine, name, act))
    made, clock = settings(tmp_path, f"sqlite:///{tmp_path}/vault.db"), StoppedClock(NOW)
    initialise(made, clock)
    with open_vault(made, clock) as vault:
        world = World(vault, clock)
        long_ago = NOW.date().replace(year=2020)
        for number in range(2):
            who = party("K", Role.COMPLAINANT, person(f"Nummer {number}", phones=(f"6831415{number}",)))
            world.store(case(who, documents=(document("Larm."),), received=long_ago, closed=long_ago))
        plan = world.call(RoleName.RETENTION_JOB, retention.plan)
        world.call(RoleName.RETENTION_JOB, retention.apply_plan, plan.plan_id)
        seal_everything(vault)
    assert {table for _, table in short(ran)} > {"data_key", "subject", "audit_event", "index_token", "unit"}
    assert short(told) == short(ran)
