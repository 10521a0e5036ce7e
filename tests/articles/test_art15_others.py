"""What a complete answer under Art. 15 contains, points 29 to 33 of the checklist (law, section 9).

Nothing of anybody else, and a record of what is hidden.
"""

import io
import json
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader
from tests.articles.packages import (
    HALVDAN,
    MALTHE,
    SOLVEJ,
    VALDEMAR,
    Estate,
    asked,
    given_away,
)
from tests.world import case, document, party

from vault import subject_requests
from vault.complaints import Role
from vault.complaints.codes import Anonymity
from vault.errors import Conflict
from vault.language import Language
from vault.policy import RoleName
from vault.redaction import Decision, Ground
from vault.subject_requests import Choice, HitAllowed, NewMaskDecision, Started, Where
from vault.subject_requests.history.entries import Composed
from vault.subject_requests.letter.masks import CODES
from vault.subject_requests.letter.texts import texts

DANISH = texts(Language.DANISH)


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
    # In what a person reads he stands where she named him herself, and not once more.
    own = sum(text.count("Valdemar") for text in estate.solvej.texts if text.startswith("Valdemar Friis larmer"))
    assert {name: words.count("Valdemar") for name, words in estate.solvej.readable.items() if "Valdemar" in words} == {
        "letter.pdf": own,
        "letter.html": own,
        "data.json": own,
    }
    for name, words in estate.solvej.readable.items():
        assert "68 12 21 12" not in words, name
    told = case(
        party("K", Role.COMPLAINANT, VALDEMAR, confidential=True),
        party("I", Role.RESPONDENT, HALVDAN),
        anonymity=Anonymity.CONFIDENTIAL,
        documents=(
            document(
                "Halvdan råber på trappen om natten. Jeg bor lige under ham og har astma. Hilsen Valdemar",
                author="K",
                role=Role.COMPLAINANT,
            ),
        ),
    )
    estate.store(told)
    his = estate.answered(asked(HALVDAN)).readable
    for name in ("letter.pdf", "letter.html"):
        assert "Halvdan råber på trappen om natten." in his[name]
    for name, words in his.items():
        for gives_away in ("astma", "lige under", "Valdemar"):
            assert gives_away not in words, name


def test_31_no_protected_address_of_anybody_else(estate: Estate) -> None:
    assert set(estate.solvej.readable) == set(estate.solvej.files) - {"manifest.json"}
    for name, words in estate.solvej.readable.items():
        assert "Bregnestien" not in words, name
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
    ruling, protected = a_ruling(estate)
    assert ruling == {
        "choice": Choice.HIDE,
        "ground": Ground.DECISIVE_INTEREST,
        "interest": "vidnet",
        "facts": "Er blevet råbt ad i opgangen to gange.",
        "ref": protected,
        "by": "test:dpo",
        "review_on": date(2027, 11, 23),
    }


def a_ruling(estate: Estate) -> tuple[dict[str, Any], str]:
    """What is kept of a decision of the officer to hide a witness, and who that witness is on file."""
    request_id = estate.opened(asked(SOLVEJ))
    started = estate.call(subject_requests.start_review, request_id, Started())
    texts_of = (estate.call(subject_requests.read_text, request_id, one.text_id) for one in started.texts)
    chosen = next(one for one in texts_of if "Ingrid Tophøj" in one.text)
    at = chosen.text.index("Ingrid Tophøj")
    decided = NewMaskDecision(
        places=(Where(text_id=chosen.summary.text_id, start=at, end=at + len("Ingrid Tophøj")),),
        choice=Choice.HIDE,
        ground=Ground.DECISIVE_INTEREST,
        interest="vidnet",
        facts="Er blevet råbt ad i opgangen to gange.",
    )
    estate.call(subject_requests.decide_spans, request_id, decided)
    (ruling,) = estate.call(subject_requests.list_rulings, request_id)
    fields = ("choice", "ground", "interest", "facts", "ref", "by", "review_on")
    return {name: getattr(ruling, name) for name in fields}, str(estate.noise.subjects[2])
