"""Normal forms hold for every letter there is, legal days for the nights when clocks change, and no refusal echoes."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault import normal
from vault.api.examples import REQUEST_BODIES
from vault.clock import StoppedClock, SystemClock, legal_day
from vault.complaints import NewCase
from vault.ids import new_id
from vault.parsing import rule_of

# Every alphabet and everything that is made of its letters; not the ideographs, which fold to themselves.
LETTERS = [chr(code) for code in (*range(0x3400), *range(0xF900, 0x10000), *range(0x1D400, 0x1F300))]
SYLLABLES = st.lists(
    st.sampled_from(["a", "aa", "ae", "e", "o", "oe", "u", "h", "th", "ch", "ck", "p", "n"]), max_size=6
)


def test_folding_is_final_for_every_letter() -> None:
    """What is looked for is folded once, what is indexed perhaps more often: they must meet."""
    unsettled = [one for one in LETTERS if normal.folded(normal.folded(one)) != normal.folded(one)]
    assert unsettled == []


@given(SYLLABLES.map("".join))
def test_folding_is_final_for_letters_that_meet_by_folding(word: str) -> None:
    once = normal.folded(word)
    assert normal.folded(once) == once


def test_a_letter_and_its_parts_fold_alike() -> None:
    """Some systems send an accent as a character of its own; the name is the same name."""
    apart = [
        one
        for one in LETTERS[:0x2000]
        if normal.folded(unicodedata.normalize("NFD", one)) != normal.folded(unicodedata.normalize("NFC", one))
    ]
    assert apart == []


@pytest.mark.parametrize("name", ["Åse Müller", "Søren Bækgård-Öberg", "René Élise Ñandú"])
def test_a_name_has_its_words_whichever_way_it_is_composed(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert decomposed != name
    assert normal.name_words(decomposed) == normal.name_words(name)
    assert normal.name_key(decomposed) == normal.name_key(name)


def test_a_street_and_an_address_too() -> None:
    for written in ("Ålborgvej 7 B, 8799 Prøveby", "Görväln 12"):
        assert normal.street(unicodedata.normalize("NFD", written)) == normal.street(written) is not None
    assert normal.email(unicodedata.normalize("NFD", "Åse@Brev.example ")) == normal.email("åse@brev.example")


@given(st.from_regex(r"[2-9][0-9]{7}", fullmatch=True))
def test_a_number_in_its_normal_form_is_its_own_whatever_the_country(number: str) -> None:
    """Records of people who moved across the strait are found by either organisation."""
    danish = normal.phone(number, "DK")
    assert danish == f"+45{number}"
    assert normal.phone(danish, "DK") == normal.phone(danish, "SE") == danish


@given(
    st.from_regex(r"[0-9]{10}", fullmatch=True), st.sampled_from(["{0}", "{1}-{2}", "{1} {2}", "19{1}-{2}", "20{0}"])
)
def test_a_national_id_is_found_however_it_is_set(digits: str, shape: str) -> None:
    assert normal.national_id(shape.format(digits, digits[:6], digits[6:])) == digits


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # The nights in which clocks change: both midnights, and both passes of the hour that comes twice.
        (datetime(2026, 3, 28, 22, 59, 59, 999999, UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_a_legal_day_has_23_or_25_hours_when_clocks_change(instant: datetime, day: date) -> None:
    assert legal_day(instant) == day


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_legal_days_follow_each_other(instant: datetime) -> None:
    assert legal_day(instant) in (instant.date(), instant.date() + timedelta(days=1))
    assert timedelta(0) <= legal_day(instant + timedelta(hours=23)) - legal_day(instant) <= timedelta(days=1)


def test_clocks_speak_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)
    stopped = StoppedClock(datetime.fromisoformat("2026-07-01T01:30:00+02:00"))
    assert stopped.now() == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    stopped.advance(timedelta(hours=1))
    assert stopped.now().isoformat() == "2026-07-01T00:30:00+00:00"


def test_an_id_tells_when_it_was_made() -> None:
    before = SystemClock().now() - timedelta(milliseconds=1)
    made = [new_id() for _ in range(1_000)]
    stamps = [datetime.fromtimestamp((one.int >> 80) / 1000, UTC) for one in made]
    assert before <= min(stamps) <= max(stamps) <= SystemClock().now()
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}


CANARY = "Hemmelig Testrup 280754-9901"


def with_canary(value: Any) -> Iterator[Any]:
    """The same value many times, with something private in each place where it does not belong."""
    wrong: list[Any] = [CANARY, [CANARY], {CANARY: CANARY}, {"name": [CANARY]}]
    yield from wrong
    if isinstance(value, dict):
        yield value | {CANARY: 1}
        for name, one in value.items():
            yield {other: kept for other, kept in value.items() if other != name} | {name + CANARY: one}
            yield from (value | {name: changed} for changed in with_canary(one))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from ([*value[:number], changed, *value[number + 1 :]] for changed in with_canary(one))


def refusal(body: Any) -> tuple[str, str] | None:
    """What is told of a body, or nothing where it is a case."""
    try:
        msgspec.json.decode(json.dumps(body), type=NewCase)
    except msgspec.DecodeError as error:
        return rule_of(str(error))
    return None


def test_no_refusal_repeats_what_was_sent_wherever_it_stood() -> None:
    refused = [told for body in with_canary(REQUEST_BODIES["NewCase"]) if (told := refusal(body))]
    assert len(refused) > 100
    for field, rule in refused:
        assert not any(part in field + rule for part in CANARY.split())
        assert field
        assert rule


def test_the_place_of_a_mistake_is_named() -> None:
    parties = [{"label": "a", "role": "complainant", "person": {"name": 7}}]
    assert refusal(REQUEST_BODIES["NewCase"] | {"parties": parties}) == (
        "parties[0].person.name",
        "Expected `str | null`, got `int`",
    )


def test_a_field_whose_name_imitates_a_place_is_not_repeated() -> None:
    """Its text could else be taken for the place that the decoder names."""
    for name in (f"x` - at `$.{CANARY}", f"` - at `{CANARY}`", f"x` - at `key in `$.{CANARY}"):
        told = refusal(REQUEST_BODIES["NewCase"] | {name: 1})
        assert told is not None
        assert "Hemmelig" not in " ".join(told)
