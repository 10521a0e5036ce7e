"""The pages of a finished letter as pictures, so that an officer sees what will be printed before it goes out."""

import io
from threading import Lock
from typing import Any, Final

import msgspec

_DOTS_PER_POINT: Final = 1.6
"""Readable at the width of a page, and below 100 KB a picture."""
_COLOURS: Final = 16
_one_at_a_time = Lock()
"""PDFium is not made for several threads at once."""


class Pages(msgspec.Struct, frozen=True):
    """How many pages there are, and one of them as PNG if it was asked for and is there."""

    count: int
    picture: bytes | None = None


def letter_pages(content: bytes, number: int | None = None) -> Pages:
    """Counts the pages of a PDF of ours and draws one, counted from 1."""
    import pypdfium2

    with _one_at_a_time:
        document: Any = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]  # it carries no types
        try:
            if number is None or not 1 <= number <= len(document):
                return Pages(len(document))
            return Pages(len(document), _drawn(document[number - 1]))
        finally:
            document.close()


def _drawn(page: Any) -> bytes:
    """A page as PNG. What the library holds in its own memory is given back here, while no other thread is in it."""
    bitmap = page.render(scale=_DOTS_PER_POINT, grayscale=False)
    try:
        # In fewer colours it is a copy, which needs the bitmap no more.
        picture = bitmap.to_pil().quantize(_COLOURS)
    finally:
        bitmap.close()
        page.close()
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()
