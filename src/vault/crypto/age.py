"""Encryption to somebody outside, in the age format (age-encryption.org/v1). The sole importer of `pyrage`.

The vault holds no key that opens what is made here.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from cryptography.hazmat.primitives.hashes import SHA256, Hash

from vault.errors import InvalidInput


class Encrypted(NamedTuple):
    """What is known of a ciphertext: its hash, and how many bytes it has."""

    sha256: bytes
    size: int


def age_recipient(text: str) -> str:
    """An X25519 recipient (`age1…`) as it is written. Raises InvalidInput."""
    import pyrage

    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except pyrage.RecipientError:
        raise InvalidInput("recipient", "is not an age recipient, such as age-keygen prints: age1…") from None


def age_encrypt(chunks: Iterator[bytes], recipient: str, to: BinaryIO) -> Encrypted:
    """Encrypts a stream as it comes, in bounded memory. What producing or writing it raises, this raises."""
    import pyrage

    source, target = _Source(chunks), _Target(to)
    try:
        pyrage.encrypt_io(source, target, [pyrage.x25519.Recipient.from_str(recipient)])
    except pyrage.EncryptError:
        # The library makes text of what was raised, in which there may be anything.
        raise (source.failure or target.failure or OSError("the export cannot be written")) from None
    return Encrypted(target.digest.finalize(), target.size)


def age_encrypt_bytes(content: bytes, recipient: str) -> bytes:
    """Encrypts something small to a recipient (`age1…`). Raises InvalidInput where that is none."""
    import pyrage

    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(age_recipient(recipient))]))


class _Source:
    """Chunks as a file to be read."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._waiting = b""
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while len(self._waiting) < size:
                self._waiting += next(self._chunks)
        except StopIteration:
            pass
        except BaseException as error:
            self.failure = error
            raise
        done, self._waiting = self._waiting[:size], self._waiting[size:]
        return done


class _Target:
    """A file that is hashed as it is written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = Hash(SHA256())
        self.size = 0
        self.failure: BaseException | None = None

    def write(self, content: bytes) -> int:
        try:
            self._file.write(content)
        except BaseException as error:
            self.failure = error
            raise
        self.digest.update(content)
        self.size += len(content)
        return len(content)
