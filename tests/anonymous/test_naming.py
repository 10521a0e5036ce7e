"""Earlier words once their writer gives their name: as before, unless they stand by them (N-07, N-08, N-11)."""

from datetime import timedelta

import msgspec
import pytest
from tests.anonymous.reporting import CONFIDENTIAL, REPORT, Handed, R, answered, hand_in, visit
from tests.anonymous.test_uses import SEEN, TOLD, file
from tests.world import TODAY, World

from vault import anonymous, complaints
from vault.anonymous import Reporter, Revealing
from vault.complaints import Anonymity, EntryView, NewEntry, NewStep, Step, StepKind, Track
from vault.complaints.course.codes import ContactChannel, IncidentKind, ObservedBy, WarningForm
from vault.complaints.course.nameless import carries_nothing, named
from vault.complaints.course.situation import ClockName
from vault.complaints.course.tenancy import Incident, Naming, TrackChoice, WarningSent
from vault.deadlines import four_weeks_without_july
from vault.errors import Conflict
from vault.ids import EntryId, PartyId, new_id

KARLA = Reporter(name="Karla Eskebjerg", phone="68141516")
HEARSAY = Incident(on=TODAY, what=IncidentKind.NOISE, own_observation=False)
DIALOGUE = NewEntry(entry=TrackChoice(on=TODAY, track=Track.WRITTEN, reason="Klart brud."))


def reveal(world: World, handed: Handed, *, openly: bool = True, stands_by: bool = False) -> None:
    given = Revealing(reporter=KARLA, openly=openly, stands_by=stands_by)
    world.call(R.PUBLIC, anonymous.reveal, handed.unlocked, given)


def entries(world: World, handed: Handed) -> list[EntryView]:
    return list(world.call(R.CASE_WORKER, complaints.read_case, handed.case_id).entries)


def warn(world: World, handed: Handed) -> None:
    told = tuple(one.entry_id for one in entries(world, handed) if isinstance(one.entry, Incident))
    warning = WarningSent(on=TODAY, form=WarningForm.REMINDER, channel=ContactChannel.LETTER, incidents=told)
    world.call(R.CASE_WORKER, complaints.add_entry, handed.case_id, NewEntry(entry=warning))


@pytest.mark.parametrize("stands_by", [True, False])
@pytest.mark.parametrize("new", [REPORT, CONFIDENTIAL])
def test_what_was_told_before_carries_a_warning_only_if_its_writer_stands_by_it(
    world: World, new: anonymous.NewReport, *, stands_by: bool
) -> None:
    handed = hand_in(world, new)
    world.call(R.CASE_WORKER, complaints.add_entry, handed.case_id, DIALOGUE)
    reveal(world, handed, stands_by=stands_by)
    warned = NewStep(step=Step(StepKind.WARNING_SENT, TODAY))
    if stands_by:
        warn(world, handed)
        world.call(R.CASE_WORKER, complaints.add_step, handed.case_id, warned)
        return
    with pytest.raises(Conflict, match="nothing_verified"):
        warn(world, handed)
    with pytest.raises(Conflict, match="nothing_verified"):
        world.call(R.CASE_WORKER, complaints.add_step, handed.case_id, warned)
    again = NewEntry(entry=msgspec.structs.replace(TOLD, text="Fortalt igen, nu med navn."))
    world.call(R.CASE_WORKER, complaints.add_entry, handed.case_id, again)
    warn(world, handed)


def test_a_name_in_confidence_carries_nothing_whatever_was_ticked(world: World) -> None:
    handed = hand_in(world)
    world.call(R.CASE_WORKER, complaints.add_entry, handed.case_id, DIALOGUE)
    reveal(world, handed, openly=False, stands_by=True)
    (naming,) = [one.entry for one in entries(world, handed) if isinstance(one.entry, Naming)]
    assert (naming.openly, naming.confirmed, len(naming.told_before)) == (False, (), 1)
    with pytest.raises(Conflict, match="nothing_verified"):
        warn(world, handed)
    reveal(world, handed, stands_by=True)
    warn(world, handed)


def test_nobody_but_the_reporter_says_that_they_gave_their_name() -> None:
    """The entry is no kind that a caller can send."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"entry": {"kind": "naming", "on": "2026-09-01"}}, NewEntry)


def test_four_weeks_count_from_the_day_on_which_the_name_was_given(world: World) -> None:
    """N-07: only an identified tenant's complaint starts the clock, and it had none before."""
    handed = hand_in(world)
    world.clock.advance(timedelta(days=9))
    reveal(world, handed)
    situation = world.call(R.CASE_WORKER, complaints.read_situation, handed.case_id)
    due = [one.due_on for one in situation.clocks if one.name is ClockName.ACT_ON_COMPLAINT]
    assert due == [four_weeks_without_july(TODAY + timedelta(days=9))]
    assert due != [four_weeks_without_july(TODAY)]


def test_a_report_whose_writer_gave_their_name_can_still_be_taken_back(world: World) -> None:
    handed = hand_in(world)
    reveal(world, handed)
    world.call(R.PUBLIC, anonymous.withdraw, handed.unlocked)
    assert visit(world, handed).closed


def test_the_reporter_alone_is_told_of_it_in_an_answer(world: World) -> None:
    handed = hand_in(world)
    reveal(world, handed)
    answer = answered(world, "Karla Eskebjerg", "68141516")
    (case,) = answer.cases
    (naming,) = [one for one in case.entries if one.kind == "naming"]
    assert [(one.field, one.code) for one in naming.facts] == [("party_id", "you"), ("openly", "yes")]


NAMINGS = [
    # What was told, by whom, openly, stood by; how many of it count no less than with a name from the beginning
    ([TOLD], True, True, 1),
    ([TOLD], True, False, 0),
    ([TOLD], False, True, 0),
    ([HEARSAY], True, True, 0),
    ([TOLD, HEARSAY], True, True, 1),
    ([SEEN], True, True, 0),
    ([msgspec.structs.replace(TOLD, observed_by=ObservedBy.WITNESS)], True, True, 0),
]


@pytest.mark.parametrize(("told", "openly", "stands_by", "confirmed"), NAMINGS)
def test_of_what_was_told_before_ones_own_observations_are_stood_by(
    told: list[Incident], confirmed: int, *, openly: bool, stands_by: bool
) -> None:
    before = file(Anonymity.PSEUDONYMOUS, *told)
    naming = named(before, TODAY, PartyId(new_id()), openly=openly, stands_by=stands_by)
    assert naming.told_before == tuple(one.entry_id for one in before.entries)
    assert len(naming.confirmed) == confirmed
    state = Anonymity.IDENTIFIED if openly else Anonymity.CONFIDENTIAL
    after = msgspec.structs.replace(
        before,
        case=msgspec.structs.replace(before.case, anonymity=state),
        entries=(*before.entries, msgspec.structs.replace(before.entries[0], entry_id=EntryId(new_id()), entry=naming)),
    )
    assert carries_nothing(after) is not (confirmed > 0 or SEEN in told)
