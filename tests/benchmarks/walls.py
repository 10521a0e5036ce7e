"""Whether time tells an id of another organisation from one of nothing.

`python -m tests.benchmarks.walls` asks for both in turn, with each verb that takes one, and prints medians in
microseconds and how far apart the two are, in units of the middle half of what one of them varies by.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.engines import SqliteServer
from tests.world import NOW, World, case, document, party, person, settings

from vault import complaints, subject_requests, subjects
from vault.accounts import end_staff, invite_staff
from vault.accounts.staff.model import NewStaff
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.errors import VaultError
from vault.ids import new_id
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given
from vault.wiring import Caller

R = RoleName
_TIMES: Final = 400


def microseconds(world: World, caller: Caller, verb: Callable[..., Any], wanted: Any) -> float:
    began = time.perf_counter()
    try:
        world.vault.call(caller, verb, wanted)
    except VaultError:
        return (time.perf_counter() - began) * 1e6
    raise AssertionError(verb)


def probed(world: World) -> dict[str, tuple[Caller, Callable[..., Any], Any]]:
    """Verbs that take an id, on whose behalf, and an id that another organisation has."""
    theirs = world.another_organisation()
    told = case(party("K", Role.COMPLAINANT, person()), documents=(document("Larm."),))
    stored = world.call_in(theirs, R.INGEST, complaints.store_case, told)
    new = NewRequest(
        received_on=NOW.date(),
        channel=Channel.EMAIL,
        language=told.language,
        text="Hvad har I?",
        given=Given(name="Vibeke Testrup"),
    )
    opened = world.call_in(theirs, R.DPO, subject_requests.open_request, new)
    staff = NewStaff(name="Inge Mortensen", email="inge@example.org", roles=frozenset({R.DPO}))
    account = world.call_in(theirs, R.ORG_ADMIN, invite_staff, staff).account_id
    dpo, worker, administrator = (world.caller(role) for role in (R.DPO, R.CASE_WORKER, R.ORG_ADMIN))
    return {
        "read_case": (worker, complaints.read_case, stored.case_id),
        "read_subject": (worker, subjects.read_subject, stored.subjects[0]),
        "read_request": (dpo, subject_requests.read_request, opened.request_id),
        "end_staff": (administrator, end_staff, account),
    }


def main() -> None:
    chance = random.Random(7)  # noqa: S311 -- an order, no secret
    with tempfile.TemporaryDirectory() as folder:
        server = SqliteServer(Path(folder))
        given = settings(Path(folder) / "vault", server.new_database())
        initialise(given, StoppedClock(NOW))
        with open_vault(given, StoppedClock(NOW)) as vault:
            world = World(vault, StoppedClock(NOW))
            print(f"{'':>14} {'foreign':>8} {'absent':>8} {'apart':>7}   in µs; apart in middle halves")  # noqa: T201 -- the result is what it is for
            for name, (caller, verb, theirs) in probed(world).items():
                took: dict[bool, list[float]] = {True: [], False: []}
                for _ in range(2 * _TIMES):
                    foreign = chance.random() < 1 / 2
                    took[foreign].append(microseconds(world, caller, verb, theirs if foreign else new_id()))
                one, other = statistics.median(took[True]), statistics.median(took[False])
                low, _, high = statistics.quantiles(took[False], n=4)
                print(f"{name:>14} {one:>8.0f} {other:>8.0f} {abs(one - other) / (high - low):>7.2f}")  # noqa: T201 -- the result is what it is for


if __name__ == "__main__":
    main()
