"""Sealed records open only where, and only as, they were sealed; secrets do not show themselves."""

import copy
import pickle
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.crypto import (
    Context,
    EnvelopeKey,
    IndexKey,
    RecordAlgorithm,
    RecordKey,
    Secret,
    SigningKey,
    StreamKey,
    VerifyKey,
    credential_matches,
    hash_credential,
    leaf_hash,
    mint_credential,
    node_hash,
    parse_credential,
    sha256,
)
from vault.crypto.algorithm import Ciphers
from vault.crypto.record import HEADER_BYTES, OVERHEAD_BYTES
from vault.errors import Tampered
from vault.ids import EpochId, new_id
from vault.keys.keyfile import Entry
from vault.keys.rotation import Epoch

KEY = RecordKey(UUID(int=5), Secret(bytes(range(32))))
PLACE = Context(b"o" * 16, "document", b"r" * 16, "text")
contexts = st.builds(Context, st.binary(max_size=20), st.text(max_size=8), st.binary(max_size=20), st.text(max_size=8))


@given(st.binary(max_size=4000), contexts)
def test_what_was_sealed_opens_in_its_place(plaintext: bytes, place: Context) -> None:
    record = KEY.seal(plaintext, place)
    assert KEY.open(record, place) == plaintext
    assert len(record) == len(plaintext) + OVERHEAD_BYTES


@given(contexts, contexts)
def test_no_two_places_are_the_same_associated_data(one: Context, other: Context) -> None:
    assert (one.encode() == other.encode()) == (one == other)


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(organisation=b"p" * 16),
        PLACE._replace(table="disclosure"),
        PLACE._replace(row=b"s" * 16),
        PLACE._replace(field="reference"),
        # The same letters, divided otherwise.
        PLACE._replace(table="documentt", field="ext"),
    ],
)
def test_a_record_that_was_moved_does_not_open(elsewhere: Context) -> None:
    with pytest.raises(Tampered):
        KEY.open(KEY.seal(b"words", PLACE), elsewhere)


def test_every_flipped_bit_is_noticed() -> None:
    record = KEY.seal(b"Solveig ringede kl. 22", PLACE)
    for place in range(len(record)):
        for bit in range(8):
            changed = bytearray(record)
            changed[place] ^= 1 << bit
            with pytest.raises(Tampered):
                KEY.open(bytes(changed), PLACE)


@given(st.binary(max_size=100))
def test_bytes_that_are_no_record_are_refused(noise: bytes) -> None:
    with pytest.raises(Tampered):
        KEY.open(noise, PLACE)


def test_a_record_that_was_cut_does_not_open() -> None:
    record = KEY.seal(b"words", PLACE)
    for length in range(len(record)):
        with pytest.raises(Tampered):
            KEY.open(record[:length], PLACE)


def test_another_key_does_not_open_it() -> None:
    other = RecordKey(KEY.id, Secret(bytes(32)))
    with pytest.raises(Tampered):
        other.open(KEY.seal(b"words", PLACE), PLACE)


def test_the_same_words_are_never_sealed_alike() -> None:
    sealed = {KEY.seal(b"words", PLACE) for _ in range(500)}
    assert len({record[HEADER_BYTES - 12 : HEADER_BYTES] for record in sealed}) == 500


def test_the_header_says_version_algorithm_and_key() -> None:
    """So that records can be told apart when the algorithm changes."""
    record = KEY.seal(b"words", PLACE)
    assert (record[0], record[1], record[2:18]) == (1, 1, KEY.id.bytes)


KNOWN = "0101000000000000000000000000000000058c42bf4ee4b9ef884a2d2ea39bb2bf2b6c236ffa534aa1ff37472cd49e0d72d718"


def test_a_known_record_still_opens() -> None:
    """The format is a promise to every database out there."""
    record = bytes.fromhex(KNOWN)
    assert KEY.open(record, PLACE) == b"known"


SECRET = Secret(b"correct horse battery staple")


