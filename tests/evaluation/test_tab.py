"""The benchmark's metrics, on a document small enough to count by hand."""

import json
from pathlib import Path

import pytest
from tests.evaluation.tab import documents, main, masked, scored

TEXT = "The applicant, Mr Henrik Lund, lives in a town. Mr Lund was heard on 3 May 1999."


def _mention(words: str, kind: str, entity: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"start_offset": start, "end_offset": start + len(words), "identifier_type": kind, "entity_id": entity}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lund = TEXT.rindex("Lund")
    mentions = [
        _mention("Henrik Lund", "DIRECT", "e1"),
        {"start_offset": lund, "end_offset": lund + 4, "identifier_type": "DIRECT", "entity_id": "e1"},
        _mention("3 May 1999", "QUASI", "e2"),
        _mention("town", "QUASI", "e3"),
        _mention("applicant", "NO_MASK", "e4"),
    ]
    row = {"doc_id": "d", "text": TEXT, "annotations": {"a": {"entity_mentions": mentions}}}
    (tmp_path / "test.json").write_text(json.dumps([row]), "utf-8")
    return tmp_path


def test_mentions_and_whole_entities_are_counted(folder: Path) -> None:
    """Both mentions of the name and the day of a hearing are masked, what somebody lives in is not."""
    counted = scored(list(documents(folder)))
    assert counted.documents == 1
    assert counted.recall == 0.75
    assert (counted.entities_direct, counted.entities_quasi) == (1.0, 0.5)
    # Two titles are masked with the names behind them.
    assert counted.precision == 0.75


def test_the_other_edition_has_shorter_names(tmp_path: Path) -> None:
    mention = {"start": 18, "end": 29, "id_type": "DIRECT", "entity": "e1"}
    row = {"id": "d", "text": TEXT, "applicant": "Henrik Lund", "annotators": {"a": [mention]}}
    (tmp_path / "test.json").write_text(json.dumps([row]), "utf-8")
    assert scored(list(documents(tmp_path))).entities_direct == 1.0


def test_an_applicant_who_is_named_beside_the_text_is_masked_in_it() -> None:
    text = "It was lodged by Xq Zrrw."
    assert {text.index("Zrrw"), text.index("Xq")} <= masked(text, "Xq Zrrw")


def test_a_folder_without_the_benchmark_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "DIR=DIR" in capsys.readouterr().err
