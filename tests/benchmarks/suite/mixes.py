"""The four mixes of GDPRbench (Shastri et al., PVLDB 13(7), 2020, table 2), said in verbs of the vault.

Proportions and distributions are the paper's. One record there is a complaint here; its metadata are what was disclosed
of it and what its person objected to. What a verb must do besides, such as a plan before anything is erased, it does.
`mixes_plain` runs the same over one table. As in the paper, what counts is the time that a mix takes, whether every
operation did what it had to, and how much space the records take.
"""

import random
import threading
import time
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import accumulate
from typing import Any, Final, NamedTuple, Protocol

from tests.benchmarks.suite.complaints import complaint, long_closed
from tests.world import TODAY, World

from vault import complaints, evidence, retention, subjects
from vault.complaints import CaseQuery, NewDisclosure
from vault.errors import NotFound, Outdated
from vault.ids import CaseId, SubjectId
from vault.policy import RoleName
from vault.subjects import NewFlag, PersonChange
from vault.subjects.standing.model import FlagGround, FlagKind

THREADS: Final = 8
R = RoleName


class Mix(NamedTuple):
    """How many in a hundred of each operation, and how it chooses records."""

    shares: dict[str, int]
    zipf: frozenset[str]
    """Which operations ask mostly for few records; the others for all alike."""


MIXES: Final = {
    "controller": Mix({"create": 25, "delete": 25, "update_metadata": 50}, frozenset()),
    "customer": Mix(
        {"read_by_person": 20, "read_metadata": 20, "update_data": 20, "update_objection": 20, "delete": 20},
        frozenset({"read_by_person", "read_metadata", "update_data", "update_objection"}),
    ),
    "processor": Mix({"read_by_key": 80, "read_by_attribute": 20}, frozenset({"read_by_key"})),
    "regulator": Mix(
        {"read_metadata": 46, "read_log": 31, "verify_deletion": 23}, frozenset({"read_metadata", "verify_deletion"})
    ),
}


