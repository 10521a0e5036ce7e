"""Short one-time codes that a person types: for proving a known address, and for opening or collecting a package.

Crockford's base 32, in groups of four, without letters that are read as figures. A code of eight signs carries 40 bits:
enough only where attempts are counted and the time is limited, so those who use one must do both. A passphrase that
protects a file against somebody with all the time in the world has twenty-four signs, 120 bits.
"""

from typing import Final

from vault.crypto.digest import equal, sha256
from vault.crypto.secret import Secret

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP: Final = 4
_READ_AS: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", " ": None, "-": None})

CODE_SIGNS: Final = 8
PASSPHRASE_SIGNS: Final = 24


def mint_code(signs: int = CODE_SIGNS) -> str:
    """A new code as it is written in a letter, such as 7K3M-Q9XD. Shown once."""
    # A byte has eight times as many values as the alphabet has signs, so each sign is as likely as any other.
    written = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in Secret.generate(signs).reveal())
    return "-".join(written[start : start + _GROUP] for start in range(0, signs, _GROUP))


def hash_code(code: str, place: bytes) -> bytes:
    """What is kept of a code: SHA-256 over where it belongs and what was meant by it, however it was typed."""
    meant = code.strip().upper().translate(_READ_AS)
    return sha256(b"complaint-vault/code\x00" + place + b"\x00" + meant.encode())


def code_matches(code: str, place: bytes, kept: bytes) -> bool:
    """Whether a typed code is the one whose hash was kept, in constant time."""
    return equal(hash_code(code, place), kept)
