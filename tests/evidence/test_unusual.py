"""What a review speaks up about, as truth tables, and then in a vault."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from tests.world import World, case, document, party, person

from vault import complaints, evidence, resources
from vault.audit.reading import Deed
from vault.complaints import Anonymity, Role
from vault.deadlines import Country
from vault.errors import Misconfigured, NotPermitted
from vault.evidence import reviewing, unusual
from vault.evidence.unusual import Look, Oddity, StaffLink, Thresholds
from vault.policy import RoleName

R = RoleName
LIMITS = Thresholds.load(resources.folder("policies"))
DK, SE = Country.DENMARK, Country.SWEDEN
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ONE, TWO = UUID(int=1), UUID(int=2)


def look(at: datetime = MONDAY, actor: str = "a", *entities: UUID) -> Look:
    return Look(actor, at, frozenset(entities))


def often(count: int, day: datetime = MONDAY) -> list[Look]:
    return [look(day + timedelta(seconds=number)) for number in range(count)]


def deed(permission: str = "case.narrative:read", outcome: str = "done", detail: str = "", *entities: UUID) -> Deed:
    return Deed(MONDAY, "a", permission, outcome, detail, entities)


@pytest.mark.parametrize(
    ("today", "past", "found"),
    [
        # looks today, looks on each of the days before, whether it is told
        (100, [10] * 10, True),
        (30, [10] * 10, False),
        (31, [10] * 10, True),
        (29, [1] * 10, False),
        (100, [10] * 4, False),
        (100, [], False),
        (100, [5, 5, 40, 40, 40], False),
        (121, [5, 5, 40, 40, 40], True),
    ],
)
def test_volume_is_told_against_the_actors_own_past(today: int, past: list[int], found: bool) -> None:  # noqa: FBT001
    before = [one for ago, count in enumerate(past, 1) for one in often(count, MONDAY - timedelta(days=ago))]
    assert bool(list(unusual.volume(often(today), before, LIMITS.volume))) is found


@pytest.mark.parametrize(
    ("at", "country", "found"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), DK, False),
        (datetime(2026, 11, 23, 5, 29, tzinfo=UTC), DK, True),
        (datetime(2026, 11, 23, 5, 30, tzinfo=UTC), DK, False),
        (datetime(2026, 11, 23, 17, 59, tzinfo=UTC), DK, False),
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), DK, True),
        (datetime(2026, 11, 21, 10, 0, tzinfo=UTC), DK, True),
        (datetime(2026, 5, 14, 10, 0, tzinfo=UTC), DK, True),
        (datetime(2026, 6, 19, 10, 0, tzinfo=UTC), DK, False),
        (datetime(2026, 1, 6, 10, 0, tzinfo=UTC), DK, False),
        (datetime(2026, 1, 6, 10, 0, tzinfo=UTC), SE, True),
    ],
)
def test_hours_are_those_of_the_country(at: datetime, country: Country, found: bool) -> None:  # noqa: FBT001
    assert bool(list(unusual.odd_hours([look(at)] * 3, country, LIMITS.hours))) is found
    assert not list(unusual.odd_hours([look(at)] * 2, country, LIMITS.hours))


def test_many_refusals_are_told() -> None:
    refused = [deed(outcome="denied")] * 10
    assert [one.count for one in unusual.denials([*refused, deed()], LIMITS.denials)] == [10]
    assert not list(unusual.denials(refused[:-1], LIMITS.denials))


def test_opening_a_guarded_case_again_and_again_is_told() -> None:
    opened = [look(MONDAY + timedelta(minutes=number), "a", ONE) for number in range(4)]
    (found,) = unusual.guarded(opened, {ONE}, LIMITS.guarded)
    assert (found.kind, found.count, found.concerning) == (Oddity.GUARDED, 4, (ONE,))
    assert not list(unusual.guarded(opened, {TWO}, LIMITS.guarded))
    assert not list(unusual.guarded([*opened[:3], look(MONDAY, "b", ONE)], {ONE}, LIMITS.guarded))


def test_going_past_the_rules_once_is_told() -> None:
    assert [one.count for one in unusual.break_glass([deed(detail="break_glass: fire")], LIMITS.break_glass)] == [1]
    assert not list(unusual.break_glass([deed(detail="mild")], LIMITS.break_glass))


def test_looking_at_neighbours_is_told_of_whom_it_concerns() -> None:
    close = {"a": {ONE}}
    (found,) = unusual.neighbours([look(MONDAY, "a", ONE, TWO), look(MONDAY, "b", ONE)], close)
    assert (found.actor, found.concerning) == ("a", (ONE,))


def test_parts_that_were_shown_together_are_one_look() -> None:
    parts = [deed("case.narrative:read", "done", "", ONE), deed("case.parties:read", "done", "", TWO)]
    nothing = [deed("case:list"), deed(outcome="denied"), deed("case:store")]
    assert unusual.looks([*parts, *nothing]) == [look(MONDAY, "a", ONE, TWO)]


def test_thresholds_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    text = (resources.folder("policies") / "review.toml").read_text("utf-8")
    for wrong in (text.replace("at_least = 30", "at_least = 0"), text + "\nmore = 1\n", "nothing"):
        (tmp_path / "review.toml").write_text(wrong, "utf-8")
        with pytest.raises(Misconfigured):
            Thresholds.load(tmp_path)


@pytest.fixture
def linked(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The case worker lives where a complainant does."""
    street = "Strandkrogen 12, 8799 Kringelsted"
    mine = world.store(case(party("K", Role.STAFF, person("Rikke Lindgård", address=street)))).subjects[0]
    assert mine is not None
    known = msgspec.structs.replace(LIMITS, staff=(StaffLink(actor="test:case_worker", subject=mine),))
    monkeypatch.setattr(reviewing, "thresholds", lambda _: known)
    return world


def test_a_day_is_reviewed(linked: World) -> None:
    near = linked.store(
        case(
            party("K", Role.COMPLAINANT, person("Karin Ekdal", address="Strandkrogen 12, 8799 Kringelsted")),
            documents=(document("Der er støj.", author="K", role=Role.COMPLAINANT),),
            anonymity=Anonymity.CONFIDENTIAL,
        )
    )
    far = linked.store(case(party("K", Role.COMPLAINANT, person("Ole Havmand", address="Kajen 3, 8799 Kringelsted"))))
    for _ in range(4):
        linked.clock.advance(timedelta(minutes=1))
        linked.call(R.CASE_WORKER, complaints.read_case, near.case_id)
    linked.clock.advance(timedelta(minutes=1))
    linked.call(R.CASE_WORKER, complaints.read_case, far.case_id)
    linked.clock.advance(timedelta(days=1))
    found = _reviewed(linked, R.DPO)
    assert {one.kind: one.concerning for one in found.findings} == {
        Oddity.GUARDED: (near.case_id,),
        Oddity.NEIGHBOURS: (near.case_id,),
    }
    assert found.looks == 5
    by_auditor = _reviewed(linked, R.AUDITOR)
    assert by_auditor.withheld == (Oddity.NEIGHBOURS,)
    assert {one.kind for one in by_auditor.findings} == {Oddity.GUARDED}
    linked.clock.advance(timedelta(days=1))
    assert Oddity.GUARDED not in {one.kind for one in _reviewed(linked, R.DPO).findings}


def _reviewed(world: World, role: RoleName) -> evidence.Reviewed:
    return world.vault.call(world.caller(role, purpose="accountability"), evidence.review)


def test_only_who_may_reviews(world: World) -> None:
    with pytest.raises(NotPermitted):
        _reviewed(world, R.CASE_WORKER)
