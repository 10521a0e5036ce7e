"""The organisation itself: counts for the board, many organisations beside each other, whose case it is, letters."""

import msgspec
import pytest
from tests.processes.telling import DAY, IVER, R, answered, enter, told, view
from tests.world import World, case, document, party

from vault import complaints, statistics, subjects
from vault.complaints import (
    AddedDocument,
    CaseChange,
    CaseQuery,
    Category,
    DocumentKind,
    Lane,
    NewStep,
    Role,
    Step,
    StepKind,
)
from vault.complaints.course.arrears import Arrears, CounsellingNote
from vault.errors import NotFound, NotPermitted
from vault.statistics import TableName


def test_the_board_sees_counts_and_never_whose(world: World) -> None:
    """S0: how many, about what; "which persons" is no statistic, and few are hidden."""
    for _ in range(6):
        world.store(told())
    world.store(told(category=Category.VIOLENCE))
    report = world.call(R.BOARD, statistics.make_report, 2026)
    found = report.table(TableName.CATEGORY)
    assert found is not None
    shown = {line.row: line.cases for line in found.lines if line.cases != 0}
    assert "violence" not in shown or shown["violence"] is None
    for verb in (complaints.list_cases, subjects.protections_due):
        with pytest.raises(NotPermitted):
            world.call(R.BOARD, verb)


def test_an_administrator_of_many_organisations_keeps_them_apart(world: World) -> None:
    """S4: one adviser for many organisations is many clients, and each meets one organisation and one lane of it."""
    enrolled = world.store(case(party("L", Role.RESPONDENT, IVER), category=Category.ARREARS))
    note = CounsellingNote(on=DAY, text="Har mistet sit arbejde.")
    enter(world, enrolled, note, Lane.ARREARS_COUNSELLING)
    seen = view(world, enrolled.case_id, R.ADVISER)
    assert (seen.documents, [one.lane for one in seen.entries]) == (None, [Lane.ARREARS_COUNSELLING])
    other = world.another_organisation()
    with pytest.raises(NotFound):
        world.call_in(other, R.ADVISER, complaints.read_case, enrolled.case_id)


def test_who_handles_a_case_is_assigned_and_found_by_it(world: World) -> None:
    """S4: the case goes to the adviser when it goes to the lawyer: an event tells of it, and the search finds it."""
    of = world.store(case(party("L", Role.RESPONDENT, IVER), category=Category.ARREARS))
    enter(world, of, Arrears(on=DAY, lease="417-04", amount=800_000, due_on=DAY))
    version = view(world, of.case_id).case.version
    world.call(R.CASE_WORKER, complaints.change_case, of.case_id, CaseChange(assigned_to="adviser-3"), version)
    mine = world.call(R.CASE_WORKER, complaints.search_cases, CaseQuery(assigned_to=("adviser-3",)))
    assert [one.case_id for one in mine] == [of.case_id]
    assert world.call(R.CASE_WORKER, complaints.search_cases, CaseQuery(assigned_to=("adviser-4",))) == []


def test_a_caretaker_is_told_where_to_knock_and_not_why(world: World) -> None:
    """S4: nobody opens a case that is not theirs; of what is, a caretaker reads the text and no name beside it."""
    of = world.store(told(documents=(document("Bed lejeren ringe til kontoret."),)))
    with pytest.raises(NotPermitted):
        world.call(R.CARETAKER, complaints.read_case, of.case_id)
    version = view(world, of.case_id).case.version
    worker = f"test:{R.CARETAKER.value}"
    world.call(R.CASE_WORKER, complaints.change_case, of.case_id, CaseChange(assigned_to=worker), version)
    theirs = world.call(R.CARETAKER, complaints.read_case, of.case_id)
    assert [one.text for one in theirs.documents or ()] == ["Bed lejeren ringe til kontoret."]
    assert "Holmegård" not in repr(theirs)
    world.call(R.CARETAKER, complaints.add_step, of.case_id, NewStep(step=Step(StepKind.VISIT, DAY)))
    who = of.subjects[1]
    assert who is not None
    with pytest.raises(NotPermitted):
        world.call(R.CARETAKER, subjects.read_subject, who)


def test_a_letter_about_complaints_is_told_to_the_tenant_without_who_complained(world: World) -> None:
    """S1: the letter is kept as it went, and in the tenant's answer whoever complained is masked."""
    of = world.store(told())
    letter = document("Kære Iver Brattbakk. Kirsten Holmegård har klaget over musik om natten.")
    kept = AddedDocument(document=msgspec.structs.replace(letter, kind=DocumentKind.LETTER))
    world.call(R.CASE_WORKER, complaints.add_document, of.case_id, kept)
    (told_tenant,) = answered(world, "Iver Brattbakk", "68102232")["cases"]
    assert "musik om natten" in repr(told_tenant["documents"])
    assert "Holmegård" not in repr(told_tenant["documents"])
