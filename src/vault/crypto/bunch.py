"""Opening very many records, each under one of very many keys: what a walk through everything does.

The same records, keys and contexts as `record` has; what is left out is an object for each key and each place. Opening
a person takes a third of the time then.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, final

from cryptography.exceptions import InvalidTag

from vault.crypto.algorithm import BY_PREFIX, NONCE_BYTES, PREFIX_BYTES, Cipher, cipher_under
from vault.crypto.context import Context
from vault.crypto.record import HEADER_BYTES, RecordKey
from vault.errors import Tampered

_KEYED: Final = PREFIX_BYTES + 16
"""So much of a header names the algorithm and the key."""
KEY_ID: Final = slice(PREFIX_BYTES, _KEYED)
"""Where in a record its key's id stands; whether it is one, only opening it tells."""
Wrapped = Sequence[Any]
"""A data key as it is stored: its id, that of its epoch, and what is wrapped; whatever follows is something else."""


class Place(NamedTuple):
    """Where in a row its own id stands, what tells of its version, and a record."""

    row: int
    version: int
    record: int


@final
class Bunch:
    """The data keys of a page of rows, unwrapped when a record names them and forgotten with the page."""

    __slots__ = ("_around", "_ciphers", "_epochs", "_under", "_wrapped", "wrapping")

    def __init__(self, epochs: Iterable[RecordKey], wrapping: Context) -> None:
        """`wrapping` is where any wrapped key stands; whichever row it names."""
        self._epochs = {one.id.bytes: one for one in epochs}
        self.wrapping = wrapping
        self._around = wrapping.around()
        self._under: dict[bytes, Cipher] = {}
        self._wrapped: dict[bytes, Wrapped] = {}
        self._ciphers: dict[bytes, Cipher] = {}

    @property
    def epochs(self) -> frozenset[bytes]:
        """Under which epochs it can unwrap."""
        return frozenset(self._epochs)

    def learn(self, epoch: RecordKey) -> None:
        """Has it unwrap what stands under a further epoch."""
        self._epochs[epoch.id.bytes] = epoch

    def handed_over(self) -> tuple[tuple[bytes, bytes], ...]:
        """The id and the material of every epoch, for a process of one's own: through a pipe, and nowhere else."""
        return tuple((one, key.reveal()) for one, key in self._epochs.items())

    def hold(self, keys: Iterable[Wrapped]) -> None:
        """Takes the keys of a page, in place of those before."""
        self._wrapped = {one[0]: one for one in keys}
        self._ciphers = {}

    def open_all(
        self, rows: Iterable[Sequence[Any]], place: Place, before: bytes, behind: dict[Any, bytes]
    ) -> list[bytes | None]:
        """The plaintext of the record of each row, with what stands `around` its row in its context.

        None where its key is not among those of the page. Raises Tampered as `RecordKey.open` does.
        """
        at_row, at_version, at_record = place
        opened: list[bytes | None] = []
        ciphers, row = self._ciphers, b""
        try:
            for each in rows:
                row, record = each[at_row], each[at_record]
                header = record[:HEADER_BYTES]
                cipher = ciphers.get(header[:_KEYED]) or self._unwrapped(header)
                if cipher is None:
                    opened.append(None)
                    continue
                associated = header + before + row + behind[each[at_version]]
                opened.append(cipher.decrypt(header[_KEYED:], record[HEADER_BYTES:], associated))
        except (InvalidTag, ValueError):
            raise Tampered(f"{row.hex()} or its key fails authentication") from None
        return opened

    def wrapped_anew(self, keys: Sequence[Wrapped], under: RecordKey) -> list[bytes]:
        """Data keys as they are wrapped under another epoch, in their order: each at its own place, as before.

        Raises Tampered as `open_all` does, and nothing is returned of the others then.
        """
        above_all, cipher = under.sealing.prefix + under.id.bytes, under.cipher(under.sealing)
        nonces, (before, behind) = os.urandom(NONCE_BYTES * len(keys)), self._around
        anew: list[bytes] = []
        key_id = b""
        try:
            for at, (key_id, epoch, wrapped) in enumerate(keys):
                above = wrapped[:HEADER_BYTES]
                if above[KEY_ID] != epoch:
                    raise Tampered("a wrapped key names another epoch than its row")
                place = before + key_id + behind
                old = self._under.get(above[:_KEYED]) or self._epoch(epoch, above)
                material = old.decrypt(above[_KEYED:], wrapped[HEADER_BYTES:], above + place)
                header = above_all + nonces[at * NONCE_BYTES : (at + 1) * NONCE_BYTES]
                anew.append(header + cipher.encrypt(header[_KEYED:], material, header + place))
        except (InvalidTag, ValueError):
            raise Tampered(f"{key_id.hex()} fails authentication") from None
        return anew

    def _unwrapped(self, header: bytes) -> Cipher | None:
        """The cipher under the key that a record names, or None. Raises InvalidTag where it does not unwrap."""
        algorithm = BY_PREFIX.get(header[:PREFIX_BYTES])
        if algorithm is None or len(header) < HEADER_BYTES:
            raise Tampered("a record has no valid header")
        key_id = header[KEY_ID]
        if (found := self._wrapped.get(key_id)) is None:
            return None
        epoch, wrapped = found[1], found[2]
        above = wrapped[:HEADER_BYTES]
        if above[KEY_ID] != epoch:
            raise Tampered("a wrapped key names another epoch than its row")
        under = self._under.get(above[:_KEYED]) or self._epoch(epoch, above)
        associated = above + self._around[0] + key_id + self._around[1]
        material = under.decrypt(above[_KEYED:], wrapped[HEADER_BYTES:], associated)
        cipher = self._ciphers[header[:_KEYED]] = cipher_under(material, algorithm)
        return cipher

    def _epoch(self, epoch: bytes, header: bytes) -> Cipher:
        """The cipher under which a data key is wrapped."""
        if (algorithm := BY_PREFIX.get(header[:PREFIX_BYTES])) is None:
            raise Tampered("a wrapped key has no valid header")
        cipher = self._under[header[:_KEYED]] = self._epochs[epoch].cipher(algorithm)
        return cipher
