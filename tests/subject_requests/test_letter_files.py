"""The data file and the manifest: readable by machines, complete, verifiable offline."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto import Secret, SigningKey, VerifyKey, sha256
from vault.errors import Tampered
from vault.language import Language
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter import manifest, manifest_with_signature, read_manifest, render_json
from vault.subject_requests.letter.masks import shown
from vault.subject_requests.letter.texts import texts

DISCLOSURE = {
    "disclosed_on": "2026-02-03",
    "recipient": ["Advokat Bo Lind"],
    "legal_basis": [],
    "content": ["Et notat"],
}
DOCUMENT = {
    "document_id": "d1",
    "kind": "email",
    "dated_on": "2026-01-05",
    "author_role": "complainant",
    "written_by_requester": False,
    "language": "da",
    "segments": ["Bor på ", {"kind": "address", "ground": "protected_address"}, " 🙂\n"],
}
CASE = {
    "case_id": "c1",
    "reference": None,
    "department": "Afdeling 12",
    "category": "noise",
    "severity": "mild",
    "status": "closed",
    "received_on": "2026-01-05",
    "roles": ["respondent"],
    "steps": [{"kind": "reminder_sent", "on": "2026-01-09"}],
    "documents": [DOCUMENT, {**DOCUMENT, "segments": ["Mit svar"], "written_by_requester": True}],
    "disclosures": [DISCLOSURE],
    "planned_deletion_on": "2027-03-01",
    "retention_rule": "Slettes efter 12 måneder",
    "on_hold": True,
}
ANSWER = {
    "language": "da",
    "reference": "01a20a2c",
    "controller": {
        "name": "Boligforeningen Lærken",
        "registration_number": "12 34 56 78",
        "country": "DK",
        "address": "Lærkevej 1",
        "contact": "post@laerken.example",
        "data_protection_officer": None,
    },
    "authority": {"name": "Datatilsynet", "address": "", "phone": "", "email": "", "website": ""},
    "requester_name": "Karin Ekdal",
    "requester_address": None,
    "received_on": "2026-11-02",
    "received_through": "email",
    "asked": "Alt, tak.",
    "due_on": "2026-12-02",
    "answered_on": "2026-11-23",
    "composed_at": "2026-11-23T10:00:00Z",
    "identified_by": "known_contact",
    "records": [{"name": "Karin Ekdal", "national_id": "040579-1234", "emails": ["k.ekdal@brev.example"]}],
    "cases": [CASE],
    "purposes": [],
    "processors": [],
    "transfers": None,
    "automated_decisions": None,
    "consultations": [],
    "search": [{"source": "people", "term": "email", "hits": 3}],
}
FILES = {"letter.pdf": b"%PDF-1.7 letter", "data.json": b"{}", "photo.jpg": b"\xff\xd8"}
languages = pytest.mark.parametrize("language", Language)


def answer(**changes: Any) -> Answer:
    return msgspec.convert(ANSWER | changes, Answer)


def read_data(of: Answer) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(render_json(of))
    return decoded


# The data.


def test_the_data_decode_to_what_the_letter_shows() -> None:
    data = read_data(answer())
    assert data["format"] == "complaint-vault/access-answer/1"
    assert data["holds_data"] is True
    assert msgspec.convert(data["answer"], Answer) == shown(answer())


@languages
def test_the_data_explain_each_code_they_use(language: Language) -> None:
    data = read_data(answer(language=language))
    legend, one = data["legend"], data["answer"]["cases"][0]
    assert legend["category"][one["category"]]["words"] == texts(language).code("category", "noise")
    assert legend["step"][one["steps"][0]["kind"]]["meaning"]
    assert legend["ground"]["rights_of_others"]["mark"] == "A"
    assert legend["channel"][data["answer"]["received_through"]]["words"]
    assert "protected_address" not in legend["ground"]


def test_the_data_speak_the_privacy_vocabulary() -> None:
    """W3C DPV 2.3."""
    data = read_data(answer())
    assert {one["right"]: one["term"] for one in data["rights"]} == {
        "rectification": "gdpr:A16",
        "erasure": "gdpr:A17",
        "restriction": "gdpr:A18",
        "objection": "gdpr:A21",
        "complaint": "gdpr:A77",
    }
    assert data["legend"]["category"]["arrears"]["term"] == "dpv:PaymentManagement"
    prefixes = {term.partition(":")[0] for term in data["terms"].values()}
    assert prefixes <= set(data["vocabulary"])


# The manifest.


def test_the_manifest_shows_a_changed_byte() -> None:
    listed = {one["name"]: one for one in msgspec.json.decode(manifest(answer(), FILES))["files"]}
    assert listed["letter.pdf"] == {
        "name": "letter.pdf",
        "media_type": "application/pdf",
        "size": 15,
        "sha256": sha256(FILES["letter.pdf"]).hex(),
    }
    assert listed["letter.pdf"]["sha256"] != sha256(b"%PDF-1.7 Letter").hex()
    assert listed["photo.jpg"]["media_type"] == "image/jpeg"


def test_the_manifest_is_canonical_and_independent_of_order() -> None:
    one, other = manifest(answer(), FILES), manifest(answer(), dict(reversed(FILES.items())))
    assert one == other == msgspec.json.encode(msgspec.json.decode(one), order="sorted")


def test_the_manifest_names_the_controller_and_nobody_else() -> None:
    content = manifest(answer(), FILES).decode()
    assert "Boligforeningen Lærken" in content
    for personal in ("Karin", "Ekdal", "Lærkevej", "040579", "k.ekdal", "Bo Lind", "Mit svar"):
        assert personal not in content


def test_the_signed_bytes_come_back_as_they_were_signed() -> None:
    key = SigningKey(Secret(bytes(range(32))))
    content = manifest(answer(), FILES)
    signed = manifest_with_signature(content, key.sign("package-manifest", content), key.public().raw)
    back, signature, public_key = read_manifest(signed)
    VerifyKey(public_key).verify("package-manifest", back, signature)
    assert back == content


def test_a_changed_manifest_does_not_verify() -> None:
    key = SigningKey(Secret(bytes(range(32))))
    content = manifest(answer(), FILES)
    signed = manifest_with_signature(content, key.sign("package-manifest", content), key.public().raw)
    back, signature, public_key = read_manifest(signed.replace(b'"documents":2', b'"documents":1'))
    with pytest.raises(Tampered):
        VerifyKey(public_key).verify("package-manifest", back, signature)


def test_another_algorithm_is_refused() -> None:
    signed = manifest_with_signature(b"{}", b"s", b"k").replace(b"Ed25519", b"none!!!")
    with pytest.raises(Tampered):
        read_manifest(signed)


@given(st.binary() | st.text().map(str.encode))
def test_what_is_no_manifest_is_refused(document: bytes) -> None:
    with pytest.raises(Tampered):
        read_manifest(document)
