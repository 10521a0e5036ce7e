"""The clock of a request as its page shows it: a question that came late is told of, before and after."""

from collections.abc import Iterator
from datetime import date

import pytest
from tests.accounts.members import joined
from tests.console.desk import karins_request
from tests.console.test_console_organisation import Desk
from tests.world import World

from vault import subject_requests
from vault.policy import RoleName
from vault.subject_requests.clocking import NewQuestion
from vault.subject_requests.history.entries import Doubt, Resolved

R = RoleName
BEFORE, AFTER = "More than a week has passed since receipt", "2 Dec 2026 is the date that holds in any case"


@pytest.fixture
def desk(served: tuple[World, str]) -> Iterator[Desk]:
    made = Desk(served[1], joined(served[0], R.DPO))
    yield made
    made.close()


@pytest.mark.parametrize(("received", "late"), [(date(2026, 11, 2), True), (date(2026, 11, 19), False)])
def test_a_late_question_is_warned_of(served: tuple[World, str], desk: Desk, *, received: date, late: bool) -> None:
    """Art. 12(6), A-46: while it is typed, while the clock stands still, and when it runs again."""
    world = served[0]
    request = world.call(R.DPO, subject_requests.open_request, karins_request(received)).request_id
    place = f"requests/{request}"
    assert (BEFORE in desk.see(place), AFTER in desk.see(place)) == (late, False)
    question = NewQuestion(
        doubt=Doubt.SCOPE, on=date(2026, 11, 23), reason="Two tenancies are on file.", question="Which of them?"
    )
    world.call(R.DPO, subject_requests.ask_person, request, question)
    assert (AFTER in desk.see(place)) is late
    listed = {one.request_id: one.alerts for one in world.call(R.DPO, subject_requests.requests_due)}
    assert ("asked_late" in listed[request]) is late
    world.call(R.DPO, subject_requests.resume_clock, request, Resolved(doubt=Doubt.SCOPE, on=date(2026, 11, 23)))
    assert (AFTER in desk.see(place)) is late
