"""Numbers that survive the cases, tell of nobody, and are the same before a purge and after it (T-13, R-03)."""

from datetime import date
from io import BytesIO
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from sqlalchemy import select
from tests.world import PROFILE, World, case, party, person

from vault import complaints, organisations, retention, statistics
from vault.complaints import Category, Counted, NewClosing, Outcome, Role, Severity, Status, Step, StepKind
from vault.complaints.codes import Anonymity, Lane, Source, Track
from vault.complaints.course.codes import ContactChannel
from vault.errors import InvalidInput
from vault.language import Language
from vault.policy import RoleName
from vault.statistics import OTHER, Report, TableName
from vault.statistics.model import (
    ARREARS,
    FIRST_REPLY,
    NOTICE,
    WHOLE,
    Count,
    arrears_state,
    contribution,
    eviction_notice,
    waited_for,
)
from vault.statistics.tables import statistic
from vault.statistics.words import catalogue, words
from vault.storage import looking
from vault.subject_requests.letter.texts import texts

BOARD, JOB, WORKER = RoleName.BOARD, RoleName.RETENTION_JOB, RoleName.CASE_WORKER
LONG_AGO = date(2023, 3, 5)


def counted(**known: object) -> Counted:
    plain = Counted(
        department="Afdeling 1",
        category=Category.NOISE.value,
        severity=Severity.MILD.value,
        anonymity=Anonymity.IDENTIFIED.value,
        status=Status.OPEN.value,
        source=Source.RESIDENT.value,
        track=None,
        outcome=None,
        received_on=LONG_AGO,
    )
    return msgspec.structs.replace(plain, **known)


def filled(world: World, year: int = 2023) -> None:
    """Twelve cases about noise of a large department, seven about arrears, two about violence; all over."""
    world.call(RoleName.ORG_ADMIN, organisations.change, msgspec.structs.replace(PROFILE, homes={"Afdeling 1": 240}))
    kinds = [Category.NOISE] * 12 + [Category.ARREARS] * 7 + [Category.VIOLENCE] * 2 + [Category.PARKING] * 6
    for number, category in enumerate(kinds):
        on = date(year, 3, 5)
        steps = [Step(StepKind.RECEIVED, on), Step(StepKind.ACKNOWLEDGED, date(year, 3, 9))]
        steps.append(Step(StepKind.OUTREACH, date(year, 3, 12), Lane.TENANCY, ContactChannel.PHONE))
        if category is Category.ARREARS:
            steps.append(Step(StepKind.ARREARS_PAID, date(year, 4, 1)))
        steps.append(Step(StepKind.CLOSED, date(year, 5, 5)))
        complainant = party("K", Role.COMPLAINANT, person(f"Torkild Vestermark {number}"))
        world.store(case(complainant, received=on, steps=tuple(steps), status=Status.CLOSED, category=category))


def made(world: World, year: int = 2023) -> Report:
    return world.call(BOARD, statistics.make_report, year)


def rows(report: Report, name: TableName) -> dict[str, int | None]:
    table = report.table(name)
    assert table is not None
    return {line.row: line.cases for line in table.lines if line.cases != 0}


def test_what_is_counted_is_the_same_when_the_cases_are_gone(world: World) -> None:
    filled(world)
    before = made(world)
    plan = world.call(JOB, retention.plan)
    world.call(JOB, retention.apply_plan, plan.plan_id)
    assert len(plan.items) == 27
    assert made(world) == before
    assert before.total == 27
    assert rows(before, TableName.MONTH) == {"03": 27}
    assert rows(before, TableName.FIRST_REPLY) == {"within_1_week": 27}
    assert rows(before, TableName.CONTACT) == {"phone": 27}
    assert rows(before, TableName.ARREARS) == {"paid": 7}


def test_few_are_hidden_and_one_more_with_them(world: World) -> None:
    filled(world)
    assert rows(made(world), TableName.CATEGORY) == {"noise": 12, "arrears": 7, "violence": None, "parking": None}


def test_a_report_that_would_tell_of_few_by_comparison_is_not_made(world: World) -> None:
    filled(world)
    first = made(world)
    world.store(case(received=LONG_AGO, category=Category.NOISE))
    assert made(world) == first
    for _ in range(5):
        world.store(case(received=LONG_AGO, category=Category.NOISE))
    later = made(world)
    assert later.total == 33
    assert rows(later, TableName.CATEGORY)["noise"] == 18


def test_small_departments_stand_together(world: World) -> None:
    for department in ("Opgang A", "Opgang B"):
        for _ in range(6):
            world.store(case(received=LONG_AGO, department=department))
    assert rows(made(world), TableName.DEPARTMENT) == {OTHER: 12}


def test_too_few_to_tell_anything(world: World) -> None:
    world.store(case(received=LONG_AGO))
    assert made(world) == Report(year=2023, as_of=date(2026, 11, 23), total=None, tables=())


