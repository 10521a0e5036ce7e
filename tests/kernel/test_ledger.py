"""The erasure ledger: every line follows from the one before, and what was vouched for is on the disk."""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.world import NOW

from vault import keys
from vault.errors import LedgerBroken, LedgerUnavailable, Misconfigured
from vault.ids import OrganisationId, new_id
from vault.keys.ledger import Erasure, ErasureLedger, Head

ORGANISATION = OrganisationId(UUID(int=3))


def erasures(count: int, kind: str = "case") -> list[Erasure]:
    return [Erasure(ORGANISATION, kind, new_id()) for _ in range(count)]


@pytest.fixture
def ledger(tmp_path: Path) -> ErasureLedger:
    return ErasureLedger.initialise(tmp_path / "erasures.jsonl")


def test_what_was_appended_is_read_in_order(ledger: ErasureLedger) -> None:
    first, second = erasures(3), erasures(2, "subject")
    ledger.append(first, NOW)
    head = ledger.append(second, NOW)
    read = list(ledger.entries())
    assert [entry.erasure for entry in read] == [*first, *second]
    assert [entry.number for entry in read] == [1, 2, 3, 4, 5]
    assert (head.number, ledger.head()) == (5, head)


def test_entries_behind_a_head(ledger: ErasureLedger) -> None:
    start = ledger.head()
    head = ledger.append(erasures(2), NOW)
    later = erasures(3)
    ledger.append(later, NOW)
    assert [entry.erasure for entry in ledger.entries(head)] == later
    assert len(list(ledger.entries(start))) == 5
    assert list(ledger.entries(ledger.head())) == []


def test_an_older_ledger_is_refused(ledger: ErasureLedger, tmp_path: Path) -> None:
    """Put back from an old copy, it would not know what was erased since."""
    ledger.append(erasures(1), NOW)
    older = (tmp_path / "erasures.jsonl").read_bytes()
    head = ledger.append(erasures(1), NOW)
    (tmp_path / "erasures.jsonl").write_bytes(older)
    with pytest.raises(LedgerBroken, match="older"):
        list(ledger.entries(head))


def test_the_ledger_of_another_database_is_refused(ledger: ErasureLedger) -> None:
    ledger.append(erasures(2), NOW)
    with pytest.raises(LedgerBroken, match="not the one"):
        list(ledger.entries(Head(2, "00" * 32)))


def test_a_second_ledger_in_its_place_is_refused(ledger: ErasureLedger, tmp_path: Path) -> None:
    assert ledger.head().number == 0
    with pytest.raises(Misconfigured):
        ErasureLedger.initialise(tmp_path / "erasures.jsonl")


@settings(max_examples=60)
@given(st.data())
def test_any_changed_byte_is_noticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """But for the last line, which a head that was kept elsewhere vouches for."""
    path = tmp_path_factory.mktemp("ledger") / "erasures.jsonl"
    ledger = ErasureLedger.initialise(path)
    head = ledger.append(erasures(4), NOW)
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(bytes(content))
    with pytest.raises(LedgerBroken):
        list(ledger.entries(head))


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_removed_or_doubled_line_is_noticed(ledger: ErasureLedger, tmp_path: Path, line: int) -> None:
    ledger.append(erasures(4), NOW)
    path = tmp_path / "erasures.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for changed in (lines[:line] + lines[line + 1 :], lines[: line + 1] + lines[line:]):
        path.write_bytes(b"".join(changed))
        with pytest.raises(LedgerBroken):
            list(ledger.entries())


def test_half_a_line_was_never_vouched_for(ledger: ErasureLedger, tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    first, second = erasures(1), erasures(1)
    ledger.append(first, NOW)
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"number":2,"at":"2026-')
    assert [entry.erasure for entry in ledger.entries()] == first
    ledger.append(second, NOW)
    assert [entry.erasure for entry in ledger.entries()] == [*first, *second]


def test_threads_take_turns(ledger: ErasureLedger) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ledger.append(erasures(2), NOW), range(40)))
    assert len(list(ledger.entries())) == 80


WRITER = """
import sys
from pathlib import Path
from tests.kernel.test_ledger import NOW, erasures
from vault.keys.ledger import ErasureLedger
ledger = ErasureLedger(Path(sys.argv[1]))
for _ in range(100_000):
    print(ledger.append(erasures(3), NOW).number, flush=True)
"""


