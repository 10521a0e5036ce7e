"""The primitives are the published ones, the formats are those that are written down, and all else is refused."""

import base64
import hashlib
import hmac
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from vault.crypto import (
    CREDENTIAL_PATTERN,
    Chunk,
    Context,
    CredentialKind,
    IndexKey,
    RecordAlgorithm,
    RecordKey,
    Secret,
    SigningKey,
    algorithm_of,
    derived,
    file_sha256,
    in_version,
    key_id_of,
    mint_credential,
    parse_credential,
    sha256,
)
from vault.errors import Tampered

KEY_ID = UUID("01a20ad6-241e-7c6a-86e1-956e22ac1b07")
MATERIAL = bytes(range(32))
KEY = RecordKey(KEY_ID, Secret(MATERIAL))
PLACE = Context(b"organisation-one", "document", b"row-one", "text")
PLACE_ENCODED = b"\x00\x10organisation-one\x00\x08document\x00\x07row-one\x00\x04text"
SIGNER = SigningKey(Secret(b"s" * 32))


def test_aes_gcm_is_the_published_one() -> None:
    """Test case 16 of the GCM specification (McGrew, Viega), by the library that seals records."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    plaintext = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    assert AESGCM(key).encrypt(bytes.fromhex("cafebabefacedbaddecaf888"), plaintext, associated).hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )


def test_chacha20_poly1305_is_the_published_one() -> None:
    """RFC 8439, section 2.8.2."""
    plaintext = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
        b"sunscreen would be it."
    )
    sealed = ChaCha20Poly1305(bytes(range(0x80, 0xA0))).encrypt(
        bytes.fromhex("070000004041424344454647"), plaintext, bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    )
    assert sealed[:16].hex() == "d31a8d34648e60db7b86afbc53ef7ec2"
    assert sealed[-16:].hex() == "1ae10b594f09e26a7e902ecbd0600691"


def test_sha256_is_the_published_one() -> None:
    """FIPS 180-2, appendices B.1 and B.2."""
    assert sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    long = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    assert sha256(long).hex() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"


def test_a_record_can_be_made_from_its_written_layout() -> None:
    """Version, algorithm, key id, nonce, ciphertext, tag; header and place are authenticated."""
    header = b"\x01\x01" + KEY_ID.bytes + bytes(12)
    made = header + AESGCM(MATERIAL).encrypt(bytes(12), b"told", header + PLACE_ENCODED)
    assert KEY.open(made, PLACE) == b"told"


def test_a_record_that_is_changed_in_its_place_stands_in_a_field_of_its_version() -> None:
    """The first as if there were none, so that what was sealed before there were versions opens."""
    assert [in_version("text", version) for version in (0, 1, 12)] == ["text", "text/1", "text/12"]


def test_a_record_of_the_second_algorithm_can_be_made_from_its_written_layout() -> None:
    """Its key is the first block of HKDF-Expand (RFC 5869): never the bytes that AES is given."""
    header = b"\x01\x02" + KEY_ID.bytes + bytes(12)
    key = hmac.digest(MATERIAL, b"complaint-vault/record/chacha20\x01", "sha256")
    made = header + ChaCha20Poly1305(key).encrypt(bytes(12), b"told", header + PLACE_ENCODED)
    assert KEY.open(made, PLACE) == b"told"
    sealed = RecordKey(KEY_ID, Secret(MATERIAL), RecordAlgorithm.CHACHA20_POLY1305).seal(b"told", PLACE)
    assert (sealed[:18], len(sealed)) == (header[:18], len(made))
    assert KEY.open(sealed, PLACE) == b"told"
    same_bytes = header + ChaCha20Poly1305(MATERIAL).encrypt(bytes(12), b"told", header + PLACE_ENCODED)
    with pytest.raises(Tampered, match="authentication"):
        KEY.open(same_bytes, PLACE)


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 1)])
def test_a_record_that_claims_the_other_algorithm_does_not_open(old: int, new: int) -> None:
    sealing = next(one for one in RecordAlgorithm if one.prefix[1] == old)
    sealed = RecordKey(KEY_ID, Secret(MATERIAL), sealing).seal(b"told", PLACE)
    with pytest.raises(Tampered):
        KEY.open(sealed[:1] + bytes([new]) + sealed[2:], PLACE)


@pytest.mark.parametrize(
    ("algorithm", "prefix"),
    [(RecordAlgorithm.AES_256_GCM, "0103"), (RecordAlgorithm.CHACHA20_POLY1305, "0104")],
)
@pytest.mark.parametrize(("number", "last"), [(0, False), (0, True), (7, True), (2**40, False)])
def test_a_chunk_can_be_made_from_its_written_layout(
    algorithm: RecordAlgorithm, prefix: str, number: int, *, last: bool
) -> None:
    """Also in years: whatever is changed here makes every file that there is unreadable."""
    extracted = hmac.digest(bytes(32), MATERIAL, "sha256")
    key = hmac.digest(extracted, b"vault stream 1" + PLACE_ENCODED + b"\x01", "sha256")
    if algorithm is RecordAlgorithm.CHACHA20_POLY1305:
        cipher: AESGCM | ChaCha20Poly1305 = ChaCha20Poly1305(
            hmac.digest(key, b"complaint-vault/record/chacha20\x01", "sha256")
        )
    else:
        cipher = AESGCM(key)
    nonce = bytes(3) + number.to_bytes(8, "big") + (b"\x01" if last else b"\x00")
    header = bytes.fromhex(prefix) + KEY_ID.bytes + nonce
    made = Chunk(number, last, header + cipher.encrypt(nonce, b"Larm", header + PLACE_ENCODED))
    assert KEY.stream(PLACE).open(made) == b"Larm"
    assert RecordKey(KEY_ID, Secret(MATERIAL), algorithm).stream(PLACE).sealed_anew(made) == made


@pytest.mark.parametrize("length", [0, 1, 45])
def test_what_is_too_short_names_no_key_and_no_algorithm(length: int) -> None:
    whole = KEY.seal(b"", PLACE)
    assert len(whole) == 46
    assert (key_id_of(whole), algorithm_of(whole)) == (KEY_ID, RecordAlgorithm.AES_256_GCM)
    for read in (key_id_of, algorithm_of):
        with pytest.raises(Tampered):
            read(whole[:length])


@pytest.mark.parametrize("prefix", ["0001", "0201", "0202", "ff01", "0100", "0103", "01ff"])
def test_an_unknown_version_or_algorithm_is_refused_though_it_authenticates(prefix: str) -> None:
    """What cannot be understood is not guessed at, even when it was made with the right key."""
    header = bytes.fromhex(prefix) + KEY_ID.bytes + bytes(12)
    made = header + AESGCM(MATERIAL).encrypt(bytes(12), b"told", header + PLACE_ENCODED)
    with pytest.raises(Tampered, match="header"):
        KEY.open(made, PLACE)


def test_no_nonce_comes_twice_under_a_key() -> None:
    """Nor in parts: each of its bytes varies, so that 2^96 of them are really drawn from."""
    nonces = [KEY.seal(b"told", PLACE)[18:30] for _ in range(100_000)]
    assert len(set(nonces)) == len(nonces)
    assert all(len({nonce[place] for nonce in nonces}) == 256 for place in range(12))


def test_a_forked_process_draws_other_nonces() -> None:
    """A generator that was copied with the process would give both the same, and with one key undo both records."""
    script = (
        "import os, sys; from uuid import UUID; from vault.crypto import *;"
        "key = RecordKey(UUID(int=1), Secret(bytes(32))); place = Context(b'', 't', b'', 'f'); key.seal(b'', place);"
        "child = os.fork(); sys.stdout.write(key.seal(b'', place)[18:30].hex() + ' '); sys.stdout.flush();"
        "child and os.waitpid(child, 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 -- our own script
    one, other = done.stdout.split()
    assert len(one) == len(other) == 24
    assert one != other


def test_the_error_names_the_place_and_nothing_of_the_content() -> None:
    sealed = KEY.seal(b"told", PLACE)
    with pytest.raises(Tampered, match=r"document\.text") as raised:
        KEY.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), PLACE)
    assert raised.value.__suppress_context__
    assert "told" not in raised.value.detail


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_record_key_has_256_bits(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        RecordKey(KEY_ID, Secret(bytes(length)))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
@pytest.mark.parametrize("key", [Secret(MATERIAL), KEY, IndexKey(Secret(MATERIAL)), SIGNER])
def test_no_key_can_be_pickled(key: object, protocol: int) -> None:
    with pytest.raises(TypeError):
        pickle.dumps(key, protocol)


def test_a_token_is_the_mac_that_is_written_down() -> None:
    """HMAC-SHA-256 over kind, NUL and value, its first 128 bits: what is indexed today must be found later."""
    expected = hmac.digest(MATERIAL, b"phone\x00+4568102231", "sha256")[:16]
    assert IndexKey(Secret(MATERIAL)).token("phone", "+4568102231") == expected


def test_a_signature_of_which_a_bit_was_changed_does_not_verify() -> None:
    signature = int.from_bytes(SIGNER.sign("manifest", b"data"), "big")
    for bit in range(512):
        with pytest.raises(Tampered):
            SIGNER.public().verify("manifest", b"data", (signature ^ (1 << bit)).to_bytes(64, "big"))


@pytest.mark.parametrize("signature", [b"", b"x", b"x" * 63, b"x" * 65])
def test_what_is_no_signature_does_not_verify(signature: bytes) -> None:
    with pytest.raises(Tampered):
        SIGNER.public().verify("manifest", b"data", signature)


def test_a_note_holds_no_nul() -> None:
    """Whatever else is signed begins with a purpose and a NUL: one must not pass for the other."""
    SIGNER.public().verify_note(b"a checkpoint\n", SIGNER.sign_note(b"a checkpoint\n"))
    with pytest.raises(ValueError, match="NUL"):
        SIGNER.sign_note(b"checkpoint\x00data")


def test_a_purpose_and_its_data_do_not_run_together() -> None:
    with pytest.raises(Tampered):
        SIGNER.public().verify("manifest-of", b"data", SIGNER.sign("manifest", b"-ofdata"))


def test_an_api_key_has_the_shape_that_a_scanner_looks_for() -> None:
    text, kept = mint_credential(UUID(int=1), UUID(int=2))
    assert re.fullmatch(r"cvk_[A-Za-z0-9_-]{80}", text)
    secret = base64.urlsafe_b64decode(text.removeprefix("cvk_"))[32:56]
    assert kept == hashlib.sha256(b"complaint-vault/cvk_\x00" + secret).digest()


def test_an_api_key_of_which_a_bit_was_changed_is_none() -> None:
    """The ids too: a slip must not lead to another client's row."""
    text, _ = mint_credential(UUID(int=1), UUID(int=2))
    raw = base64.urlsafe_b64decode(text.removeprefix("cvk_"))
    for bit in range(len(raw) * 8):
        changed = (int.from_bytes(raw, "big") ^ (1 << bit)).to_bytes(len(raw), "big")
        assert parse_credential("cvk_" + base64.urlsafe_b64encode(changed).decode()) is None


