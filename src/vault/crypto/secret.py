"""Key material that cannot be shown by accident."""

import os
from typing import Never, final

from vault.crypto.digest import equal


@final
class Secret:
    """Bytes whose only way out is `reveal()`, so that one search finds every place that touches them."""

    __slots__ = ("_material",)

    def __init__(self, material: bytes) -> None:
        self._material = material

    @classmethod
    def generate(cls, length: int = 32) -> "Secret":
        """Fresh material from the operating system, `length` bytes."""
        return cls(os.urandom(length))

    def reveal(self) -> bytes:
        return self._material

    def __len__(self) -> int:
        return len(self._material)

    def __repr__(self) -> str:
        return f"<Secret of {len(self._material)} bytes>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and equal(self._material, other._material)

    def __hash__(self) -> int:
        raise TypeError("a Secret is not hashable: a hash table would compare it in variable time")

    def __reduce_ex__(self, protocol: object) -> Never:
        raise TypeError("a Secret cannot be pickled or copied")