def test_a_secret_is_not_shown_by_accident() -> None:
    for shown in (
        repr(SECRET),
        str(SECRET),
        f"{SECRET}",
        repr([SECRET]),
        repr(KEY),
        repr(SigningKey(Secret(bytes(32)))),
    ):
        assert "horse" not in shown
        assert bytes(range(8)).hex() not in shown
    for leak in (pickle.dumps, copy.copy, copy.deepcopy, hash):
        with pytest.raises(TypeError):
            leak(SECRET)


HELD, HELD_ID = Secret(bytes(range(32))), EpochId(UUID(int=5))


@pytest.mark.parametrize(
    "holder",
    [
        RecordKey(HELD_ID, HELD),
        StreamKey(HELD_ID, HELD, PLACE, RecordAlgorithm.AES_256_GCM),
        IndexKey(HELD),
        SigningKey(HELD),
        EnvelopeKey(HELD),
        Ciphers(HELD),
        Epoch(HELD_ID, RecordKey(HELD_ID, HELD), IndexKey(HELD)),
        Entry("epoch 1", datetime.now(UTC), HELD.reveal().hex()),
    ],
    ids=lambda one: type(one).__name__,
)
def test_nothing_that_holds_a_key_is_shown_or_pickled(holder: object) -> None:
    """Neither into a cache nor to another process, nor by whatever prints variables."""
    for shown in (repr(holder), str(holder), f"{[holder]}"):
        assert HELD.reveal().hex()[:16] not in shown
        assert repr(HELD.reveal())[2:20] not in shown
    with pytest.raises(TypeError):
        pickle.dumps(holder)


INDEX = IndexKey(Secret(b"i" * 32))


@given(st.text(), st.text())
def test_a_token_belongs_to_its_value(one: str, other: str) -> None:
    assert (INDEX.token("email", one) == INDEX.token("email", other)) == (one == other)


def test_a_token_depends_on_kind_and_key() -> None:
    tokens = {
        INDEX.token("phone", "68102231"),
        INDEX.token("lease", "68102231"),
        IndexKey(Secret(b"j" * 32)).token("phone", "68102231"),
    }
    assert {len(token) for token in tokens} == {16}
    assert len(tokens) == 3


def test_a_credential_is_taken_apart_as_it_was_made() -> None:
    organisation, client = new_id(), new_id()
    text, kept = mint_credential(organisation, client)
    parsed = parse_credential(text)
    assert parsed is not None
    assert (parsed.organisation, parsed.client) == (organisation, client)
    assert credential_matches(parsed.secret, kept)
    assert not credential_matches(Secret(b"x" * 24), kept)
    assert parsed.secret.reveal() not in kept
    assert hash_credential(parsed.secret) == kept


@settings(max_examples=300)
@given(st.text(max_size=120))
def test_no_text_is_a_credential_by_chance(text: str) -> None:
    assert parse_credential(text) is None
    assert parse_credential(f"cvk_{text}") is None


def test_a_mistyped_credential_is_noticed() -> None:
    text, _ = mint_credential(new_id(), new_id())
    for place in range(4, len(text)):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert parse_credential(changed) is None


SIGNER = SigningKey(Secret(b"s" * 32))


def test_a_signature_holds_for_one_purpose_and_these_bytes() -> None:
    signature = SIGNER.sign("package-manifest", b"{}")
    SIGNER.public().verify("package-manifest", b"{}", signature)
    for purpose, data, by in (
        ("purge-certificate", b"{}", SIGNER.public()),
        ("package-manifest", b"{ }", SIGNER.public()),
        ("package-manifest", b"{}", SigningKey(Secret(b"t" * 32)).public()),
    ):
        with pytest.raises(Tampered):
            by.verify(purpose, data, signature)
    with pytest.raises(Tampered):
        SIGNER.public().verify("package-manifest", b"{}", signature[:-1] + bytes([signature[-1] ^ 1]))


def test_signing_is_ed25519_as_in_rfc_8032() -> None:
    """Section 7.1, the key of test 1."""
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert SigningKey(Secret(seed)).public().raw.hex() == public
    assert VerifyKey(bytes.fromhex(public)).raw.hex() == public


def test_hashes_are_domain_separated_as_in_rfc_6962() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert node_hash(b"a" * 32, b"b" * 32) == sha256(b"\x01" + b"a" * 32 + b"b" * 32)
