"""Pictures: opened, turned upright and written anew, so that nothing but what is seen remains.

EXIF, GPS, XMP, IPTC, thumbnails, comments, colour profiles and whatever stands behind the picture's end go. What an
embedded picture of a PDF or an office's file says about itself is cut out of it, without touching the picture.
"""

import io
from typing import Final

from PIL import Image, ImageCms, ImageOps, ImageSequence

from vault.media.findings import Clean, Findings, Unacceptable
from vault.media.kinds import FileKind
from vault.media.telling import by_picture

_MOST_FRAMES: Final = 200
# The limit is that of the installation; the library's own would be met first.
Image.MAX_IMAGE_PIXELS = None
_FORMATS: Final = {
    FileKind.JPEG: "JPEG",
    FileKind.PNG: "PNG",
    FileKind.GIF: "GIF",
    FileKind.WEBP: "WEBP",
    FileKind.TIFF: "TIFF",
}
_OPTIONS: Final[dict[FileKind, dict[str, object]]] = {
    FileKind.JPEG: {"quality": 92, "optimize": True},
    FileKind.PNG: {"optimize": False},
    FileKind.WEBP: {"quality": 92, "method": 4},
    FileKind.TIFF: {"compression": "tiff_deflate"},
}
_SOS, _APP0, _APP14, _COM = 0xDA, 0xE0, 0xEE, 0xFE
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_TELLING_CHUNKS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP"})


def clean(content: bytes, kind: FileKind, pixels: int) -> tuple[Findings, bytes]:
    """A picture of at most `pixels`, all its frames together, written anew. Raises Unacceptable."""
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as image:
            count = getattr(image, "n_frames", 1)
            if image.width * image.height * count > pixels or count > _MOST_FRAMES:
                raise Unacceptable("has more pixels than are taken")
            told = by_picture(image)
            made = _animated(image, kind) if count > 1 else _single(image, kind)
    except (OSError, SyntaxError, ValueError):
        raise Unacceptable("is not a picture that can be opened") from None
    return Findings(kind=kind, clean=Clean.COPY, told=told), made


def _single(image: Image.Image, kind: FileKind) -> bytes:
    out = io.BytesIO()
    upright = _bare(ImageOps.exif_transpose(image), kind)
    upright.save(out, _FORMATS[kind], **_OPTIONS.get(kind, {}))
    return out.getvalue()


def _animated(image: Image.Image, kind: FileKind) -> bytes:
    out, durations = io.BytesIO(), []
    frames = []
    for frame in ImageSequence.Iterator(image):
        durations.append(int(frame.info.get("duration", 100) or 100))
        frames.append(_bare(frame.copy(), kind))
    timing = {} if kind is FileKind.TIFF else {"duration": durations, "loop": 0}
    frames[0].save(out, _FORMATS[kind], save_all=True, append_images=frames[1:], **_OPTIONS.get(kind, {}), **timing)
    return out.getvalue()


def _bare(image: Image.Image, kind: FileKind) -> Image.Image:
    """The pixels of a picture in the colours of the web, and nothing that came with them but transparency."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        image = _in_srgb(image, profile)
    if kind is FileKind.JPEG and image.mode not in ("RGB", "L"):
        image = image.convert("RGB")
    bare = image.copy()
    bare.info = {name: value for name, value in image.info.items() if name == "transparency"}
    # Some formats would write anew what was read before.
    bare.getexif().clear()
    return bare


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        found = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, found, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image.convert(mode)
    return turned if turned is not None else image


def without_metadata(content: bytes) -> bytes:
    """An embedded JPEG or PNG without what it says about its making; anything else as it is."""
    if content.startswith(b"\xff\xd8\xff"):
        return _jpeg_segments(content)
    return _png_chunks(content) if content.startswith(_PNG) else content


def _jpeg_segments(content: bytes) -> bytes:
    """JFIF and Adobe's colour transform are needed to show the picture; other application data and comments are not."""
    kept, place = bytearray(content[:2]), 2
    while place + 4 <= len(content) and content[place] == 0xFF:  # noqa: PLR2004 -- how a marker begins
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if marker == _SOS:
            end = content.rfind(b"\xff\xd9")
            return bytes(kept + content[place : end + 2 if end > place else len(content)])
        told = (_APP0 < marker <= _APP0 + 15 and marker != _APP14) or marker == _COM
        if not told:
            kept += content[place : place + 2 + length]
        place += 2 + length
    return content


def _png_chunks(content: bytes) -> bytes:
    kept, place = bytearray(_PNG), len(_PNG)
    while place + 12 <= len(content):
        length, name = int.from_bytes(content[place : place + 4], "big"), content[place + 4 : place + 8]
        if name not in _TELLING_CHUNKS:
            kept += content[place : place + 12 + length]
        place += 12 + length
        if name == b"IEND":
            return bytes(kept)
    return content
