"""Where a case stands on a day: whom to call, what is due, what is owed, what is missing. Truth tables."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from tests.complaints.test_gate import DAY, SE, demand, file, notice
from tests.world import person

from vault.complaints import Anonymity, Category, KeptEntry, Missing, Role
from vault.complaints.completeness import Told, missing
from vault.complaints.course.arrears import Instalment, InstalmentPlan, Payment
from vault.complaints.course.codes import (
    Body,
    ContactChannel,
    ContactResult,
    Duty,
    IncidentKind,
    PlanState,
    Ruled,
    Sanction,
)
from vault.complaints.course.contact import ContactAttempt
from vault.complaints.course.situation import ClockName, NextContact, conditional_until, next_contact, owed, situation
from vault.complaints.course.tenancy import Incident, Ruling
from vault.deadlines import Country
from vault.ids import EntryId, new_id
from vault.subjects import Person

C, R = ContactChannel, ContactResult
WRITE, CALL, NOTHING = NextContact.WRITE, NextContact.CALL_OR_VISIT, NextContact.NOTHING

ATTEMPTS = [
    ([], WRITE),
    ([(C.LETTER, R.NO_ANSWER)], WRITE),
    ([(C.LETTER, R.NO_ANSWER), (C.DIGITAL_POST, R.NO_ANSWER)], CALL),
    ([(C.LETTER, R.NO_ANSWER), (C.LETTER, R.RETURNED), (C.PHONE, R.NO_ANSWER)], WRITE),
    ([(C.PHONE, R.NO_ANSWER), (C.LETTER, R.NO_ANSWER), (C.LETTER, R.NO_ANSWER)], CALL),
    ([(C.LETTER, R.NO_ANSWER), (C.LETTER, R.REACHED)], NOTHING),
    ([(C.LETTER, R.NO_ANSWER), (C.LETTER, R.NO_ANSWER), (C.VISIT, R.OWN_SOLUTION)], NOTHING),
    ([(C.VISIT, R.REFUSED)], NOTHING),
    ([(C.PHONE, R.REACHED), (C.LETTER, R.NO_ANSWER), (C.LETTER, R.NO_ANSWER)], CALL),
]


@pytest.mark.parametrize(("attempts", "expected"), ATTEMPTS)
def test_after_two_letters_without_an_answer_somebody_calls_or_visits(
    attempts: list[tuple[ContactChannel, ContactResult]], expected: NextContact
) -> None:
    made = [ContactAttempt(on=DAY, channel=channel, result=result) for channel, result in attempts]
    assert next_contact(made) is expected


def ruling(on: date, sanction: Sanction) -> Ruling:
    return Ruling(on=on, body=Body.RESIDENTS_TRIBUNAL, ruled=Ruled.UPHELD, sanction=sanction)


def test_a_conditional_tenancy_ends_by_itself_after_a_year() -> None:
    """Almenlejeloven § 82; T-08: nobody has to remember it."""
    entries: list[KeptEntry] = [ruling(date(2026, 2, 28), Sanction.CONDITIONAL_TENANCY)]
    assert conditional_until(entries) == date(2027, 2, 28)
    assert conditional_until([ruling(DAY, Sanction.WARNING)]) is None
    of = file((EntryId(new_id()), entries[0]))
    assert situation(of, (), Country.DENMARK, date(2027, 2, 28)).conditional_until == date(2027, 2, 28)
    assert situation(of, (), Country.DENMARK, date(2027, 3, 1)).conditional_until is None


def test_the_statutory_period_stands_beside_the_organisations_own() -> None:
    """law.md, section 10, S4: fourteen days by law, eight days of outreach."""
    of = file((EntryId(new_id()), demand(date(2026, 9, 1))), category=Category.ARREARS)
    clocks = {one.name: (one.due_on, one.statutory) for one in situation(of, (), Country.DENMARK, DAY).clocks}
    assert clocks == {
        ClockName.OUTREACH: (date(2026, 9, 9), False),
        ClockName.PAY_AFTER_DEMAND: (date(2026, 9, 15), True),
    }


def test_in_sweden_the_home_can_be_saved_for_three_weeks() -> None:
    """12 kap. 44 § jordabalken; D-21. The day falls on a Saturday, so Monday counts."""
    sent = notice(Duty.ARREARS_TERMINATION, datetime(2026, 9, 5, 8, tzinfo=UTC))
    of = file((EntryId(new_id()), demand(date(2026, 9, 4))), (EntryId(new_id()), sent), category=Category.ARREARS)
    clocks = {one.name: one.due_on for one in situation(of, (), SE, DAY).clocks}
    assert clocks[ClockName.SAVE_THE_HOME] == date(2026, 9, 28)


DEBTS: list[tuple[list[KeptEntry], int | None]] = [
    ([], None),
    ([demand(DAY)], 800_000),
    ([demand(DAY), Payment(on=DAY, amount=300_000)], 500_000),
    ([demand(DAY), Payment(on=DAY, amount=1, settled=True)], 0),
    ([demand(DAY), Payment(on=date(2026, 8, 1), amount=300_000)], 800_000),
]


@pytest.mark.parametrize(("entries", "left"), DEBTS)
def test_what_is_owed(entries: list[KeptEntry], left: int | None) -> None:
    assert owed(entries) == left


def test_the_next_instalment_is_a_clock_while_the_plan_stands() -> None:
    parts = tuple(Instalment(due_on=date(2026, month, 1), amount=100) for month in (9, 10, 11))
    plan = InstalmentPlan(on=DAY, state=PlanState.AGREED, instalments=parts)
    of = file((EntryId(new_id()), plan))
    found = {one.name: one.due_on for one in situation(of, (), SE, date(2026, 9, 2)).clocks}
    assert found == {ClockName.NEXT_INSTALMENT: date(2026, 10, 1)}
    broken = (EntryId(new_id()), InstalmentPlan(on=DAY, state=PlanState.BROKEN))
    assert situation(file((EntryId(new_id()), plan), broken), (), SE, DAY).clocks == ()


WHOLE = person(address="Prøvegade 2", phones=("68 10 22 31",))
SAW = Incident(on=DAY, what=IncidentKind.MUSIC, own_observation=True, text="Musik til klokken tre.")
M = Missing
TOLD = Told(
    category=Category.NOISE,
    anonymity=Anonymity.IDENTIFIED,
    witness_count=0,
    people=((Role.COMPLAINANT, WHOLE, False), (Role.RESPONDENT, None, True)),
    entries=(SAW,),
    documents=0,
)


def told(**changes: object) -> Told:
    return msgspec.structs.replace(TOLD, **changes)


LACKING: list[tuple[Told, tuple[Missing, ...]]] = [
    (TOLD, ()),
    (told(witness_count=None), (M.WITNESS_COUNT,)),
    (told(entries=()), (M.INCIDENTS,)),
    (
        told(entries=(Incident(on=DAY, what=IncidentKind.MUSIC, own_observation=False),)),
        (M.INCIDENT_WORDS, M.OWN_OBSERVATION),
    ),
    (told(people=((Role.COMPLAINANT, WHOLE, False),)), (M.RESPONDENT, M.RESPONDENT_ADDRESS)),
    (
        told(people=((Role.COMPLAINANT, Person(name="Ole"), False), (Role.RESPONDENT, person(), False))),
        (M.COMPLAINANT_ADDRESS, M.COMPLAINANT_CONTACT, M.RESPONDENT_ADDRESS),
    ),
    # Who wants no name lacks none; a debt has neither complainant nor incident.
    (told(anonymity=Anonymity.ANONYMOUS, people=((Role.RESPONDENT, None, True),)), ()),
    (told(category=Category.ARREARS, people=((Role.RESPONDENT, WHOLE, False),), entries=(), witness_count=None), ()),
]


@pytest.mark.parametrize(("of", "lacks"), LACKING)
def test_what_a_complaint_lacks(of: Told, lacks: tuple[Missing, ...]) -> None:
    assert missing(of) == lacks
