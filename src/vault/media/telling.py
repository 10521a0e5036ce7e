"""What a file says about its making, by kind and never by value: what whoever sends it is told was taken out."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from PIL import Image

from vault.media.findings import Told

_GPS_DIRECTORY: Final = 0x8825
_EXIF_DIRECTORY: Final = 0x8769
_TAGS: Final[Mapping[int, Told]] = {
    **dict.fromkeys((0x010F, 0x0110, 0xA433, 0xA434, 0xA431, 0xA435), Told.DEVICE),
    **dict.fromkeys((0x0132, 0x9003, 0x9004), Told.TIME),
    **dict.fromkeys((0x013B, 0x8298, 0x9C9D, 0xA430), Told.AUTHOR),
    **dict.fromkeys((0x0131,), Told.PROGRAM),
    **dict.fromkeys((0x010E, 0x9286, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F), Told.NOTES),
}
_NOTED: Final = ("comment", "xmp", "XML:com.adobe.xmp", "photoshop", "Description", "Comment")
_PDF: Final = {
    "/Author": Told.AUTHOR,
    "/Creator": Told.PROGRAM,
    "/Producer": Told.PROGRAM,
    "/CreationDate": Told.TIME,
    "/ModDate": Told.TIME,
    "/Title": Told.NOTES,
    "/Subject": Told.NOTES,
    "/Keywords": Told.NOTES,
}


def by_picture(image: Image.Image) -> tuple[Told, ...]:
    """What a picture tells beside what it shows."""
    return _each(_of_picture(image))


def by_pdf(document: Any) -> tuple[Told, ...]:
    """What a PDF tells beside its pages; `document` is pikepdf's."""
    found = [told for key, told in _PDF.items() if key in document.trailer.get("/Info", {})]
    noted = any("/Annots" in page.obj for page in document.pages)
    return _each([*found, *([Told.AUTHOR] if "/Metadata" in document.Root else []), *([Told.NOTES] if noted else [])])


def by_parts(dropped: frozenset[str]) -> tuple[Told, ...]:
    """What an office's file told in the parts that were dropped from it."""
    made = any(name.startswith("docProps/") or name == "meta.xml" for name in dropped)
    noted = any("comment" in name.casefold() or "people" in name.casefold() for name in dropped)
    return _each([*((Told.AUTHOR, Told.TIME, Told.PROGRAM) if made else ()), *([Told.NOTES] if noted else [])])


def _of_picture(image: Image.Image) -> Iterator[Told]:
    exif = image.getexif()
    if exif.get_ifd(_GPS_DIRECTORY):
        yield Told.PLACE
    for tag in (*exif, *exif.get_ifd(_EXIF_DIRECTORY)):
        if tag in _TAGS:
            yield _TAGS[tag]
    if any(
        name in image.info for name in ("comment", "xmp", "XML:com.adobe.xmp", "photoshop", "Description", "Comment")
    ):
        yield Told.NOTES
    if any(name in image.info for name in ("Author", "Copyright")):
        yield Told.AUTHOR
    if "Software" in image.info:
        yield Told.PROGRAM


def _each(found: Iterator[Told] | list[Told]) -> tuple[Told, ...]:
    kept = set(found)
    return tuple(one for one in Told if one in kept)
