"""Styles, scripts and pictures that pages are made with: a closed set, held in memory, addressed by what they contain.

An address changes with the content, so that a browser may keep a file for ever; nothing of them is personal data.
"""

import gzip
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from vault.crypto import sha256

_TYPES: Final = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
ROOT: Final = "/console/static"


class Shipped(msgspec.Struct, frozen=True):
    """A file as it is sent."""

    media_type: str
    content: bytes
    compressed: bytes


@cache
def shipped() -> dict[str, Shipped]:
    """Every file by its path below the static folder."""
    found: dict[str, Shipped] = {}
    folder = files("vault.console") / "static"
    for name, source in (*_within(folder, ""), *_within(folder / "vendor", "vendor/")):
        kind = _TYPES.get(name.rpartition(".")[2])
        if kind is not None:
            content = source.read_bytes()
            found[name] = Shipped(kind, content, gzip.compress(content, mtime=0))
    return found


@cache
def version() -> str:
    """Names what is shipped as a whole: pictures are found beside the styles that name them."""
    content = b"".join(name.encode() + one.content for name, one in sorted(shipped().items()))
    return sha256(content).hex()[:16]


def address(name: str) -> str:
    """Where a page finds a file. Raises KeyError for one that is not shipped."""
    shipped()[name]
    return f"{ROOT}/{version()}/{name}"


def _within(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    return [(f"{prefix}{one.name}", one) for one in folder.iterdir() if one.is_file()]
