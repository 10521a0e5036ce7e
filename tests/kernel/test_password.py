"""What is kept of a password, at the cost at which it is kept."""

from vault.crypto import (
    ONE_TIME_SECRET_BYTES,
    PassphraseCost,
    Secret,
    hash_password,
    one_time_password,
    password_matches,
)
from vault.crypto.password import COST

WORDS = Secret(b"en lang nat ved havnen")


def test_a_password_matches_what_was_kept_of_it_and_nothing_else() -> None:
    kept = hash_password(WORDS)
    assert (kept.memory_kib, kept.passes, kept.lanes) == (64 * 1024, 3, 4)
    assert password_matches(WORDS, kept)
    assert not password_matches(Secret(b"en lang nat ved havneN"), kept)
    assert not password_matches(WORDS, None)
    assert WORDS.reveal() not in kept.hash


def test_the_same_password_is_kept_differently_each_time() -> None:
    assert hash_password(WORDS).hash != hash_password(WORDS).hash


def test_a_lower_cost_of_before_is_seen() -> None:
    kept = hash_password(WORDS)
    assert not kept.outdated
    assert kept._replace(passes=2).outdated
    assert kept._replace(memory_kib=PassphraseCost(b"").memory_kib // 2).outdated


def test_what_is_kept_of_a_password_is_as_long_as_is_written_down() -> None:
    """RFC 9106, section 4: a salt of 16 bytes. Where nothing is kept, one of the same length is stretched."""
    kept = hash_password(Secret(b"en lang adgangskode"))
    assert (len(kept.salt), len(kept.hash)) == (16, 32)
    assert len(COST.salt) == 16


def test_an_authenticator_is_given_as_many_bytes_as_its_hash_has() -> None:
    """RFC 4226, section 4, R6."""
    assert ONE_TIME_SECRET_BYTES == 20


def test_one_time_passwords_are_those_of_the_standard() -> None:
    """RFC 4226, appendix D."""
    said = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489".split()
    assert [one_time_password(Secret(b"12345678901234567890"), counter) for counter in range(10)] == said
