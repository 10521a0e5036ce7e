"""Text within any other file: pictures, sound, archives, files of text in whatever encoding. Knows no answer."""

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Final

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RUN: Final = re.compile(rb"(?:[\x20-\x7e]|[\xc3-\xc5][\x80-\xbf]|[\xc0-\xff](?=[\x20-\x7e])){5,}")
"""ASCII with letters of UTF-8 or of ISO 8859-1 among it; in data that is no text, so much seldom stands together."""
_WIDE: Final = rb"[\x20-\x7e\xa0-\xff]"
_WIDE_RUN: Final = re.compile(rb"(?:%s\x00{1,3}){4,}|(?:\x00{1,3}%s){4,}" % (_WIDE, _WIDE))
ZIP: Final = b"PK\x03\x04"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_AT_ONCE: Final = 2_000
_LONGEST_CHUNK: Final = 4_000_000
_PACKED: Final = {b"zTXt": re.compile(rb"[^\x00]*\x00\x00(.*)", re.DOTALL)} | {
    b"iTXt": re.compile(rb"[^\x00]*\x00\x01\x00[^\x00]*\x00[^\x00]*\x00(.*)", re.DOTALL)
}
_MOST_MEMBERS: Final = 5_000
_MOST_BYTES: Final = 300_000_000


def text_of(content: bytes) -> str | None:
    """A file that is text and nothing else, by its mark or as UTF-8; None for everything else."""
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8")
    if encoding == "utf-8" and b"\x00" in content:
        return None
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def texts_within(content: bytes) -> Iterator[tuple[str, str]]:
    """What looks like text, with what it is."""
    yield from (("text within", "\n".join(map(_letters, runs))) for runs in _some(_RUN, content))
    for runs in _some(_WIDE_RUN, content):
        yield "wide text within", "\n".join(one.replace(b"\x00", b"").decode("latin-1") for one in runs)
    if content.startswith(_PNG):
        yield from (("text within", one) for one in _chunks(content))


def _some(pattern: re.Pattern[bytes], content: bytes) -> Iterator[list[bytes]]:
    """What a pattern finds, so many at once that neither the pieces nor their number grow large."""
    found = (one[0] for one in pattern.finditer(content))
    while runs := list(islice(found, _AT_ONCE)):
        yield runs


def _letters(run: bytes) -> str:
    try:
        return run.decode("utf-8")
    except UnicodeDecodeError:
        return run.decode("latin-1")


def _chunks(content: bytes) -> Iterator[str]:
    """Of a PNG, what stands beside the picture, unpacked: a checksum follows each chunk as if it were a part of it."""
    at = len(_PNG)
    while at + 8 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        data = content[at + 8 : at + 8 + length]
        at += length + 12
        if kind != b"IDAT":
            packed = _PACKED[kind].match(data) if kind in _PACKED else None
            yield _unpacked(packed[1]) if packed else data.decode("utf-8", "replace")


def _unpacked(data: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(data, _LONGEST_CHUNK).decode("utf-8", "replace")
    except zlib.error:
        return ""


def members(content: bytes) -> Iterator[tuple[str, bytes]] | None:
    """The files within a ZIP file, an office's file among them, and its remark; None for what is none.

    Raises ValueError for one that cannot be opened, and the iterator for a member that cannot.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        if content.startswith(ZIP):
            raise ValueError("no archive") from None
        # No archive, or bytes of a picture that look like the end of one.
        return None
    entries = archive.infolist()
    if len(entries) > _MOST_MEMBERS or sum(one.file_size for one in entries) > _MOST_BYTES:
        raise ValueError("too large")
    return _members(archive, entries)


def _members(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    yield "", archive.comment
    for one in entries:
        try:
            content = b"" if one.is_dir() else archive.read(one)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error):
            raise ValueError("a member cannot be read") from None
        yield one.filename, content
        yield f"{one.filename} (remark)", one.comment + b"\n" + one.extra