MALFORMED: list[Callable[[str], str]] = [
    lambda text: text.removeprefix("cvk_"),
    lambda text: text.replace("cvk_", "CVK_"),
    lambda text: text[:-1],
    lambda text: text[:-4],
    lambda text: text + "AAAA",
    lambda text: text + "====",
    lambda text: text + "\n",
    lambda text: " " + text,
    lambda text: text[:40] + "é" + text[41:],
    lambda text: text[:40] + "\x00" + text[41:],
]


@pytest.mark.parametrize("malform", MALFORMED)
def test_an_api_key_is_taken_exactly_as_it_was_shown(malform: Callable[[str], str]) -> None:
    text, _ = mint_credential(UUID(int=1), UUID(int=2))
    assert parse_credential(text) is not None
    assert parse_credential(malform(text)) is None


def test_each_kind_of_credential_has_a_prefix_that_stays() -> None:
    """Secret scanners look for them, and what was handed out is presented for years."""
    prefixes = {"API_KEY": "cvk_", "SESSION": "cvs_", "DEVICE": "cvd_", "INVITATION": "cvi_", "SIGN_IN": "cvp_"}
    assert {one.name: one.value for one in CredentialKind if one.name in prefixes} == prefixes
    for kind in CredentialKind:
        text, _ = mint_credential(KEY_ID, KEY_ID, kind)
        assert re.fullmatch(CREDENTIAL_PATTERN, text)


