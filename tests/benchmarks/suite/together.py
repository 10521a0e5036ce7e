"""Sixty-four clients at once: mixed work, checked afterwards; too much of it; and a server that is stopped under it.

What was acknowledged must be there, once. Every complaint is sent twice under one key, so doing it twice would show.
"""

import itertools
import json
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import msgspec
from tests.benchmarks.suite.clients import Answer, bare, drive, figures, request
from tests.benchmarks.suite.complaints import body, name
from tests.benchmarks.suite.estate import Estate
from tests.benchmarks.suite.running import NewUrl, Running, serving

from vault.policy import RoleName

CLIENTS: Final = 64
_SLOW_EVERY: Final = 400
"""One request in so many looks through every person for spellings, which takes far longer than the others."""
R = RoleName


class _Traffic:
    """What clients send in turn, and what they were told."""

    def __init__(self, server: Running) -> None:
        self._headers = {role: server.headers(role) for role in (R.INGEST, R.CASE_WORKER, R.DPO)}
        self._numbers = itertools.count()
        self.acknowledged: list[str] = []
        self.statuses: Counter[int] = Counter()
        self.unannounced = 0
        """Answers with 503 that do not say when to come back."""
        self.answers: dict[str, list[Answer]] = defaultdict(list)

    def mixed(self) -> Iterator[bytes]:
        for number in self._numbers:
            if number % _SLOW_EVERY == _SLOW_EVERY - 1:
                asked = json.dumps({"name": name(number)}).encode()
                yield request("POST", "/v1/subjects/find", self._headers[R.DPO], asked)
            elif number % 4 == 3 and self.acknowledged:
                one = self.acknowledged[number * 7919 % len(self.acknowledged)]
                yield request("GET", f"/v1/cases/{one}", self._headers[R.CASE_WORKER])
            else:
                once = self._headers[R.INGEST] | {"Idempotency-Key": f"bench {number // 2}"}
                yield request("POST", "/v1/cases", once, body(number // 2))

    def told(self, answer: Answer) -> None:
        self.statuses[answer.status] += 1
        if answer.status == 201:
            self.acknowledged.append(json.loads(answer.body)["case_id"])
        if answer.status == 503 and b"retry-after:" not in answer.head.lower():
            self.unannounced += 1
        first = answer.request.split(b"?", 1)[0].split(b" HTTP", 1)[0]
        kind = "read" if first.startswith(b"GET") else "scan" if first.endswith(b"find") else "store"
        self.answers[kind].append(bare(answer))

    def report(self, seconds: float) -> dict[str, Any]:
        return {
            "statuses": {str(status): many for status, many in sorted(self.statuses.items())},
            "503_without_retry_after": self.unannounced,
            "kinds": {kind: msgspec.to_builtins(figures(answers, seconds)) for kind, answers in self.answers.items()},
        }


def together(new_url: NewUrl, folder: Path, seconds: float) -> dict[str, Any]:
    """Mixed work for so many seconds; then the vault is looked through."""
    url, home = new_url(), folder / "together"
    with serving("vault", url, home) as server:
        traffic = _Traffic(server)
        drive(server.port, traffic.mixed(), clients=CLIENTS, seconds=seconds, told=traffic.told)
        memory = server.megabytes()
    return traffic.report(seconds) | {"megabytes": memory, "checked": _checked(url, home, traffic)}


def too_much(new_url: NewUrl, folder: Path, seconds: float) -> dict[str, Any]:
    """The same with a queue that holds sixteen: what cannot wait is refused with 503, and the rest is done."""
    url, home = new_url(), folder / "narrow"
    with serving("narrow", url, home) as server:
        traffic = _Traffic(server)
        drive(server.port, traffic.mixed(), clients=CLIENTS, seconds=seconds, told=traffic.told)
    return traffic.report(seconds) | {"checked": _checked(url, home, traffic)}


def stopped(new_url: NewUrl, folder: Path, seconds: float) -> dict[str, Any]:
    """A server that is told to end while everybody stores."""
    url, home = new_url(), folder / "stopped"
    with serving("vault", url, home) as server:
        traffic = _Traffic(server)
        ending = threading.Timer(0.5 + seconds / 2, server.stop)
        ending.start()
        drive(server.port, traffic.mixed(), clients=CLIENTS, seconds=seconds, told=traffic.told)
        ending.join()
    return traffic.report(seconds) | {"checked": _checked(url, home, traffic, all_told=False)}


def _checked(url: str, home: Path, traffic: _Traffic, *, all_told: bool = True) -> dict[str, int]:
    """How many that were acknowledged are lost, and how many are there that nobody was told of, or twice.

    Where the server ended in between, a complaint may be stored whose answer nobody waited for.
    """
    acknowledged = set(traffic.acknowledged)
    with Estate.opened(url, home) as estate:
        there = [str(one) for one in estate.every_case()]
        lost = acknowledged - set(there)
        unread = sum(not estate.opens(one) for one in sorted(acknowledged)[:200])
    untold = len(set(there) - acknowledged)
    return {
        "acknowledged": len(acknowledged),
        "stored": len(there),
        "lost": len(lost),
        "doubled": len(there) - len(set(there)) + (untold if all_told else 0),
        "unreadable": unread,
    }
