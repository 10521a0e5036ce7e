"""What a complete answer under Art. 15 contains: one test for each point of the checklist (law, section 9)."""

import io
import json
from datetime import date, timedelta
from uuid import UUID

import msgspec
import pytest
from pypdf import PdfReader
from tests.articles.packages import (
    AMINA_BY_NAME,
    CHILD,
    INGRID,
    MALTHE,
    PICTURED,
    RECEIVED,
    SOLVEJ,
    SWEDISH,
    VALDEMAR,
    Estate,
    asked,
    draft_case,
    given_away,
    shown,
)
from tests.attachments.sending import SECRET, about, attach, photo
from tests.world import case, document, party

from vault import complaints, evidence, retention, subject_requests
from vault.complaints import Role
from vault.deadlines import Country, deadline
from vault.errors import Conflict, InvalidInput, NotPermitted
from vault.language import Language
from vault.policy import RoleName
from vault.redaction import Decision
from vault.subject_requests import (
    DeliveryMethod,
    DocumentWithheld,
    HitAllowed,
    Identified,
    NewDecision,
    NewDelivery,
    NewExtension,
    Represented,
    ScopeAgreed,
    SentTo,
)
from vault.subject_requests.answer import AnswerCase
from vault.subject_requests.grounds import RefusalGround
from vault.subject_requests.history.entries import Composed, DecisionOutcome, IdentityMethod, Prolonging, Withholding
from vault.subject_requests.letter.masks import CODES
from vault.subject_requests.letter.texts import texts
from vault.subject_requests.review.model import CandidateKind
from vault.subjects.standing.model import Power

DANISH = texts(Language.DANISH)


def test_1_the_controller_is_named_everywhere_and_the_platform_nowhere(estate: Estate) -> None:
    controller = estate.solvej.answer["controller"]
    manifest = json.loads(estate.solvej.files["manifest.json"])["manifest"]
    assert controller["name"] == manifest["controller"] == "Boligforeningen Prøvestenen"
    assert estate.solvej.says(controller["name"], "CVR-nr. 00112233")
    assert "complaint vault" not in estate.solvej.letter.casefold()


def test_2_contact_and_data_protection_officer(estate: Estate) -> None:
    assert estate.solvej.says("databeskyttelse@proevestenen.example", "dpo@proevestenen.example")


def test_3_request_day_channel_and_scope(estate: Estate) -> None:
    sent = estate.solvej
    assert sent.says("2. november 2026", "med e-mail", "Jeg vil se alt, tak.", DANISH("scope").split(".")[0])
    request_id = estate.opened(asked(INGRID))
    agreed = ScopeAgreed(understood="Kun sagen om støj fra 2026.", narrowed=True)
    estate.call(subject_requests.agree_scope, request_id, agreed)
    narrowed = estate.finished(request_id)
    assert narrowed.says("Kun sagen om støj fra 2026.", DANISH("request_narrowed"))
    assert not narrowed.says(DANISH("scope").split(".")[0])


def test_4_yes_or_no_comes_first(estate: Estate) -> None:
    nobody = asked(msgspec.structs.replace(INGRID, name="Gunhild Ukendt", phones=("68 99 99 99",)))
    assert estate.solvej.says(DANISH("yes_data"))
    assert estate.answered(nobody).says(DANISH("no_data"))


def test_5_answered_by_the_due_date_or_with_a_reasoned_extension(estate: Estate) -> None:
    sent = estate.solvej
    assert sent.answer["answered_on"] <= sent.answer["due_on"] == "2026-12-02"
    request_id = estate.opened(asked(AMINA_BY_NAME))
    reasons = "Sagen fylder tre mapper og rummer oplysninger om mange andre."
    moved = estate.call(
        subject_requests.extend_request, request_id, NewExtension(ground=Prolonging.COMPLEXITY, reasons=reasons)
    )
    assert moved.due_on == deadline(RECEIVED, Country.DENMARK).extended_due
    notice = PdfReader(io.BytesIO(estate.call(subject_requests.read_letter, request_id, moved.letter_id)))
    told = " ".join(" ".join(page.extract_text() for page in notice.pages).split())
    assert reasons in told
    assert DANISH("extension_lead", due=DANISH.day(moved.due_on)) in told
    assert estate.finished(request_id).says(reasons, DANISH.day(moved.due_on))


