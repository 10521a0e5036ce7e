"""A keystore that a passphrase seals: a copy of the file alone opens nothing."""

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from tests.world import NOW

from vault.clock import StoppedClock
from vault.crypto import Context, PassphraseCost, Secret, stretch
from vault.errors import KeystoreUnavailable, Misconfigured
from vault.keys import FileKeystore, read_passphrase
from vault.keys.keyfile import Entry, KeyFile

PASSPHRASE = Secret(b"correct horse battery staple")
PLACE = Context(b"o", "epoch", b"r", "encryption")
CLOCK = StoppedClock(NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "keys.json"


def test_every_parameter_reaches_the_key() -> None:
    cost = PassphraseCost(b"0123456789abcdef")
    once = stretch(PASSPHRASE, cost)
    assert (len(once), once == stretch(PASSPHRASE, cost)) == (32, True)
    assert once != stretch(PASSPHRASE, PassphraseCost(b"fedcba9876543210"))
    assert once != stretch(Secret(b"another passphrase"), cost)
    assert once != stretch(PASSPHRASE, cost._replace(passes=4))


MANY = """
from concurrent.futures import ThreadPoolExecutor
from vault.crypto import PassphraseCost, Secret, stretch
with ThreadPoolExecutor(4) as pool:
    keys = list(pool.map(lambda _: stretch(Secret(b"x"), PassphraseCost(bytes(16))).reveal(), range(16)))
print(len(keys), len(set(keys)))
"""


def test_many_stretch_at_once_and_none_waits_for_ever() -> None:
    """As two who bring a receipt and two who sign in do. A process of its own, which can be given up."""
    ran = subprocess.run([sys.executable, "-c", MANY], check=True, capture_output=True, text=True, timeout=120)  # noqa: S603 -- our own words
    assert ran.stdout.split() == ["16", "1"]


def test_what_was_wrapped_unwraps_with_the_passphrase_alone(path: Path) -> None:
    keystore = FileKeystore.initialise(path, CLOCK, PASSPHRASE)
    reference = keystore.create("epoch one")
    wrapped = keystore.wrap(reference, Secret(b"k" * 32), PLACE)
    assert FileKeystore(path, CLOCK, PASSPHRASE).unwrap(reference, wrapped, PLACE) == Secret(b"k" * 32)
    for passphrase in (None, Secret(b"wrong horse battery staple")):
        with pytest.raises(KeystoreUnavailable, match="passphrase"):
            FileKeystore(path, CLOCK, passphrase).unwrap(reference, wrapped, PLACE)


def test_a_file_that_another_process_sealed_anew_opens_and_so_does_the_one_before() -> None:
    """What was stretched is remembered for the cost and salt that it was stretched at, and for no other."""
    one, other = KeyFile(PASSPHRASE), KeyFile(PASSPHRASE)
    kept = {"reference": Entry("epoch one", NOW, "material")}
    first, second = one.encode({}), other.encode(kept)
    assert json.loads(first)["salt"] != json.loads(second)["salt"]
    for content, keys in ((first, {}), (second, kept), (first, {}), (second, kept)):
        assert one.decode(content) == keys
    assert json.loads(one.encode(kept))["salt"] == json.loads(second)["salt"]
    assert repr(kept["reference"]) == "<key epoch one>"


def test_a_sealed_file_shows_neither_keys_nor_labels(path: Path) -> None:
    keystore = FileKeystore.initialise(path, CLOCK, PASSPHRASE)
    reference = keystore.create("epoch one")
    content = path.read_text("utf-8")
    assert json.loads(content)["format"] == "complaint-vault/keystore-sealed/1"
    assert reference not in content
    assert "epoch one" not in content
    assert path.stat().st_mode & 0o077 == 0


def test_a_keystore_in_the_clear_is_sealed_on_demand(path: Path) -> None:
    open_one = FileKeystore.initialise(path, CLOCK)
    reference = open_one.create("epoch one")
    wrapped = open_one.wrap(reference, Secret(b"k" * 32), PLACE)
    FileKeystore(path, CLOCK, PASSPHRASE).seal()
    assert reference not in path.read_text("utf-8")
    assert FileKeystore(path, CLOCK, PASSPHRASE).unwrap(reference, wrapped, PLACE) == Secret(b"k" * 32)
    with pytest.raises(KeystoreUnavailable):
        open_one.references()


@pytest.mark.parametrize("field", ["salt", "record", "memory_kib", "passes", "lanes"])
def test_a_changed_file_does_not_open(path: Path, field: str) -> None:
    FileKeystore.initialise(path, CLOCK, PASSPHRASE).create("epoch one")
    content = json.loads(path.read_text("utf-8"))
    value = content[field]
    content[field] = value + 1 if isinstance(value, int) else ("B" if value[0] == "A" else "A") + value[1:]
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(KeystoreUnavailable):
        FileKeystore(path, CLOCK, PASSPHRASE).references()


@pytest.mark.parametrize(("field", "value"), [("memory_kib", 2**40), ("passes", 10**9), ("lanes", 0), ("salt", "")])
def test_costs_out_of_bounds_are_refused_before_they_are_paid(path: Path, field: str, value: object) -> None:
    FileKeystore.initialise(path, CLOCK, PASSPHRASE)
    content = json.loads(path.read_text("utf-8")) | {field: value}
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(KeystoreUnavailable, match="damaged"):
        FileKeystore(path, CLOCK, PASSPHRASE).references()


def test_the_passphrase_comes_from_a_file_that_nobody_else_reads(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.touch(mode=0o600)
    file.write_bytes(b"correct horse battery staple\n")
    assert read_passphrase(file) == PASSPHRASE
    assert read_passphrase(None) is None
    file.chmod(0o640)
    with pytest.raises(Misconfigured, match="others"):
        read_passphrase(file)
    file.chmod(0o600)
    file.write_bytes(b"short\n")
    with pytest.raises(Misconfigured, match="fewer"):
        read_passphrase(file)
    with pytest.raises(Misconfigured, match="cannot be read"):
        read_passphrase(tmp_path / "nowhere")


def test_an_entry_does_not_show_its_material() -> None:
    entry = Entry("epoch one", NOW, "c2VjcmV0")
    assert "c2VjcmV0" not in repr(entry)
    assert "c2VjcmV0" in msgspec.json.encode(entry).decode()


def test_a_fresh_cost_is_the_second_recommendation_of_rfc_9106() -> None:
    """Section 4: 64 MiB, 3 passes, 4 lanes, a salt of 128 bits that is another each time."""
    one, other = PassphraseCost.fresh(), PassphraseCost.fresh()
    assert (len(one.salt), *one[1:]) == (16, 65_536, 3, 4)
    assert one.salt != other.salt
