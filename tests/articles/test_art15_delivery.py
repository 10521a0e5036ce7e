"""What a complete answer under Art. 15 contains, points 34 to 45 of the checklist (law, section 9).

How the answer goes out, what is kept of that, and what is not in it.
"""

import io
import json
from datetime import date, timedelta

import msgspec
import pytest
from pypdf import PdfReader
from tests.articles.packages import (
    CHILD,
    INGRID,
    SOLVEJ,
    TORVALD,
    VALDEMAR,
    Estate,
    asked,
    long_over,
)
from tests.world import case, document, party

from vault import complaints, evidence, retention, subject_requests
from vault.complaints import Role
from vault.errors import InvalidInput, NotPermitted
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import (
    DeliveryMethod,
    NewDecision,
    NewDelivery,
    Represented,
    SentTo,
)
from vault.subject_requests.grounds import RefusalGround
from vault.subject_requests.history.entries import DecisionOutcome
from vault.subject_requests.letter.texts import texts
from vault.subjects import Address, PersonChange, change_subject
from vault.subjects.standing.model import Power

DANISH = texts(Language.DANISH)


def test_34_what_is_refused_comes_with_reasons_and_remedies(estate: Estate) -> None:
    assert estate.solvej.says(DANISH("withheld_balance"), DANISH("court_DK"))
    request_id = estate.opened(asked(INGRID))
    decision = NewDecision(
        outcome=DecisionOutcome.REFUSED,
        grounds=(RefusalGround.EXCESSIVE,),
        reasons="Anmodningen er den ellevte på to uger om de samme tre dokumenter. Intet er kommet til siden da.",
    )
    letter_id = estate.call(subject_requests.decide_request, request_id, decision)
    reader = PdfReader(io.BytesIO(estate.call(subject_requests.read_letter, request_id, letter_id)))
    letter = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for part in (
        DANISH("decision_refused"),
        decision.reasons,
        "artikel 12, stk. 5",
        DANISH("decision_burden"),
        "Datatilsynet",
        DANISH("court_DK"),
        "dpo@proevestenen.example",
        "2. november 2026",
        "Jeg vil se alt, tak.",
    ):
        assert part in letter


def test_35_free_of_charge(estate: Estate) -> None:
    assert estate.solvej.says("Det er gratis", DANISH("further_copies"))


