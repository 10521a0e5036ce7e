"""The file keystore is its owner's alone, whole at every instant, and gives no key that it does not hold."""

import base64
import errno
import fcntl
import json
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from tests.world import NOW

from vault.clock import StoppedClock
from vault.crypto import Context, PassphraseCost, RecordKey, Secret, stretch
from vault.errors import KeyDestroyed, KeystoreUnavailable, Misconfigured, Sealed, Tampered
from vault.keys import FileKeystore, read_passphrase

CLOCK = StoppedClock(NOW)
PLACE = Context(b"o" * 16, "epoch", b"e" * 16, "encryption")
MATERIAL = Secret(b"m" * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keystore" / "keys.json"


@pytest.fixture
def keystore(path: Path) -> FileKeystore:
    return FileKeystore.initialise(path, CLOCK)


def again(path: Path) -> FileKeystore:
    """The keystore as another process opens it."""
    return FileKeystore(path, CLOCK)


def test_what_was_wrapped_is_unwrapped_by_whoever_opens_the_file(keystore: FileKeystore, path: Path) -> None:
    reference = keystore.create("epoch 1")
    wrapped = keystore.wrap(reference, MATERIAL, PLACE)
    assert again(path).unwrap(reference, wrapped, PLACE) == MATERIAL
    assert MATERIAL.reveal() not in wrapped + path.read_bytes()


def test_what_was_wrapped_belongs_to_its_place_and_its_key(keystore: FileKeystore) -> None:
    reference, other = keystore.create("epoch 1"), keystore.create("epoch 2")
    wrapped = keystore.wrap(reference, MATERIAL, PLACE)
    with pytest.raises(Tampered):
        keystore.unwrap(reference, wrapped, PLACE._replace(field="index"))
    with pytest.raises(Tampered):
        keystore.unwrap(other, wrapped, PLACE)


def test_file_and_folder_are_the_owners_alone_whatever_is_usual_there(path: Path) -> None:
    before = os.umask(0)
    try:
        FileKeystore.initialise(path, CLOCK).create("epoch 1")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o644, 0o777])
def test_a_file_that_others_can_reach_is_refused(keystore: FileKeystore, path: Path, mode: int) -> None:
    """Also by a process that had read it before."""
    reference = keystore.create("epoch 1")
    wrapped = keystore.wrap(reference, MATERIAL, PLACE)
    path.chmod(mode)
    for one in (keystore, again(path)):
        with pytest.raises(KeystoreUnavailable, match="others"):
            one.unwrap(reference, wrapped, PLACE)
        with pytest.raises(KeystoreUnavailable, match="others"):
            one.create("epoch 2")


def test_a_keystore_is_not_made_twice(keystore: FileKeystore, path: Path) -> None:
    keystore.create("epoch 1")
    before = path.read_bytes()
    with pytest.raises(Misconfigured):
        FileKeystore.initialise(path, CLOCK)
    assert path.read_bytes() == before


def test_a_destroyed_key_opens_nothing_and_leaves_the_others(keystore: FileKeystore, path: Path) -> None:
    other_process = again(path)
    gone, kept = keystore.create("epoch 1"), keystore.create("epoch 2")
    wrapped, still = keystore.wrap(gone, MATERIAL, PLACE), keystore.wrap(kept, MATERIAL, PLACE)
    assert other_process.unwrap(gone, wrapped, PLACE) == MATERIAL
    keystore.destroy(gone)
    keystore.destroy(gone)
    for one in (keystore, other_process):
        assert one.references() == {kept}
        assert one.unwrap(kept, still, PLACE) == MATERIAL
        with pytest.raises(KeyDestroyed):
            one.unwrap(gone, wrapped, PLACE)
        with pytest.raises(KeyDestroyed):
            one.wrap(gone, MATERIAL, PLACE)
    assert gone.encode() not in path.read_bytes()


