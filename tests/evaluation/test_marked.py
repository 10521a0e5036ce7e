"""The second corpus is annotated by the rules, and what automation misses in it does not become more."""

from pathlib import Path
from typing import Any

import pytest
from tests.evaluation.__main__ import answer_all
from tests.evaluation.marked import Faulty, corpus_of, read_marked
from tests.evaluation.scoring import score

SECOND = Path(__file__).parent / "second"
SOURCE = """\
=org Boligforeningen Prøvehaven | dk
=person anna | Anna Skovlund | 1980-01-02 | Prøvevej 1, 8999 Prøveby | 1. th. | 67 10 20 30 |
=person bent | Bent Ravnsborg | 1970-03-04 | Prøvevej 1, 8999 Prøveby | 2. th. | 67 10 20 31 |
=person carl | Carl Ravnsborg | 2015-05-06 | Prøvevej 1, 8999 Prøveby | 2. th. | | | minor | bent
=person dina | Dina Holmsted | 1990-07-08 | Prøvevej 3, 8999 Prøveby | st. | 67 10 20 32 | | protected
=person else | Else Thygaard | | | | 67 10 20 33 | | staff
=case T-01 | Prøvevej | noise | mild | da | identified | closed | 2025-01-02
=steps received 2025-01-02
=party complainant anna shown
=party respondent bent
=party household_member carl
=party witness dina confidential
=party staff else
=doc journal_note | staff | else | da | 2025-01-03
{P anna:Anna} og {P bent:Bent}, {P carl:Carl}, {P dina:Dina}, {P else:Else}, {P -:Frode}, {T anna:67 10 20 30},
{I bent:@id}.
=doc letter | respondent | bent | da | 2025-01-04
{P anna:Anna}, {P -:Frode}, {A dina:Prøvevej 3}, {P dina:Dina}.
=doc letter | staff | else | da | 2025-01-05
Ingen er nævnt.
=request bent | 2026-01-01 | da | name=Bent Ravnsborg | Alt om mig.
"""


def _texts(rows: list[dict[str, Any]], doc_id: str) -> list[str]:
    return [row["text"] for row in rows if row["doc_id"] == doc_id]


def test_what_is_hidden_and_shown_follows_from_whose_a_mark_is() -> None:
    request = corpus_of(SOURCE)["access_requests"][0]
    assert [one["doc_id"] for one in request["expected_scope"]] == ["T-01-d1", "T-01-d2"]
    own = _texts(request["must_show"], "T-01-d1")
    assert own[0] == "Bent"
    assert own[1].startswith("040370-99")
    assert _texts(request["must_hide"], "T-01-d1") == ["Dina", "Frode", "67 10 20 30"]
    assert _texts(request["may_show"], "T-01-d1") == ["Anna", "Carl", "Else"]
    # What the requester wrote is theirs to read again, but for a home that is protected.
    assert _texts(request["must_hide"], "T-01-d2") == ["Prøvevej 3"]
    assert _texts(request["may_show"], "T-01-d2") == ["Anna", "Frode", "Dina"]
    assert request["withheld_complainants"] == [{"case_id": "T-01", "party_ids": ["P4"]}]


def test_a_mark_tells_where_its_words_stand() -> None:
    for document in corpus_of(SOURCE)["cases"][0]["documents"]:
        for span in document["spans"]:
            assert document["text"][span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{P -:Frode}, {T", "{P -:Frode, {T"),
        ("{P -:Frode}, {T", "{P -:Fro}de, {T"),
        ("{P -:Frode}, {T", "{P nobody:Frode}, {T"),
        ("{P -:Frode}, {T", "{Z -:Frode}, {T"),
        ("Ingen er nævnt", "Anna er nævnt"),
        ("=steps", "=stops"),
    ],
)
def test_a_faulty_source_is_refused(right: str, wrong: str) -> None:
    assert right in SOURCE
    with pytest.raises(Faulty):
        corpus_of(SOURCE.replace(right, wrong))


@pytest.mark.parametrize(
    ("half", "missed", "extra", "readable", "exposed", "own"),
    [("first", 1, 0, 5, 1, 240), ("second", 1, 1, 6, 0, 97)],
)
def test_no_more_is_missed_than_was(half: str, missed: int, extra: int, readable: int, exposed: int, own: int) -> None:
    corpus = read_marked(SECOND / f"{half}.txt")
    found = score(corpus, answer_all(corpus))
    assert found.scope.missed <= missed
    assert found.scope.extra <= extra
    assert found.automation_alone.readable <= readable
    assert found.automation_alone.places > 90
    assert found.withheld.exposed <= exposed
    assert found.show.wrongly_hidden <= own


def test_every_request_of_the_second_corpus_is_of_somebody_on_file() -> None:
    for half in ("first", "second"):
        corpus = read_marked(SECOND / f"{half}.txt")
        assert len(corpus.cases) == 9
        assert len(corpus.requests) == 5
        assert all(corpus.parties_of(one.requester_subject_id) for one in corpus.requests)