def test_6_how_identity_was_established_and_no_copy_of_a_proof(estate: Estate) -> None:
    request_id = estate.opened(asked(INGRID))
    shown_at_desk = Identified(method=IdentityMethod.DOCUMENT_SHOWN, on=date(2026, 11, 20), established=True)
    estate.call(subject_requests.identify_person, request_id, shown_at_desk)
    assert estate.finished(request_id).answer["identified_by"] == "document_shown"
    kept = [one.entry for one in estate.call(subject_requests.read_history, request_id)]
    assert shown_at_desk in kept
    assert {field.name for field in msgspec.structs.fields(Identified)} == {"method", "on", "established"}


def test_7_what_was_searched_by_which_terms_with_which_result(estate: Estate) -> None:
    lines = {(one["source"], one["term"]): one["hits"] for one in estate.solvej.answer["search"]}
    assert lines["people", "name"] >= 1
    assert lines["people", "phone"] == 2
    assert lines["cases", "party"] == 3
    assert estate.solvej.says(DANISH("search_heading"), DANISH.code("search_source", "people"))


def test_8_aliases_and_spellings_are_found(estate: Estate) -> None:
    """Asked for in capitals, by a number in another form; one record bears the former name."""
    assert "Fru Sørensen så det hele." in estate.solvej.texts
    assert len(estate.solvej.answer["records"]) == 2


def test_9_whoever_is_only_a_witness_is_found(estate: Estate) -> None:
    assert {role for one in estate.solvej.cases for role in one["roles"]} == {"respondent", "complainant", "witness"}


def test_10_purposes_of_what_is_held_and_of_nothing_else(estate: Estate) -> None:
    purposes = [one["purpose"] for one in estate.solvej.answer["purposes"]]
    assert len(purposes) == 2
    assert not any("husleje" in one for one in purposes)
    assert estate.solvej.says(*purposes)


def test_11_the_legal_basis_of_each_purpose_with_the_national_provision(estate: Estate) -> None:
    bases = [one["legal_basis"] for one in estate.solvej.answer["purposes"]]
    assert all("artikel 6" in one for one in bases)
    assert "almenlejelovens § 80" in bases[0]


def test_12_categories_with_the_sensitive_ones_marked(estate: Estate) -> None:
    for kind in ("identity", "national_id", "offences", "special"):
        assert estate.solvej.says(DANISH.code("data_kind", kind))
    assert not estate.solvej.says(DANISH.code("data_kind", "money"))
    assert "artikel 9" in DANISH.code("data_kind", "special")


def test_13_recipients_by_name_with_day_basis_and_content(estate: Estate) -> None:
    told = estate.solvej.cases[0]["disclosures"][0]
    assert shown(told["recipient"]) == "Prøveby Kommune"
    assert (told["disclosed_on"], shown(told["legal_basis"])) == ("2026-09-21", "almenlejeloven § 92")
    assert estate.solvej.says("Prøveby Kommune", "Navn og adresse på Solvej Kragelund.")


def test_14_processors_are_named_and_staff_are_no_recipients(estate: Estate) -> None:
    assert estate.solvej.says("Driftsselskabet Eksempel A/S")
    recipients = [shown(one["recipient"]) for held in estate.solvej.cases for one in held["disclosures"]]
    assert not any("Lindgård" in one for one in recipients)


def test_15_who_received_data_by_a_breach_is_a_recipient(estate: Estate) -> None:
    astray = estate.solvej.cases[0]["disclosures"][1]
    assert "Eksempelbutikken" in shown(astray["recipient"])
    assert "brud på persondatasikkerheden" in shown(astray["legal_basis"])