class Chooser:
    """Draws a number below a limit, all alike or as Zipf's law has it (the n-th as often as 1/n)."""

    def __init__(self, limit: int, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 -- a benchmark that can be run again
        self._limit = limit
        self._weights = list(accumulate(1 / (one + 1) for one in range(limit)))

    def draw(self, *, zipf: bool) -> int:
        if not zipf:
            return self.random.randrange(self._limit)
        at = bisect(self._weights, self.random.random() * self._weights[-1])
        return min(at, self._limit - 1)


class Store(Protocol):
    """What can do the operations: each takes the number of the record that it is about."""

    records: int

    def acts(self) -> dict[str, Callable[[int], object]]: ...


class VaultStore:
    """A vault with so many complaints, and others whose period has run out, to be erased."""

    def __init__(self, world: World, records: int, to_erase: int) -> None:
        self.records = records
        self._world = world
        self._stored = [world.store(complaint(number)) for number in range(records)]
        erasable = {world.store(long_closed(records + number)).case_id for number in range(to_erase)}
        self._plan = world.call(R.RETENTION_JOB, retention.plan).plan_id
        items = world.call(R.RETENTION_JOB, retention.read_plan, self._plan).items
        self._due = [one.record_id for one in items if one.record_id in erasable]
        self._gone: list[CaseId] = []
        self._numbers = iter(range(records + to_erase, 1 << 40))

    def acts(self) -> dict[str, Callable[[int], object]]:
        call, case, person = self._world.call, self._case, self._person
        told = NewDisclosure(disclosed_on=TODAY, recipient="Kommunen", legal_basis="§ 1", content="tid og sted")
        objects = NewFlag(kind=FlagKind.OBJECTION, ground=FlagGround.OWN_SITUATION, on=TODAY)
        return {
            "create": lambda _: self._world.store(complaint(next(self._numbers))),
            "delete": self._delete,
            "update_metadata": lambda at: call(R.CASE_WORKER, complaints.record_disclosure, case(at), told),
            "update_data": self._rectify,
            "update_objection": lambda at: call(R.DPO, subjects.add_flag, person(at), objects),
            "read_by_key": lambda at: call(R.CASE_WORKER, complaints.read_case, case(at)),
            "read_by_attribute": self._search,
            "read_by_person": self._of_person,
            "read_metadata": lambda at: call(R.DPO, evidence.who_saw, person(at)),
            "read_log": lambda _: call(R.AUDITOR, evidence.read_log),
            "verify_deletion": self._verify,
        }

    def _case(self, at: int) -> CaseId:
        return self._stored[at].case_id

    def _person(self, at: int) -> SubjectId:
        found = self._stored[at].subjects[0]
        assert found is not None
        return found

    def _delete(self, _: int) -> None:
        record = self._due.pop()
        self._world.call(R.RETENTION_JOB, retention.erase_item, self._plan, record)
        self._gone.append(CaseId(record))

    def _rectify(self, at: int) -> None:
        change = PersonChange(phones=(f"68 {at:06}",))
        while True:
            seen = self._world.call(R.CASE_WORKER, subjects.read_subject, self._person(at)).version
            try:
                self._world.call(R.CASE_WORKER, subjects.change_subject, self._person(at), change, seen)
            except Outdated:
                continue
            return

    def _search(self, at: int) -> None:
        first = complaint(at).received_on - timedelta(days=at % 5)
        found = self._world.call(R.CASE_WORKER, complaints.search_cases, CaseQuery(received_from=first))
        assert found

    def _of_person(self, at: int) -> None:
        who = self._person(at)
        self._world.call(R.DPO, subjects.read_subject, who)
        for one in self._world.call(R.DPO, complaints.search_cases, CaseQuery(subject_id=who)):
            self._world.call(R.DPO, complaints.read_case, one.case_id)

    def _verify(self, at: int) -> None:
        """Whoever is erased is not there; what is not erased yet is."""
        if not self._gone:
            self._delete(at)
        try:
            self._world.call(R.CASE_WORKER, complaints.read_case, self._gone[at % len(self._gone)])
        except NotFound:
            return
        raise AssertionError("an erased record was read")


def run(store: Store, mix: Mix, operations: int) -> dict[str, Any]:
    """So many operations by eight threads: seconds, operations a second, milliseconds of each kind, and failures."""
    names, weights = list(mix.shares), list(mix.shares.values())
    acts, lock = store.acts(), threading.Lock()
    took: dict[str, list[float]] = {name: [] for name in names}
    failed: Counter[str] = Counter()

    def work(seed: int) -> None:
        choose = Chooser(store.records, seed)
        for _ in range(operations // THREADS):
            (name,) = choose.random.choices(names, weights)
            began = time.perf_counter()
            try:
                acts[name](choose.draw(zipf=name in mix.zipf))
            except Exception as error:  # noqa: BLE001 -- told in the results, by the name of its type alone
                with lock:
                    failed[f"{name}: {type(error).__name__}"] += 1
            took[name].append((time.perf_counter() - began) * 1000)

    wall, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    seconds, done = time.perf_counter() - wall, THREADS * (operations // THREADS)
    return {
        "operations": done,
        "seconds": round(seconds, 3),
        "per_second": round(done / seconds, 1),
        "cpu_microseconds": round((time.process_time() - used) / done * 1e6),
        "failed": dict(failed),
        "milliseconds": {name: _middle(found) for name, found in took.items() if found},
    }


def _middle(found: Sequence[float]) -> dict[str, float]:
    ordered = sorted(found)
    return {"p50": round(ordered[len(ordered) // 2], 2), "p99": round(ordered[int(len(ordered) * 0.99)], 2)}


def beside(vault: Store, plain: Store, operations: int, mixes: Iterable[str] = MIXES) -> dict[str, Any]:
    """Each mix on both; `ratio` compares operations a second, `cpu_ratio` processor time."""
    found: dict[str, Any] = {}
    for name in mixes:
        base, safe = run(plain, MIXES[name], operations), run(vault, MIXES[name], operations)
        found[name] = {
            "ratio": round(safe["per_second"] / base["per_second"], 3),
            "cpu_ratio": round(base["cpu_microseconds"] / safe["cpu_microseconds"], 3),
            "vault": safe,
            "plain": base,
        }
    return found
