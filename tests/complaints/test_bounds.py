"""What a closed or restricted complaint still takes, as a table (Art. 5(1)(e), 16, 18(2); T-12, T-22)."""

from datetime import date

import pytest

from vault.complaints import Step, StepKind
from vault.complaints.bounds import Input, Refusal, refusal, step_input
from vault.complaints.model import latest_events

CLOSED, RESTRICTED = Refusal.CLOSED, Refusal.RESTRICTED
TABLE = {
    # For a complaint that is open; restricted; closed; both.
    Input.DOCUMENT: (None, None, CLOSED, CLOSED),
    Input.ATTACHMENT: (None, None, CLOSED, CLOSED),
    Input.EARLIER_ATTACHMENT: (None, None, None, None),
    Input.ENTRY: (None, RESTRICTED, CLOSED, CLOSED),
    Input.STEP: (None, RESTRICTED, CLOSED, CLOSED),
    Input.PERIOD_STEP: (None, None, None, None),
    Input.CODES: (None, None, CLOSED, CLOSED),
    Input.PARTY: (None, None, CLOSED, CLOSED),
    Input.PROTECTION: (None, None, None, None),
    Input.LANE: (None, None, CLOSED, CLOSED),
    Input.QUESTION: (None, RESTRICTED, CLOSED, CLOSED),
    Input.MESSAGE: (None, None, None, None),
    Input.NAMING: (None, None, None, None),
    Input.STATEMENT: (None, None, None, None),
    Input.EXTRACT: (None, None, None, None),
    Input.ACCOUNT: (None, None, None, None),
    Input.ERASURE: (None, None, None, None),
    Input.CLOSING: (None, None, CLOSED, CLOSED),
    Input.REOPENING: (Refusal.NOT_CLOSED, Refusal.NOT_CLOSED, None, None),
}


@pytest.mark.parametrize("wanted", Input)
def test_what_a_complaint_takes(wanted: Input) -> None:
    states = ((False, False), (False, True), (True, False), (True, True))
    assert tuple(refusal(wanted, closed=closed, restricted=kept) for closed, kept in states) == TABLE[wanted]


@pytest.mark.parametrize("kind", StepKind)
def test_only_a_step_that_ends_a_tenancy_or_a_debt_comes_after_the_end(kind: StepKind) -> None:
    late = kind in (StepKind.MOVED_OUT, StepKind.ARREARS_PAID)
    assert step_input(kind, changes_status=False) is (Input.PERIOD_STEP if late else Input.STEP)
    assert step_input(kind, changes_status=True) is Input.STEP


DAY = [date(2026, 10, number) for number in range(1, 10)]


@pytest.mark.parametrize(
    ("steps", "closed"),
    [
        ([("closed", 1)], 1),
        ([("closed", 1), ("reopened", 2)], None),
        ([("closed", 1), ("reopened", 1)], None),
        ([("closed", 1), ("reopened", 1), ("closed", 1)], 1),
        ([("closed", 1), ("reopened", 2), ("closed", 2)], 2),
        ([("closed", 1), ("reopened", 2), ("closed", 3), ("reopened", 3)], None),
        ([("reopened", 2), ("closed", 1)], None),
        ([("reopened", 2), ("closed", 3), ("visit", 5)], 3),
    ],
)
def test_the_period_counts_from_the_last_end_also_when_all_was_on_one_day(
    steps: list[tuple[str, int]], closed: int | None
) -> None:
    """T-22: a case that is closed again on the day on which it was taken up is closed, and goes on time."""
    found = latest_events(DAY[0], tuple(Step(StepKind(kind), DAY[number]) for kind, number in steps))
    assert found.get("closed") == (None if closed is None else DAY[closed])
