"""What an answer costs: locating, composing, rendering, checking, keeping; and how much memory it takes.

`python -m tests.benchmarks.answering 200 5000` prints a row for each number of documents: seconds of processor
by part, and the greatest resident size of a process that did nothing else. The estate has 500 other people in it.
"""

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

from tests.world import NOW, World, case, document, party, person, settings

from vault import subject_requests
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.language import Language
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.storage import migrate, open_engine
from vault.subject_requests import Channel, NewRequest, letter
from vault.subjects import Given

_OTHERS: Final = 500
_PER_CASE: Final = 20
_TEXT: Final = (
    "Beboeren har ringet om støj fra opgangen mellem kl. 22 og 24. Solvej Kragelund oplyser, at der var besøg, og at "
    "musikken blev skruet ned, da naboen bankede på. Ejendomskontoret har set på stedet og aftalt et nyt besøg. "
)


@contextmanager
def estate(documents: int) -> Iterator[World]:
    """A vault with one person in so many documents, and many others."""
    with tempfile.TemporaryDirectory() as folder:
        made = settings(Path(folder), f"sqlite:///{folder}/vault.db")
        engine = open_engine(made.database_url)
        migrate(engine)
        engine.dispose()
        clock = StoppedClock(NOW)
        initialise(made, clock)
        with open_vault(made, clock) as vault:
            world = World(vault, clock)
            me = person("Solvej Kragelund", phones=("68 90 80 70",), address="Humlehaven 9, 8799 Prøveby")
            first = world.store(case(party("I", Role.RESPONDENT, me))).subjects[0]
            for number in range(0, documents, _PER_CASE):
                texts = tuple(
                    document(_TEXT * 3, on=date(2026, 9, 2)) for _ in range(min(_PER_CASE, documents - number))
                )
                world.store(case(party("I", Role.RESPONDENT, subject_id=first), documents=texts))
            for number in range(_OTHERS):
                other = person(f"Prøve{number} Nabo{number}sen", phones=(f"68 {number:06d}",))
                world.store(case(party("K", Role.COMPLAINANT, other)))
            yield world


def measure(documents: int) -> dict[str, float]:
    """Seconds by part, and megabytes."""
    with estate(documents) as world:
        before = _resident()
        took: dict[str, float] = {}

        def timed(name: str, act: Callable[[], Any]) -> Any:
            began = time.process_time()
            result = act()
            took[name] = time.process_time() - began
            return result

        def call(verb: Any, *arguments: Any) -> Any:
            return world.call(RoleName.DPO, verb, *arguments)

        new = NewRequest(
            received_on=date(2026, 11, 2),
            channel=Channel.EMAIL,
            language=Language.DANISH,
            text="Alt, tak.",
            given=Given(name="Solvej Kragelund", phone="68908070"),
        )
        request_id = timed("open", lambda: call(subject_requests.open_request, new)).request_id
        composed = timed("compose", lambda: call(subject_requests.compose_answer, request_id))
        files = timed("files", lambda: letter.render_files(composed.answer))
        hits = timed("check", lambda: call(subject_requests.check_answer, request_id, composed, files))
        if hits:
            sys.exit(f"the check found {len(hits)} things")
        timed("keep", lambda: call(subject_requests.keep_answer, request_id, composed, files))
        size = sum(map(len, files.values())) / 1e6
        return took | {"MB files": size, "MB before": before, "MB peak": _resident(), "MB setter": _setter()}


def _setter() -> float:
    """The largest of the processes that set annexes, one after the other."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    for documents in map(int, sys.argv[1:] or ["200"]):
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            found = pool.apply(measure, (documents,))
        row = " ".join(f"{name} {value:.2f}" for name, value in found.items())
        sys.stdout.write(f"{documents} {row}\n")


if __name__ == "__main__":
    main()
