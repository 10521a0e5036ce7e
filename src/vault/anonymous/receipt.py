"""The receipt that a reporter is given: 95 random bits as twenty symbols, read aloud and typed without mistakes. Pure.

    K7QW-3MNP-0T4X-9HJD-6R2F

The alphabet is Crockford's: digits and capital letters without I, L, O and U; whoever types those, or small letters, is
understood. The last symbol checks the others: the symbols are the coefficients of a polynomial over GF(32) that is zero
at a generator of the field. Each place so has a weight of its own that is not zero, and no two have the same: one wrong
symbol anywhere, and any two symbols that changed places, near each other or not, are always noticed.
"""

from typing import Final

from vault.errors import InvalidInput

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 20
GROUP: Final = 4
BITS: Final = 95
"""How many of the 96 bits of `RANDOM_BYTES` a receipt carries."""
RANDOM_BYTES: Final = 12
_HEARD_AS: Final = str.maketrans("OoIiLl", "001111")
_SEPARATORS: Final = "- \t\r\n.–—"
_FIELD: Final = 32
_REDUCED: Final = 0b00101
"""x^5 = x^2 + 1, which makes x a generator of the field."""


def _weights() -> tuple[int, ...]:
    """The powers of the generator, of which the first 31 all differ."""
    found, power = [], 1
    for _ in range(LENGTH):
        found.append(power)
        power = (power << 1) ^ (_FIELD | _REDUCED if power & 0b10000 else 0)
    return tuple(found)


_WEIGHTS: Final = _weights()
"""From the check symbol, which has the weight 1, to the first symbol."""


def times(one: int, other: int) -> int:
    """The product of two elements of GF(32)."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = (one << 1) ^ (_FIELD | _REDUCED if one & 0b10000 else 0)
        other >>= 1
    return product


def syndrome(symbols: tuple[int, ...]) -> int:
    """Zero for a receipt, and for nothing that is one slip away from it."""
    total = 0
    for symbol, weight in zip(reversed(symbols), _WEIGHTS, strict=True):
        total ^= times(symbol, weight)
    return total


def write(random: bytes) -> str:
    """A receipt of `RANDOM_BYTES` random bytes, in groups."""
    number = int.from_bytes(random, "big") & ((1 << BITS) - 1)
    symbols = tuple((number >> shift) & 31 for shift in range(BITS - 5, -1, -5))
    return grouped((*symbols, syndrome((*symbols, 0))))


def read(text: str) -> str:
    """A receipt as `write` made it, however it was typed. Raises InvalidInput, which says nothing of what was typed."""
    plain = "".join(one for one in text if one not in _SEPARATORS).translate(_HEARD_AS).upper()
    if len(plain) != LENGTH:
        raise InvalidInput("receipt", f"must have {LENGTH} symbols")
    if not set(plain) <= set(ALPHABET):
        raise InvalidInput("receipt", "has a symbol that no receipt has")
    symbols = tuple(ALPHABET.index(one) for one in plain)
    if syndrome(symbols):
        raise InvalidInput("receipt", "has a slip in it")
    return grouped(symbols)


def grouped(symbols: tuple[int, ...]) -> str:
    plain = "".join(ALPHABET[one] for one in symbols)
    return "-".join(plain[start : start + GROUP] for start in range(0, LENGTH, GROUP))
