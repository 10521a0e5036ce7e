"""Whom a credential proved to be when it was last shown, for counting how often a client asks. Permits nothing.

Counting by what is merely claimed would let anybody use up a client's share, or have a new share for each invented key.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

from vault.accounts.authentication import Shown
from vault.crypto import sha256
from vault.policy import Actor

_KNOWN_AT_ONCE: Final = 10_000


class Recognised:
    """Digests of credentials that were proven of late, each with the name of whose it is."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, str] = OrderedDict()
        self._lock = Lock()

    def keep(self, shown: Shown, actor: Actor) -> None:
        """What was shown proved to be this actor's."""
        with self._lock:
            self._known[_digest(shown)] = f"{actor.organisation_id} {actor.ref}"
            if len(self._known) > _KNOWN_AT_ONCE:
                self._known.popitem(last=False)

    def forget(self, shown: Shown) -> None:
        """What was shown proves nothing, or no more: a key that was revoked must not use up its owner's share."""
        with self._lock:
            self._known.pop(_digest(shown), None)

    def who(self, shown: Shown) -> str | None:
        """Whose this was when it was last shown; None where nothing is known of it."""
        with self._lock:
            return self._known.get(_digest(shown))


def _digest(shown: Shown) -> bytes:
    if presented := shown.session or shown.key:
        return sha256(presented.encode("utf-8", "replace"))
    return sha256(str(shown.organisation).encode() + b" " + (shown.certificate or b""))
