"""People: one record for each, doubles, restriction, protected addresses."""

from datetime import date, timedelta

import msgspec
import pytest
from tests.processes.telling import DAY, KIRSTEN, C, R, answered, enter, told
from tests.world import World, case, party, person

from vault import subjects
from vault.complaints import (
    Role,
)
from vault.complaints.course.contact import ContactAttempt
from vault.errors import Conflict, InvalidInput, Outdated
from vault.subjects import FlagEnd, NewFlag, PersonChange, Protection, ProtectionKind
from vault.subjects.standing.model import FlagGround, FlagKind

PHONES = ("68 10 99 01", "68 10 99 02")


def test_two_records_of_one_person_are_joined_by_a_person_and_parted_again(world: World) -> None:
    """Whoever is found by one record is answered from both; taking it back leaves both as they were."""
    first = world.store(told())
    moved = person("Iver Brattbakk", address="Nygade 9, 8799 Prøveby", phones=("68 10 99 99",))
    second = world.store(case(party("K", Role.COMPLAINANT, KIRSTEN), party("I", Role.RESPONDENT, moved)))
    one, other = first.subjects[1], second.subjects[1]
    assert one is not None
    assert other is not None
    assert one != other  # A shared name is never enough.
    assert len(answered(world, "Iver Brattbakk", "68102232")["cases"]) == 1
    world.call(R.DPO, subjects.join_subjects, one, other)
    both = answered(world, "Iver Brattbakk", "68102232")
    assert (len(both["cases"]), len(both["records"])) == (2, 2)
    with pytest.raises(Conflict):
        world.call(R.DPO, subjects.join_subjects, other, one)
    world.call(R.DPO, subjects.part_subjects, other)
    assert len(answered(world, "Iver Brattbakk", "68102232")["cases"]) == 1
    assert world.call(R.DPO, subjects.read_standing, one).joined == ()


def test_data_under_restriction_are_kept_and_not_used_until_the_person_was_told(world: World) -> None:
    """Art. 18: an act towards the person is refused, an exception is stated, the lifting is told before."""
    of = world.store(told())
    tenant = of.subjects[1]
    assert tenant is not None
    flag = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.ACCURACY_CONTESTED, on=DAY, reason="Var bortrejst.")
    flag_id = world.call(R.DPO, subjects.add_flag, tenant, flag)
    attempt = ContactAttempt(on=DAY, channel=C.ContactChannel.LETTER, result=C.ContactResult.NO_ANSWER)
    with pytest.raises(Conflict, match="restricted"):
        enter(world, of, attempt)
    enter(world, of, msgspec.structs.replace(attempt, despite_restriction=C.RestrictionException.CONSENT))
    fields = [fact["field"] for fact in answered(world, "Iver Brattbakk", "68102232")["standing"]]
    assert fields[0] == "restriction"
    assert "reason" in fields
    told_after = FlagEnd(on=DAY, told_on=DAY + timedelta(days=1))
    with pytest.raises(InvalidInput):
        world.call(R.DPO, subjects.end_flag, tenant, flag_id, told_after)
    world.call(R.DPO, subjects.end_flag, tenant, flag_id, FlagEnd(on=DAY, told_on=DAY))
    enter(world, of, attempt)


def test_a_protection_runs_out_and_is_asked_for_again(world: World) -> None:
    """S-30: the Danish protection lapses after a year; a change says which version it is of."""
    kept = Protection(kind=ProtectionKind.DK_NAME_AND_ADDRESS, until=date(2026, 11, 1), recheck_on=date(2026, 10, 1))
    who = world.call(R.INGEST, subjects.store_subject, msgspec.structs.replace(KIRSTEN, protection=kept))
    assert [one.subject_id for one in world.call(R.CASE_WORKER, subjects.protections_due)] == [who]
    renewed = msgspec.structs.replace(kept, until=date(2027, 11, 1), recheck_on=date(2027, 10, 1))
    change = PersonChange(protection=renewed, former_names=("Kirsten Vang",))
    world.call(R.CASE_WORKER, subjects.change_subject, who, change, 1)
    assert world.call(R.CASE_WORKER, subjects.protections_due) == []
    with pytest.raises(Outdated):
        world.call(R.CASE_WORKER, subjects.change_subject, who, PersonChange(minor=True), 1)
    with pytest.raises(InvalidInput):
        world.call(R.CASE_WORKER, subjects.change_subject, who, PersonChange(national_id="040370-9914"), 2)
    held = world.call(R.CASE_WORKER, subjects.read_subject, who)
    assert (held.version, held.identity and held.identity.former_names) == (2, ("Kirsten Vang",))


def test_a_restriction_counts_for_every_record_of_the_person(world: World) -> None:
    """Art. 18 is about somebody and not about a row: whichever of two joined records it was noted on."""
    of = world.store(told())
    tenant = of.subjects[1]
    assert tenant is not None
    doubles = [world.call(R.INGEST, subjects.store_subject, person("Iver Brattbakk", phones=(p,))) for p in PHONES]
    root, other = doubles
    world.call(R.DPO, subjects.join_subjects, root, tenant)
    world.call(R.DPO, subjects.join_subjects, root, other)
    flag = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.ACCURACY_CONTESTED, on=DAY, reason="Var bortrejst.")
    attempt = ContactAttempt(on=DAY, channel=C.ContactChannel.LETTER, result=C.ContactResult.NO_ANSWER)
    for record in (tenant, root, other):
        flag_id = world.call(R.DPO, subjects.add_flag, record, flag)
        with pytest.raises(Conflict, match="restricted"):
            enter(world, of, attempt)
        world.call(R.DPO, subjects.end_flag, record, flag_id, FlagEnd(on=DAY, told_on=DAY))
        enter(world, of, attempt)
    world.call(R.DPO, subjects.add_flag, other, flag)
    world.call(R.DPO, subjects.part_subjects, other)
    enter(world, of, attempt)
