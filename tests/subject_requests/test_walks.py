"""A request is located again for each of its steps: what changed since is opened, and nothing is missed for it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

import msgspec
import pytest
from sqlalchemy import Engine, event
from tests.world import World, case, document, party, person

from vault import complaints, subject_requests, subjects
from vault.complaints import AddedDocument, PartyChange, Role
from vault.errors import NotPermitted
from vault.ids import OrganisationId, new_id
from vault.language import Language
from vault.policy import RoleName
from vault.storage import Versions
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given, PersonChange
from vault.walks import Walk, Walks, key_of

R = RoleName
ME = person("Solvej Kragelund", date_of_birth=date(1977, 2, 14), address="Humlehaven 9, 3. th., 8799 Prøveby")
NEW = NewRequest(
    received_on=date(2026, 11, 2),
    channel=Channel.LETTER,
    language=Language.DANISH,
    text="Alt.",
    given=Given(name=ME.name, date_of_birth=ME.date_of_birth),
)
SPEAKS, SILENT = "Solvej Kragelund kom forbi.", "Der var musik igen."


class Estate:
    """A vault with a person's own case, one of others in which nothing is said of them, and their request."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.store(case(party("I", Role.RESPONDENT, ME), documents=(document(SILENT),)))
        neighbour = person("Valdemar Nyborg", address="Bregnestien 2, 8799 Prøveby")
        stored = world.store(case(party("K", Role.COMPLAINANT, neighbour), documents=(document(SILENT),)))
        self.case_id = stored.case_id
        (self.neighbour,) = [one for one in stored.subjects if one is not None]
        self.request_id = world.call(R.DPO, subject_requests.open_request, NEW).request_id
        self.located()

    def located(self) -> tuple[int, ...]:
        """How many cases, texts and records the answer has, and how many places say so in its search."""
        composed = self.world.call(R.DPO, subject_requests.compose_answer, self.request_id)
        answer = composed.answer
        hits = sum(one.hits for one in answer.search if one.source != "people")
        return len(answer.cases), sum(len(one.documents) for one in answer.cases), len(composed.review.subjects), hits

    def forget(self) -> None:
        """As a vault that was just opened: everything is looked at again."""
        self.world.vault.walks = Walks()

    def version(self) -> int:
        return self.world.call(R.CASE_WORKER, complaints.read_case, self.case_id).case.version

    def party(self) -> complaints.PartyView:
        (found,) = self.world.call(R.CASE_WORKER, complaints.read_case, self.case_id).parties or ()
        return found

    def add_document(self) -> None:
        new = AddedDocument(document=document(SPEAKS))
        self.world.call(R.CASE_WORKER, complaints.add_document, self.case_id, new)

    def describe(self) -> None:
        change = PartyChange(description=SPEAKS)
        self.world.call(
            R.CASE_WORKER, complaints.change_party, self.case_id, self.party().party_id, change, self.version()
        )

    def disclose(self) -> None:
        told = complaints.NewDisclosure(
            disclosed_on=date(2026, 11, 3), recipient="Kommunen", legal_basis="§ 1", content=SPEAKS
        )
        self.world.call(R.CASE_WORKER, complaints.record_disclosure, self.case_id, told)

    def store_case(self) -> None:
        self.world.store(case(party("I", Role.RESPONDENT, description="en gæst"), documents=(document(SPEAKS),)))

    def store_record(self) -> None:
        """The same person, stored a second time by another tool that knew no date of birth."""
        again = person(ME.name, address="Humlehaven 9, 3. th., 8799 Prøveby", phones=("68 90 80 70",))
        self.world.store(case(party("I", Role.RESPONDENT, again), documents=(document(SILENT),)))

    def move_in(self) -> None:
        """Somebody of another case comes to live in the person's house, so that words for neighbours may mean them."""
        change = PersonChange(addresses=(subjects.Address("Humlehaven 9, 2. th., 8799 Prøveby"),))
        self.world.call(R.CASE_WORKER, subjects.change_subject, self.neighbour, change, 1)


