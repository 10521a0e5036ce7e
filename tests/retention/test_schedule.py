"""What the shipped schedule says of a record, and what retention decides on a day. Pure, as truth tables."""

from datetime import date
from uuid import UUID

import pytest

from vault import resources
from vault.complaints.codes import Anonymity, Category, Lane, Severity, Status, StepKind
from vault.deadlines import Country
from vault.holdings import Facts
from vault.retention import Action, Erase, Held, Keep, decide, due_on, read

SCHEDULE = read(resources.folder("policies")).schedule()
DK, SE = Country.DENMARK, Country.SWEDEN
NEVER = None


def facts(kind: str = "case", *, events: dict[str, date], **codes: str) -> Facts:
    usual = {"category": "noise", "severity": "mild", "anonymity": "identified", "status": "closed"}
    return Facts(kind=kind, id=UUID(int=1), version=1, codes=usual | codes, events=events)


JANUARY, MARCH, MAY = date(2025, 1, 31), date(2025, 3, 10), date(2025, 5, 5)

CASES = [
    # what happened, the codes, the country, the cluster, its last day
    ({"received": JANUARY, "closed": MARCH}, {}, DK, "mild", date(2026, 3, 10)),
    ({"received": JANUARY, "closed": MARCH}, {}, SE, "mild", date(2027, 3, 10)),
    ({"received": JANUARY, "closed": MARCH}, {"severity": "serious"}, DK, "serious", date(2027, 3, 10)),
    # Open: the period has not begun.
    ({"received": JANUARY}, {"status": "open"}, DK, "mild", NEVER),
    # A warning moves the start to the latest incident or warning.
    (
        {"received": JANUARY, "warning_sent": MARCH, "incident": MAY, "closed": MAY},
        {},
        DK,
        "warned",
        date(2027, 5, 5),
    ),
    # An anonymous tip that nothing confirmed goes first; what staff saw themselves stays as any case.
    ({"received": JANUARY, "closed": MARCH}, {"anonymity": "anonymous"}, DK, "anonymous_tip", date(2025, 3, 2)),
    (
        {"received": JANUARY, "inspection": MARCH, "closed": MARCH},
        {"anonymity": "anonymous"},
        DK,
        "mild",
        date(2026, 3, 10),
    ),
    # Arrears count from payment, not from closing.
    ({"received": JANUARY, "closed": MARCH}, {"category": "arrears"}, DK, "unpaid_debt", date(2028, 1, 31)),
    ({"received": JANUARY}, {"category": "arrears", "status": "open"}, DK, "arrears", NEVER),
    # What proved wrong, and what nothing was done about, goes first of all.
    ({"received": JANUARY, "closed": MARCH}, {"outcome": "unfounded"}, DK, "unfounded", date(2025, 6, 10)),
    ({"received": JANUARY, "closed": MARCH}, {"outcome": "not_actionable"}, SE, "not_actionable", date(2025, 6, 10)),
    # The effect of a conditional tenancy ends after a year, the file goes after three.
    (
        {"received": JANUARY, "decision": MARCH, "conditional_tenancy": MARCH, "closed": MAY},
        {},
        DK,
        "conditional_tenancy",
        date(2028, 3, 10),
    ),
    ({"received": JANUARY, "arrears_paid": MARCH}, {"category": "arrears"}, DK, "arrears", date(2026, 3, 10)),
    (
        {"received": JANUARY, "municipality_notified": JANUARY, "arrears_paid": MARCH},
        {"category": "arrears"},
        DK,
        "municipality_notice",
        date(2028, 3, 10),
    ),
    # A tribunal: the latest of decision, move and closing.
    (
        {"received": JANUARY, "escalated_to_tribunal": JANUARY, "decision": MARCH, "closed": MAY},
        {"severity": "serious"},
        SE,
        "legal_file",
        date(2028, 5, 5),
    ),
    (
        {"received": JANUARY, "social_services_notified": MARCH, "closed": MAY},
        {},
        SE,
        "social_services_notice",
        date(2027, 5, 5),
    ),
]


