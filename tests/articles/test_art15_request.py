"""What a complete answer under Art. 15 contains, points 1 to 9 of the checklist (law, section 9).

Who answers whom, about what, in time, and how everything was found.
"""

import io
import json
from datetime import date

import msgspec
from pypdf import PdfReader
from tests.articles.packages import (
    AMINA_BY_NAME,
    INGRID,
    RECEIVED,
    Estate,
    asked,
)

from vault import subject_requests
from vault.deadlines import Country, deadline
from vault.language import Language
from vault.subject_requests import (
    Identified,
    NewExtension,
    ScopeAgreed,
)
from vault.subject_requests.history.entries import IdentityMethod, Prolonging
from vault.subject_requests.letter.texts import texts

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