CHANGES = (
    *(Estate.add_document, Estate.describe, Estate.disclose),
    *(Estate.store_case, Estate.store_record, Estate.move_in),
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_what_changed_since_is_found_as_if_everything_were_opened(
    world: World, change: Callable[[Estate], None]
) -> None:
    estate = Estate(world)
    before = estate.located()
    change(estate)
    after = estate.located()
    estate.forget()
    assert after == estate.located()
    assert (after != before) is (change is not Estate.move_in)


def test_words_for_a_neighbour_count_once_somebody_moves_in(world: World) -> None:
    """Neither the case nor what is known of the person has changed."""
    estate = Estate(world)
    over = AddedDocument(document=document("Hun tør ikke møde sin overbo på trappen."))
    world.call(R.CASE_WORKER, complaints.add_document, estate.case_id, over)
    estate.located()
    estate.move_in()
    opened = world.call(R.DPO, subject_requests.open_request, NEW)
    estate.forget()
    anew = world.call(R.DPO, subject_requests.open_request, NEW)
    assert (opened.cases_held, opened.candidates_to_confirm) == (anew.cases_held, anew.candidates_to_confirm)


@contextmanager
def reading() -> Iterator[list[tuple[str, str]]]:
    """Which thread asked what of the database meanwhile."""
    told: list[tuple[str, str]] = []

    def tell(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        told.append((threading.current_thread().name, statement))

    event.listen(Engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", tell)


def walks(told: list[tuple[str, str]]) -> set[str]:
    """The threads that went through all cases or all people, page by page."""
    return {
        thread.rpartition("-")[0] or thread
        for thread, statement in told
        if "LIMIT" in statement
        and ('ORDER BY "case".case_id' in statement or "ORDER BY subject.subject_id" in statement)
    }


def test_nobody_waits_to_write_while_everything_is_looked_at(fresh_world: World) -> None:
    """On SQLite one thread writes, and it does not walk."""
    fresh_world.store(case(party("I", Role.RESPONDENT, ME)))
    with reading() as told:
        fresh_world.call(R.DPO, subject_requests.open_request, NEW)
    assert walks(told) == {"vault-reader"}


def test_a_second_look_walks_nowhere(fresh_world: World) -> None:
    estate = Estate(fresh_world)
    with reading() as told:
        estate.located()
    assert walks(told) == set()


def test_whoever_may_not_open_a_request_is_told_so_once(fresh_world: World) -> None:
    with pytest.raises(NotPermitted):
        fresh_world.call(R.BOARD, subject_requests.open_request, NEW)


def walk(*passed: int) -> Walk:
    ids = [new_id() for _ in passed]
    return Walk(versions=Versions((one, 1) for one in ids), passed=frozenset(ids), read=len(ids))


def test_what_may_never_be_committed_is_not_remembered() -> None:
    kept, whose = Walks(), OrganisationId(new_id())
    kept.of(whose, keeps=False).keep(b"key", walk(1))
    assert kept.of(whose, keeps=True).find(b"key") is None
    kept.of(whose, keeps=True).keep(b"key", known := walk(1))
    assert kept.of(whose, keeps=False).find(b"key") is known
    assert kept.of(OrganisationId(new_id()), keeps=True).find(b"key") is None


def test_the_least_used_walk_is_forgotten_first() -> None:
    one = walk(1, 2, 3)
    kept = Walks(most=2 * one.size).of(OrganisationId(new_id()), keeps=True)
    for name in (b"first", b"second"):
        kept.keep(name, one)
    assert kept.find(b"first") is one
    kept.keep(b"third", one)
    assert [name for name in (b"first", b"second", b"third") if kept.find(name)] == [b"first", b"third"]


def test_what_is_looked_for_is_told_apart_and_not_told() -> None:
    ids = [new_id() for _ in range(5)]
    assert key_of("people", ME, frozenset(ids)) == key_of("people", ME, frozenset(reversed(ids)))
    assert key_of("people", ME) != key_of("people", msgspec.structs.replace(ME, phones=("1",)))
    assert key_of("people", ME) != key_of("texts", ME)
    assert len(key_of("people", ME)) == 32
