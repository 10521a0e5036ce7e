"""Remembering what was found out of words: a text says the same ones again and again. Pure."""

from collections.abc import Callable, Hashable
from typing import Final, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
_MOST: Final = 50_000


class Recall(dict[K, V]):
    """What a function says of each of many things, so far; look it up by `recall[thing]`.

    A look-up takes a third of what `lru_cache` takes, which counts where every word of every text is asked for. What
    has come to hold too much forgets all of it.
    """

    def __init__(self, find: Callable[[K], V], most: int = _MOST) -> None:
        super().__init__()
        self._find, self._most = find, most

    def __missing__(self, thing: K) -> V:
        if len(self) >= self._most:
            self.clear()
        found = self[thing] = self._find(thing)
        return found
