"""Growth: `python -m tests.benchmarks.suite.scale --cases 1000000 [--engine sqlite] [--seconds 3] > scale.json`.

One vault grows to ten thousand complaints, to a hundred thousand, and so on up to what is asked for (of a smaller
number, a tenth of it first). At each size: start-up, storing, looking up and reading over HTTP, the server's
memory, and the verbs that look at everything, directly; and the bytes of a complaint beside those of the plain store.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import text
from tests.benchmarks.suite.complaints import complaint, long_closed
from tests.benchmarks.suite.estate import Estate
from tests.benchmarks.suite.over_http import lines, timed
from tests.benchmarks.suite.plain import Plain
from tests.benchmarks.suite.running import NewUrl, databases, environment, find, serving, store_and_read
from tests.world import case, document, party, person

from vault import complaints, epochs, imports, retention, subject_requests, subjects
from vault.complaints import Role
from vault.ids import new_id
from vault.imports import NewImport
from vault.language import Language
from vault.policy import RoleName
from vault.sealing import seal_everything
from vault.storage import Storage
from vault.subject_requests import Channel, NewRequest, letter
from vault.subjects import Given

_SMALLEST: Final = 10_000
_ERASED: Final = 200
_DOCUMENTS: Final = 200
_PLAIN: Final = 10_000
_ROTATED_UP_TO: Final = 100_000
R = RoleName
REQUESTER: Final = Given(name="Solvej Kragelund", phone="68908070")
_TEXT: Final = "Solvej Kragelund oplyser, at der var besøg, og at musikken blev skruet ned, da naboen bankede på. "


def sizes(asked: int) -> list[int]:
    """Powers of ten up to what is asked for; of a small number, a tenth first."""
    found = [one for one in (_SMALLEST * 10**power for power in range(6)) if one < asked]
    return [*(found or [max(1, asked // 10)]), asked]


def grow(new_url: NewUrl, folder: Path, asked: int, seconds: float, found: dict[str, Any]) -> None:
    """Puts in what each size costs, by size, as soon as it was measured."""
    url, home = new_url(), folder / "growing"
    with serving("vault", url, home):
        pass
    with Estate.opened(url, home) as estate:
        _requester(estate)
    plain = _plain_bytes(new_url())
    held = 0
    for size in sizes(asked):
        with Estate.opened(url, home) as estate:
            # What a rotation at the size before left behind would be filled first, and less would seem to be needed.
            _tidy_up(estate.vault.storage, "VACUUM FULL")
            before = _bytes(estate.vault.storage)
            filled = _fill(estate, range(held, size))
            space = (_bytes(estate.vault.storage) - before) / (size - held)
            held = size
        with serving("vault", url, home) as server:
            over_http = store_and_read(server, seconds, first=size + 10**7) | find(server, seconds, among=size)
            served = {"start_seconds": server.started_in, "megabytes": server.megabytes()}
        with Estate.opened(url, home) as estate:
            verbs = _verbs(estate, size)
        found[str(size)] = {
            "import_per_second": filled[0],
            **served,
            "bytes": {"vault": round(space), "plain": round(plain), "ratio": round(space / plain, 2)},
            "http": msgspec.to_builtins(over_http),
            "seconds": verbs,
        }
        sys.stderr.write(f"{size} complaints measured\n")


def _fill(estate: Estate, numbers: range) -> tuple[int, int]:
    begun = estate.call(R.INGEST, imports.begin_import, NewImport()).import_id
    rates = [(0, 0)]
    # In pieces, so that a million lines are never in memory together.
    for start in range(numbers.start, numbers.stop, _SMALLEST):
        batches = lines(range(start, min(start + _SMALLEST, numbers.stop)))
        rates.append(timed(lambda batch: estate.call(R.INGEST, imports.take_lines, begun, batch), batches))
        # A server would do it every second, and what is measured next would be how long that takes.
        seal_everything(estate.vault)
        _tidy_up(estate.vault.storage)
    return rates[-1]


def _tidy_up(storage: Storage, how: str = "VACUUM") -> None:
    """Has PostgreSQL use again what changed rows left, as it does by itself every minute: here months pass in one."""
    if storage.engine.dialect.name == "postgresql":
        with storage.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(how))


def _requester(estate: Estate) -> None:
    """Somebody with two hundred documents, of whom an answer is composed at every size."""
    me = person(REQUESTER.name, phones=(REQUESTER.phone,), address="Humlehaven 9, 8799 Prøveby")
    first = estate.call(R.INGEST, complaints.store_case, case(party("I", Role.RESPONDENT, me))).subjects[0]
    for _ in range(_DOCUMENTS // 20):
        texts = tuple(document(_TEXT * 8, on=date(2026, 9, 2)) for _ in range(20))
        stands = party("I", Role.RESPONDENT, subject_id=first)
        estate.call(R.INGEST, complaints.store_case, case(stands, documents=texts))


def _verbs(estate: Estate, size: int) -> dict[str, float]:
    """Seconds of each verb that looks at everything, and of what follows from it."""
    took: dict[str, float] = {}

    @contextmanager
    def timing(what: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        took[what] = round(time.perf_counter() - began, 4)

    with timing("find_scanning"):
        assert estate.call(R.DPO, subjects.find_subjects, REQUESTER)
    _answer(estate, timing)
    for number in range(_ERASED):
        estate.call(R.INGEST, complaints.store_case, long_closed(size + 2 * 10**7 + number))
    with timing("plan"):
        plan = estate.call(R.RETENTION_JOB, retention.plan)
    with timing("apply"):
        estate.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    took["applied_per_second"] = round(_ERASED / took["apply"], 1)
    if size <= _ROTATED_UP_TO:
        _rotate(estate, took, timing)
    return took


def _rotate(estate: Estate, took: dict[str, float], timing: Callable[[str], Any]) -> None:
    """As `epochs.rotate` does it; data keys wrapped anew and people indexed anew are told apart."""
    estate.call(R.OPERATOR, epochs.begin)
    steps: tuple[tuple[str, Callable[..., Any]], ...] = (
        ("rewrapped", epochs.rewrap_some),
        ("reindexed", epochs.reindex_some),
    )
    for what, verb in steps:
        moved, behind = 0, None
        used = time.process_time()
        with timing(what):
            while True:
                some, behind = estate.call(R.OPERATOR, verb, behind)
                moved += some
                if behind is None:
                    break
        took[f"{what}_cpu_microseconds"] = round((time.process_time() - used) / moved * 1e6, 1)
        took[f"{what}_per_second"] = round(moved / took[what])
    estate.call(R.OPERATOR, epochs.reindex_staff)
    estate.call(R.OPERATOR, epochs.finish)


def _answer(estate: Estate, timing: Callable[[str], Any]) -> None:
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Alt, tak.",
        given=REQUESTER,
        full_copy=True,
    )
    with timing("request"):
        request_id = estate.call(R.DPO, subject_requests.open_request, new).request_id
    with timing("answer"):
        composed = estate.call(R.DPO, subject_requests.compose_answer, request_id)
        letter.render_json(composed.answer)
    with timing("letter"):
        letter.render_pdf(composed.answer)


def _bytes(storage: Storage) -> int:
    """What a database takes on disk, once what stands in its log is in the file."""
    with storage.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
        connection.rollback()
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        name = connection.execute(text("SELECT file FROM pragma_database_list")).scalar_one()
    return sum(path.stat().st_size for path in Path(name).parent.glob(f"{Path(name).name}*"))


def _plain_bytes(url: str) -> float:
    """What one complaint takes in the plain store, less what an empty one takes."""
    store = Plain(url)
    empty = _bytes(store.storage)
    for start in range(0, _PLAIN, 1000):
        store.insert([(new_id(), msgspec.json.encode(complaint(at))) for at in range(start, start + 1000)])
    grown = _bytes(store.storage)
    store.storage.close()
    return (grown - empty) / _PLAIN


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    given = parser.parse_args()
    results: dict[str, Any] = {"scale_environment": environment()}
    try:
        with tempfile.TemporaryDirectory() as held:
            for engine in given.engine or ("sqlite", "postgresql"):
                folder, found = Path(held) / engine, results.setdefault(f"scale_{engine}", {})
                folder.mkdir()
                with databases(engine, folder) as new_url:
                    grow(new_url, folder, given.cases, given.seconds, found)
    finally:
        # What hours brought is told whatever befell the last of them.
        json.dump(results, sys.stdout, indent=1)
        sys.stdout.write("\n")


if __name__ == "__main__":
    main()
