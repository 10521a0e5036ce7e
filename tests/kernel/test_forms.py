"""Small pure parts: ids, the legal day, normal forms, messages about malformed input, settings."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import normal
from vault.clock import legal_day
from vault.complaints import NewCase
from vault.errors import InvalidInput, Misconfigured
from vault.ids import new_id
from vault.parsing import refuse_doubtful, rule_of
from vault.settings import from_environment, in_folder, normalised_url


def test_an_id_is_a_uuid_of_version_7() -> None:
    one = new_id()
    assert (one.version, one.variant) == (7, "specified in RFC 4122")


@given(st.integers(0, 2**48 - 2))
def test_ids_sort_by_their_millisecond(milliseconds: int) -> None:
    assert new_id(milliseconds) < new_id(milliseconds + 1)
    assert new_id(milliseconds).int >> 80 == milliseconds


def test_ids_of_one_millisecond_do_not_count() -> None:
    """No id says how many others were made beside it, and none of a given time when it was really made."""
    made = [new_id(1_000_000) for _ in range(2_000)]
    assert len(set(made)) == len(made)
    assert made != sorted(made)
    assert len({one.int & 0xFFFF for one in made}) > 1_500


def test_what_one_process_writes_keeps_its_order() -> None:
    """Steps of a history that follow each other at once are read back as they were taken."""
    made = [new_id() for _ in range(5_000)]
    assert made == sorted(made)
    assert len({one.int & 0xFFFF for one in made}) > 4_000


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 1, 31, 23, 0, tzinfo=UTC), date(2026, 2, 1)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
    ],
)
def test_a_legal_day_begins_at_midnight_where_the_controller_is(instant: datetime, day: date) -> None:
    assert legal_day(instant) == day


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sørensen", "Soerensen"),
        ("Sørensen", "Sörensen"),
        ("SØRENSEN", "sørensen"),
        ("Åse", "Aase"),
        ("Kjær", "Kjaer"),
        ("Kjær", "Kjär"),
        ("Philip", "Filip"),
        ("Müller", "Mueller"),
        ("Annika", "Anika"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert normal.folded(one) == normal.folded(other)


@pytest.mark.parametrize(("one", "other"), [("Hansen", "Jensen"), ("Bo", "Ib"), ("Maria", "Marie"), ("Lind", "Lund")])
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert normal.folded(one) != normal.folded(other)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = normal.folded(text)
    assert normal.folded(once) == once


@pytest.mark.parametrize("written", ["68 10 22 31", "68102231", "+45 68102231", "0045 68 10 22 31", "(+45) 6810-2231"])
def test_a_danish_number_has_one_form(written: str) -> None:
    assert normal.phone(written, "DK") == "+4568102231"


@pytest.mark.parametrize("written", ["070-174 06 33", "+46 70 174 06 33", "0046701740633"])
def test_a_swedish_number_has_one_form(written: str) -> None:
    assert normal.phone(written, "SE") == "+46701740633"


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text: str) -> None:
    found = normal.phone(text, "DK")
    assert found is None or found.startswith("+")


@pytest.mark.parametrize("written", ["110382-9918", "1103829918", "110382 9918", "19110382-9918"])
def test_a_national_id_has_ten_digits(written: str) -> None:
    assert normal.national_id(written) == "1103829918"


@pytest.mark.parametrize("written", ["", "110382", "110382-99", "nothing"])
def test_what_is_no_national_id_has_no_form(written: str) -> None:
    assert normal.national_id(written) is None


@pytest.mark.parametrize(
    "written", ["Nørre Allé 7 B, 2. tv., 8799 Prøveby", "nørre alle 7b", "NØRRE ALLÉ 7 b", "Noerre Alle 7B, Prøveby"]
)
def test_a_street_has_one_form(written: str) -> None:
    assert normal.street(written) == normal.street("Nørre Allé 7 B")


def test_houses_beside_each_other_stay_apart() -> None:
    forms = {normal.street(f"Nørre Allé {number}") for number in ("7", "7 A", "7 B", "17", "77")}
    assert len(forms) == 5


VALID = {
    "department": "1",
    "category": "noise",
    "severity": "mild",
    "anonymity": "identified",
    "language": "da",
    "received_on": "2026-01-02",
}


@given(st.sampled_from(sorted(VALID)), st.text(st.characters(codec="utf-8"), min_size=9, max_size=400))
def test_what_is_told_of_malformed_input_never_repeats_it(field: str, value: str) -> None:
    said = f"§{value}"  # a sign that no rule has: a value could be the name of a field
    with pytest.raises(msgspec.DecodeError) as refused:
        msgspec.json.decode(msgspec.json.encode(VALID | {field: {said: said}}), type=NewCase)
    assert said not in " ".join(rule_of(str(refused.value)))


@given(st.binary(max_size=200))
def test_any_bytes_have_a_field_and_a_rule(content: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)) as refused:
        msgspec.json.decode(content, type=NewCase)
    assert all(rule_of(str(refused.value)))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("sqlite:///a.db", "sqlite:///a.db"),
        ("postgresql://h/n", "postgresql+psycopg://h/n"),
        ("postgres://u:p@h/n", "postgresql+psycopg://u:p@h/n"),
    ],
)
def test_database_urls(url: str, expected: str) -> None:
    assert normalised_url(url) == expected


@pytest.mark.parametrize("url", ["", "file", "mysql://h/n", "oracle://x"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        normalised_url(url)
    assert url not in str(refused.value) or not url


def test_the_environment_overrides(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    settings = from_environment(
        {
            "CVAULT_HOME": str(tmp_path),
            "CVAULT_KEYSTORE": str(tmp_path / "keys"),
            "CVAULT_POLICIES": str(tmp_path / "rules"),
            "CVAULT_DATABASE_URL": "postgresql://h/n",
        }
    )
    assert (settings.keystore, settings.policies) == (tmp_path / "keys", tmp_path / "rules")
    assert settings.database_url == "postgresql+psycopg://h/n"
    assert in_folder(tmp_path).database_url == f"sqlite:///{tmp_path / 'vault.db'}"
    with pytest.raises(Misconfigured):
        from_environment({"CVAULT_POLICIES": str(tmp_path / "nowhere")})


def test_ids_are_read_back_as_they_are_written() -> None:
    one = new_id()
    assert UUID(str(one)) == one


@pytest.mark.parametrize(
    ("sent", "field", "rule"),
    [
        ({"severty": "mild"}, "body", "has a field that is not known here: is `severity` meant?"),
        ({"parties": [{"lable": "K"}]}, "parties[0]", "has a field that is not known here: is `label` meant?"),
        ({"karin_ekdal": 1}, "body", "has a field that is not known here"),
        ({"severity": "grave"}, "severity", "must be one of: mild, serious"),
        ({"entries": [{"kind": "warnin"}]}, "entries[0].kind", None),
        ({"parties": [{"label": "K"}]}, "parties[0].role", "is required"),
    ],
)
def test_malformed_input_is_told_what_would_be_right(sent: dict[str, Any], field: str, rule: str | None) -> None:
    """And nothing of what was sent, since the name of a field can be somebody's, too."""
    with pytest.raises(msgspec.ValidationError) as refused:
        msgspec.convert(sent, NewCase)
    found = rule_of(str(refused.value), shape=NewCase)
    if rule is None:
        assert "warning" in found[1].removeprefix("must be one of: ").split(", ")
    else:
        assert found[1] == rule
    assert found[0] == field


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (b'{"parties": [{"label": "K\\u202e"}]}', "parties[0].label"),
        (b'{"karin": "a\\u0000"}', "body"),
        (b'{"department": "\\u0000', "body"),
        (b'{"a\\u0000": 1}', "body"),
    ],
)
def test_text_that_hides_is_named_by_its_place(content: bytes, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        refuse_doubtful(content, NewCase)
    assert refused.value.field == field