def test_16_transfers_are_said_also_where_there_are_none(estate: Estate) -> None:
    assert estate.solvej.data["third_country_transfers_exist"] is False
    assert estate.solvej.says(DANISH("no_transfers"))


def test_17_when_each_case_goes_and_what_holds_it(estate: Estate) -> None:
    first, second, _ = estate.solvej.cases
    assert first["planned_deletion_on"] == "2028-10-11"
    assert second["planned_deletion_on"] is None
    assert all(one["retention_rule"] for one in (first, second))
    assert all(one["on_hold"] for one in estate.solvej.cases)
    assert estate.solvej.says(DANISH.day(date(2028, 10, 11)), DANISH("deletion_open"), "sat i bero")


def test_18_the_rights_and_what_is_realistic(estate: Estate) -> None:
    for right in ("rectification", "erasure", "restriction", "objection"):
        assert estate.solvej.says(DANISH(f"right_{right}"))


def test_19_the_authority_of_the_controllers_country(estate: Estate) -> None:
    assert estate.solvej.says("Datatilsynet", "Carl Jacobsens Vej 35")
    elsewhere = estate.world.another_organisation(SWEDISH)
    swedish = estate.answered(asked(SOLVEJ, Language.SWEDISH), elsewhere)
    assert swedish.says("Integritetsskyddsmyndigheten", "Box 8114")
    assert "Datatilsynet" not in swedish.letter


def test_20_the_source_of_each_item(estate: Estate) -> None:
    sources = [
        (one["author_role"], one["written_by_requester"]) for held in estate.solvej.cases for one in held["documents"]
    ]
    assert sources[:3] == [("complainant", False), ("staff", False), ("complainant", True)]
    for who in ("self", "complainant", "staff"):
        assert estate.solvej.says(DANISH.code("source", who))


def test_21_automated_decisions_yes_or_no(estate: Estate) -> None:
    assert estate.solvej.data["automated_decisions_exist"] is False
    assert estate.solvej.says(DANISH("no_automated"))


def test_22_every_field_and_every_document_is_there(estate: Estate) -> None:
    record = estate.solvej.answer["records"][0]
    assert record["national_id"] == "140277-1234"
    assert record["emails"] == ["Solvej.K@brev.example"]
    assert record["former_names"] == ["Solvej Sørensen"]
    every = {document_id for one in (estate.noise, estate.hers, estate.seen) for document_id in one.documents}
    given = {one["document_id"] for held in estate.solvej.cases for one in held["documents"]}
    offered = {one.about for one in estate.solvej.review.candidates if one.kind is CandidateKind.DOCUMENT}
    # What is of somebody else alone stays out of her own complaint, and a person may bring it in.
    assert every - offered == set(map(UUID, given))
    assert offered <= set(estate.hers.documents[1:])
    summary_fields = {"category", "severity", "status", "received_on", "department"}
    assert summary_fields <= {field.name for field in msgspec.structs.fields(AnswerCase)}
    for text in estate.solvej.texts:
        assert estate.solvej.says(text.split("[…]")[0].strip())


def test_23_each_in_its_case_with_day_and_author(estate: Estate) -> None:
    days = [[one["dated_on"] for one in held["documents"]] for held in estate.solvej.cases]
    assert days == [["2026-09-01", "2026-09-04"], ["2026-09-10", "2026-09-12"], ["2026-09-20"]]
    assert estate.solvej.says("Klage, 1. september 2026")


