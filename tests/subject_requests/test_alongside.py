"""A long walk has its pages sifted by processes beside it: the same is found, and they end with it."""

import os
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import update
from tests.world import World, case, document, party, person

from vault import complaints, subject_requests, subjects
from vault.complaints import Role
from vault.complaints.tables import document as documents
from vault.errors import Tampered
from vault.language import Language
from vault.policy import RoleName
from vault.sieves import alongside
from vault.sieves.alongside import Helper
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given
from vault.walks import Walks

R = RoleName
GIVEN = Given(name="Solvej Kragelund", phone="68 90 80 70")
NEW = NewRequest(
    received_on=date(2026, 11, 2), channel=Channel.LETTER, language=Language.DANISH, text="Alt.", given=GIVEN
)


@pytest.fixture
def made(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Helper]]:
    """The helpers of every walk, however few records there are and however few processors."""
    helpers: list[Helper] = []
    begin = Helper.__init__

    def told(helper: Helper, content: bytes) -> None:
        begin(helper, content)
        helpers.append(helper)

    for number in range(3):
        theirs = party("K", Role.COMPLAINANT, person(f"Valdemar Nyborg{number}", phones=(f"6890807{number + 1}",)))
        text = "Solvej Kragelund så det." if number == 1 else "Ingen så det."
        stored = world.store(case(theirs, documents=(document(text), document("Det larmer."))))
        told_on = complaints.NewDisclosure(
            disclosed_on=date(2026, 11, 3), recipient="Kommunen", legal_basis="§ 1", content="Solveig Kragelund"
        )
        if number == 2:
            world.call(R.CASE_WORKER, complaints.record_disclosure, stored.case_id, told_on)
    world.store(case(party("I", Role.RESPONDENT, person("Solveig Kragelund", phones=("+45 68908070",)))))
    monkeypatch.setattr(Helper, "__init__", told)
    monkeypatch.setattr(alongside, "FROM_RECORDS", 0)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    yield helpers
    assert all(one.process.poll() is not None for one in helpers)
    assert alongside._places._taken == 0, "a place that is not given back is lost to every later walk"


def searched(world: World) -> tuple[object, ...]:
    world.vault.walks = Walks()
    located = world.call(R.DPO, subject_requests.open_request, NEW)
    return (
        located.cases_held,
        located.candidates_to_confirm,
        world.call(R.CASE_WORKER, subjects.find_subjects, GIVEN),
    )


def test_helpers_find_what_the_walk_finds_by_itself(
    world: World, made: list[Helper], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = searched(world)
    assert made
    assert together[0]
    assert together[-1]
    begun = len(made)
    monkeypatch.setattr(alongside, "FROM_RECORDS", 10**9)
    assert searched(world) == together
    assert len(made) == begun


@pytest.mark.usefixtures("made")
def test_a_helper_that_ends_early_is_missed_by_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    together = searched(world)
    ask = Helper.ask

    def killed(helper: Helper, page: bytes) -> object:
        helper.process.kill()
        return ask(helper, page)

    monkeypatch.setattr(Helper, "ask", killed)
    assert searched(world) == together


@pytest.mark.usefixtures("made")
def test_no_helper_is_as_good(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    together = searched(world)

    def refused(_helper: Helper, _content: bytes) -> None:
        raise OSError

    monkeypatch.setattr(Helper, "__init__", refused)
    assert searched(world) == together


@pytest.mark.usefixtures("made")
def test_what_does_not_open_stops_the_search(world: World) -> None:
    with world.vault.storage.engine.begin() as connection:
        connection.execute(
            update(documents)
            .where(documents.c.organisation_id == world.organisation)
            .values(changes=documents.c.changes + 1)
        )
    with pytest.raises(Tampered):
        searched(world)
