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
            drawn = document[number - 1].render(scale=_DOTS_PER_POINT, grayscale=False).to_pil()
            out = io.BytesIO()
            drawn.quantize(_COLOURS).save(out, "PNG", optimize=True)
            return Pages(len(document), out.getvalue())
        finally:
            document.close()
