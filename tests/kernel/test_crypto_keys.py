"""Key material does not show, tokens and signatures hold for what they were made for, API keys are told apart."""

import base64
import copy
import hashlib
import hmac
import pickle
import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto import (
    IndexKey,
    RecordKey,
    Secret,
    SigningKey,
    credential_matches,
    mint_credential,
    parse_credential,
    sha256,
)
from vault.errors import Tampered

ONE, OTHER = IndexKey(Secret(b"\x0b" * 32)), IndexKey(Secret(b"\x0c" * 32))
ORGANISATION, CLIENT = UUID(int=1), UUID(int=2)


def test_a_secret_shows_its_length_and_nothing_else() -> None:
    secret = Secret(b"correct horse battery")
    for shown in (repr(secret), str(secret), f"{secret}", f"{[secret]}", "%s" % secret):  # noqa: UP031
        assert "21 bytes" in shown
        assert "horse" not in shown


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_secret_cannot_be_pickled(protocol: int) -> None:
    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(Secret(b"material"), protocol)


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, hash, vars])
def test_a_secret_cannot_be_copied_hashed_or_looked_into(copied: type) -> None:
    with pytest.raises(TypeError):
        copied(Secret(b"material"))


def test_secrets_are_compared_by_their_material() -> None:
    assert Secret(b"one") == Secret(b"one")
    assert Secret(b"one") != Secret(b"two")
    assert Secret(b"one") != b"one"
    assert Secret.generate() != Secret.generate()
    assert len(Secret.generate()) == 32


@pytest.mark.parametrize(
    "key", [RecordKey(UUID(int=1), Secret(b"A" * 32)), IndexKey(Secret(b"A" * 32)), SigningKey(Secret(b"A" * 32))]
)
def test_no_key_shows_or_gives_away_its_material(key: object) -> None:
    assert "AAAA" not in repr(key) + str(key)
    with pytest.raises(TypeError):
        pickle.dumps(key)


@given(st.text())
def test_a_token_is_the_same_for_the_same_and_for_nothing_else(value: str) -> None:
    token = ONE.token("phone", value)
    assert token == IndexKey(Secret(b"\x0b" * 32)).token("phone", value)
    others = {OTHER.token("phone", value), ONE.token("name", value), ONE.token("phone", value + "0")}
    assert token not in others
    assert len(token) == 16


def test_kind_and_value_do_not_run_together() -> None:
    assert ONE.token("phone", "n1") != ONE.token("phonen", "1")


def test_a_token_is_the_mac_that_the_documents_name() -> None:
    """HMAC-SHA-256 over kind, NUL and value, its first 128 bits: tokens stored today must be found later."""
    expected = hmac.digest(b"\x0b" * 32, b"phone\x00+4568102231", "sha256")[:16]
    assert ONE.token("phone", "+4568102231") == expected


def test_sha256_is_the_published_one() -> None:
    """FIPS 180-4, examples B.1 and B.2."""
    assert sha256(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    long = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    assert sha256(long).hex() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"


def test_the_public_key_is_the_published_one() -> None:
    """Ed25519, RFC 8032 section 7.1, test 1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = SigningKey(Secret(seed)).public()
    assert public.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


@given(st.binary(max_size=300))
def test_a_signature_holds_for_its_purpose_data_and_key_alone(data: bytes) -> None:
    key = SigningKey(Secret(b"\x01" * 32))
    signature, public = key.sign("purge-certificate", data), key.public()
    public.verify("purge-certificate", data, signature)
    for purpose, what, verifier in (
        ("audit-checkpoint", data, public),
        ("purge-certificate", data + b"\0", public),
        ("purge-certificate", data, SigningKey(Secret(b"\x02" * 32)).public()),
    ):
        with pytest.raises(Tampered):
            verifier.verify(purpose, what, signature)


def test_a_signature_of_which_a_bit_was_changed_does_not_verify() -> None:
    key = SigningKey(Secret(b"\x01" * 32))
    signature = key.sign("manifest", b"data")
    for bit in range(512):
        changed = (int.from_bytes(signature, "big") ^ (1 << bit)).to_bytes(64, "big")
        with pytest.raises(Tampered):
            key.public().verify("manifest", b"data", changed)


@pytest.mark.parametrize("signature", [b"", b"x", b"x" * 63, b"x" * 65])
def test_what_is_no_signature_does_not_verify(signature: bytes) -> None:
    with pytest.raises(Tampered):
        SigningKey(Secret.generate()).public().verify("manifest", b"data", signature)


def test_a_purpose_and_its_data_do_not_run_together() -> None:
    key = SigningKey(Secret(b"\x01" * 32))
    with pytest.raises(Tampered):
        key.public().verify("manifest-of", b"data", key.sign("manifest", b"-ofdata"))


def test_an_api_key_leads_to_its_client_and_proves_itself() -> None:
    text, kept = mint_credential(ORGANISATION, CLIENT)
    credential = parse_credential(text)
    assert credential is not None
    assert (credential.organisation, credential.client) == (ORGANISATION, CLIENT)
    assert credential_matches(credential.secret, kept)
    assert not credential_matches(Secret.generate(24), kept)
    assert repr(credential.secret.reveal()) not in repr(credential)


def test_what_is_kept_of_an_api_key_does_not_hold_it() -> None:
    text, kept = mint_credential(ORGANISATION, CLIENT)
    credential = parse_credential(text)
    assert credential is not None
    assert kept == hashlib.sha256(b"complaint-vault/api-key\x00" + credential.secret.reveal()).digest()
    assert len({mint_credential(ORGANISATION, CLIENT)[0] for _ in range(50)}) == 50


def test_an_api_key_looks_as_a_scanner_expects_it() -> None:
    text, _ = mint_credential(ORGANISATION, CLIENT)
    assert re.fullmatch(r"cvk_[A-Za-z0-9_-]{80}", text)


def test_an_api_key_of_which_a_bit_was_changed_is_none() -> None:
    text, _ = mint_credential(ORGANISATION, CLIENT)
    raw = base64.urlsafe_b64decode(text.removeprefix("cvk_"))
    for bit in range(len(raw) * 8):
        changed = (int.from_bytes(raw, "big") ^ (1 << bit)).to_bytes(len(raw), "big")
        assert parse_credential("cvk_" + base64.urlsafe_b64encode(changed).decode()) is None


@pytest.mark.parametrize(
    "malform",
    [
        lambda text: text.removeprefix("cvk_"),
        lambda text: text.replace("cvk_", "CVK_"),
        lambda text: text[:-1],
        lambda text: text[:-4],
        lambda text: text + "AAAA",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text[:40] + "é" + text[41:],
        lambda text: text[:40] + "=" + text[41:],
        lambda _: "cvk_",
        lambda _: "",
    ],
)
def test_what_is_not_an_api_key_is_none(malform: type) -> None:
    text, _ = mint_credential(ORGANISATION, CLIENT)
    assert parse_credential(malform(text)) is None


@given(st.text(), st.text(alphabet="ABCxyz012_-+/=", max_size=90))
def test_no_text_at_all_upsets_the_parser(anything: str, close: str) -> None:
    assert parse_credential(anything) is None
    assert parse_credential("cvk_" + close) is None
