"""A sealed record opens whole, where it was sealed, under its own key; or it does not open and says so."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto import Context, RecordKey, Secret
from vault.errors import Tampered

KEY_ID = UUID("01a20ad6-241e-7c6a-86e1-956e22ac1b07")
OTHER_ID = UUID("01a20ad6-241e-7c6a-86e1-956e22ac1b08")
MATERIAL = bytes(range(32))
KEY = RecordKey(KEY_ID, Secret(MATERIAL))
PLACE = Context(b"organisation-one", "document", b"row-one", "text")
HEADER_BYTES = 1 + 1 + 16 + 12

contexts = st.builds(
    Context, st.binary(max_size=40), st.text(max_size=20), st.binary(max_size=40), st.text(max_size=20)
)


@given(st.binary(max_size=5_000), contexts)
def test_what_was_sealed_opens_in_its_place(plaintext: bytes, context: Context) -> None:
    assert KEY.open(KEY.seal(plaintext, context), context) == plaintext


@given(contexts, contexts)
def test_no_two_places_are_authenticated_alike(one: Context, other: Context) -> None:
    """Not even where the end of one part could be read as the beginning of the next."""
    assert (one.encode() == other.encode()) == (one == other)


@pytest.mark.parametrize(
    ("table", "field"), [("documen", "ttext"), ("documentrow-one", "text"), ("document", "tex"), ("", "documenttext")]
)
def test_a_boundary_that_moved_is_another_place(table: str, field: str) -> None:
    sealed = KEY.seal(b"told", PLACE)
    with pytest.raises(Tampered):
        KEY.open(sealed, PLACE._replace(table=table, field=field))


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(organisation=b"organisation-two"),
        PLACE._replace(table="disclosure"),
        PLACE._replace(row=b"row-two"),
        PLACE._replace(field="reference"),
    ],
)
def test_a_record_that_was_moved_does_not_open(elsewhere: Context) -> None:
    sealed = KEY.seal(b"told", PLACE)
    with pytest.raises(Tampered):
        KEY.open(sealed, elsewhere)


def test_a_flipped_bit_anywhere_does_not_open() -> None:
    """The version, the algorithm, the key id, the nonce, the ciphertext and the tag: every bit of each."""
    sealed = KEY.seal(b"A short text.", PLACE)
    for bit in range(len(sealed) * 8):
        with pytest.raises(Tampered):
            KEY.open(flipped(sealed, bit), PLACE)


@pytest.mark.parametrize("change", [lambda r: r[:-1], lambda r: r + b"\0", lambda r: r[1:], lambda _: b""])
def test_a_record_of_another_length_does_not_open(change: type) -> None:
    with pytest.raises(Tampered):
        KEY.open(change(KEY.seal(b"told", PLACE)), PLACE)


def test_every_shortening_of_a_record_is_refused() -> None:
    sealed = KEY.seal(b"", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(Tampered):
            KEY.open(sealed[:length], PLACE)


def test_another_key_does_not_open_it_even_under_its_id() -> None:
    sealed = KEY.seal(b"told", PLACE)
    for stranger in (RecordKey(KEY_ID, Secret.generate()), RecordKey(OTHER_ID, Secret(MATERIAL))):
        with pytest.raises(Tampered):
            stranger.open(sealed, PLACE)


def test_the_header_says_version_algorithm_and_key() -> None:
    sealed = KEY.seal(b"told", PLACE)
    assert sealed[:2] == b"\x01\x01"
    assert sealed[2:18] == KEY_ID.bytes
    assert b"told" not in sealed


@pytest.mark.parametrize("prefix", [b"\x00\x01", b"\x02\x01", b"\xff\x01", b"\x01\x00", b"\x01\x02", b"\x01\xff"])
def test_an_unknown_version_or_algorithm_is_refused_though_it_authenticates(prefix: bytes) -> None:
    """Whoever holds the key could seal under such a header; what cannot be understood must not be guessed at."""
    header = prefix + KEY_ID.bytes + bytes(12)
    sealed = header + AESGCM(MATERIAL).encrypt(bytes(12), b"told", header + PLACE.encode())
    with pytest.raises(Tampered, match="header"):
        KEY.open(sealed, PLACE)


def test_two_sealings_of_the_same_have_nothing_in_common_but_their_key() -> None:
    sealed = [KEY.seal(b"the same", PLACE) for _ in range(200)]
    assert len({record[18:30] for record in sealed}) == 200
    assert len({record[HEADER_BYTES:] for record in sealed}) == 200


def test_a_record_of_version_1_opens_forever() -> None:
    """Computed once from the written layout with AES-256-GCM; what was stored years ago must open."""
    record = bytes.fromhex(
        "0101"
        + KEY_ID.hex
        + "000102030405060708090a0b"
        + "0367a23bb695ab77e124f3ee9181bbd5e9a2a75c95173a5c560691f17807"
        + "2e9b302b9a7eb4c8ff1b047b115149f5a6"
    )
    assert KEY.open(record, PLACE) == "Det spillede højt hele natten.".encode()


def test_the_primitive_is_the_published_one() -> None:
    """AES-256-GCM, test case 16 of the GCM specification, by the library that records are sealed with."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plaintext = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    assert AESGCM(key).encrypt(nonce, plaintext, associated).hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_an_error_names_the_place_and_nothing_of_the_content() -> None:
    with pytest.raises(Tampered) as raised:
        KEY.open(flipped(KEY.seal(b"told", PLACE), 300), PLACE)
    assert "document.text" in raised.value.detail
    assert "told" not in str(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_has_256_bits(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        RecordKey(KEY_ID, Secret(bytes(length)))


def flipped(record: bytes, bit: int) -> bytes:
    changed = bytearray(record)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)