def test_unfounded_complaints_are_part_of_no_pattern(world: World) -> None:
    stored = [world.store(case(received=date(2026, 9, 1))) for _ in range(10)]
    for one in stored[:5]:
        closing = NewClosing(on=date(2026, 10, 1), outcome=Outcome.UNFOUNDED)
        world.call(WORKER, complaints.close_case, one.case_id, closing, 1)
    report = made(world, 2026)
    assert report.total == 5
    assert rows(report, TableName.UNFOUNDED) == {"unfounded": 5}


def test_what_is_kept_cannot_be_put_together_to_cases(world: World) -> None:
    """No row of what outlives the cases says more of one than the report could: two codes at the most."""
    filled(world)
    plan = world.call(JOB, retention.plan)
    world.call(JOB, retention.apply_plan, plan.plan_id)
    with looking(world.vault.storage.engine) as connection:
        kept = list(connection.execute(select(statistic)))
    assert {row.table_name for row in kept} <= {name.value for name in TableName}
    assert all(len(row) == 7 for row in kept)


@pytest.mark.parametrize("year", [1989, 2027])
def test_a_year_that_is_none_is_refused(world: World, year: int) -> None:
    with pytest.raises(InvalidInput):
        made(world, year)


@pytest.mark.parametrize(
    ("days", "row"),
    [
        (None, "none"),
        (0, "within_1_week"),
        (7, "within_1_week"),
        (8, "within_2_weeks"),
        (28, "within_4_weeks"),
        (29, "later"),
    ],
)
def test_how_long_a_reply_took(days: int | None, row: str) -> None:
    assert waited_for(days) == row


@pytest.mark.parametrize(
    ("told", "requested", "row"),
    [
        (None, None, None),
        (None, date(2023, 5, 2), "missing"),
        (date(2023, 5, 2), date(2023, 5, 2), "in_time"),
        (date(2023, 5, 3), date(2023, 5, 2), "late"),
    ],
)
def test_the_municipality_is_told_not_later_than_the_request(
    told: date | None, requested: date | None, row: str | None
) -> None:
    """D-01, D-32."""
    steps = [("municipality_notified", told), ("eviction_requested", requested)]
    assert eviction_notice(counted(steps=tuple((kind, on) for kind, on in steps if on is not None))) == row


@pytest.mark.parametrize(
    ("known", "state"),
    [
        ({}, "open"),
        ({"status": "payment_plan"}, "plan"),
        ({"steps": (("arrears_paid", LONG_AGO),)}, "paid"),
        ({"steps": (("eviction_requested", LONG_AGO), ("arrears_paid", LONG_AGO))}, "eviction"),
        ({"outcome": "tenancy_ended"}, "eviction"),
    ],
)
def test_what_became_of_arrears(known: dict[str, object], state: str) -> None:
    assert arrears_state(counted(category="arrears", **known)) == state


def test_a_lane_counts_its_days_and_a_channel_its_attempts() -> None:
    cells = contribution(counted(lanes=(("mediation", 12),), contacts=("phone", "phone", "visit")))
    assert cells[TableName.LANE, "mediation", WHOLE] == Count(1, 12)
    assert cells[TableName.CONTACT, "phone", WHOLE] == Count(1, 2)


@pytest.mark.parametrize("language", Language)
def test_every_row_has_words(language: Language) -> None:
    rows_of: dict[TableName, Any] = {
        TableName.CATEGORY: Category,
        TableName.ANONYMITY: Anonymity,
        TableName.SOURCE: Source,
        TableName.TRACK: [*Track, "none"],
        TableName.CONTACT: ContactChannel,
        TableName.OUTCOME: [*(set(Outcome) - {Outcome.UNFOUNDED}), "open", "none"],
        TableName.LANE: set(Lane) - {Lane.TENANCY},
        TableName.FIRST_REPLY: FIRST_REPLY,
        TableName.ARREARS: ARREARS,
        TableName.EVICTION_NOTICE: NOTICE,
        TableName.UNFOUNDED: ["unfounded"],
    }
    say = words(language)
    for table, codes in rows_of.items():
        assert set(catalogue(language).row[table.value]) == {str(code) for code in codes}
    assert {say.title(table) for table in TableName}
    assert dict(catalogue(language).row["severity"]) == texts(language).codes("severity")
    assert dict(catalogue(language).row["category"]) == texts(language).codes("category")


@pytest.mark.parametrize("language", Language)
def test_the_files_say_what_the_report_says(world: World, language: Language) -> None:
    filled(world)
    report = made(world)
    files = statistics.render(report, language, PROFILE.name)
    say = words(language)
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(files["report.pdf"])).pages)
    for table in report.tables:
        assert say.title(table.name) in text
        assert f"{table.name.value}.csv" in files
    assert "violence," in files["category.csv"].decode("utf-8-sig")
    assert say("hidden_spoken") in files["category.svg"].decode()
