"""What stands in a PDF: its pages, and metadata, names, notes, what is attached, earlier revisions. Knows no answer."""

import io
import re
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pypdf import PdfReader
    from pypdf.generic import StreamObject

_OBJECTS_OPEN: Final = 256
"""So many objects of a PDF are kept open; pypdf would keep every one, in circles that are collected late."""
_MOST_NESTED: Final = 8
_END: Final = re.compile(rb"%%EOF[\r\n]*")
_MOST_REVISIONS: Final = 8
_PICTURES: Final = ("/DCTDecode", "/JPXDecode")
_OF_A_FILE: Final = ("/EmbeddedFile", "/Metadata")
_NO_WORDS: Final = frozenset({"/XRef", "/ObjStm", "/CMap", "/Type1C", "/OpenType", "/CIDFontType0C", "/Image"})
_WORDS: Final = re.compile(rb"/(?:ActualText|Alt|E|Contents|T)\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>)", re.DOTALL)
_SCRIPT: Final = re.compile(rb"[\x20-\x7e]{0,2000}")
_PDFIUM: Final = Lock()


def pages(content: bytes) -> list[str]:
    """The text of every page, also beneath what is drawn over it, in white, outside of the page, or in a hidden layer.

    PDFium reads a page twenty times faster than pypdf, and is nobody's renderer of these letters. One at a time: it
    is not made for threads.
    """
    import pypdfium2

    with _PDFIUM:
        document: Any = pypdfium2.PdfDocument(content)  # type: ignore[no-untyped-call]  # it carries no types
        try:
            return [_text_of(document, number) for number in range(len(document))]
        finally:
            document.close()


def _text_of(document: Any, number: int) -> str:
    page = document[number]
    text = page.get_textpage()
    try:
        return str(text.get_text_range())
    finally:
        text.close()
        page.close()


def revisions(content: bytes) -> tuple[list[bytes], bytes]:
    """The file as it was before each later addition, and what stands behind its end."""
    ends = [one.end() for one in _END.finditer(content)]
    return [content[:end] for end in ends[:-1][-_MOST_REVISIONS:]], content[ends[-1] :] if ends else b""


def told_of(reader: "PdfReader") -> Iterator[tuple[str, str]]:
    """What the file says of itself."""
    from pypdf.generic import DictionaryObject

    for field, value in (reader.metadata or {}).items():
        yield f"metadata {field}", str(value)
    catalogue = reader.trailer["/Root"]
    if isinstance(catalogue, DictionaryObject) and "/Metadata" in catalogue:
        packet = catalogue["/Metadata"].get_object()
        data = getattr(packet, "get_data", bytes)()
        yield "metadata XMP", data.decode("utf-8", "replace")


def objects(reader: "PdfReader") -> Iterator[tuple[str, str | bytes]]:
    """Texts of every object: alternative texts, bookmarks, notes, form fields; and, as bytes, files and pictures."""
    from pypdf.generic import StreamObject

    for number in range(1, len(reader.xref_objStm) + sum(len(one) for one in reader.xref.values()) + 1):
        found = reader.get_object(number)
        if found is not None:
            yield "hidden strings", "\n".join(_strings(found, depth=0))
        if isinstance(found, StreamObject):
            yield from _stream(found)
        if number % _OBJECTS_OPEN == 0:
            reader.resolved_objects.clear()


def _strings(value: Any, depth: int) -> Iterator[str]:
    from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, TextStringObject

    if depth > _MOST_NESTED:
        return
    if isinstance(value, TextStringObject):
        yield str(value)
    elif isinstance(value, ByteStringObject):
        yield bytes(value).decode("latin-1")
    elif isinstance(value, DictionaryObject):
        for key, one in value.items():
            yield from (str(key),) if " " in key else ()
            yield from _strings(one, depth + 1)
    elif isinstance(value, ArrayObject):
        for one in value:
            yield from _strings(one, depth + 1)


def _stream(stream: "StreamObject") -> Iterator[tuple[str, str | bytes]]:
    from pypdf.errors import PyPdfError

    filters = stream.get("/Filter") or ()
    kinds = {str(stream.get("/Type")), str(stream.get("/Subtype"))}
    if any(one in _PICTURES for one in ([filters] if isinstance(filters, str) else filters)):
        yield "picture", stream._data  # noqa: SLF001 -- as it stands, with what it says of itself
        return
    if kinds & _NO_WORDS or "/Length1" in stream:
        return
    try:
        data = stream.get_data()
    except (PyPdfError, ValueError, NotImplementedError):
        return
    if kinds & set(_OF_A_FILE):
        yield "within", data
    elif "/Subtype" not in stream and "/Type" not in stream and _is_script(data):
        yield "script", data.decode("latin-1")
    else:
        yield "within a page", "\n".join(_string(one[1]) for one in _WORDS.finditer(data))


def _is_script(data: bytes) -> bool:
    """Whether a stream that says nothing of itself is text, and neither what a page draws nor a table of signs."""
    return bool(_SCRIPT.fullmatch(data[:2000])) and b" Tf" not in data and b"begincmap" not in data


def _string(written: bytes) -> str:
    from pypdf.generic import read_hex_string_from_stream, read_string_from_stream

    read = read_string_from_stream if written.startswith(b"(") else read_hex_string_from_stream
    value = read(io.BytesIO(written))
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
