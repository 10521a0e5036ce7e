"""Where something is read the short way, it is read as the long way reads it."""

import json
from typing import Any

import msgspec
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some
from phonenumbers import NumberParseException, PhoneNumberFormat

from vault import normal
from vault.errors import InvalidInput
from vault.parsing import refuse_doubtful

JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-1000, 1000) | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=8,
)


def by_the_library(number: str) -> str | None:
    try:
        return phonenumbers.format_number(phonenumbers.parse(number, "DK"), PhoneNumberFormat.E164)
    except NumberParseException:
        return None


@given(some.from_regex(r"[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}", fullmatch=True, alphabet="0123456789 "))
def test_a_danish_number_is_read_as_the_library_reads_it(number: str) -> None:
    assert normal.phone(number, "DK") == by_the_library(number)


@given(JSON)
def test_json_without_a_field_twice_is_taken_however_it_is_written(value: Any) -> None:
    for written in (msgspec.json.encode(value), json.dumps(value).encode(), json.dumps(value, indent=1).encode()):
        if not any(mark in written.decode() for mark in ("\x00", "\u202d", "\u202e", "\\u0000", "\\u202")):
            refuse_doubtful(written)


@pytest.mark.parametrize("written", [b'{"a":1,"a":1}', b'{"b":[{"a":1,"a":2}]}', b'{ "a": 1, "\\u0061": 2}'])
def test_a_field_that_stands_twice_is_refused_however_it_is_written(written: bytes) -> None:
    with pytest.raises(InvalidInput):
        refuse_doubtful(written)
