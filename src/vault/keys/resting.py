"""A provider elsewhere that is let rest for a moment after it did not answer.

Whoever asks one that is down waits for its timeout, and on SQLite every writer waits with them. So the first who waited
in vain speaks for all who come within the next seconds; then it is asked again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from vault.clock import Clock
from vault.crypto import Context, Secret
from vault.errors import KeystoreUnavailable
from vault.keys.provider import KeyProvider

T = TypeVar("T")

_REST: Final = timedelta(seconds=2)


class Resting:
    """The same provider, asked no sooner than two seconds after it did not answer."""

    def __init__(self, provider: KeyProvider, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock
        self._failed: tuple[datetime, KeystoreUnavailable] | None = None
        self.name = provider.name
        self.waiting_days = provider.waiting_days

    def create(self, label: str) -> str:
        return self._ask(lambda: self._provider.create(label))

    def wrap(self, reference: str, material: Secret, context: Context) -> bytes:
        return self._ask(lambda: self._provider.wrap(reference, material, context))

    def unwrap(self, reference: str, wrapped: bytes, context: Context) -> Secret:
        return self._ask(lambda: self._provider.unwrap(reference, wrapped, context))

    def destroy(self, reference: str) -> None:
        """Asked at any time: it is rare, and what was made for nothing is to go also when something else failed."""
        self._provider.destroy(reference)

    def references(self) -> frozenset[str]:
        return self._ask(self._provider.references)

    def _ask(self, act: Callable[[], T]) -> T:
        failed = self._failed
        if failed is not None and self._clock.now() - failed[0] < _REST:
            raise KeystoreUnavailable(failed[1].detail, hint=failed[1].hint)
        try:
            answer = act()
        except KeystoreUnavailable as error:
            # From when it was given up, not from when it was asked.
            self._failed = (self._clock.now(), KeystoreUnavailable(error.detail, hint=error.hint))
            raise
        self._failed = None
        return answer
