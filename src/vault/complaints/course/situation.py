"""Where a case stands: which way it goes, what is due, whom to call. Computed from its entries, kept nowhere; pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final

import msgspec

from vault.clock import legal_day
from vault.complaints.codes import Anonymity, Category, Role, Track
from vault.complaints.course.arrears import Demand, InstalmentPlan, Payment
from vault.complaints.course.codes import ContactChannel, ContactResult, DemandForm, PlanState, Sanction
from vault.complaints.course.contact import ContactAttempt, Notice
from vault.complaints.course.entries import KeptEntry
from vault.complaints.course.gate import standing
from vault.complaints.course.tenancy import Filing, Naming, Ruling, TrackChoice, WarningSent
from vault.complaints.model import CaseFile, LaneView, Missing
from vault.deadlines import Country, add_months, four_weeks_without_july, next_working_day

_LETTERS: Final = {ContactChannel.LETTER, ContactChannel.DIGITAL_POST, ContactChannel.POSTCARD, ContactChannel.EMAIL}
_ANSWERED: Final = {ContactResult.REACHED, ContactResult.REFUSED, ContactResult.OWN_SOLUTION}
_LETTERS_BEFORE_A_CALL: Final = 2
_FORMAL_DEMAND: Final = timedelta(days=14)
_OUTREACH: Final = timedelta(days=8)
_REPAYMENT: Final = timedelta(weeks=3)
_CONDITION_MONTHS: Final = 12


class ClockName(StrEnum):
    """What a date is about."""

    ACT_ON_COMPLAINT = "act_on_complaint"
    PAY_AFTER_DEMAND = "pay_after_demand"
    OUTREACH = "outreach"
    SAVE_THE_HOME = "save_the_home"
    NEXT_INSTALMENT = "next_instalment"
    CONDITION_ENDS = "condition_ends"


class CaseClock(msgspec.Struct, frozen=True, kw_only=True):
    """A date that a case works towards; `statutory` tells the law's from the organisation's own."""

    name: ClockName
    due_on: date
    statutory: bool


class NextContact(StrEnum):
    """What to do to reach somebody."""

    NOTHING = "nothing"
    WRITE = "write"
    CALL_OR_VISIT = "call_or_visit"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a complaint lacks, and the words to ask for it."""

    missing: Missing
    words: str


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """Where a complaint stands today."""

    track: Track | None
    switches: int
    """How often the way forward was changed."""
    questions: tuple[Question, ...]
    next_contact: NextContact
    attempts: dict[str, int]
    """By channel."""
    clocks: tuple[CaseClock, ...]
    conditional_until: date | None
    """The last day on which a tenancy is conditional; null where none is today."""
    owed: int | None
    """In øre; null where no debt was entered."""
    lanes: tuple[LaneView, ...]


def situation(file: CaseFile, questions: tuple[Question, ...], country: Country, today: date) -> Situation:
    """Where the case stands on a day."""
    entries = [one.entry for one in standing(file.entries)]
    tracks = [one.track for one in entries if isinstance(one, TrackChoice)]
    attempts = [one for one in entries if isinstance(one, ContactAttempt)]
    until = conditional_until(entries)
    return Situation(
        track=tracks[-1] if tracks else None,
        switches=sum(one is not other for one, other in pairwise(tracks)),
        questions=questions,
        next_contact=next_contact(attempts),
        attempts=dict(sorted(Counter(one.channel.value for one in attempts).items())),
        clocks=tuple(sorted(clocks(file, entries, country, today), key=lambda one: (one.due_on, one.name))),
        conditional_until=until if until and today <= until else None,
        owed=owed(entries),
        lanes=file.lanes,
    )


def next_contact(attempts: Sequence[ContactAttempt]) -> NextContact:
    """After two letters without an answer somebody calls or visits (law.md, section 10, S2).

    Letters count from the last time the person answered, or somebody called or came by in vain.
    """
    unanswered = 0
    for one in attempts:
        if one.result in _ANSWERED:
            unanswered = -1
        elif one.channel in _LETTERS:
            unanswered = max(unanswered, 0) + 1
        elif unanswered >= _LETTERS_BEFORE_A_CALL:
            unanswered = 0
    if unanswered < 0:
        return NextContact.NOTHING
    return NextContact.CALL_OR_VISIT if unanswered >= _LETTERS_BEFORE_A_CALL else NextContact.WRITE


