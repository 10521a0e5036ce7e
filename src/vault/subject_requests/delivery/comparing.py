"""What a PDF is, apart from how its bytes lie in the file, how it is encrypted and what is attached to it. Pure."""

import hashlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pypdf import PdfReader

_OF_ATTACHMENTS: Final = frozenset({"/Names", "/AF"})
_OF_BYTES: Final = frozenset({"/Length", "/Filter", "/DecodeParms"})


def pdf_digest(reader: "PdfReader") -> bytes:
    """SHA-256 over everything that is reachable from the catalogue and the information, in order.

    Raises whatever pypdf raises for a file that it cannot follow.
    """
    digest = hashlib.sha256()
    seen: dict[tuple[int, int], int] = {}
    # Structure trees are deep, and objects point back to what holds them: no recursion.
    left: list[Any] = [reader.trailer.get("/Info"), _without(reader.trailer["/Root"].get_object(), _OF_ATTACHMENTS)]
    while left:
        _told(left.pop(), left, seen, digest)
    return digest.digest()


def _told(value: Any, left: list[Any], seen: dict[tuple[int, int], int], digest: "hashlib._Hash") -> None:
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

    if isinstance(value, IndirectObject):
        number = (value.idnum, value.generation)
        if number in seen:
            digest.update(b"again %d\n" % seen[number])
            return
        seen[number] = len(seen)
        value = value.get_object()
    if isinstance(value, StreamObject):
        data = value.get_data()
        digest.update(b"stream %d\n" % len(data))
        digest.update(data)
        value = _without(value, _OF_BYTES)
    if isinstance(value, dict):
        digest.update(b"dictionary %d\n" % len(value))
        raw = value.raw_get if isinstance(value, DictionaryObject) else value.__getitem__
        for key in sorted(value, reverse=True):
            left += (raw(key), _Key(key))
    elif isinstance(value, ArrayObject):
        digest.update(b"array %d\n" % len(value))
        left += reversed(value)
    else:
        digest.update(f"{type(value).__name__} {value!r}\n".encode())


class _Key(str):
    """A key, told like every other value."""

    __slots__ = ()


def _without(dictionary: Any, keys: frozenset[str]) -> dict[str, Any]:
    return {key: dictionary.raw_get(key) for key in dictionary if key not in keys}
