"""Complaints are stored whole or not at all, and shown to each role only as far as its categories reach."""

from datetime import date

import pytest
from tests.world import World, case, document, party, person

from vault import complaints, subjects
from vault.complaints import (
    AddedDocument,
    CaseQuery,
    CaseView,
    NewCase,
    NewDisclosure,
    NewStep,
    Role,
    Status,
    Step,
    StepKind,
)
from vault.complaints.codes import Anonymity
from vault.complaints.viewing import MASK
from vault.errors import InvalidInput, NotFound
from vault.ids import CaseId, PartyId, SubjectId, new_id
from vault.policy import RoleName
from vault.subjects import Given

DPO, WORKER, INGEST = RoleName.DPO, RoleName.CASE_WORKER, RoleName.INGEST

COMPLAINANT = party("K", Role.COMPLAINANT, person("Karla Eskebjerg"))
RESPONDENT = party("I", Role.RESPONDENT, person("Ivan Tornbjerg"))


def stored(world: World, new: NewCase) -> CaseId:
    return world.store(new).case_id


def seen(world: World, case_id: CaseId, role: RoleName = DPO) -> CaseView:
    return world.call(role, complaints.read_case, case_id)


def count(world: World) -> int:
    return len(world.call(DPO, complaints.list_cases))


def test_a_case_comes_back_as_it_was_told(world: World) -> None:
    texts = ("Det banker i rørene.", "Ringet til klager.")
    told = case(
        COMPLAINANT,
        RESPONDENT,
        documents=(document(texts[0], author="K", role=Role.COMPLAINANT), document(texts[1], on=date(2026, 9, 4))),
        closed=date(2026, 10, 1),
        reference="2026-0417",
        disclosures=(
            NewDisclosure(
                disclosed_on=date(2026, 9, 9), recipient="Prøveby Kommune", legal_basis="§ 90", content="navn"
            ),
        ),
    )
    view = seen(world, stored(world, told))
    assert (view.reference, view.case.status, view.withheld) == ("2026-0417", Status.CLOSED, ())
    assert view.steps == told.steps
    assert view.documents is not None
    assert tuple(one.text for one in view.documents) == texts
    assert view.parties is not None
    assert [one.role for one in view.parties] == [Role.COMPLAINANT, Role.RESPONDENT]
    assert view.documents[0].author == view.parties[0].party_id
    assert view.disclosures is not None
    assert view.disclosures[0].recipient == "Prøveby Kommune"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (case(COMPLAINANT, COMPLAINANT), "parties"),
        (case(COMPLAINANT, documents=(document("…", author="X"),)), "documents[0].author"),
        (case(party("K", Role.WITNESS, person(), subject_id=SubjectId(new_id()))), "parties[0]"),
        (case(COMPLAINANT, anonymity=Anonymity.ANONYMOUS), "parties[0].person"),
    ],
)
def test_what_does_not_fit_together_is_refused_whole(world: World, told: NewCase, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        world.store(told)
    assert refused.value.field == field
    assert count(world) == 0


def test_an_unknown_subject_is_refused_and_nothing_is_left(world: World) -> None:
    with pytest.raises(NotFound):
        world.store(case(COMPLAINANT, party("V", Role.WITNESS, subject_id=SubjectId(new_id()))))
    assert count(world) == 0


def test_a_subject_of_another_organisation_is_unknown_here(world: World) -> None:
    foreign = world.store(case(COMPLAINANT)).subjects[0]
    elsewhere = world.another_organisation()
    with pytest.raises(NotFound):
        world.call_in(elsewhere, INGEST, complaints.store_case, case(party("V", Role.WITNESS, subject_id=foreign)))


def test_another_organisation_sees_no_case(world: World) -> None:
    case_id, elsewhere = stored(world, case(COMPLAINANT)), world.another_organisation()
    assert world.call_in(elsewhere, DPO, complaints.list_cases) == []
    for verb, arguments in (
        (complaints.read_case, ()),
        (complaints.add_document, (AddedDocument(document=document("…")),)),
        (complaints.add_step, (NewStep(step=Step(StepKind.VISIT, date(2026, 9, 2))),)),
    ):
        role = DPO if verb is complaints.read_case else INGEST
        with pytest.raises(NotFound, match="no such case"):
            world.call_in(elsewhere, role, verb, case_id, *arguments)


def test_a_case_worker_sees_that_somebody_spoke_in_confidence_and_not_who(world: World) -> None:
    told = case(
        party("K", Role.COMPLAINANT, person("Karla Eskebjerg"), confidential=True),
        RESPONDENT,
        anonymity=Anonymity.CONFIDENTIAL,
    )
    view = seen(world, stored(world, told), WORKER)
    assert view.parties is not None
    hidden, shown = view.parties
    assert (hidden.subject_id, hidden.confidential) == (None, True)
    assert shown.subject_id is not None
    assert view.withheld[0] == "case.confidential_identity"


def test_no_text_tells_a_case_worker_who_spoke_in_confidence(world: World) -> None:
    """Nor does a journal note or a disclosure, nor the officer's own reading."""
    words = "Jeg hedder Karla Eskebjerg, ring på 68 14 15 16."
    told = case(
        party("K", Role.COMPLAINANT, person("Karla Eskebjerg", phones=("68141516",)), confidential=True),
        RESPONDENT,
        documents=(
            document(words, author="K", role=Role.COMPLAINANT),
            document("Talt med Karla om Ivan Tornbjerg."),
        ),
        disclosures=(
            NewDisclosure(
                disclosed_on=date(2026, 9, 9), recipient="Karla Eskebjerg", legal_basis="6(1)(f)", content="svar"
            ),
        ),
        anonymity=Anonymity.CONFIDENTIAL,
    )
    case_id = stored(world, told)
    view = seen(world, case_id, WORKER)
    assert view.documents is not None
    assert view.disclosures is not None
    assert [one.text for one in view.documents] == [
        f"Jeg hedder {MASK}, ring på {MASK}.",
        f"Talt med {MASK} om Ivan Tornbjerg.",
    ]
    assert view.disclosures[0].recipient == MASK
    assert seen(world, case_id, DPO).documents == view.documents


def test_a_document_is_added_by_a_party_of_the_case(world: World) -> None:
    first = world.store(case(COMPLAINANT))
    added = AddedDocument(document=document("Mere larm.", role=Role.COMPLAINANT), author_party_id=first.parties[0])
    world.call(INGEST, complaints.add_document, first.case_id, added)
    view = seen(world, first.case_id)
    assert view.documents is not None
    assert [(one.text, one.author) for one in view.documents] == [("Mere larm.", first.parties[0])]
    assert view.case.version == 2
    stranger = AddedDocument(document=document("…"), author_party_id=PartyId(new_id()))
    with pytest.raises(InvalidInput, match="author_party_id"):
        world.call(INGEST, complaints.add_document, first.case_id, stranger)
    assert seen(world, first.case_id).case.version == 2


def test_a_step_may_change_the_status(world: World) -> None:
    case_id = stored(world, case(COMPLAINANT))
    closing = NewStep(step=Step(StepKind.CLOSED, date(2026, 11, 2)), status=Status.CLOSED)
    world.call(WORKER, complaints.add_step, case_id, closing)
    view = seen(world, case_id)
    assert view.case.status is Status.CLOSED
    assert view.steps[-1] == closing.step


def test_pages_follow_each_other_without_gap_or_double(world: World) -> None:
    expected = [stored(world, case(COMPLAINANT)) for _ in range(7)]
    walked: list[CaseId] = []
    after: CaseId | None = None
    while page := world.call(DPO, complaints.list_cases, after, 3):
        walked += [one.case_id for one in page]
        after = walked[-1]
    assert sorted(walked) == sorted(expected)
    assert len(walked) == len(expected)


def test_who_spoke_in_confidence_is_not_found_by_the_cases_of_a_person(world: World) -> None:
    """Nor by asking which cases somebody is a party to (N-10)."""
    who = party("K", Role.COMPLAINANT, person("Karla Eskebjerg", phones=("68141516",)), confidential=True)
    world.store(case(who, anonymity=Anonymity.CONFIDENTIAL))
    (subject_id,) = world.call(RoleName.DPO, subjects.find_subjects, Given(phone="68141516"))
    asked = CaseQuery(subject_id=subject_id)
    for role in (RoleName.CASE_WORKER, RoleName.DPO):
        assert world.call(role, complaints.search_cases, asked) == []
