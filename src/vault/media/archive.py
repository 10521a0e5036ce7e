"""ZIP archives of offices' programs: read within limits, and written anew with nothing but names and contents."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final

from vault.media.findings import Unacceptable

_MOST_ENTRIES: Final = 5_000
_SUSPECT_RATIO: Final = 200
_SMALL: Final = 1_000_000
"""Below this many bytes a ratio means nothing: empty tables compress a thousandfold."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def parts(content: bytes, unpacked: int) -> dict[str, bytes]:
    """The files of an archive, of `unpacked` bytes together at most. Raises Unacceptable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _within_limits(entries, unpacked)
            # What an entry says of its size is only a claim; what is read is what counts.
            return _read(archive, entries, unpacked)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, ValueError):
        raise Unacceptable("is not an archive that can be opened") from None


def _within_limits(entries: list[zipfile.ZipInfo], unpacked: int) -> None:
    if len(entries) > _MOST_ENTRIES or sum(one.file_size for one in entries) > unpacked:
        raise Unacceptable("unpacks to more than is taken")
    if any(one.file_size > _SMALL and one.file_size > _SUSPECT_RATIO * max(one.compress_size, 1) for one in entries):
        raise Unacceptable("unpacks to more than is taken")
    if any(one.flag_bits & 1 for one in entries):
        raise Unacceptable("is protected by a password or against changes")
    if len({one.filename for one in entries}) != len(entries):
        raise Unacceptable("is not an archive that can be opened")


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], unpacked: int) -> dict[str, bytes]:
    found, left = {}, unpacked
    for one in entries:
        if not one.is_dir():
            with archive.open(one) as file:
                found[one.filename] = file.read(left + 1)
            left -= len(found[one.filename])
            if left < 0:
                raise Unacceptable("unpacks to more than is taken")
    return found


def packed(files: Iterable[tuple[str, bytes]], plain: frozenset[str] = frozenset()) -> bytes:
    """An archive of files in this order, all of one date; those named `plain` are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()
