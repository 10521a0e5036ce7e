"""A hold keeps what is due, has an owner and a reason, is not forgotten, and never lets anything be used."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select
from tests.world import NOW, World, case, party, person

from vault import complaints, retention, subjects
from vault.complaints import NewEntry, Role
from vault.complaints.course.codes import IncidentKind
from vault.complaints.course.tenancy import Incident
from vault.complaints.model import StoredCase
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import new_id
from vault.policy import RoleName
from vault.retention import HoldEnd, HoldKind, HoldReview, HoldView, NewHold, Outlook
from vault.storage import metadata
from vault.wiring import Caller

JOB, DPO = RoleName.RETENTION_JOB, RoleName.DPO
REASON = "Beboerklagenævnet har bedt om Vestermarks sag."
LONG_AGO = date(2024, 2, 1)


@pytest.fixture
def mine(sqlite_world: World) -> World:
    sqlite_world.clock.advance(NOW - sqlite_world.clock.now())
    return World(sqlite_world.vault, sqlite_world.clock)


def officer(world: World) -> Caller:
    return world.caller(DPO, purpose="storage_limitation")


def old_case(world: World, who: str = "Torkild Vestermark") -> StoredCase:
    return world.store(case(party("K", Role.COMPLAINANT, person(who)), received=LONG_AGO, closed=LONG_AGO))


SOON = date(2027, 2, 1)


def placed(world: World, record: UUID, *, review_on: date = SOON, kind: HoldKind = HoldKind.TRIBUNAL) -> HoldView:
    new = NewHold(record_id=record, kind=kind, reason=REASON, review_on=review_on)
    return world.vault.call(officer(world), retention.place_hold, new)


def plan(world: World) -> tuple[list[object], int]:
    made = world.call(JOB, retention.plan)
    return [item.record_id for item in made.items], made.held


@pytest.mark.parametrize("kind", HoldKind)
def test_a_hold_of_each_kind_keeps_a_case(mine: World, kind: HoldKind) -> None:
    due = old_case(mine)
    made = placed(mine, due.case_id, kind=kind)
    assert (made.kind, made.owner, made.reason, made.until, made.cause_id) == (kind, "test:dpo", REASON, None, None)
    assert plan(mine) == ([], 1)
    ended = mine.vault.call(officer(mine), retention.end_hold, made.hold_id, HoldEnd())
    assert ended.until == date(2026, 11, 23)
    assert plan(mine) == ([], 1)
    mine.clock.advance(timedelta(days=1))
    assert plan(mine) == ([due.case_id], 0)


def test_a_hold_on_a_person_keeps_every_case_of_theirs(mine: World) -> None:
    one = old_case(mine)
    who = one.subjects[0]
    assert who is not None
    other = mine.store(case(party("V", Role.WITNESS, None, subject_id=who), received=LONG_AGO, closed=LONG_AGO))
    free = old_case(mine, "Somebody Else")
    placed(mine, who)
    assert plan(mine) == ([free.case_id], 2)
    assert other.case_id != one.case_id


@pytest.mark.parametrize("held", [0, 1, 2])
def test_a_hold_on_a_person_keeps_the_cases_of_each_record_of_theirs(mine: World, held: int) -> None:
    """Three records of one person, two of them joined with the first: whichever is named, all that is theirs stays."""
    found = [old_case(mine, f"Torkild {name} Vestermark") for name in ("Aage", "Bent", "Carl")]
    records = [who for one in found if (who := one.subjects[0]) is not None]
    for double in records[1:]:
        mine.call(DPO, subjects.join_subjects, records[0], double)
    free = old_case(mine, "Somebody Else")
    placed(mine, records[held])
    assert plan(mine) == ([free.case_id], 3)
    mine.call(DPO, subjects.part_subjects, records[2])
    apart = found[2] if held != 2 else None
    assert set(plan(mine)[0]) == {one.case_id for one in (free, apart, *(found[:2] if held == 2 else ())) if one}


def test_a_part_that_would_go_with_its_whole_is_not_held_by_itself(mine: World) -> None:
    """The case would take its parties and lanes along: whoever holds one is told to hold the case."""
    due = old_case(mine)
    with pytest.raises(InvalidInput, match="record_id: is a part"):
        placed(mine, due.parties[0])
    assert mine.vault.call(officer(mine), retention.list_holds) == []


def test_what_only_a_hold_keeps_is_stored_and_not_used(mine: World) -> None:
    """T-12: once its period is over nothing can be entered any more."""
    due = old_case(mine)
    placed(mine, due.case_id)
    view = mine.call(DPO, complaints.read_case, due.case_id)
    assert not view.case.restricted
    plan(mine)
    view = mine.call(DPO, complaints.read_case, due.case_id)
    assert view.case.restricted
    entry = NewEntry(entry=Incident(on=date(2026, 11, 20), what=IncidentKind.MUSIC, own_observation=True, text="Ny."))
    with pytest.raises(Conflict):
        mine.call(RoleName.CASE_WORKER, complaints.add_entry, due.case_id, entry)


def test_a_hold_before_its_time_restricts_nothing(mine: World) -> None:
    young = mine.store(case(closed=date(2026, 10, 1)))
    placed(mine, young.case_id)
    assert plan(mine) == ([], 0)
    assert not mine.call(DPO, complaints.read_case, young.case_id).case.restricted


def test_a_forgotten_hold_is_reported_until_somebody_looks(mine: World) -> None:
    made = placed(mine, old_case(mine).case_id, review_on=date(2026, 12, 1))
    assert mine.call(JOB, retention.report_overdue).empty
    mine.clock.advance(timedelta(days=9))
    assert mine.call(JOB, retention.report_overdue).forgotten_holds == (made.hold_id,)
    (listed,) = mine.vault.call(officer(mine), retention.list_holds)
    assert listed.forgotten
    again = HoldReview(review_on=date(2027, 3, 1))
    assert not mine.vault.call(officer(mine), retention.review_hold, made.hold_id, again).forgotten
    assert mine.call(JOB, retention.report_overdue).empty


def test_a_first_page_says_what_waits_without_looking_at_a_record(mine: World) -> None:
    """As the newest plan found it; holds come a fortnight before their day of review, and are late after it."""
    assert (outlook(mine).plan_id, outlook(mine).due, outlook(mine).holds_to_review) == (None, 0, ())
    soon, late = (placed(mine, old_case(mine).case_id, review_on=NOW.date() + timedelta(days=n)) for n in (14, 1))
    old_case(mine)
    made = mine.call(JOB, retention.plan)
    mine.clock.advance(timedelta(days=2))
    found = outlook(mine)
    assert (found.plan_id, found.planned_on, found.due, found.held) == (made.plan_id, made.as_of, 1, 2)
    assert (found.forgotten_holds, found.holds_to_review) == ((late.hold_id,), (soon.hold_id,))
    mine.call(JOB, retention.apply_plan, made.plan_id)
    assert outlook(mine).due == 0


def outlook(world: World) -> Outlook:
    return world.call(JOB, retention.read_outlook)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2020, 1, 1), date(2027, 11, 25)])
def test_nobody_puts_off_looking_for_longer_than_a_year(mine: World, day: date) -> None:
    with pytest.raises(InvalidInput, match="review_on"):
        placed(mine, old_case(mine).case_id, review_on=day)


def test_only_what_is_there_can_be_held(mine: World) -> None:
    with pytest.raises(NotFound):
        placed(mine, new_id())
    elsewhere = mine.another_organisation()
    due = old_case(mine)
    caller = mine.caller(DPO, elsewhere, purpose="storage_limitation")
    new = NewHold(record_id=due.case_id, kind=HoldKind.POLICE, reason=REASON, review_on=date(2027, 1, 1))
    with pytest.raises(NotFound):
        mine.vault.call(caller, retention.place_hold, new)
    made = placed(mine, due.case_id)
    with pytest.raises(NotFound):
        mine.vault.call(caller, retention.end_hold, made.hold_id, HoldEnd())
    assert mine.vault.call(caller, retention.list_holds) == []


def test_a_hold_ends_once_and_not_in_the_past(mine: World) -> None:
    made = placed(mine, old_case(mine).case_id)
    with pytest.raises(InvalidInput):
        mine.vault.call(officer(mine), retention.end_hold, made.hold_id, HoldEnd(until=date(2026, 11, 22)))
    mine.vault.call(officer(mine), retention.end_hold, made.hold_id, HoldEnd())
    with pytest.raises(NotFound):
        mine.vault.call(officer(mine), retention.end_hold, made.hold_id, HoldEnd())
    mine.clock.advance(timedelta(days=2))
    assert mine.vault.call(officer(mine), retention.list_holds) == []
    assert len(mine.vault.call(officer(mine), retention.list_holds, ended=True)) == 1


def test_the_reason_is_sealed_and_goes_with_what_was_held(world: World) -> None:
    due = old_case(world)
    made = placed(world, due.case_id)
    table = metadata.tables["hold"]
    with world.vault.storage.engine.connect() as connection:
        assert b"Vestermark" not in connection.execute(select(table.c.reason)).scalar_one()
    world.vault.call(officer(world), retention.end_hold, made.hold_id, HoldEnd())
    world.clock.advance(timedelta(days=1))
    world.call(JOB, retention.run_purge)
    with world.vault.storage.engine.connect() as connection:
        assert connection.execute(select(table)).all() == []
        assert connection.execute(select(metadata.tables["data_key"])).all() == []


def test_a_reason_outlives_its_hold_by_two_years(mine: World) -> None:
    young = mine.store(case(closed=date(2026, 10, 1)))
    made = placed(mine, young.case_id)
    mine.vault.call(officer(mine), retention.end_hold, made.hold_id, HoldEnd())
    made_plan = mine.call(JOB, retention.plan)
    assert made_plan.items == ()
    mine.clock.advance(timedelta(days=2 * 365 + 2))
    assert ("hold", made.hold_id) in {(one.kind, one.record_id) for one in mine.call(JOB, retention.plan).items}
