"""What a file is, by its first bytes; neither its name nor what is declared counts.

Offices' files of both families are ZIP archives. Which one it is stands inside, and only the parser tells.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

HEAD_BYTES: Final = 4096
"""How much of a file `sniff` wants to see, where there is as much."""


class Kind(StrEnum):
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


MEDIA_TYPES: Final[Mapping[Kind, str]] = {
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.GIF: "image/gif",
    Kind.WEBP: "image/webp",
    Kind.TIFF: "image/tiff",
    Kind.HEIC: "image/heic",
    Kind.PDF: "application/pdf",
    Kind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Kind.ODT: "application/vnd.oasis.opendocument.text",
    Kind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Kind.ODP: "application/vnd.oasis.opendocument.presentation",
    Kind.EMAIL: "message/rfc822",
    Kind.TEXT: "text/plain",
    Kind.MP3: "audio/mpeg",
    Kind.MP4_AUDIO: "audio/mp4",
    Kind.WAV: "audio/wav",
    Kind.OGG: "audio/ogg",
    Kind.FLAC: "audio/flac",
    Kind.AMR: "audio/amr",
    Kind.MP4: "video/mp4",
    Kind.WEBM: "video/webm",
}
"""By which a file is given out."""

OFFICE: Final = frozenset({Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.ODT, Kind.ODS, Kind.ODP})
IMAGES: Final = frozenset({Kind.JPEG, Kind.PNG, Kind.GIF, Kind.WEBP, Kind.TIFF})
"""Those that can be opened here. What HEIC needs has no licence that this could be given on under."""
_PARSED: Final = OFFICE | IMAGES | {Kind.PDF, Kind.EMAIL, Kind.TEXT, Kind.ARCHIVE}

_SIGNATURES: Final = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"%PDF-", Kind.PDF),
    (b"PK\x03\x04", Kind.ARCHIVE),
    (b"ID3", Kind.MP3),
    (b"OggS", Kind.OGG),
    (b"fLaC", Kind.FLAC),
    (b"#!AMR", Kind.AMR),
    (b"\x1aE\xdf\xa3", Kind.WEBM),
)
_BRANDS: Final = {
    Kind.HEIC: (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"),
    Kind.MP4_AUDIO: (b"M4A ", b"M4B ", b"F4A "),
    Kind.MP4: (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"qt  ", b"M4V "),
}
_HEADER_LINE: Final = re.compile(rb"[!-9;-~]{1,70}:[ \t]?[^\r\n]*")
_EMAIL_FIELDS: Final = frozenset(
    {b"from", b"to", b"received", b"return-path", b"delivered-to", b"date", b"message-id", b"mime-version", b"subject"}
)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_FRAME_SYNC: Final = 0xE0


def sniff(head: bytes) -> Kind | None:
    """What a file that begins like this is; None for what is not taken here. `head`: `HEAD_BYTES` or all of it."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(b"RIFF"):
        return {b"WEBP": Kind.WEBP, b"WAVE": Kind.WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return next((kind for kind, brands in _BRANDS.items() if head[8:12] in brands), None)
    if _mpeg_frame(head):
        return Kind.MP3
    return _text(head)


def declared(media_type: str) -> frozenset[Kind]:
    """Which kinds a media type could mean: one of its own, or any where nothing is said by it."""
    plain = media_type.partition(";")[0].strip().casefold()
    if plain in ("", "application/octet-stream"):
        return frozenset(MEDIA_TYPES)
    return frozenset(kind for kind, known in MEDIA_TYPES.items() if known == plain)


def parsed(kind: Kind) -> bool:
    """Whether a file of this kind is opened at all: for a clean copy, for its text, or to know what it is."""
    return kind in _PARSED


def _mpeg_frame(head: bytes) -> bool:
    """An MPEG audio frame: eleven set bits, and no value that the standard reserves."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & _FRAME_SYNC != _FRAME_SYNC:  # noqa: PLR2004 -- bits of the standard
        return False
    version, layer, rate, frequency = head[1] >> 3 & 3, head[1] >> 1 & 3, head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer != 0 and rate != 15 and frequency != 3  # noqa: PLR2004 -- likewise


def _text(head: bytes) -> Kind | None:
    if not head or _CONTROLS.search(head):
        return None
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # What is cut off within a letter at the end of the head may go on behind it.
        if len(head) < HEAD_BYTES or error.start < len(head) - 3:
            return None
    return Kind.EMAIL if _email(head) else Kind.TEXT


def _email(head: bytes) -> bool:
    """Whether text begins with the header of a message: fields alone, and at least two that messages have."""
    lines = head.replace(b"\r\n", b"\n").partition(b"\n\n")[0].split(b"\n")
    fields = [line for line in lines if not line.startswith((b" ", b"\t"))]
    whole = fields[:-1] if b"\n\n" not in head.replace(b"\r\n", b"\n") else fields
    if not whole or not all(_HEADER_LINE.fullmatch(line) for line in whole):
        return False
    return len({line.partition(b":")[0].lower() for line in whole} & _EMAIL_FIELDS) > 1
