"""Looks for words in every byte of every file, in whatever form a program might have written them."""

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ahocorasick_rs import BytesAhoCorasick

_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_GZIP = b"\x1f\x8b\x08"
_ZIP = re.compile(rb"PK\x03\x04.{22}(..)(..)", re.DOTALL)
"""The head of a file in a ZIP archive, with the lengths of its name and of what stands behind it."""
_LARGEST = 32 * 1024 * 1024


def forms(word: str) -> Iterator[bytes]:
    """The word as bytes: plain, in upper and lower case, two bytes a letter, in hexadecimal, in base64."""
    plain = word.encode()
    yield from {plain, word.upper().encode(), word.lower().encode()}
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "latin-1"):
        yield word.encode(codec)
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield word.encode("unicode_escape")
    for altchars in (b"+/", b"-_"):
        for lead in range(3):
            # The letters that do not depend on what stands before and behind.
            encoded = base64.b64encode(b"\0" * lead + plain, altchars=altchars)
            yield encoded[(lead * 8 + 5) // 6 : (lead + len(plain)) * 8 // 6]


def found(words: Iterable[str], files: Iterable[Path]) -> list[str]:
    """`word in file`, for every word that is in one in any form, also compressed."""
    wanted = [(word, form) for word in words for form in set(forms(word)) if len(form) >= 6]
    hits: list[str] = []
    searched = BytesAhoCorasick([form for _, form in wanted])
    for file in files:
        # A database may remove a file of its own meanwhile; anything else that cannot be read must not pass for clean.
        with suppress(FileNotFoundError):
            content = file.read_bytes()
            for layer in (content, *_unpacked(content)):
                # Forms may overlap: what is asked is whether any of them is there at all.
                matched = {number for number, _, _ in searched.find_matches_as_indexes(layer, overlapping=True)}
                hits += [f"{wanted[number][0]} in {file.name}" for number in sorted(matched)]
    return hits


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What compressed streams within a file hold."""
    for start in [match.start() for match in _ZLIB.finditer(content)]:
        with suppress(zlib.error):
            yield zlib.decompressobj().decompress(content[start:], _LARGEST)
    for head in _ZIP.finditer(content):
        name, extra = (int.from_bytes(one, "little") for one in head.groups())
        with suppress(zlib.error):
            yield zlib.decompressobj(-zlib.MAX_WBITS).decompress(content[head.end() + name + extra :], _LARGEST)
    start = content.find(_GZIP)
    while start >= 0:
        with suppress(zlib.error):
            # Whatever stands behind it: what insists on the end of the file finds nothing within one.
            yield zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(content[start:], _LARGEST)
        start = content.find(_GZIP, start + 1)