def test_36_electronic_readable_tagged(estate: Estate) -> None:
    reader = PdfReader(io.BytesIO(estate.solvej.files["letter.pdf"]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # type: ignore[index]  # noqa: E712 -- a value of a file, not ours
    assert str(root["/Lang"]).startswith("da")  # type: ignore[index]
    assert estate.solvej.data["format"] == "complaint-vault/access-answer/1"


def test_37_short_first_and_all_of_it_at_once(estate: Estate) -> None:
    letter = estate.solvej.letter
    assert letter.index(DANISH("in_short")) < letter.index(DANISH("annex_heading"), letter.index(DANISH("closing")))
    assert estate.solvej.says(DANISH("all_at_once"))


def test_38_nothing_comes_in_a_later_part(estate: Estate) -> None:
    """Every document of every case that is held about her stands in this package, and it says that it is whole."""
    lists = {"documents.csv", "recipients.csv", "consultations.csv"}
    assert set(estate.solvej.files) == {"letter.pdf", "letter.html", "data.json", "manifest.json", *lists}
    manifest = json.loads(estate.solvej.files["manifest.json"])["manifest"]
    assert manifest["documents"] == len(estate.solvej.texts) == 5
    assert estate.solvej.says(*(one["name"] for one in manifest["files"]), DANISH("enclosed"))


def test_39_scope_is_held_and_whatever_differs_between_receipt_and_dispatch_is_told(estate: Estate) -> None:
    """A-07, A-08: a case that is due stays while the request is open, and each difference is told by its record."""
    view = estate.solvej.view
    assert view.scope_at_receipt == view.scope_at_answer
    assert estate.proof(estate.solvej.request_id).scope_changes == ()
    due, going = estate.store(long_over()), estate.store(case(party("V", Role.WITNESS, TORVALD)))
    assert due.case_id in estate.due_for_deletion()
    request_id = estate.opened(asked(TORVALD))
    assert due.case_id not in estate.due_for_deletion()
    added = complaints.AddedDocument(document=document("Torvald ringede igen.", on=date(2026, 11, 3)))
    estate.call(complaints.add_document, going.case_id, added, role=RoleName.INGEST)
    moved = PersonChange(addresses=(Address("Humlehaven 30, 8799 Prøveby"),))
    estate.call(change_subject, due.subjects[0], moved, seen=1, role=RoleName.CASE_WORKER)
    new = estate.store(case(party("V", Role.WITNESS, TORVALD), documents=(document("Torvald så det."),)))
    sent = estate.finished(request_id)
    assert sent.view.scope_at_receipt != sent.view.scope_at_answer
    told = {one.record_id: one.change.value for one in estate.proof(request_id).scope_changes}
    came = dict.fromkeys((new.case_id, new.subjects[0]), "added")
    assert told == {going.case_id: "altered", due.subjects[0]: "altered"} | came


def test_40_how_it_was_delivered_to_which_address_and_when_it_was_opened(estate: Estate) -> None:
    sent = estate.answered(asked(INGRID))
    delivery = NewDelivery(
        method=DeliveryMethod.PICK_UP, address=SentTo.ON_RECORD, despite="Intet i svaret er tvivlsomt."
    )
    made = estate.call(subject_requests.deliver_request, sent.request_id, delivery)
    collected = estate.call(
        subject_requests.collect_package, made.delivery_id, subject_requests.PickUp(code=made.secret)
    )
    assert collected.files == sent.files
    proof = estate.proof(sent.request_id)
    steps = {one.kind: one for one in proof.timeline}
    assert steps["delivered"].facts["address"] == "on_record"
    assert steps["collected"].at >= steps["delivered"].at


def test_41_the_export_is_logged_and_has_a_period_of_its_own(estate: Estate) -> None:
    events = estate.world.call_in(estate.organisation, RoleName.AUDITOR, evidence.read_log, limit=10_000)
    assert any(one.permission == "request:answer" and estate.solvej.request_id in one.entities for one in events)
    later = estate.world.clock.advance
    try:
        later(timedelta(days=120))
        plan = estate.call(retention.plan, role=RoleName.RETENTION_JOB)
    finally:
        later(-timedelta(days=120))
    assert ("package", estate.solvej.view.package_id) in {(item.kind, item.record_id) for item in plan.items}


def test_42_a_child_gets_a_page_written_for_a_child_and_whoever_acts_for_it_is_checked(estate: Estate) -> None:
    estate.store(case(party("V", Role.WITNESS, CHILD), documents=(document("Laura så det.", on=date(2026, 9, 3)),)))
    request_id = estate.opened(asked(CHILD))
    mother = Represented(name="Mette Vestergren", power=Power.PARENT, authority="Fødselsattest, forevist")
    with pytest.raises(InvalidInput, match="conflict_checked"):
        estate.call(subject_requests.represent_person, request_id, mother)
    checked = msgspec.structs.replace(mother, conflict_checked=True)
    estate.call(subject_requests.represent_person, request_id, checked)
    sent = estate.finished(request_id)
    assert sent.says(DANISH("child_hello", name="Laura"), DANISH("child_wrong"), "Mette Vestergren", "forælder")
    assert not estate.solvej.says(DANISH("child_yours"))


def test_43_a_second_answer_gives_what_is_new_and_the_choice_of_everything(estate: Estate) -> None:
    first = estate.answered(asked(VALDEMAR))
    estate.store(
        case(
            party("I", Role.RESPONDENT, VALDEMAR),
            documents=(document("Et nyt notat om Valdemar.", on=date(2026, 11, 5)),),
            received=date(2026, 11, 5),
        )
    )
    second = estate.answered(asked(VALDEMAR))
    assert second.texts == ["Et nyt notat om Valdemar."]
    assert second.answer["previous"]["not_repeated"] == len(first.texts)
    assert second.says(str(first.request_id), "fuldstændig kopi")
    full = estate.answered(asked(VALDEMAR, full_copy=True))
    assert len(full.texts) == len(first.texts) + 1
    assert full.says("Da du har bedt om en fuldstændig kopi")


def test_44_another_controller_answers_with_nothing_of_this_one(estate: Estate) -> None:
    elsewhere = estate.world.another_organisation()
    sent = estate.answered(asked(SOLVEJ), elsewhere)
    assert sent.data["holds_data"] is False
    assert (sent.answer["records"], sent.cases, sent.answer["requests"]) == ([], [], [])
    with pytest.raises(NotPermitted):
        estate.world.call_in(elsewhere, RoleName.BOARD, subject_requests.read_package, sent.request_id)


def test_45_both_sides_of_a_case_are_disjoint_in_what_is_protected(estate: Estate) -> None:
    """X-31: of the same case, each gets their own; of the other, neither name nor number nor address."""
    hers = json.dumps(estate.solvej.cases[0], ensure_ascii=False)
    his = json.dumps(
        next(one for one in estate.valdemar.cases if one["case_id"] == str(estate.noise.case_id)), ensure_ascii=False
    )
    for theirs in ("Valdemar", "Friis", "68 12 21 12", "Tophøj"):
        assert theirs not in hers
    for theirs in ("68 90 80 70", "140277", "Humlehaven 9", "Tophøj", "warning_letter"):
        assert theirs not in his
    assert "Solvej truer mig. Hilsen Valdemar Friis, 68 12 21 12" in his