def test_a_missing_file_is_said_to_be_missing(keystore: FileKeystore, path: Path) -> None:
    reference = keystore.create("epoch 1")
    path.unlink()
    with pytest.raises(KeystoreUnavailable):
        keystore.unwrap(reference, bytes(80), PLACE)
    with pytest.raises(KeystoreUnavailable):
        keystore.create("epoch 2")
    assert not path.exists()


def test_whatever_byte_is_damaged_the_right_key_comes_out_or_an_error_of_ours(
    keystore: FileKeystore, path: Path
) -> None:
    """No damage gives a wrong key, and none ends in an error that would show the file's content."""
    reference = keystore.create("epoch 1")
    wrapped = keystore.wrap(reference, MATERIAL, PLACE)
    whole = path.read_bytes()
    refused: list[Exception] = []
    for place in range(len(whole)):
        for bit in (0x01, 0x20, 0x80):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :])
            try:
                assert again(path).unwrap(reference, wrapped, PLACE) == MATERIAL
            except (KeystoreUnavailable, Sealed) as error:
                refused.append(error)
    assert len(refused) > len(whole)
    assert all(error.__suppress_context__ for error in refused if error.__context__)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"format":"complaint-vault/keystore/2","keys":{}}',
        b'{"format":"something else","keys":{}}',
        b'{"format":"complaint-vault/keystore/1"}',
    ],
)
def test_a_file_of_another_form_is_no_keystore(keystore: FileKeystore, path: Path, content: bytes) -> None:
    """Least of all one that is merely newer: an empty keystore would look as if every key had been destroyed."""
    path.write_bytes(content)
    with pytest.raises(KeystoreUnavailable):
        keystore.references()


@pytest.mark.parametrize("step", ["fsync", "fchmod"])
def test_a_write_that_fails_leaves_the_file_as_it_was(
    keystore: FileKeystore, path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    reference = keystore.create("epoch 1")
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as broken:
        broken.setattr(os, step, full)
        with pytest.raises(KeystoreUnavailable):
            keystore.create("epoch 2")
        with pytest.raises(KeystoreUnavailable):
            keystore.destroy(reference)
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["keys.json", "keys.lock"]
    keystore.destroy(reference)
    assert keystore.references() == frozenset()


MAKER = """
import sys
from pathlib import Path
from uuid import UUID
from vault.clock import SystemClock
from vault.keys import FileKeystore
keystore = FileKeystore(Path(sys.argv[1]), SystemClock())
for number in range(20):
    print(keystore.create(f"epoch {number}"))
"""


def test_threads_and_processes_that_create_at_once_lose_no_key(keystore: FileKeystore, path: Path) -> None:
    others = [
        subprocess.Popen([sys.executable, "-c", MAKER, str(path)], stdout=subprocess.PIPE, text=True)  # noqa: S603
        for _ in range(2)
    ]
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda number: keystore.create(f"epoch {number}"), range(20)))
    for other in others:
        out, _ = other.communicate(timeout=60)
        made |= set(out.split())
    assert len(made) == 60
    assert keystore.references() == again(path).references() == made


def test_a_folder_that_cannot_be_made_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(KeystoreUnavailable, match="folder cannot be made"):
        FileKeystore.initialise(tmp_path / "file" / "within" / "keys.json", CLOCK)


def test_a_keystore_is_made_in_any_folder(tmp_path: Path) -> None:
    for place in (tmp_path / "keys.json", tmp_path / "new" / "and" / "deep" / "keys.json"):
        FileKeystore.initialise(place, CLOCK)
        assert place.is_file()


def test_what_other_records_say_of_it_stays() -> None:
    """Its name stands beside every epoch of a vault; how long it keeps a destroyed key goes into what is promised."""
    assert (FileKeystore.name, FileKeystore.waiting_days) == ("file", 0)