def test_24_assessments_are_part_of_it_in_denmark_and_a_swedish_draft_is_decided_for_itself(estate: Estate) -> None:
    """X-21, X-22."""
    assert any(text.startswith("Vurdering: Solvej virker presset.") for text in estate.solvej.texts)
    request_id = estate.opened(asked(SOLVEJ))
    note = estate.noise.documents[1]
    facts = "Notatet er skrevet som udkast til et brev."
    with pytest.raises(InvalidInput, match="none in DK"):
        estate.call(
            subject_requests.withhold_document,
            request_id,
            DocumentWithheld(document_id=note, ground=Withholding.DRAFT, facts=facts),
        )
    swedish = estate.world.another_organisation(SWEDISH)
    stored = estate.world.call_in(swedish, RoleName.INGEST, complaints.store_case, draft_case())
    request_id = estate.opened(asked(SOLVEJ, Language.SWEDISH), swedish)
    withheld = DocumentWithheld(document_id=stored.documents[0], ground=Withholding.DRAFT, facts=facts)
    estate.world.call_in(swedish, RoleName.DPO, subject_requests.withhold_document, request_id, withheld)
    sent = estate.finished(request_id, swedish)
    assert sent.texts == ["Slutligt brev."]
    assert sent.says(texts(Language.SWEDISH).code("withholding", "draft"), "5 kap. 2 §")
    assert withheld in [
        one.entry for one in estate.world.call_in(swedish, RoleName.DPO, subject_requests.read_history, request_id)
    ]


def test_25_their_own_statement_is_faithful(estate: Estate) -> None:
    own = next(one for held in estate.solvej.cases for one in held["documents"] if one["written_by_requester"])
    assert shown(own["segments"]) == ("Valdemar Friis larmer om natten. Amina Skovlund bor nu på […]. Hilsen Solvej")


def test_26_pictures_of_hers_are_given_and_those_of_others_wait_to_be_looked_at(estate: Estate) -> None:
    """A-76: her own goes along as the clean copy; of the other the letter says that it is there, and why it waits."""
    stored = estate.store(case(party("I", Role.RESPONDENT, PICTURED)))
    hers, theirs = (
        attach(estate.world, stored.case_id, photo(), new, organisation=estate.organisation)
        for new in (about("a.jpg", author_party_id=stored.parties[0]), about("b.jpg", author_role=Role.STAFF))
    )
    sent = estate.answered(asked(PICTURED))
    files = {one["document_id"]: one["file"] for held in sent.cases for one in held["documents"]}
    assert files[str(hers)]["name"] == "file-01.jpg"
    assert SECRET.encode() not in sent.files["file-01.jpg"]
    assert files[str(theirs)] == {"kind": "jpeg", "standing": "undecided", "name": None}
    assert sent.says(DANISH.code("enclosure", "undecided"), DANISH("file_enclosed", name="file-01.jpg"))
    assert theirs in sent.review.to_look_at


def test_27_when_their_data_were_read_and_why_and_not_by_whom(estate: Estate) -> None:
    """The case worker's look, and the search for this very answer."""
    handling, answering = estate.solvej.answer["consultations"]
    assert (handling["on"], handling["times"]) == (answering["on"], answering["times"]) == ("2026-11-23", 1)
    assert "klager" in handling["purpose"]
    assert "indsigt" in answering["purpose"]
    assert b"test:case_worker" not in estate.solvej.files["data.json"]
    assert "test:" not in estate.solvej.letter


def test_28_every_code_is_explained_in_their_language(estate: Estate) -> None:
    legend = estate.solvej.data["legend"]
    for held in estate.solvej.cases:
        assert legend["category"][held["category"]]["words"]
        assert all(legend["step"][step["kind"]]["meaning"] for step in held["steps"])
    assert estate.solvej.says(DANISH("legend_heading"), DANISH.meaning("category", "threats_or_harassment"))


def test_29_a_finished_package_with_something_of_another_is_stopped(estate: Estate) -> None:
    """The check knows nothing of masking: it opens the files. What it stops goes out by a second person's decision."""
    estate.store(given_away())
    request_id = estate.opened(asked(MALTHE))
    with pytest.raises(Conflict, match="something of other people"):
        estate.call(subject_requests.answer_request, request_id)
    hits = estate.call(subject_requests.read_findings, request_id)
    assert {one.kind for one in hits} == {"name"}
    assert {one.file for one in hits} == {"data.json", "letter.pdf", "letter.html"}
    for hit in hits:
        decided = HitAllowed(digest=hit.digest, reason="Hun er kommunens kontaktperson og er navngivet.")
        estate.call(subject_requests.allow_finding, request_id, decided)
    with pytest.raises(Conflict, match="second person"):
        estate.call(subject_requests.answer_request, request_id)
    second = estate.world.by("test:another", RoleName.DPO, estate.organisation)
    approved = estate.world.vault.call(second, subject_requests.approve_request, request_id)
    assert approved.request.state is subject_requests.State.ANSWERED


