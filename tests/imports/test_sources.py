"""What other systems export becomes complaints: a spreadsheet, a mailbox, a dump; and what does not, says where."""

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import resources
from vault.complaints import Category, NewCase, Role
from vault.errors import InvalidInput
from vault.imports import ImportLine, Numbered
from vault.imports.mapping import Row, RowMapping, mapped, mapped_all, read_mapping
from vault.imports.sources import rows_of

EXAMPLES = Path(__file__).parents[2] / "examples" / "imports"
MARK = "hemmeligmaerke"
BASE: dict[str, Any] = {
    "key": "Nr",
    "constants": {
        "department": "Afdeling 1",
        "severity": "mild",
        "anonymity": "anonymous",
        "language": "da",
        "category": "noise",
        "parties.0.label": "K",
        "parties.0.role": "complainant",
    },
    "columns": {
        "Dato": {"field": "received_on", "required": True},
        "Navn": {"field": "parties.0.person.name"},
        "Vidner": {"field": "witness_count"},
        "Sprog": {"field": "language", "values": {"dansk": "da"}},
    },
}


def mapping(**changes: Any) -> RowMapping:
    return msgspec.convert(BASE | changes, RowMapping)


def cases(name: str, table: str) -> list[NewCase]:
    wanted = read_mapping(EXAMPLES / f"{table}.toml")
    found = list(mapped_all(wanted, rows_of(EXAMPLES / name, wanted)))
    assert all(isinstance(one, Numbered) for one in found), found
    lines = [msgspec.json.decode(one.content, type=ImportLine) for one in found if isinstance(one, Numbered)]
    return [one.case for one in lines]


def test_a_spreadsheet() -> None:
    first, second, third = cases("spreadsheet.csv", "spreadsheet")
    assert (first.reference, first.received_on, first.witness_count) == ("2026-101", date(2026, 9, 14), 2)
    assert first.documents[0].text == "Høj musik hver nat.\nDet er tredje uge."
    assert first.documents[0].dated_on == date(2026, 9, 14)
    assert [one.role for one in first.parties] == [Role.COMPLAINANT, Role.RESPONDENT]
    assert first.parties[0].person is not None
    assert first.parties[0].person.phones == ("68 10 22 31",)
    assert second.category is Category.THREATS_OR_HARASSMENT
    assert [one.on for one in second.steps] == [date(2026, 10, 2), date(2026, 10, 20)]
    # A party of whom nothing is said does not come about by constants.
    assert [one.role for one in third.parties] == [Role.RESPONDENT]
    assert len(third.steps) == 1


def test_a_mailbox() -> None:
    first, second = cases("inbox.mbox", "inbox")
    assert first.documents[0].text.startswith("Der er høj musik ovenpå")
    assert first.parties[0].person is not None
    assert (first.parties[0].person.name, first.parties[0].person.emails) == ("Karin Ekdal", ("k.ekdal@brev.example",))
    assert first.received_on == date(2026, 9, 14)
    assert second.documents[0].text == "Der står skrald i trapperummet.\nHver dag."


def test_a_single_message(tmp_path: Path) -> None:
    content = (EXAMPLES / "inbox.mbox").read_bytes().split(b"\n", 1)[1].partition(b"\nFrom bo@")[0]
    (tmp_path / "one.eml").write_bytes(content)
    wanted = read_mapping(EXAMPLES / "inbox.toml")
    (row,) = rows_of(tmp_path / "one.eml", wanted)
    assert mapped(wanted, row).key == "<a1@brev.example>"


def test_a_dump() -> None:
    first, second = cases("dump.json", "dump")
    assert [(one.label, one.role) for one in first.parties] == [("P1", Role.COMPLAINANT), ("P2", Role.RESPONDENT)]
    assert [(one.dated_on.day, one.text[:8]) for one in first.documents] == [(4, "Anmelder"), (20, "Støjskem")]
    assert (second.category, second.documents, len(second.parties)) == (Category.PETS, (), 1)


@pytest.mark.parametrize(
    ("cells", "field", "rule"),
    [
        ({"Nr": "", "Dato": "2026-09-01"}, 'column "Nr"', "is empty, and must tell this row from every other"),
        ({"Nr": "1"}, 'column "Dato"', "is empty, and is needed"),
        ({"Nr": "1", "Dato": MARK}, 'column "Dato"', "is not a day in any of the date_formats"),
        ({"Nr": "1", "Dato": "2026-02-30"}, 'column "Dato"', "is not a day in any of the date_formats"),
        (
            {"Nr": "1", "Dato": "2026-09-01", "Sprog": MARK},
            'column "Sprog"',
            "holds a value that the mapping does not know",
        ),
        ({"Nr": "1", "Dato": "2026-09-01", "Vidner": MARK}, 'column "Vidner"', None),
        ({"Nr": "1", "Dato": "2026-09-01", "Navn": "x" * 500}, 'column "Navn"', None),
    ],
)
def test_what_is_wrong_with_a_row_is_said_of_its_column_and_not_with_its_value(
    cells: dict[str, str], field: str, rule: str | None
) -> None:
    with pytest.raises(InvalidInput) as refused:
        mapped(mapping(), Row(7, cells))
    assert refused.value.field == field
    assert rule is None or refused.value.rule == rule
    assert MARK not in refused.value.detail


def test_a_table_without_a_column_of_the_mapping_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Nr,Dato\n1,2026-09-01\n", "utf-8")
    with pytest.raises(InvalidInput, match='column "Navn"'):
        list(rows_of(tmp_path / "a.csv", mapping()))


def test_rows_are_told_by_the_line_on_which_they_begin(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('Nr,Dato,Navn,Vidner,Sprog\n1,x,"a\nb",,\n2,y,,,\n', "utf-8")
    assert [one.line for one in rows_of(tmp_path / "a.csv", mapping())] == [2, 4]


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ('key = "Nr"', "columns"),
        ('key = "Nr"\n[columns.A]\nfield = "a b"', "mapping.columns[...].field"),
        ('key = "Nr"\n[columns.A]\nfield = "a"\nfields = "b"', "mapping.columns[...]"),
        ("key = ", "mapping"),
    ],
)
def test_a_mapping_that_is_none_says_which_key(tmp_path: Path, written: str, field: str) -> None:
    (tmp_path / "m.toml").write_text(written, "utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_mapping(tmp_path / "m.toml")
    assert field in refused.value.detail


@given(st.dictionaries(st.sampled_from(["Nr", "Dato", "Navn", "Vidner", "Sprog"]), st.text(max_size=30)))
def test_whatever_stands_in_cells_is_a_complaint_or_a_problem(cells: dict[str, str]) -> None:
    (found,) = mapped_all(mapping(), iter([Row(1, cells)]))
    assert isinstance(found, Numbered) or found.error.rule


def test_the_examples_stand_beside_the_program() -> None:
    assert resources.folder("policies").is_dir()
    assert {one.suffix for one in EXAMPLES.iterdir()} == {".csv", ".toml", ".mbox", ".json"}
