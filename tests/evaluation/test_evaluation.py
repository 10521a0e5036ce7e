"""The evaluation is honest: what is planted in an answer is counted, and the truth is never shown beforehand."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.evaluation.__main__ import DEFAULT, answer_all
from tests.evaluation.answering import Delivered, Misaligned, Sight, sight_of
from tests.evaluation.corpus import Corpus, CorpusCase, CorpusRequest, read
from tests.evaluation.scoring import Exposure, Hide, Score, score

from vault.ids import SubjectId
from vault.redaction import Decision, Ground, Kind, Span
from vault.subject_requests import checking
from vault.subject_requests.checking import Excuses
from vault.subject_requests.history.entries import Hit

CASE, NOTE = "T-1", "T-1-d1"
TEXT = "Gudrun Ravnsholt har klaget over Tage Mosegaard i Lindegangen 4, 1. tv. Ring til hende på 68 31 20 99."


def _place(words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"case_id": CASE, "doc_id": NOTE, "start": start, "end": start + len(words), "text": words}


def _span(words: str, kind: str, party: str) -> dict[str, Any]:
    return _place(words) | {"type": kind, "party_id": party}


CASES = [
    {
        "case_id": CASE,
        "org": "Boligselskabet Efterprøven",
        "country": "dk",
        "department": "Lindegangen",
        "category": "noise",
        "severity": "mild",
        "anonymity": "confidential",
        "language": "da",
        "received_date": "2026-03-02",
        "status": "closed",
        "steps": [{"step": "received", "date": "2026-03-02"}, {"step": "closed", "date": "2026-04-01"}],
        "parties": [
            {
                "party_id": "P1",
                "role": "complainant",
                "name": "Gudrun Ravnsholt",
                "address": "Lindegangen 6, 8799 Prøveby",
                "phone": "68 31 20 99",
                "confidential": True,
            },
            {
                "party_id": "P2",
                "role": "respondent",
                "name": "Tage Mosegaard",
                "date_of_birth": "1980-02-01",
                "address": "Lindegangen 4, 8799 Prøveby",
                "floor_door": "1. tv.",
                "phone": "68 31 20 11",
            },
        ],
        "documents": [
            {
                "doc_id": NOTE,
                "kind": "journal_note",
                "author_role": "staff",
                "language": "da",
                "date": "2026-03-03",
                "text": TEXT,
                "spans": [
                    _span("Gudrun Ravnsholt", "PERSON", "P1"),
                    _span("Tage Mosegaard", "PERSON", "P2"),
                    _span("Lindegangen 4, 1. tv.", "ADDRESS", "P2"),
                    _span("68 31 20 99", "PHONE", "P1"),
                ],
            }
        ],
        "disclosures": [],
    }
]
REQUESTS = [
    {
        "request_id": "T-AR1",
        "org": "Boligselskabet Efterprøven",
        "date": "2026-05-04",
        "language": "da",
        "given": {"name": "Tage Mosegaard", "phone": "+45 68312011", "date_of_birth": "1980-02-01"},
        "request_text": "Hvad har I om mig?",
        "expected_scope": [{"case_id": CASE, "doc_id": NOTE}],
        "must_hide": [_place("Gudrun Ravnsholt"), _place("68 31 20 99")],
        "must_show": [_place("Tage Mosegaard"), _place("Lindegangen 4, 1. tv.")],
        "withheld_complainants": [{"case_id": CASE, "party_ids": ["P1"]}],
    }
]
PERFECT = {"PERSON": Hide(total=1, hidden=1), "PHONE": Hide(total=1, hidden=1)}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(
        msgspec.convert(CASES, tuple[CorpusCase, ...], strict=False),
        msgspec.convert(REQUESTS, tuple[CorpusRequest, ...], strict=False),
    )


@pytest.fixture(scope="module")
def delivered(corpus: Corpus) -> Delivered:
    return answer_all(corpus)["T-AR1"]


def _scored(corpus: Corpus, answer: Delivered) -> Score:
    return score(corpus, {"T-AR1": answer})


def _seen_as(answer: Delivered, words: str, sight: Sight) -> Delivered:
    """The same answer in which the person sees some words otherwise."""
    start = TEXT.index(words)
    seen = list(answer.documents[0].sight)
    seen[start : start + len(words)] = [sight] * len(words)
    document = msgspec.structs.replace(answer.documents[0], sight=tuple(seen))
    return msgspec.structs.replace(answer, documents=(document,))


def test_an_answer_without_fault_counts_as_one(corpus: Corpus, delivered: Delivered) -> None:
    counted = _scored(corpus, delivered)
    assert (counted.scope.expected, counted.scope.found, counted.scope.missed, counted.scope.extra) == (1, 1, 0, 0)
    assert counted.hide == PERFECT
    assert counted.hide_by_role == {"complainant": Hide(total=2, hidden=2)}
    assert (counted.automation_alone.places, counted.automation_alone.readable) == (2, 0)
    assert counted.show.wrongly_hidden == 0
    assert counted.show.characters == len("TageMosegaardLindegangen41tv")
    assert counted.withheld == Exposure(people=1, exposed=0)
    assert counted.decisions_per_1000_words == 0


def test_a_planted_leak_is_counted(corpus: Corpus, delivered: Delivered) -> None:
    """One letter of a name is enough."""
    counted = _scored(corpus, _seen_as(delivered, "t har", Sight.SHOWN))
    assert counted.hide["PERSON"] == Hide(total=1, hidden=0, readable=1)
    assert counted.withheld == Exposure(people=1, exposed=1)


def test_a_leak_in_the_letter_alone_is_counted(corpus: Corpus, delivered: Delivered) -> None:
    leaking = msgspec.structs.replace(delivered, letter=delivered.letter + "\nKlager: Gudrun\nRavnsholt")
    counted = _scored(corpus, leaking)
    assert counted.hide["PERSON"].readable == 1
    assert counted.withheld.exposed == 1


@pytest.mark.parametrize("planted", ["Gudrun Ravnsholt", "68312099", "Lindegangen 6"])
def test_a_withheld_person_who_stands_elsewhere_in_the_data_is_exposed(
    corpus: Corpus, delivered: Delivered, planted: str
) -> None:
    data = json.loads(json.dumps(delivered.data))
    data["answer"]["cases"][0]["disclosures"].append({"recipient": [f"Til {planted}"]})
    assert _scored(corpus, msgspec.structs.replace(delivered, data=data)).withheld.exposed == 1


def test_what_a_person_must_still_decide_is_neither_hidden_nor_readable(corpus: Corpus, delivered: Delivered) -> None:
    counted = _scored(corpus, _seen_as(delivered, "68 31 20 99", Sight.UNDECIDED))
    assert counted.hide["PHONE"] == Hide(total=1, undecided=1)


def test_a_planted_miss_is_counted(corpus: Corpus, delivered: Delivered) -> None:
    counted = _scored(corpus, msgspec.structs.replace(delivered, documents=()))
    assert (counted.scope.found, counted.scope.missed) == (0, 1)
    assert counted.hide == {}


def test_a_document_too_many_is_counted(corpus: Corpus, delivered: Delivered) -> None:
    extra = msgspec.structs.replace(delivered.documents[0], case_id="T-9", doc_id="T-9-d1")
    found_by = delivered.found_by | {"T-9": "mention"}
    wrong = msgspec.structs.replace(delivered, documents=(*delivered.documents, extra), found_by=found_by)
    counted = _scored(corpus, wrong)
    assert (counted.scope.found, counted.scope.extra) == (1, 1)
    assert (counted.found_by["mention"].right, counted.found_by["mention"].wrong) == (0, 1)


@pytest.mark.parametrize("sight", [Sight.HIDDEN, Sight.UNDECIDED])
def test_a_planted_over_redaction_is_counted(corpus: Corpus, delivered: Delivered, sight: Sight) -> None:
    """The person does not see it either way."""
    counted = _scored(corpus, _seen_as(delivered, "Mosegaard", sight))
    assert counted.show.wrongly_hidden == len("Mosegaard")


@pytest.mark.parametrize(("extract", "counted_as"), [(False, "collateral"), (True, "collateral_in_extracts")])
def test_what_is_masked_and_belongs_to_nobody_is_counted(
    corpus: Corpus, delivered: Delivered, *, extract: bool, counted_as: str
) -> None:
    sight = (Sight.HIDDEN,) * len(TEXT)
    document = msgspec.structs.replace(delivered.documents[0], sight=sight, extract=extract)
    counted = getattr(_scored(corpus, msgspec.structs.replace(delivered, documents=(document,))), counted_as)
    assert counted.characters == counted.masked > 0
    assert counted.characters < sum(letter.isalnum() for letter in TEXT)


def test_decisions_are_counted_for_each_thousand_words(corpus: Corpus, delivered: Delivered) -> None:
    document = msgspec.structs.replace(delivered.documents[0], asked=("Gudrun", "Tage"))
    waiting = msgspec.structs.replace(delivered, documents=(document,), to_confirm=1)
    assert _scored(corpus, waiting).decisions_per_1000_words == round(3000 / len(TEXT.split()), 2)


def test_what_the_check_stops_is_let_out_and_counted(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    hit = Hit(digest="a", file="data.json", place="", kind="name", subject_id=SubjectId(UUID(int=1)), excerpt="")

    def check(*_: object, excuses: Excuses, **__: object) -> tuple[Hit, ...]:
        return () if hit.digest in excuses.allowed else (hit,)

    monkeypatch.setattr(checking, "check", check)
    counted = score(corpus, answer_all(corpus))
    assert (counted.stopped, counted.decisions, counted.scope.found) == (1, 1, 1)


def test_the_truth_is_not_shown_before_an_answer_is_composed(corpus: Corpus, delivered: Delivered) -> None:
    """Without any annotation the same answer comes out."""
    blind = Corpus(
        tuple(
            msgspec.structs.replace(
                case, documents=tuple(msgspec.structs.replace(one, spans=()) for one in case.documents)
            )
            for case in corpus.cases
        ),
        tuple(
            msgspec.structs.replace(one, expected_scope=(), must_hide=(), must_show=(), withheld_complainants=())
            for one in corpus.requests
        ),
    )
    assert answer_all(blind)["T-AR1"].documents == delivered.documents


def _mask(start: int, end: int) -> Span:
    return Span(
        start=start,
        end=end,
        kind=Kind.PERSON,
        decision=Decision.HIDE,
        ground=Ground.RIGHTS_OF_OTHERS,
        ref=None,
        reason="",
    )


_MASK = {"kind": "person", "ground": "rights_of_others"}


@pytest.mark.parametrize(
    "pieces",
    [["Anna ", "her"], ["Anna bor her"], [_MASK, " bor her", "!"], ["x", _MASK, " bor her"], [_MASK, " bor hen"]],
)
def test_a_package_that_contradicts_its_register_is_not_scored(pieces: list[Any]) -> None:
    with pytest.raises((Misaligned, IndexError)):
        sight_of("Anna bor her", pieces, [_mask(0, 4)])


def test_sight_follows_what_was_delivered() -> None:
    seen = sight_of("Anna bor", [_MASK, " bor"], [_mask(0, 4)])
    assert seen == (Sight.HIDDEN,) * 4 + (Sight.SHOWN,) * 4


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 -- our own module
        [sys.executable, "-m", "tests.evaluation", *arguments],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
        cwd=Path(__file__).parents[2],
    )


def test_a_missing_corpus_is_said_so(tmp_path: Path) -> None:
    done = _run(str(tmp_path))
    assert done.returncode == 2
    assert "there is no corpus" in done.stderr


@pytest.fixture
def shipped_corpus() -> Path:
    if not DEFAULT.is_dir():
        pytest.skip("the development corpus is not here")
    return DEFAULT


def test_the_last_line_is_one_object_of_the_agreed_form(shipped_corpus: Path) -> None:
    done = _run(str(shipped_corpus))
    assert done.returncode == 0, done.stderr
    last = json.loads(done.stdout.splitlines()[-1])
    assert set(last) == {
        "requests",
        "scope",
        "found_by",
        "hide",
        "hide_by_role",
        "automation_alone",
        "show",
        "collateral",
        "collateral_in_extracts",
        "withheld",
        "decisions",
        "stopped",
        "words",
        "decisions_per_1000_words",
        "hits",
        "ms_per_request",
    }
    assert last["requests"] == len(read(shipped_corpus).requests)
    assert set(last["scope"]) == {"expected", "found", "missed", "extra"}
    assert set(last["found_by"]) == {"index", "fuzzy", "mention"}
    assert last["scope"]["expected"] == last["scope"]["found"] + last["scope"]["missed"]
    for count in last["hide"].values():
        assert count["total"] == count["hidden"] + count["undecided"] + count["readable"]
