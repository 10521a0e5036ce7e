"""What the collector of circles need not look at."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEW_OBJECTS: Final = 10_000
"""So many containers more than before are looked through: some megabytes at most."""
_YOUNG, _MIDDLE = 10, 10
"""As Python has them: so often the young ones, until older ones are looked at too."""


def settle() -> None:
    """For a process that has loaded what it will run: from now on the collector passes that by.

    Some hundred thousand objects of modules, schemas and statements live as long as the process. Looking through them
    again and again took an eighth of an import's processor time. What comes and goes hardly ever stands in circles, and
    counts let go of it; looking for circles after every seven hundred objects took another tenth.
    """
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _MIDDLE)


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