def test_processes_take_turns_and_a_kill_loses_nothing(ledger: ErasureLedger, tmp_path: Path) -> None:
    running = [
        subprocess.Popen(  # noqa: S603 -- our own test
            [sys.executable, "-c", WRITER, str(tmp_path / "erasures.jsonl")],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    told: list[int] = []
    for process in running:
        assert process.stdout is not None
        told += [int(process.stdout.readline()) for _ in range(30)]
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
        told += [int(line) for line in process.stdout.read().split()]
        process.stdout.close()
    assert max(told) <= len(list(ledger.entries()))
    ledger.append(erasures(1), NOW)
    assert max(told) < ledger.head().number


def test_a_ledger_that_cannot_be_written_says_so(ledger: ErasureLedger, tmp_path: Path) -> None:
    (tmp_path / "erasures.jsonl").rename(tmp_path / "away")
    for attempt in (lambda: ledger.append(erasures(1), NOW), ledger.head, lambda: list(ledger.entries())):
        with pytest.raises(LedgerUnavailable):
            attempt()


def test_a_ledger_whose_folder_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LedgerUnavailable):
        ErasureLedger.initialise(tmp_path / "file" / "erasures.jsonl")


def test_a_ledger_out_of_reach_makes_no_folder_in_its_place(ledger: ErasureLedger, tmp_path: Path) -> None:
    """Where its disk is mounted again, nothing must be in the way."""
    kept = ErasureLedger.initialise(tmp_path / "disk" / "erasures.jsonl")
    (tmp_path / "disk").rename(tmp_path / "away")
    with pytest.raises(LedgerUnavailable):
        kept.append(erasures(1), NOW)
    assert not (tmp_path / "disk").exists()
    (tmp_path / "away").rename(tmp_path / "disk")
    assert kept.append(erasures(1), NOW).number == ledger.append(erasures(1), NOW).number == 1


def test_it_is_readable_by_its_owner_alone_and_holds_ids_alone(ledger: ErasureLedger, tmp_path: Path) -> None:
    ledger.append(erasures(1), NOW)
    path = tmp_path / "erasures.jsonl"
    assert path.stat().st_mode & 0o077 == 0
    assert len(path.read_bytes().splitlines()[1]) < 400


def test_a_known_ledger_is_continued_as_it_is_written_down(tmp_path: Path) -> None:
    """Whatever is changed here makes every ledger there is unreadable, and nothing that was erased stays so."""
    header = b'{"format":"complaint-vault/erasure-ledger/1"}\n'
    line = (
        b'{"number":1,"at":"2026-11-23T09:30:00Z","organisation":"00000000-0000-0000-0000-000000000003",'
        b'"kind":"organisation","owner":"00000000-0000-0000-0000-000000000003","previous":"%s"}\n'
    )
    first = line % hashlib.sha256(header).hexdigest().encode()
    path = tmp_path / "erasures.jsonl"
    ledger = ErasureLedger.initialise(path)
    ledger.append([Erasure(ORGANISATION, keys.ORGANISATION, ORGANISATION)], NOW)
    assert path.read_bytes() == header + first
    assert ledger.head() == Head(1, hashlib.sha256(first).hexdigest())
    path.write_bytes(header + first.replace(b"}", b',"more":1}'))
    with pytest.raises(LedgerBroken, match="at its end"):
        ledger.head()
    path.write_bytes(b"")
    with pytest.raises(LedgerBroken, match="no header"):
        ledger.head()


def test_an_erasure_is_on_the_disk_before_anybody_is_told_of_it(
    ledger: ErasureLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[bytes] = []

    def watched(descriptor: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{descriptor}").readlink().read_bytes())

    monkeypatch.setattr(os, "fsync", watched)
    ledger.append(erasures(2), NOW)
    assert flushed == [(tmp_path / "erasures.jsonl").read_bytes()]
    assert flushed[0].count(b"\n") == 3


def test_whoever_appends_waits_for_another_process(ledger: ErasureLedger, tmp_path: Path) -> None:
    with (tmp_path / "erasures.jsonl").open("rb") as other, ThreadPoolExecutor(1) as pool:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = pool.submit(ledger.append, erasures(1), NOW)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        fcntl.flock(other, fcntl.LOCK_UN)
        assert waiting.result(30).number == 1


def test_a_ledger_is_made_in_any_folder_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        for place in (tmp_path, tmp_path / "new" / "and" / "deep"):
            ErasureLedger.initialise(place / "erasures.jsonl")
    finally:
        os.umask(before)
    assert (tmp_path / "new" / "and" / "deep").stat().st_mode & 0o777 == 0o700


def test_damage_is_told_by_its_line(ledger: ErasureLedger, tmp_path: Path) -> None:
    ledger.append(erasures(3), NOW)
    path = tmp_path / "erasures.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], b"damaged\n", *lines[3:]]))
    with pytest.raises(LedgerBroken, match="damaged at line 2"):
        list(ledger.entries())