def conditional_until(entries: Sequence[KeptEntry]) -> date | None:
    """The last day of the latest conditional tenancy: a year after the decision, by itself (§ 82; T-08)."""
    decided = [one.on for one in entries if isinstance(one, Ruling) and one.sanction is Sanction.CONDITIONAL_TENANCY]
    return add_months(max(decided), _CONDITION_MONTHS) if decided else None


def owed(entries: Sequence[KeptEntry]) -> int | None:
    """What was not paid yet, by the latest demand and what was paid after it."""
    demands = [one for one in entries if isinstance(one, Demand)]
    if not demands:
        return None
    last = demands[-1]
    payments = [one for one in entries if isinstance(one, Payment) and one.on >= last.on]
    if any(one.settled for one in payments):
        return 0
    return max(last.amount - sum(one.amount for one in payments), 0)


def clocks(file: CaseFile, entries: Sequence[KeptEntry], country: Country, today: date) -> Iterator[CaseClock]:
    """Every date that still counts."""
    yield from _acting(file, entries, country)
    if file.case.category is Category.ARREARS and owed(entries) != 0:
        yield from _paying(entries, country)
    yield from _instalments(entries, today)
    until = conditional_until(entries)
    if until and today <= until:
        yield CaseClock(name=ClockName.CONDITION_ENDS, due_on=until, statutory=True)


def _acting(file: CaseFile, entries: Sequence[KeptEntry], country: Country) -> Iterator[CaseClock]:
    """Four weeks, July apart, for a named tenant's complaint in Denmark (§ 83; D-10, N-07).

    For one who gave their name later, from then on.
    """
    named = file.case.anonymity is Anonymity.IDENTIFIED and any(
        one.role is Role.COMPLAINANT and one.subject_id for one in file.parties
    )
    acted = any(isinstance(one, WarningSent | Filing) for one in entries) or file.case.outcome is not None
    if country is Country.DENMARK and named and not acted and file.case.category is not Category.ARREARS:
        given = [one.on for one in entries if isinstance(one, Naming) and one.openly]
        due = four_weeks_without_july(max((file.case.received_on, *given)))
        yield CaseClock(name=ClockName.ACT_ON_COMPLAINT, due_on=due, statutory=True)


def _paying(entries: Sequence[KeptEntry], country: Country) -> Iterator[CaseClock]:
    """The statutory period beside the organisation's own (law.md, section 10, S4)."""
    demands = [one for one in entries if isinstance(one, Demand) and one.form is DemandForm.FORMAL]
    if not demands:
        return
    last = demands[-1]
    yield CaseClock(name=ClockName.OUTREACH, due_on=last.on + _OUTREACH, statutory=False)
    if country is Country.DENMARK and last.arrived_on:
        yield CaseClock(name=ClockName.PAY_AFTER_DEMAND, due_on=last.arrived_on + _FORMAL_DEMAND, statutory=True)
    notices = [one for one in entries if isinstance(one, Notice)]
    if country is Country.SWEDEN and last.threatens_termination and last.arrived_on and notices:
        told = max(last.arrived_on, *(legal_day(one.sent_at) for one in notices))
        due = next_working_day(told + _REPAYMENT, country)
        yield CaseClock(name=ClockName.SAVE_THE_HOME, due_on=due, statutory=True)


def _instalments(entries: Sequence[KeptEntry], today: date) -> Iterator[CaseClock]:
    plans = [one for one in entries if isinstance(one, InstalmentPlan)]
    if plans and plans[-1].state is PlanState.AGREED:
        left = [one.due_on for one in plans[-1].instalments if one.due_on >= today]
        if left:
            yield CaseClock(name=ClockName.NEXT_INSTALMENT, due_on=min(left), statutory=False)
