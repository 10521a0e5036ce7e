"""Others at work on a vault while something long goes on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def others_at_work(act: Callable[[], None]) -> Iterator[None]:
    """Three threads that do it again and again meanwhile; fails where it failed in any."""
    stop, failures = threading.Event(), list[BaseException]()

    def work() -> None:
        while not stop.is_set():
            try:
                act()
            except BaseException as error:  # noqa: BLE001 -- it is shown below
                failures.append(error)
                return

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=60)
    assert failures == []
