"""What a complete answer under Art. 15 contains, points 22 to 28 of the checklist (law, section 9).

The data themselves, whole and understandable.
"""

import io
from uuid import UUID

import pytest
from PIL import Image
from tests.articles.packages import (
    PICTURED,
    SOLVEJ,
    SPOKEN,
    SWEDISH,
    Estate,
    asked,
    draft_case,
    shown,
)
from tests.attachments.sending import SECRET, about, attach, photo
from tests.world import case, party

from vault import complaints, subject_requests
from vault.complaints import Role
from vault.errors import InvalidInput
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import (
    DocumentWithheld,
)
from vault.subject_requests.history.entries import Withholding
from vault.subject_requests.letter.legend import TABLES
from vault.subject_requests.letter.texts import texts
from vault.subject_requests.review.model import CandidateKind

DANISH = texts(Language.DANISH)


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
    fields = ("received_on", "category", "severity", "status", "department", "reference", "roles")
    values = ["2026-09-01", "threats_or_harassment", "serious", "open", "Afdeling 1", None, ["respondent"]]
    assert [estate.solvej.cases[0][one] for one in fields] == values
    every_value = ("Solvej Kragelund", "14. februar 1977", "68 90 80 70", "Solvej.K@brev.example", "140277-1234")
    assert estate.solvej.says("Solvej Sørensen", "Humlehaven 9, 8799 Prøveby", "Afdeling 1", *every_value)
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


def test_25_their_own_words_voice_and_handwriting_are_faithful(estate: Estate) -> None:
    """A-75: the same words in every form, the recording bit by bit, the handwriting as the picture that it is."""
    own = next(one for held in estate.solvej.cases for one in held["documents"] if one["written_by_requester"])
    assert shown(own["segments"]) == ("Valdemar Friis larmer om natten. Amina Skovlund bor nu på […]. Hilsen Solvej")
    for name in ("letter.pdf", "letter.html"):
        assert "Valdemar Friis larmer om natten. Amina Skovlund bor nu på" in estate.solvej.readable[name]
        assert "Bregnestien" not in estate.solvej.readable[name]
    stored = estate.store(case(party("K", Role.COMPLAINANT, SPOKEN)))
    voice, written = b"ID3\x04" + bytes(range(256)), photo(width=97, height=61)
    for content, name in ((voice, "besked.mp3"), (written, "seddel.jpg")):
        hers = about(name, author_party_id=stored.parties[0])
        attach(estate.world, stored.case_id, content, hers, organisation=estate.organisation)
    sent = estate.answered(asked(SPOKEN))
    assert sent.files["file-01.mp3"] == voice
    assert Image.open(io.BytesIO(sent.files["file-02.jpg"])).size == (61, 97)
    assert sent.says(DANISH("file_enclosed", name="file-01.mp3"), DANISH("file_enclosed", name="file-02.jpg"))


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
    used = {
        *(("category", held["category"]) for held in estate.solvej.cases),
        *(("severity", held["severity"]) for held in estate.solvej.cases),
        *(("status", held["status"]) for held in estate.solvej.cases),
        *(("role", role) for held in estate.solvej.cases for role in held["roles"]),
        *(("step", step["kind"]) for held in estate.solvej.cases for step in held["steps"]),
        *(("document", one["kind"]) for held in estate.solvej.cases for one in held["documents"]),
        *(("role", one["author_role"]) for held in estate.solvej.cases for one in held["documents"]),
        *(
            ("mask", part["kind"])
            for held in estate.solvej.cases
            for one in held["documents"]
            for part in one["segments"]
            if isinstance(part, dict)
        ),
    }
    assert {table for table, _ in used} == set(TABLES)
    for table, code in used:
        assert legend[table][code]["words"] == DANISH.code(table, code)
        assert legend[table][code]["meaning"] == DANISH.meaning(table, code)
        assert estate.solvej.says(DANISH.meaning(table, code)), (table, code)
    assert set(estate.solvej.data["withheld"]) <= set(legend["ground"])
    assert estate.solvej.says(DANISH("legend_heading"), DANISH.meaning("category", "threats_or_harassment"))
