"""What is made or loaded once a server listens, rather than before: it answers sooner, and no visitor waits for it.

Whoever needs something before its turn makes it, and whoever comes meanwhile waits for that. A library is loaded under
Python's own lock of it.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from vault.memory import loading

T = TypeVar("T")


class Later(Generic[T]):
    """Something that is made once, by whoever needs it first."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self.made: T | None = None
        """None until it is made."""

    def __call__(self) -> T:
        """Makes it, or waits until it is made. What making it raises, this raises, and the next call tries again."""
        with self._lock:
            if self.made is None:
                self.made = self._make()
            return self.made


class Warming:
    """Does one thing after another on a thread of its own, and keeps what went wrong."""

    def __init__(self, steps: Iterable[Callable[[], object]], failed: Callable[[], None]) -> None:
        """`failed` is called, on that thread, when a step raised; the steps behind it are left out."""
        self._steps = tuple(steps)
        self._failed = failed
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="vault-warming", daemon=True)
        self._error: BaseException | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends once the step that is under way has ended. Raises what a step raised."""
        self._stopped.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            with loading():
                for step in self._steps:
                    if self._stopped.is_set():
                        return
                    step()
        except BaseException as error:  # noqa: BLE001 -- whoever waits for the server's end must hear of it
            self._error = error
            self._failed()
