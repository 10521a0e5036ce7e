"""Files that hold one secret: read whole and without the line's end, by their owner alone, and seen to change."""

from pathlib import Path

import pytest

from vault.crypto import Secret
from vault.errors import KeystoreUnavailable, Misconfigured
from vault.keys.credentials import CredentialFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "secret-place" / "pin"
    made.parent.mkdir()
    made.touch(mode=0o600)
    return made


def credential(path: Path) -> CredentialFile:
    return CredentialFile(path, "PIN", "CVAULT_PKCS11_PIN_FILE")


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\n\r\n"])
def test_the_end_of_the_line_is_no_part_of_a_secret(path: Path, end: bytes) -> None:
    path.write_bytes(b" 1234 " + end)
    assert credential(path).read().secret == Secret(b" 1234 ")


def test_a_secret_may_be_as_long_as_64_kib(path: Path) -> None:
    path.write_bytes(b"s" * 64 * 1024 + b"cut")
    assert credential(path).read().secret == Secret(b"s" * 64 * 1024)


def test_an_empty_file_holds_no_secret_that_a_provider_could_use(path: Path) -> None:
    assert len(credential(path).read().secret) == 0
    with pytest.raises(KeystoreUnavailable, match="PIN is empty"):
        credential(path).present()


def test_a_file_that_is_not_there_or_open_to_others_is_named_by_its_variable_and_not_by_its_place(path: Path) -> None:
    path.chmod(0o640)
    with pytest.raises(Misconfigured, match="read by others") as open_to_others:
        credential(path).read()
    path.unlink()
    with pytest.raises(KeystoreUnavailable, match="cannot be read") as gone:
        credential(path).present()
    assert "CVAULT_PKCS11_PIN_FILE" in (gone.value.hint or "")
    for error in (open_to_others, gone):
        assert "secret-place" not in f"{error.value} {error.value.hint}"
    assert repr(credential(path)) == "<file of the PIN>"


def test_whoever_renews_a_file_changes_its_stamp(path: Path) -> None:
    path.write_bytes(b"one")
    before = credential(path).read().stamp
    assert credential(path).read().stamp == before
    path.write_bytes(b"three")
    after = credential(path).read().stamp
    assert (after != before, after.size) == (True, 5)
