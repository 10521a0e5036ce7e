"""What can be read in a finished file: everything, also what a viewer does not show. Knows no answer."""

import base64
import binascii
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

import msgspec

from vault.errors import Conflict
from vault.subject_requests.checking import portable, raw
from vault.subject_requests.checking.markup import shown_and_hidden

_MASK: Final = " ▮ "
_PDF, _JSON = b"%PDF-", (b"{", b"[")
_HTML: Final = re.compile(r"<!doctype html|<html\b", re.IGNORECASE)
_XML: Final = re.compile(r"<\?xml|<[A-Za-z][\w:.-]*[\s/>]")
_DATA: Final = re.compile(r"data:[\w/+.;=-]{0,100};base64,([A-Za-z0-9+/%=\s]+)", re.IGNORECASE)
_MOST_NESTED: Final = 8


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
    """Every text in every file, and the files' names. Raises Conflict where a file cannot be opened to be read."""
    from pypdf.errors import PyPdfError

    for name in sorted(files):
        yield Passage(name, "file name", name)
        try:
            yield from _read(name, files[name], nested=0)
        except (PyPdfError, ValueError, RuntimeError):
            # What nobody can look into goes nowhere.
            raise Conflict(
                f"{name} cannot be opened to be checked", hint="have it stay out: cvault request file"
            ) from None


def _read(name: str, content: bytes, *, nested: int) -> Iterator[Passage]:
    if nested > _MOST_NESTED:
        return
    for passage in _kind(name, content, nested):
        yield passage
        for data in _DATA.finditer(passage.text):
            yield from _within(name, f"{passage.place} data", _inline(data[1]), nested)


def _kind(name: str, content: bytes, nested: int) -> Iterator[Passage]:
    if content.startswith(_PDF):
        yield from _pdf(name, content, nested)
    elif content.startswith(raw.ZIP):
        yield from _archive(name, content, nested)
    elif (text := raw.text_of(content)) is None:
        yield from (Passage(name, place, found) for place, found in raw.texts_within(content))
        # Behind a picture an archive may stand, which some programs open.
        yield from _archive(name, content, nested)
    elif _HTML.match(text):
        yield from (Passage(name, place, found) for place, found in shown_and_hidden(text))
    elif name.endswith(".csv"):
        yield Passage(name, "page 1", text)
    elif (parts := _members(content)) is not None:
        yield from _json_members(name, parts)
    elif content.lstrip()[:1] in _JSON and (value := _decoded(content)) is not None:
        yield from _json(name, value)
    elif _XML.match(text):
        yield from (Passage(name, place, found) for place, found in shown_and_hidden(text, xml=True))
    else:
        # A file that is text shows all of it.
        yield Passage(name, "page 1", text)


def _within(name: str, place: str, content: bytes, nested: int) -> Iterator[Passage]:
    """What stands in a file within a file: told as of the outer one, and never as a page of it."""
    for passage in _read("", content, nested=nested + 1):
        yield passage._replace(file=name, place=f"{place} {passage.place}")


def _inline(written: str) -> bytes:
    try:
        return base64.b64decode(re.sub(rb"\s", b"", unquote_to_bytes(written)) + b"==")
    except (binascii.Error, ValueError):
        return b""


def _archive(name: str, content: bytes, nested: int) -> Iterator[Passage]:
    """What an office's file shows in its parts counts as its pages."""
    for member, part in raw.members(content) or ():
        yield Passage(name, "name within", member)
        for passage in _read("", part, nested=nested + 1):
            yield passage._replace(file=name)


def _pdf(name: str, content: bytes, nested: int) -> Iterator[Passage]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    reader = PdfReader(io.BytesIO(content))
    for number, text in enumerate(portable.pages(content), start=1):
        yield Passage(name, f"page {number}", text)
    yield from (Passage(name, place, text) for place, text in portable.told_of(reader))
    for place, found in portable.objects(reader):
        if isinstance(found, str):
            yield Passage(name, place, found)
        else:
            yield from _within(name, place, found, nested)
    for attached, versions in reader.attachments.items():
        yield Passage(name, "attachment name", attached)
        for version in versions:
            yield from _within(name, "attachment", version, nested)
    earlier, behind = portable.revisions(content)
    yield from _within(name, "behind the end", behind, nested)
    for revision in earlier:
        try:
            yield from _within(name, "earlier revision", revision, nested)
        except (PyPdfError, ValueError, RuntimeError):
            # A mark of the end that is none: what stands before it is no file.
            continue


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