def test_a_key_is_on_the_disk_before_anybody_is_told_of_it(
    keystore: FileKeystore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []

    def watched(descriptor: int) -> None:
        real(descriptor)
        place = Path(f"/proc/self/fd/{descriptor}").readlink()
        flushed.append(place)
        if place.is_file():
            # Whole, before it takes the old one's place.
            assert len(json.loads(place.read_bytes())["keys"]) == 1
            assert json.loads(path.read_bytes())["keys"] == {}

    real = os.fsync
    monkeypatch.setattr(os, "fsync", watched)
    keystore.create("epoch 1")
    written, folder = flushed
    assert written.parent == folder == path.parent
    assert len(json.loads(path.read_bytes())["keys"]) == 1


def test_writing_leaves_nothing_open(keystore: FileKeystore) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    keystore.destroy(keystore.create("epoch 1"))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_whoever_writes_waits_for_another_process(keystore: FileKeystore, path: Path) -> None:
    with path.with_suffix(".lock").open("w") as gate, ThreadPoolExecutor(1) as pool:
        fcntl.flock(gate, fcntl.LOCK_EX)
        waiting = pool.submit(keystore.create, "epoch 1")
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        fcntl.flock(gate, fcntl.LOCK_UN)
        assert waiting.result(30) in keystore.references()


def test_with_a_passphrase_nothing_is_ever_in_the_clear(keystore: FileKeystore, path: Path, tmp_path: Path) -> None:
    passphrase = Secret(b"a long enough passphrase")
    reference = keystore.create("epoch 1")
    assert b"epoch 1" in path.read_bytes()
    FileKeystore(path, CLOCK, passphrase).seal()
    assert b"epoch 1" not in path.read_bytes()
    assert FileKeystore(path, CLOCK, passphrase).references() == {reference}
    new = tmp_path / "other" / "keys.json"
    FileKeystore.initialise(new, CLOCK, passphrase)
    with pytest.raises((KeystoreUnavailable, Misconfigured)):
        again(new).references()


KNOWN_REFERENCE = "01a20ad6-241e-7c6a-86e1-956e22ac1b07"
KNOWN_KEYS = (
    b'{"01a20ad6-241e-7c6a-86e1-956e22ac1b07":{"label":"epoch 1","created_at":"2026-11-23T09:30:00Z",'
    b'"material":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}}'
)


def known(path: Path, content: bytes, passphrase: Secret | None = None) -> bytes:
    """What a record that was sealed under the known key opens to, with a keystore of this content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    record = RecordKey(UUID(KNOWN_REFERENCE), Secret(bytes(range(32)))).seal(b"k" * 32, PLACE)
    return FileKeystore(path, StoppedClock(NOW), passphrase).unwrap(KNOWN_REFERENCE, record, PLACE).reveal()


def test_a_known_keystore_still_opens(path: Path) -> None:
    """The format is a promise to every installation out there."""
    content = b'{"format":"complaint-vault/keystore/1","keys":' + KNOWN_KEYS + b"}"
    assert known(path, content) == b"k" * 32


def test_a_known_sealed_keystore_still_opens(path: Path) -> None:
    """Argon2id with the parameters that stand in the file, then one record in the place that is written down."""
    passphrase, cost = Secret(b"twelve chars"), PassphraseCost(b"s" * 16, 8_192, 1, 1)
    where = Context(b"", "keystore", b"", "keys")
    record = RecordKey(UUID(int=0), stretch(passphrase, cost)).seal(KNOWN_KEYS, where)
    content = {
        "format": "complaint-vault/keystore-sealed/1",
        "salt": base64.b64encode(cost.salt).decode(),
        "memory_kib": 8_192,
        "passes": 1,
        "lanes": 1,
        "record": base64.b64encode(record).decode(),
    }
    assert known(path, json.dumps(content).encode(), passphrase) == b"k" * 32


@pytest.mark.parametrize(("length", "enough"), [(11, False), (12, True)])
def test_a_passphrase_has_twelve_characters(tmp_path: Path, length: int, *, enough: bool) -> None:
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_text("x" * length, "utf-8")
    if enough:
        assert read_passphrase(file) == Secret(b"x" * length)
    else:
        with pytest.raises(Misconfigured, match="fewer than 12"):
            read_passphrase(file)
