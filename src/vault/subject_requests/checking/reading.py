"""What can be read in a finished file: everything, also what a viewer does not show. Knows no answer."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

if TYPE_CHECKING:
    from pypdf import PdfReader


_MASK: Final = " ▮ "
_PDF, _JSON = b"%PDF-", (b"{", b"[")
_HTML: Final = b"<!doctype html>"
_LEAST_RUN: Final = 4
_ASCII_RUN: Final = re.compile(rb"[\x20-\x7e]{%d,}" % _LEAST_RUN)
_WIDE_RUN: Final = re.compile(rb"(?:[\x20-\x7e]\x00){%d,}" % _LEAST_RUN)
_MOST_NESTED: Final = 8
_APART: Final = "\n\n"
_OBJECTS_OPEN: Final = 256
"""So many objects of a PDF are kept open; pypdf would keep every one, in circles that are collected late."""
_PIECE: Final = 50_000
_INLINE: Final = frozenset({"a", "b", "em", "i", "mark", "span", "strong"})
_PDFIUM: Final = Lock()


class Passage(NamedTuple):
    """A text and where it stands. `document` and `case` are ids, where the file says them."""

    file: str
    place: str
    text: str
    case: str | None = None
    document: str | None = None
    own_words: bool = False
    """Whether the requester wrote it."""


def passages(files: Mapping[str, bytes]) -> Iterator[Passage]:
    """Every text in every file, and the files' names."""
    for name in sorted(files):
        yield Passage(name, "file name", name)
        yield from _read(name, files[name], nested=0)


def _read(name: str, content: bytes, *, nested: int) -> Iterator[Passage]:
    if nested > _MOST_NESTED:
        return
    if content.startswith(_PDF):
        yield from _pdf(name, content, nested=nested)
    elif content[: len(_HTML)].lower() == _HTML:
        yield from _html(name, content.decode("utf-8", "replace"))
    elif name.endswith(".csv"):
        yield Passage(name, "page 1", content.decode("utf-8-sig", "replace"))
    elif (parts := _members(content)) is not None:
        yield from _json_members(name, parts)
    elif content.lstrip()[:1] in _JSON and (value := _decoded(content)) is not None:
        yield from _json(name, value)
    else:
        yield from _bytes(name, content)


def _pdf(name: str, content: bytes, *, nested: int) -> Iterator[Passage]:
    from pypdf import PdfReader
    from pypdf.generic import DictionaryObject

    reader = PdfReader(io.BytesIO(content))
    for number, text in enumerate(_pages(content), start=1):
        yield Passage(name, f"page {number}", text)
    for field, value in (reader.metadata or {}).items():
        yield Passage(name, f"metadata {field}", str(value))
    catalogue = reader.trailer["/Root"]
    if isinstance(catalogue, DictionaryObject) and "/Metadata" in catalogue:
        packet = catalogue["/Metadata"].get_object()
        data = getattr(packet, "get_data", bytes)()
        yield Passage(name, "metadata XMP", data.decode("utf-8", "replace"))
    yield Passage(name, "hidden strings", "\n".join(_strings_of(reader)))
    for attached, versions in reader.attachments.items():
        yield Passage(name, "attachment name", attached)
        for version in versions:
            for passage in _read(attached, version, nested=nested + 1):
                yield passage._replace(file=name, place=f"attachment {passage.place}")


def _pages(content: bytes) -> list[str]:
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


def _strings_of(reader: "PdfReader") -> Iterator[str]:
    """Texts of every object: alternative texts, bookmarks, notes, form fields, whatever else carries words."""
    for number in range(1, len(reader.xref_objStm) + sum(len(one) for one in reader.xref.values()) + 1):
        found = reader.get_object(number)
        if found is not None:
            yield from _strings(found, depth=0)
        if number % _OBJECTS_OPEN == 0:
            reader.resolved_objects.clear()


