"""Whatever kind of text speaks of somebody: a walk through everything lets its case through, and counts every text."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from tests.attachments.sending import about, attach
from tests.world import World, case, document, party, person

from vault import complaints
from vault.complaints import NewDisclosure, NewEntry, Role
from vault.complaints.course.codes import IncidentKind
from vault.complaints.course.tenancy import Incident
from vault.complaints.store import every_text, sifted
from vault.ids import CaseId
from vault.policy import Permission, RoleName
from vault.subject_requests.mentions import Seeker, Sought
from vault.work import Work, reads

R = RoleName
SOUGHT = Sought(people=(person("Solvej Kragelund", phones=("68 90 80 70",)),))
SPEAKS = "Det sagde Solvej Kragelund også."


def stored(world: World, speaks: str = "") -> CaseId:
    theirs = party("K", Role.COMPLAINANT, person("Valdemar Nyborg"), description=speaks or None)
    return world.store(case(theirs, documents=(document("Der var musik."),))).case_id


def in_a_document(world: World) -> CaseId:
    return world.store(case(documents=(document("Musik."), document(SPEAKS)))).case_id


def in_a_description(world: World) -> CaseId:
    return stored(world, SPEAKS)


def in_what_somebody_knows(world: World) -> CaseId:
    case_id = stored(world)
    (one,) = world.call(R.CASE_WORKER, complaints.read_case, case_id).parties or ()
    change = complaints.PartyChange(knowledge=SPEAKS)
    world.call(R.CASE_WORKER, complaints.change_party, case_id, one.party_id, change, 1)
    return case_id


def in_an_entry(world: World) -> CaseId:
    case_id = stored(world)
    entry = Incident(on=date(2026, 11, 2), what=IncidentKind.MUSIC, own_observation=True, text=SPEAKS)
    world.call(R.CASE_WORKER, complaints.add_entry, case_id, NewEntry(entry=entry))
    return case_id


def in_a_disclosure(world: World) -> CaseId:
    case_id = stored(world)
    told = NewDisclosure(disclosed_on=date(2026, 11, 3), recipient="Kommunen", legal_basis="§ 1", content=SPEAKS)
    world.call(R.CASE_WORKER, complaints.record_disclosure, case_id, told)
    return case_id


def in_a_file(world: World) -> CaseId:
    case_id = stored(world)
    attach(world, case_id, SPEAKS.encode(), about("note.txt"))
    return case_id


def in_the_words_about_a_file(world: World) -> CaseId:
    case_id = stored(world)
    attach(world, case_id, b"Der var musik.", about("note.txt", description="Fra 68 90 80 70"))
    return case_id


@reads
def both(work: Work) -> tuple[set[UUID], set[UUID], int, int]:
    """Cases that a sieve lets through and those that speak of the person; how many texts either way reads."""
    work.permit(Permission.SUBJECT_SCAN)
    seeker = Seeker(SOUGHT)
    walked = list(sifted(work, seeker.words()))
    every = list(every_text(work))
    speaking: set[UUID] = {one.case_id for one in every if any(seeker.hits(text.text) for text in one.texts)}
    passed = {one for ids, _ in walked for one in ids}
    return passed, speaking, sum(read for _, read in walked), sum(len(one.texts) for one in every)


@pytest.mark.parametrize(
    "where",
    [
        *(in_a_document, in_a_description, in_what_somebody_knows, in_an_entry),
        *(in_a_disclosure, in_a_file, in_the_words_about_a_file),
    ],
    ids=lambda one: one.__name__,
)
def test_a_text_is_read_wherever_it_stands(world: World, where: Callable[[World], CaseId]) -> None:
    stored(world)
    speaks = where(world)
    stored(world)
    passed, speaking, read, texts = world.call(R.DPO, both)
    assert passed == speaking == {speaks}
    assert read == texts


def test_a_case_in_which_somebody_near_stands_is_let_through(world: World) -> None:
    near = world.store(case(party("K", Role.COMPLAINANT, person("Valdemar Nyborg"))))
    stored(world)

    @reads
    def walked(work: Work) -> set[UUID]:
        work.permit(Permission.SUBJECT_SCAN)
        beside = [one for one in near.subjects if one is not None]
        return {one for ids, _ in sifted(work, Seeker(SOUGHT).words(), beside) for one in ids}

    assert world.call(R.DPO, walked) == {near.case_id}