def test_30_nothing_of_a_confidant_in_any_byte_or_name(estate: Estate) -> None:
    data = estate.solvej.data
    data["answer"]["cases"] = [one for one in data["answer"]["cases"] if one["roles"] != ["complainant"]]
    everywhere = json.dumps(data, ensure_ascii=False) + " ".join(estate.solvej.files)
    reader = PdfReader(io.BytesIO(estate.solvej.files["letter.pdf"]))
    everywhere += str(dict(reader.metadata or {})) + str(list(reader.attachments))
    for theirs in ("Valdemar", "Nyborg", "Friis", "68 12 21 12", "68122112", "Humlehaven 11", "confiden"):
        assert theirs not in everywhere


def test_31_no_protected_address_of_anybody_else(estate: Estate) -> None:
    assert "Bregnestien" not in estate.solvej.letter
    assert b"Bregnestien" not in estate.solvej.files["data.json"]
    assert b"protected_address" not in json.dumps(estate.solvej.cases).encode()


def test_32_masks_are_seen_and_counted_alike(estate: Estate) -> None:
    masks = [
        one
        for held in estate.solvej.cases
        for texts_of in (*(d["segments"] for d in held["documents"]), *(d["recipient"] for d in held["disclosures"]))
        for one in texts_of
        if isinstance(one, dict)
    ]
    withheld = estate.solvej.data["withheld"]
    manifest = json.loads(estate.solvej.files["manifest.json"])["manifest"]
    assert len(masks) == sum(withheld.values()) == sum(manifest["masks"].values())
    annex = estate.solvej.letter.split(DANISH("annex_heading"))[-1].split(DANISH("legend_heading"))[0]
    assert sum(annex.count(f" {code}]") for code in CODES.values()) == len(masks)


def test_33_an_inner_record_of_each_mask(estate: Estate) -> None:
    hidden = [
        span for one in estate.solvej.review.documents for span in one.spans if span.decision is not Decision.KEEP
    ]
    assert hidden
    assert all(span.reason and (span.ground or span.decision is Decision.ASK) for span in hidden)
    kept = estate.call(subject_requests.read_history, estate.solvej.request_id)
    composed = next(one for one in kept if isinstance(one.entry, Composed))
    assert composed.by == "test:dpo"
    assert composed.at.date() == date(2026, 11, 23)


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


def test_39_scope_is_the_same_at_receipt_and_dispatch_and_held(estate: Estate) -> None:
    view = estate.solvej.view
    assert view.scope_at_receipt == view.scope_at_answer
    plan = estate.world.call_in(estate.organisation, RoleName.RETENTION_JOB, retention.plan)
    assert estate.noise.case_id not in {item.record_id for item in plan.items}


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
    proof = estate.world.vault.call(
        estate.world.caller(RoleName.AUDITOR, estate.organisation), subject_requests.request_evidence, sent.request_id
    )
    steps = {one.kind: one for one in proof.timeline}
    assert steps["delivered"].facts["address"] == "on_record"
    assert steps["collected"].at >= steps["delivered"].at


def test_41_the_export_is_logged_and_has_a_period_of_its_own(estate: Estate) -> None:
    events = estate.world.call_in(estate.organisation, RoleName.AUDITOR, evidence.read_log, limit=10_000)
    assert any(one.permission == "request:answer" and estate.solvej.request_id in one.entities for one in events)
    later = estate.world.clock.advance
    try:
        later(timedelta(days=120))
        plan = estate.world.call_in(estate.organisation, RoleName.RETENTION_JOB, retention.plan)
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
