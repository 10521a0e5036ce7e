"""What travels in a form so that nothing need be kept: when a page was given, for which words, and a number for it.

    token = issued (8) ‖ number (16) ‖ HMAC-SHA-256(issued, number, what the page showed), in Base64

The key lives in the memory of one process. A token shows nothing of a visitor and is stored nowhere; what comes from
its number is the receipt, so that a page that is sent twice makes one report.
"""

import base64
import binascii
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from vault.anonymous import receipt
from vault.crypto import Secret, derived, equal, sha256

_TIME_BYTES: Final = 8
_NUMBER_BYTES: Final = 16
_CODE_BYTES: Final = 32
SHORTEST: Final = 3
"""Seconds between the page on which a text is looked through and its being sent."""
LONGEST: Final = 2 * 60 * 60
"""Seconds after which a page must be looked through again."""


class Standing(StrEnum):
    """What a token is worth."""

    GOOD = "good"
    EARLY = "early"
    LATE = "late"
    OTHER = "other"
    """Of other words, of another process, or none at all."""


class Tokens:
    """Makes tokens and judges them. Times are in seconds, by the clock of the caller."""

    def __init__(self) -> None:
        self._key = Secret.generate()

    def issue(self, shown: Sequence[str], now: float) -> str:
        """A token for a page that shows these words."""
        head = int(now).to_bytes(_TIME_BYTES, "big") + Secret.generate(_NUMBER_BYTES).reveal()
        return base64.urlsafe_b64encode(head + self._code(head, shown)).decode()

    def judge(self, token: str, shown: Sequence[str], now: float) -> Standing:
        """What a token is worth that came back with these words."""
        raw = _raw(token)
        head, code = raw[: _TIME_BYTES + _NUMBER_BYTES], raw[_TIME_BYTES + _NUMBER_BYTES :]
        if len(code) != _CODE_BYTES or not equal(code, self._code(head, shown)):
            return Standing.OTHER
        age = now - int.from_bytes(head[:_TIME_BYTES], "big")
        if age < SHORTEST:
            return Standing.EARLY
        return Standing.LATE if age > LONGEST else Standing.GOOD

    def receipt(self, token: str) -> str:
        """The receipt of a token that was good: the same for the same token, and no way back from it."""
        number = _raw(token)[_TIME_BYTES : _TIME_BYTES + _NUMBER_BYTES]
        return receipt.write(derived(self._key, f"receipt/{number.hex()}")[: receipt.RANDOM_BYTES])

    def _code(self, head: bytes, shown: Sequence[str]) -> bytes:
        said = sha256(b"".join(len(one.encode()).to_bytes(4, "big") + one.encode() for one in shown))
        return derived(self._key, f"token/{head.hex()}/{said.hex()}")


def _raw(token: str) -> bytes:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