def test_what_is_derived_of_a_secret_is_the_mac_that_is_written_down() -> None:
    expected = hmac.digest(MATERIAL, b"complaint-vault/nonce", "sha256")
    assert derived(Secret(MATERIAL), "nonce") == expected
    assert derived(Secret(MATERIAL), "other") != expected


def test_a_signature_is_over_the_message_that_is_written_down() -> None:
    """RFC 8032, section 5.1.6, over a message that says what is signed; certificates of years hang on it."""
    signer = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    assert SIGNER.sign("purge-certificate", b"{}") == signer.sign(b"complaint-vault/purge-certificate\x00{}")
    assert SIGNER.sign_note(b"a note\n") == signer.sign(b"a note\n")


def test_a_secret_is_the_same_as_one_of_the_same_bytes_alone() -> None:
    assert Secret(MATERIAL) == Secret(bytes(range(32)))
    assert Secret(MATERIAL) != Secret(bytes(32))
    assert Secret(MATERIAL) != MATERIAL
    assert len(Secret.generate()) == 32


@pytest.mark.parametrize("text", ["", "cvk_", "cvk_A", "cvs_" + "A" * 80, "cvk_" + "A" * 80, "cvk_" + "é" * 80])
def test_what_is_no_credential_is_none(text: str) -> None:
    assert parse_credential(text) is None


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    """As `sha256sum` prints it, whatever stands in the file."""
    file = tmp_path / "file"
    for content in (b"", b"abc\r\n\x1a\x00", bytes(300_000)):
        file.write_bytes(content)
        assert file_sha256(file) == hashlib.sha256(content).digest()
