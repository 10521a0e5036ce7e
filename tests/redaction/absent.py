"""A program without one of the files of weights that it ships."""

from collections.abc import Iterator
from types import ModuleType
from typing import Protocol

import pytest


class Remembered(Protocol):
    """What was read of a file, and is read again once that is forgotten."""

    def cache_clear(self) -> None: ...


def absent(monkeypatch: pytest.MonkeyPatch, module: ModuleType, weights: Remembered) -> Iterator[None]:
    """Has a module not find its `MODEL`; for a fixture to yield from."""
    monkeypatch.setattr(module, "MODEL", "absent")
    weights.cache_clear()
    yield
    weights.cache_clear()
