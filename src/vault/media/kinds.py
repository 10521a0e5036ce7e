"""What a file is, by its first bytes; neither its name nor what is declared counts.

Offices' files of both families are ZIP archives. Which one it is stands inside, and only the parser tells.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

HEAD_BYTES: Final = 4096
"""How much of a file `sniff` wants to see, where there is as much."""


class FileKind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    GIF = "gif"
    WEBP = "webp"
    TIFF = "tiff"
    HEIC = "heic"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    EMAIL = "email"
    TEXT = "text"
    MP3 = "mp3"
    MP4_AUDIO = "mp4_audio"
    WAV = "wav"
    OGG = "ogg"
    FLAC = "flac"
    AMR = "amr"
    MP4 = "mp4"
    WEBM = "webm"
    ARCHIVE = "archive"
    """A ZIP of which only the parser can tell whether it is an office's file."""


MEDIA_TYPES: Final[Mapping[FileKind, str]] = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.GIF: "image/gif",
    FileKind.WEBP: "image/webp",
    FileKind.TIFF: "image/tiff",
    FileKind.HEIC: "image/heic",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.ODP: "application/vnd.oasis.opendocument.presentation",
    FileKind.EMAIL: "message/rfc822",
    FileKind.TEXT: "text/plain",
    FileKind.MP3: "audio/mpeg",
    FileKind.MP4_AUDIO: "audio/mp4",
    FileKind.WAV: "audio/wav",
    FileKind.OGG: "audio/ogg",
    FileKind.FLAC: "audio/flac",
    FileKind.AMR: "audio/amr",
    FileKind.MP4: "video/mp4",
    FileKind.WEBM: "video/webm",
}
"""By which a file is given out."""
_ENDINGS: Final[Mapping[FileKind, tuple[str, ...]]] = {
    FileKind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    FileKind.TIFF: ("tiff", "tif"),
    FileKind.HEIC: ("heic", "heif"),
    FileKind.EMAIL: ("eml",),
    FileKind.TEXT: ("txt", "csv", "log", "md"),
    FileKind.MP4_AUDIO: ("m4a", "mp4"),
    FileKind.OGG: ("ogg", "oga", "opus"),
    FileKind.MP4: ("mp4", "m4v", "mov"),
}
"""How names of a kind may end, where that is not as the kind is called; the first is what is added."""

OFFICE: Final = frozenset({FileKind.DOCX, FileKind.XLSX, FileKind.PPTX, FileKind.ODT, FileKind.ODS, FileKind.ODP})
IMAGES: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP, FileKind.TIFF})
"""Those that can be opened here. What HEIC needs has no licence that this could be given on under."""
_PARSED: Final = OFFICE | IMAGES | {FileKind.PDF, FileKind.EMAIL, FileKind.TEXT, FileKind.ARCHIVE}


def named(name: str, kind: FileKind) -> str:
    """The name under which a file of a kind is given out: it ends as such files do, whatever it was called.

    A text that is called `page.html` would be opened by a browser, and a picture called `photo.exe` be run.
    """
    endings = _ENDINGS.get(kind, (kind.value,))
    return name if name.lower().endswith(tuple(f".{one}" for one in endings)) else f"{name}.{endings[0]}"


_SIGNATURES: Final = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"%PDF-", FileKind.PDF),
    (b"PK\x03\x04", FileKind.ARCHIVE),
    (b"ID3", FileKind.MP3),
    (b"OggS", FileKind.OGG),
    (b"fLaC", FileKind.FLAC),
    (b"#!AMR", FileKind.AMR),
    (b"\x1aE\xdf\xa3", FileKind.WEBM),
)
_BRANDS: Final = {
    FileKind.HEIC: (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"),
    FileKind.MP4_AUDIO: (b"M4A ", b"M4B ", b"F4A "),
    FileKind.MP4: (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"qt  ", b"M4V "),
}
_HEADER_LINE: Final = re.compile(rb"[!-9;-~]{1,70}:[ \t]?[^\r\n]*")
_EMAIL_FIELDS: Final = frozenset(
    {b"from", b"to", b"received", b"return-path", b"delivered-to", b"date", b"message-id", b"mime-version", b"subject"}
)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FRAME_SYNC: Final = 0xE0


def sniff(head: bytes) -> FileKind | None:
    """What a file that begins like this is; None for what is not taken here. `head`: `HEAD_BYTES` or all of it."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF"):
        return {b"WEBP": FileKind.WEBP, b"WAVE": FileKind.WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return next((kind for kind, brands in _BRANDS.items() if head[8:12] in brands), None)
    if _mpeg_frame(head):
        return FileKind.MP3
    return _text(head)


def declared(media_type: str) -> frozenset[FileKind]:
    """Which kinds a media type could mean: one of its own, or any where nothing is said by it."""
    plain = media_type.partition(";")[0].strip().casefold()
    if plain in ("", "application/octet-stream"):
        return frozenset(MEDIA_TYPES)
    return frozenset(kind for kind, known in MEDIA_TYPES.items() if known == plain)


def parsed(kind: FileKind) -> bool:
    """Whether a file of this kind is opened at all: for a clean copy, for its text, or to know what it is."""
    return kind in _PARSED


def copied(kind: FileKind) -> bool:
    """Whether a clean copy is made of files of this kind. Of sound, film and messages there is none."""
    return parsed(kind) and kind is not FileKind.EMAIL


def _mpeg_frame(head: bytes) -> bool:
    """An MPEG audio frame: eleven set bits, and no value that the standard reserves."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & _FRAME_SYNC != _FRAME_SYNC:  # noqa: PLR2004 -- bits of the standard
        return False
    version, layer, rate, frequency = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and rate != 15 and frequency != 3  # noqa: PLR2004 -- likewise


def _text(head: bytes) -> FileKind | None:
    if not head or _CONTROLS.search(head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # What is cut off within a letter at the end of the head may go on behind it.
        if len(head) < HEAD_BYTES or error.start < len(head) - 3:
            return None
    return FileKind.EMAIL if _email(head) else FileKind.TEXT


def _email(head: bytes) -> bool:
    """Whether text begins with the header of a message: fields alone, and at least two that messages have."""
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
    fields = [line for line in lines if not line.startswith((b" ", b"\t"))]
    whole = fields[:-1] if b"\n\n" not in head.replace(b"\r\n", b"\n") else fields
    if not whole or not all(_HEADER_LINE.fullmatch(line) for line in whole):
        return False
    return len({line.partition(b":")[0].lower() for line in whole} & _EMAIL_FIELDS) > 1
