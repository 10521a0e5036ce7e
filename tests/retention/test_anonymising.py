"""What stays of anonymised cases is attacked: by singling out, by linking, by inference (WP 216; T-13)."""

from collections import Counter
from datetime import date
from itertools import product

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from tests.world import World, case, document, party, person

from vault import complaints, organisations, retention
from vault.complaints import Role, StoredCase
from vault.complaints.codes import Category
from vault.complaints.residue import LEAST, LEAST_HOMES, Residue, generalised
from vault.policy import RoleName
from vault.storage import metadata

JOB, BOARD, ADMIN = RoleName.RETENTION_JOB, RoleName.BOARD, RoleName.ORG_ADMIN
HOMES = {"Large": 60, "Small": LEAST_HOMES - 1}
CASES = st.builds(
    Residue,
    year=st.sampled_from([2023, 2024]),
    month=st.integers(1, 3),
    department=st.sampled_from(["Large", "Small", "Unknown"]),
    category=st.sampled_from(["noise", "pets", "parking"]),
    severity=st.just("mild"),
    outcome=st.sampled_from(["settled", "withdrawn"]),
)
RUNS = st.lists(st.lists(CASES, max_size=60), max_size=4)


@given(RUNS)
def test_nobody_is_singled_out_by_any_reading_or_difference_of_readings(runs: list[list[Residue]]) -> None:
    """Whoever reads after each run, and subtracts, never learns of fewer than five cases alike."""
    for run in runs:
        assert all(count >= LEAST for count in generalised(run, HOMES).values())


@given(st.lists(CASES, max_size=80))
def test_nothing_is_learned_of_a_case_whose_time_and_place_are_known(run: list[Residue]) -> None:
    """Where a time and place are told of, more than one category stands there, so none follows from them."""
    kept = generalised(run, HOMES)
    for setting in {one.setting for one in kept}:
        assert len({one.category for one in kept if one.setting == setting}) > 1


@given(st.lists(CASES, max_size=80))
def test_no_small_building_is_told_of_and_nothing_is_made_up(run: list[Residue]) -> None:
    kept = generalised(run, HOMES)
    assert {one.department for one in kept} <= {"", "Large"}
    assert kept.total() <= len(run)
    told = Counter((one.year, one.category) for one in run)
    for place, count in Counter({(one.year, one.category): 0 for one in kept}).items():
        assert count + sum(n for one, n in kept.items() if (one.year, one.category) == place) <= told[place]


def alike(count: int, category: str, **fields: object) -> list[Residue]:
    one = Residue(2024, 2, "Large", category, "mild", "settled")
    return [one._replace(**fields)] * count  # type: ignore[arg-type]


def test_what_is_frequent_stays_fine_and_what_is_rare_becomes_coarse() -> None:
    assert generalised(alike(5, "noise") + alike(6, "pets"), HOMES) == {
        Residue(2024, 2, "Large", "noise", "mild", "settled"): 5,
        Residue(2024, 2, "Large", "pets", "mild", "settled"): 6,
    }
    spread = [one for month in (1, 2, 3) for name in ("noise", "pets") for one in alike(2, name, month=month)]
    assert generalised(spread, HOMES) == {
        Residue(2024, 0, "", "noise", "mild", "settled"): 6,
        Residue(2024, 0, "", "pets", "mild", "settled"): 6,
    }
    assert generalised(alike(4, "noise"), HOMES) == {}
    assert generalised(alike(50, "noise"), HOMES) == {}
    assert generalised(alike(9, "noise", department="Small") + alike(9, "pets", department="Small"), HOMES) == {
        Residue(2024, 2, "", "noise", "mild", "settled"): 9,
        Residue(2024, 2, "", "pets", "mild", "settled"): 9,
    }


WORDS = ("Vestermark", "Prøvedreng", "68172737", "papegøjen")


def stored(world: World, number: int, category: Category) -> StoredCase:
    who = person(f"Torkild Vestermark {number}", phones=("68 17 27 37",))
    told = case(
        party("K", Role.COMPLAINANT, who),
        documents=(document("Vestermark hører papegøjen. Prøvedreng larmer."),),
        received=date(2024, 2, 1 + number),
        closed=date(2024, 3, 1 + number),
        category=category,
    )
    return world.store(told)


def test_nothing_that_stays_links_to_what_is_gone(world: World) -> None:
    """Not by an id, a day, a word, a key, nor by the order in which anything went (the certificate has the ids)."""
    profile = world.call(ADMIN, organisations.profile)
    world.call(ADMIN, organisations.change, msgspec.structs.replace(profile.profile, homes={"Afdeling 1": 80}))
    gone = [stored(world, number, kind) for number, kind in product(range(6), (Category.NOISE, Category.PETS))]
    plan = world.call(JOB, retention.plan)
    assert {item.action for item in plan.items} == {retention.Action.ANONYMISE}
    world.call(JOB, retention.apply_plan, plan.plan_id)
    left = world.call(BOARD, complaints.read_anonymised)
    assert [(one.year, one.month, one.department, one.category, one.cases) for one in left] == [
        (2024, 2, "Afdeling 1", "noise", 6),
        (2024, 2, "Afdeling 1", "pets", 6),
    ]
    told = msgspec.json.encode(left).decode()
    ids = {str(one) for each in gone for one in (each.case_id, *each.parties, *each.subjects, *each.documents)}
    assert not any(one in told for one in (*ids, *WORDS))
    with world.vault.storage.engine.connect() as connection:
        for name in ("case", "party", "document", "subject", "data_key", "index_token", "case_step"):
            assert connection.execute(select(metadata.tables[name])).all() == [], name
    columns = {one.name for one in metadata.tables["case_residue"].columns}
    assert not any(name.endswith(("_id", "_at", "_on")) for name in columns - {"organisation_id"})


def test_a_few_cases_leave_nothing(world: World) -> None:
    stored(world, 1, Category.NOISE)
    plan = world.call(JOB, retention.plan)
    world.call(JOB, retention.apply_plan, plan.plan_id)
    assert world.call(BOARD, complaints.read_anonymised) == []
