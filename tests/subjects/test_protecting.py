"""A protected address is asked for again, confirmed or lifted; a day that passes shows it to nobody (S-30 … S-33)."""

from datetime import date, timedelta

import pytest
from tests.world import TODAY, World, person

from vault import subjects
from vault.errors import Conflict, InvalidInput, Outdated
from vault.ids import SubjectId
from vault.policy import RoleName
from vault.subjects import Address, Protection, ProtectionCheck, ProtectionEnd, ProtectionKind

R = RoleName
NEXT = TODAY + timedelta(days=365)


@pytest.fixture
def protected(world: World) -> SubjectId:
    """Somebody whose protection ran out yesterday, and who moved last year."""
    who = person(
        "Vera Gemt",
        addresses=(Address("Gammelvej 1", until=date(2025, 12, 31)), Address("Nyvej 2")),
        protection=Protection(kind=ProtectionKind.DK_NAME_AND_ADDRESS, until=TODAY - timedelta(days=1)),
    )
    return world.call(R.CASE_WORKER, subjects.store_subject, who)


def due(world: World) -> list[SubjectId]:
    return [one.subject_id for one in world.call(R.DPO, subjects.protections_due)]


def contact(world: World, who: SubjectId) -> subjects.Contact:
    found = world.call(R.DPO, subjects.read_subject, who).contact
    assert found is not None
    return found


def test_what_stands_is_due_again_a_year_later(world: World, protected: SubjectId) -> None:
    assert due(world) == [protected]
    check = ProtectionCheck(on=TODAY, until=NEXT, recheck_on=NEXT - timedelta(days=30))
    world.call(R.CASE_WORKER, subjects.confirm_protection, protected, check, 1)
    assert due(world) == []
    kept = contact(world, protected).protection
    assert kept is not None
    assert (kept.kind, kept.checked_on) == (ProtectionKind.DK_NAME_AND_ADDRESS, TODAY)
    assert kept.checked_by == "test:case_worker"
    world.clock.advance(timedelta(days=340))
    assert due(world) == [protected]


def test_lifting_takes_former_addresses_with_it(world: World, protected: SubjectId) -> None:
    end = ProtectionEnd(on=TODAY)
    with pytest.raises(Outdated):
        world.call(R.CASE_WORKER, subjects.lift_protection, protected, end, 7)
    world.call(R.CASE_WORKER, subjects.lift_protection, protected, end, 1)
    left = contact(world, protected)
    assert (left.protection, left.protected_address) == (None, False)
    assert [one.line for one in left.addresses] == ["Nyvej 2"]
    assert due(world) == []
    with pytest.raises(Conflict):
        world.call(R.CASE_WORKER, subjects.lift_protection, protected, end, 2)


def test_days_follow_each_other(world: World, protected: SubjectId) -> None:
    for check in (
        ProtectionCheck(on=TODAY, recheck_on=TODAY),
        ProtectionCheck(on=TODAY, until=TODAY - timedelta(days=1), recheck_on=NEXT),
        ProtectionCheck(on=NEXT, recheck_on=NEXT + timedelta(days=1)),
    ):
        with pytest.raises(InvalidInput):
            world.call(R.CASE_WORKER, subjects.confirm_protection, protected, check, 1)
