"""Envelopes open with their owner's secret, in their place, and not otherwise; messages carry their secret's code."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto import Context, EnvelopeKey, Secret, derived, message_code, seal_envelope
from vault.errors import Tampered

SECRET = Secret(bytes(range(32)))
KEY = EnvelopeKey(SECRET)
PLACE = Context(b"o" * 16, "report_message", b"m" * 16, "envelope")


@given(st.binary(max_size=2_000))
def test_what_was_sealed_for_somebody_opens_with_their_secret(plaintext: bytes) -> None:
    sealed = seal_envelope(KEY.public, plaintext, PLACE)
    assert EnvelopeKey(SECRET).open(sealed, PLACE) == plaintext
    assert sealed != seal_envelope(KEY.public, plaintext, PLACE)


@given(st.data())
def test_an_envelope_of_which_a_bit_was_changed_does_not_open(data: st.DataObject) -> None:
    sealed = bytearray(seal_envelope(KEY.public, b"Larm hver nat.", PLACE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Tampered, match="report_message"):
        KEY.open(bytes(sealed), PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(organisation=b"p" * 16),
        PLACE._replace(table="report"),
        PLACE._replace(row=b"n" * 16),
        PLACE._replace(field="seal"),
    ],
)
def test_an_envelope_opens_in_its_place_alone(elsewhere: Context) -> None:
    sealed = seal_envelope(KEY.public, b"Larm.", PLACE)
    with pytest.raises(Tampered):
        KEY.open(sealed, elsewhere)
    with pytest.raises(Tampered):
        EnvelopeKey(Secret(bytes(32))).open(sealed, PLACE)


@pytest.mark.parametrize("none", [b"", b"\x01", b"\x01\x01", b"\x02\x01" + bytes(80), b"\x01\x01" + bytes(31)])
def test_what_is_no_envelope_is_refused(none: bytes) -> None:
    with pytest.raises(Tampered):
        KEY.open(none, PLACE)


def test_an_envelope_can_be_made_from_its_written_layout() -> None:
    """RFC 9180 in base mode; whatever is changed here closes every mailbox that there is."""
    private = X25519PrivateKey.from_private_bytes(derived(SECRET, "envelope"))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    made = b"\x01\x01" + suite.encrypt(b"Larm.", private.public_key(), info=PLACE.encode())
    assert KEY.open(made, PLACE) == b"Larm."
    assert KEY.public == private.public_key().public_bytes_raw()
    assert suite.decrypt(seal_envelope(KEY.public, b"Larm.", PLACE)[2:], private, info=PLACE.encode()) == b"Larm."


def test_an_envelope_key_does_not_show_itself() -> None:
    assert repr(KEY) == "<EnvelopeKey>"


def test_a_message_carries_the_mac_that_is_written_down() -> None:
    assert message_code(SECRET, b"content") == hmac.new(bytes(range(32)), b"content", hashlib.sha256).digest()
