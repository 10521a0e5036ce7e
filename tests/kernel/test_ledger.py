"""The erasure ledger: every line follows from the one before, and what was vouched for is on the disk."""

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


@settings(max_examples=60, deadline=None)
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
