"""What goes to somebody outside is encrypted as it streams, and failures on either side come through as they were."""

import hashlib
import io
from collections.abc import Iterator

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.crypto import Context, RecordKey, Secret, age_encrypt, age_encrypt_bytes, age_recipient, key_id_of
from vault.errors import Conflict, InvalidInput, StorageUnavailable, Tampered
from vault.ids import new_id

IDENTITY = pyrage.x25519.Identity.generate()
TO = str(IDENTITY.to_public())


@given(st.lists(st.binary(max_size=200), max_size=20), st.integers(1, 500))
def test_what_was_streamed_comes_back(chunks: list[bytes], times: int) -> None:
    file = io.BytesIO()
    written = age_encrypt(iter(chunks * times), TO, file)
    assert pyrage.decrypt(file.getvalue(), [IDENTITY]) == b"".join(chunks * times)
    assert (written.size, written.sha256) == (len(file.getvalue()), hashlib.sha256(file.getvalue()).digest())


def test_a_source_that_fails_is_heard_of() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"x" * 100_000
        raise StorageUnavailable("the database does not answer")

    with pytest.raises(StorageUnavailable, match="does not answer"):
        age_encrypt(chunks(), TO, io.BytesIO())


def test_a_file_that_cannot_be_written_is_heard_of() -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise Conflict("the disk is full")

    with pytest.raises(Conflict, match="full"):
        age_encrypt(iter([b"x" * 100_000]), TO, Full())


def test_what_the_library_cannot_do_is_an_error_without_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise pyrage.EncryptError("Tove Overby")

    monkeypatch.setattr(pyrage, "encrypt_io", fails)
    with pytest.raises(OSError, match="cannot be written") as refused:
        age_encrypt(iter([]), TO, io.BytesIO())
    assert "Overby" not in repr(refused.value)


@pytest.mark.parametrize(
    "text",
    ["", "age1x", TO[:-1], TO + "q", str(IDENTITY), "ssh-ed25519 AAAA"],
    ids=["empty", "prefix", "cut", "longer", "identity", "ssh"],  # the keys are new in each process of a run
)
def test_only_a_recipient_is_one(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        age_recipient(text)
    assert not text or text not in str(refused.value)
    assert age_recipient(f" {TO}\n") == TO


def test_something_small_is_encrypted_to_a_recipient_alone() -> None:
    own, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    sealed = age_encrypt_bytes(b"Larm.", f" {own.to_public()}\n")
    assert pyrage.decrypt(sealed, [own]) == b"Larm."
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [other])
    with pytest.raises(InvalidInput):
        age_encrypt_bytes(b"Larm.", "age1nobody")


def test_a_record_says_under_which_key_it_was_sealed() -> None:
    key_id = new_id()
    record = RecordKey(key_id, Secret.generate()).seal(b"", Context(b"o", "t", b"r", "f"))
    assert key_id_of(record) == key_id
    for wrong in (b"", record[:-1], b"\x02" + record[1:], bytes(64)):
        with pytest.raises(Tampered):
            key_id_of(wrong)
