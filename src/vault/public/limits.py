"""Limits that hold for everybody together, since nobody is told apart: how much at a time, and how much in an hour."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from vault.errors import Unavailable
from vault.ids import OrganisationId

FORM_BYTES: Final = 256 * 1024
FILE_BYTES: Final = 6 * 1024 * 1024
ENCODED_BYTES: Final = FILE_BYTES * 4 // 3 + FORM_BYTES
"""A cleaned file on its way back, in Base64, with what else is in its form."""
_AT_ONCE: Final = 2
_WAITING: Final = 16
_HOUR: Final = 3600


class Turn:
    """Lets in so many at a time, has some more wait, and refuses the rest: for what takes memory and time."""

    def __init__(self, at_once: int = _AT_ONCE, waiting: int = _WAITING) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._room = at_once + waiting
        self._inside = 0

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Raises Unavailable where too many wait already."""
        if self._inside >= self._room:
            raise Unavailable("too many are here at once", hint="try again in a minute")
        self._inside += 1
        try:
            async with self._turn:
                yield
        finally:
            self._inside -= 1


class Budget:
    """Reports an hour for each organisation. Counts are all that it holds, and it forgets them every hour."""

    def __init__(self) -> None:
        self._hour = -1
        self._spent: Counter[OrganisationId] = Counter()

    def spend(self, organisation: OrganisationId, most: int, now: float) -> None:
        """Raises Unavailable where the organisation's budget is spent."""
        if (hour := int(now) // _HOUR) != self._hour:
            self._hour = hour
            self._spent.clear()
        if self._spent[organisation] >= most:
            raise Unavailable("too many reports came within the hour", hint="try again in an hour")
        self._spent[organisation] += 1
