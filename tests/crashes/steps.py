"""Places between which a process can be killed, counted from outside: the program itself knows nothing of them.

A step is one instant before or after something that outlives the process: a statement that writes, a commit, a flush, a
rename, a call to a key provider, and the middle of a line of the erasure ledger. Each has a label, such as
`purge: after fsync erasures.jsonl`, which begins with what is being done; so that the same step is found again.
"""

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect

from vault.keys import FileKeystore
from vault.keys.transit import TransitKeys

WRITES = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM|SAVEPOINT|RELEASE SAVEPOINT)\s+\"?(\w+)", re.IGNORECASE)
_LEDGER = "erasures.jsonl"


class Step(NamedTuple):
    """The `nth` time that a step is taken; without a label, of all of them together."""

    label: str | None
    nth: int


class Steps:
    """Counts steps once it is installed, and kills the process at one of them."""

    def __init__(self, last: Step | None = None) -> None:
        self.doing = "work"
        self.counted: Counter[str] = Counter()
        self._last = last
        self._lock = threading.Lock()

    def take(self, what: str) -> None:
        if self._is_last(what):
            os.kill(os.getpid(), signal.SIGKILL)

    def install(self) -> None:
        """From here on every step of this process is counted."""
        event.listen(Engine, "before_cursor_execute", lambda *given: self._statement("before", given[2]))
        event.listen(Engine, "after_cursor_execute", lambda *given: self._statement("after", given[2]))
        self._around(DefaultDialect, "do_commit", lambda *_: "commit")
        self._around(os, "fsync", lambda file: f"fsync {_name(file)}")
        self._around(os, "ftruncate", lambda file, _: f"ftruncate {_name(file)}")
        self._around(Path, "replace", lambda _, target: f"replace {Path(target).name}")
        for provider in (FileKeystore, TransitKeys):
            for act in ("create", "wrap", "destroy"):
                self._around(provider, act, lambda *_, told=f"{act} at {provider.name}": told)
        self._tear()

    def _is_last(self, what: str) -> bool:
        with self._lock:
            label = f"{self.doing}: {what}"
            self.counted[label] += 1
            if self._last is None:
                return False
            count = self.counted.total() if self._last.label is None else self.counted[label]
            return self._last.label in (None, label) and self._last.nth == count

    def _statement(self, when: str, statement: str) -> None:
        if found := WRITES.match(statement):
            verb, name = found.group(1).upper(), found.group(2)
            self.take(f"{when} {verb}" if "SAVEPOINT" in verb else f"{when} {verb} {name}")

    def _around(self, owner: Any, name: str, told: Callable[..., str]) -> None:
        """Takes a step before and after each call of a function."""
        act = getattr(owner, name)

        @wraps(act)
        def stepped(*given: Any, **named: Any) -> Any:
            what = told(*given, **named)
            self.take(f"before {what}")
            answer = act(*given, **named)
            self.take(f"after {what}")
            return answer

        setattr(owner, name, stepped)

    def _tear(self) -> None:
        """A crash in the middle of a line: half of it is in the file, and nothing follows."""
        write = os.write

        def torn(file: int, content: Any) -> int:
            if _name(file) == _LEDGER and self._is_last("within a line of the ledger"):
                write(file, bytes(content)[: len(content) // 2])
                os.fsync(file)
                os.kill(os.getpid(), signal.SIGKILL)
            return write(file, content)

        os.write = torn


def _name(file: int) -> str:
    """What a descriptor stands for, without what differs from run to run."""
    name = Path(f"/proc/self/fd/{file}").readlink().name
    return re.sub(r"^\.(keys|checkpoint)-.*", r"\1", name) if "." in name else "a folder"