@pytest.mark.parametrize(("events", "codes", "country", "cluster", "last_day"), CASES)
def test_the_shipped_schedule(
    events: dict[str, date], codes: dict[str, str], country: Country, cluster: str, last_day: date | None
) -> None:
    record = facts(events=events, **codes)
    rule = SCHEDULE.rule_for(record)
    assert rule is not None
    assert (rule.cluster, due_on(rule, record, country)) == (cluster, last_day)


@pytest.mark.parametrize(
    ("kind", "event", "last_day"),
    [("request", "answered", date(2027, 3, 10)), ("package", "composed", date(2025, 6, 10))],
)
def test_answers_are_personal_data_with_a_schedule_too(kind: str, event: str, last_day: date) -> None:
    record = facts(kind, events={event: MARCH})
    rule = SCHEDULE.rule_for(record)
    assert rule is not None
    assert due_on(rule, record, DK) == last_day


@pytest.mark.parametrize(
    ("lane", "last_day"),
    [
        ("mediation", MARCH),
        ("arrears_counselling", date(2025, 6, 10)),
        ("customer_care", date(2025, 9, 10)),
        ("authority", date(2028, 3, 10)),
        # What the police supplied counts from when it came, whether its lane is closed or not.
        ("police", date(2025, 7, 31)),
    ],
)
def test_every_lane_has_a_period_of_its_own(lane: str, last_day: date) -> None:
    record = facts("lane", events={"opened": JANUARY, "entered": MARCH, "closed": MARCH}, lane=lane)
    rule = SCHEDULE.rule_for(record)
    assert rule is not None
    assert due_on(rule, record, DK) == last_day


def test_no_lane_is_without_a_rule() -> None:
    for lane in set(Lane) - {Lane.TENANCY}:
        assert SCHEDULE.rule_for(facts("lane", events={}, lane=lane.value)) is not None


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("anonymity", Anonymity)
def test_no_closed_case_escapes_the_schedule(category: Category, severity: Severity, anonymity: Anonymity) -> None:
    """Whatever else happened in it, a case that is over, and paid where it is about money, has a last day (T-22)."""
    over = {"received": JANUARY, "closed": MARCH, "arrears_paid": MARCH, "moved_out": MARCH}
    for step in StepKind:
        record = facts(
            events={step.value: MARCH} | over,
            category=category.value,
            severity=severity.value,
            anonymity=anonymity.value,
            status=Status.CLOSED.value,
        )
        rule = SCHEDULE.rule_for(record)
        assert rule is not None
        assert due_on(rule, record, DK) is not None, (rule.cluster, step)


def test_every_rule_says_why_and_how_sure_in_every_language() -> None:
    for rule in SCHEDULE:
        assert rule.basis
        assert set(rule.title) == {"da", "sv", "en"}
        assert set(rule.period) == set(Country)


LAST = date(2026, 3, 10)
CLOSED = facts(events={"received": JANUARY, "closed": MARCH})
OPEN = facts(events={"received": JANUARY}, status="open")


@pytest.mark.parametrize(
    ("record", "held", "today", "expected"),
    [
        (CLOSED, False, date(2026, 3, 9), Keep("mild", LAST)),
        (CLOSED, False, LAST, Keep("mild", LAST)),
        (CLOSED, False, date(2026, 3, 11), Erase("mild", LAST, Action.ANONYMISE)),
        (CLOSED, True, date(2026, 3, 11), Held("mild", LAST)),
        (CLOSED, True, LAST, Keep("mild", LAST)),
        (OPEN, False, date(2099, 1, 1), Keep("mild", None)),
    ],
)
def test_a_record_goes_on_the_day_after_its_last(
    record: Facts, *, held: bool, today: date, expected: Keep | Held | Erase
) -> None:
    rule = SCHEDULE.rule_for(record)
    assert decide(record, rule, held=held, country=DK, today=today) == expected


def test_a_record_without_a_rule_is_kept_and_says_so() -> None:
    assert decide(CLOSED, None, held=False, country=DK, today=date(2099, 1, 1)) == Keep(None, None)
