"""Where something is read the short way, it is read as the long way reads it."""

import json
import subprocess
import sys
import uuid
from typing import Any

import msgspec
import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as some
from phonenumbers import NumberParseException, PhoneNumberFormat
from sqlalchemy.dialects.sqlite import dialect

from vault import normal
from vault.errors import InvalidInput
from vault.parsing import refuse_doubtful
from vault.storage import Id
from vault.storage.gathering import bind_of
from vault.storage.types import bound

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


def by_every_rule(word: str) -> str:
    text = word.casefold() if word.isascii() else normal.plain(word)
    while (alike := normal._alike(text)) != text:
        text = alike
    return text


@given(some.text(alphabet="aeouphcktnwzqæøåßłéAÆ\n \u0301", max_size=12) | some.text(max_size=6))
def test_a_word_is_folded_as_by_every_rule(word: str) -> None:
    assert normal.folded(word) == by_every_rule(word)


@given(some.lists(some.none() | some.uuids() | some.sampled_from([uuid.UUID(int=0), uuid.UUID(int=7)]), min_size=1))
def test_a_column_of_ids_is_made_ready_as_each_of_them_is(values: list[uuid.UUID | None]) -> None:
    bind = bind_of(Id(), dialect())
    assert bind is not None
    assert bound(bind, values) == [bind(one) for one in values]


def test_a_process_that_was_forked_gives_no_id_of_its_parent() -> None:
    """Random bits wait for the next ids, and a fork has a copy of all that waits."""
    script = """
import os, sys
from vault.ids import new_id
new_id(0)
into, out = os.pipe()
if os.fork() == 0:
    os.write(out, b"".join(new_id(0).bytes for _ in range(100)))
    os._exit(0)
mine = {new_id(0) for _ in range(100)}
os.wait()
said = os.read(into, 1600)
theirs = {said[at:at + 16] for at in range(0, 1600, 16)}
assert len(mine) == len(theirs) == 100
assert not theirs & {one.bytes for one in mine}
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)  # noqa: S603 -- our own code


@given(JSON)
def test_json_without_a_field_twice_is_taken_however_it_is_written(value: Any) -> None:
    for written in (msgspec.json.encode(value), json.dumps(value).encode(), json.dumps(value, indent=1).encode()):
        if not any(mark in written.decode() for mark in ("\x00", "\u202d", "\u202e", "\\u0000", "\\u202")):
            refuse_doubtful(written)


@pytest.mark.parametrize("written", [b'{"a":1,"a":1}', b'{"b":[{"a":1,"a":2}]}', b'{ "a": 1, "\\u0061": 2}'])
def test_a_field_that_stands_twice_is_refused_however_it_is_written(written: bytes) -> None:
    with pytest.raises(InvalidInput):
        refuse_doubtful(written)
