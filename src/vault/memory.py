"""What the collector of circles need not look at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def settle() -> None:
    """For a process that has loaded what it will run: from now on the collector passes that by.

    Some hundred thousand objects of modules, schemas and statements live as long as the process. Looking through them
    again and again took an eighth of an import's processor time.
    """
    gc.freeze()


@contextmanager
def loading() -> Iterator[None]:
    """Loads modules or makes an application: nothing of it goes, so the collector looks neither meanwhile nor later.

    It would look some fifty times, for a sixth of the time that loading takes. What a request holds when this ends goes
    by its counts as ever; a circle in it would stay, so this is for the first seconds of a process.
    """
    gc.disable()
    try:
        yield
    finally:
        settle()
        gc.enable()