def _strings(value: Any, depth: int) -> Iterator[str]:
    from pypdf.generic import ArrayObject, DictionaryObject, TextStringObject

    if depth > _MOST_NESTED:
        return
    if isinstance(value, TextStringObject):
        yield str(value)
    elif isinstance(value, DictionaryObject):
        for one in value.values():
            yield from _strings(one, depth + 1)
    elif isinstance(value, ArrayObject):
        for one in value:
            yield from _strings(one, depth + 1)


class _Html(HTMLParser):
    """What a page shows, and what stands in its markup beside that."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown: list[str] = []
        self.hidden: list[str] = []

    def handle_data(self, data: str) -> None:
        self.shown.append(data)

    def handle_comment(self, data: str) -> None:
        self.hidden.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only words within a block belong together.
        self.shown.append("" if tag in _INLINE else "\n" if tag == "br" else _APART)
        self.hidden.extend(value for _, value in attrs if value)

    def whole_blocks(self) -> str:
        """What was shown up to where the last block began, which is not told again."""
        text, _, last = "".join(self.shown).rpartition(_APART)
        self.shown = [last]
        return text


def _html(name: str, content: str) -> Iterator[Passage]:
    page = _Html()
    for start in range(0, len(content), _PIECE):
        page.feed(content[start : start + _PIECE])
        yield Passage(name, "page 1", page.whole_blocks())
    page.close()
    yield Passage(name, "page 1", "".join(page.shown))
    yield Passage(name, "markup", "\n".join(page.hidden))


def _decoded(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _members(content: bytes) -> dict[str, msgspec.Raw] | None:
    """The members of a JSON object, each still closed; None for what is none, or is one document by itself."""
    try:
        found = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return None
    return None if "segments" in found else found


def _json_members(name: str, parts: Mapping[str, msgspec.Raw]) -> Iterator[Passage]:
    """As `_json` reads the whole, but of a list one object at a time: thousands of documents are never all open."""
    for key, part in parts.items():
        yield Passage(name, "", key)
        closed = msgspec.json.decode(part, type=list[msgspec.Raw]) if bytes(part)[:1] == b"[" else []
        if closed and all(bytes(one)[:1] == b"{" for one in closed):
            for number, one in enumerate(closed):
                yield from _json(name, json.loads(bytes(one)), f".{key}[{number}]")
        else:
            yield from _json(name, json.loads(bytes(part)), f".{key}")


def _json(name: str, value: Any, place: str = "", case: str | None = None) -> Iterator[Passage]:
    if isinstance(value, dict):
        case = value.get("case_id", case) if isinstance(value.get("case_id", case), str) else case
        if isinstance(value.get("segments"), list) and isinstance(value.get("document_id"), str):
            text = _joined(value["segments"])
            own = value.get("written_by_requester") is True
            yield Passage(name, f"{place}.segments", text, case, value["document_id"], own_words=own)
            value = {key: one for key, one in value.items() if key != "segments"}
        for key, one in value.items():
            yield Passage(name, place, str(key), case)
            yield from _json(name, one, f"{place}.{key}", case)
    elif isinstance(value, list):
        if value and all(isinstance(one, str) or _is_mask(one) for one in value):
            yield Passage(name, place, _joined(value), case, own_words=False)
        else:
            for number, one in enumerate(value):
                yield from _json(name, one, f"{place}[{number}]", case)
    elif isinstance(value, str | int | float):
        yield Passage(name, place, str(value), case, own_words=place.endswith(".asked"))


def _is_mask(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"kind", "ground"}


def _joined(segments: list[Any]) -> str:
    return "".join(one if isinstance(one, str) else _MASK for one in segments)


def _bytes(name: str, content: bytes) -> Iterator[Passage]:
    """Any other file, such as an image with its EXIF: as text, and what looks like text within it."""
    try:
        yield Passage(name, "text", content.decode("utf-8"))
    except UnicodeDecodeError:
        yield Passage(name, "text within", content.decode("utf-8", "ignore"))
        yield Passage(name, "text within", b"\n".join(_ASCII_RUN.findall(content)).decode("latin-1"))
        wide = b"\n\x00".join(_WIDE_RUN.findall(content))
        yield Passage(name, "wide text within", wide.decode("utf-16-le", "ignore"))
