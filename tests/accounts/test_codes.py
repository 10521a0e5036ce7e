"""Six digits of an authenticator application, and recovery codes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.world import NOW

from vault.accounts.factors import codes
from vault.accounts.sessions.slowing import FORGOTTEN_AFTER, Failures
from vault.crypto import Secret, one_time_password

SECRET = Secret(b"12345678901234567890")


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
    ],
)
def test_the_digits_are_those_of_the_standard(seconds: int, digits: str) -> None:
    """RFC 6238, appendix B; of its eight digits, the last six."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert one_time_password(SECRET, codes.step_of(now)) == digits[2:]
    assert codes.accepted_step(SECRET, digits[2:], now, -1) == seconds // 30


def test_a_code_is_good_once_and_for_half_a_minute_either_way() -> None:
    step = codes.step_of(NOW)
    for around in (-1, 0, 1):
        code = one_time_password(SECRET, step + around)
        assert codes.accepted_step(SECRET, f" {code[:3]} {code[3:]} ", NOW, -1) == step + around
        assert codes.accepted_step(SECRET, code, NOW, step + around) is None
    assert codes.accepted_step(SECRET, one_time_password(SECRET, step + 2), NOW, -1) is None


@given(st.text(max_size=20))
def test_any_text_is_a_code_or_none(text: str) -> None:
    taken = codes.accepted_step(SECRET, text, NOW, -1)
    assert taken is None or "".join(text.split()).isdecimal()
    assert codes.without(text, [codes.recovery_hash("abcd-efgh-ijkl-mnop")]) is None or "abcd" in text.lower()


def test_a_recovery_code_is_taken_however_it_is_typed() -> None:
    fresh = codes.fresh_recovery_codes()
    assert len(set(fresh)) == 10
    assert all(len(one.replace("-", "")) * 5 == 120 for one in fresh)
    kept = [codes.recovery_hash(one) for one in fresh]
    rest = codes.without(fresh[0].replace("-", " ").upper(), kept)
    assert rest == tuple(kept[1:])
    assert codes.without(fresh[0], kept[1:]) is None


@pytest.mark.parametrize(
    ("count", "seconds_ago", "wait"),
    [(0, 0, 0), (4, 0, 0), (5, 0, 1), (5, 1, 0), (6, 0, 2), (10, 30, 2), (20, 0, 900), (200, 899, 1), (200, 3600, 0)],
)
def test_how_long_whoever_guesses_waits(count: int, seconds_ago: int, wait: int) -> None:
    failures = Failures(count, NOW - timedelta(seconds=seconds_ago))
    assert failures.seconds_to_wait(NOW) == wait


def test_failures_are_forgotten_after_an_hour() -> None:
    assert Failures(50, NOW).another(NOW + FORGOTTEN_AFTER) == Failures(1, NOW + FORGOTTEN_AFTER)
    assert Failures(50, NOW).another(NOW) == Failures(51, NOW)
