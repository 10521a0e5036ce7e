"""Forms as they come: fields and one file, read in memory, never beyond a limit and never onto a disk."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from litestar import Request
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from vault.errors import InvalidInput, TooLarge

HttpRequest = Request[Any, Any, Any]
_MOST_FIELDS: Final = 40
_UNSUPPORTED: Final = 415
Fields = Mapping[str, str]


class Sent(NamedTuple):
    """A form: its fields, and the file in it, if one is."""

    fields: Fields
    name: str
    content: bytes


async def read_fields(request: HttpRequest, most: int) -> Fields:
    """The fields of a plain form. Raises InvalidInput, TooLarge; HTTPException, 415."""
    if _type(request)[0] != "application/x-www-form-urlencoded":
        raise HTTPException(status_code=_UNSUPPORTED)
    body = await _body(request, most)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except (UnicodeDecodeError, ValueError):
        raise InvalidInput("body", "is not a form") from None
    return {name: _plain(value) for name, value in pairs}


async def read_file(request: HttpRequest, most: int) -> Sent:
    """The fields and the file of a form that has one. Raises as `read_fields`."""
    declared, boundary = _type(request)
    if declared != "multipart/form-data" or not boundary:
        raise HTTPException(status_code=_UNSUPPORTED)
    body = await _body(request, most)
    fields: dict[str, bytearray] = {}
    name, current = "", bytearray()
    try:
        with PushMultipartParser(boundary, max_segment_count=_MOST_FIELDS, strict=True) as parser:
            for event in parser.parse(body):
                if isinstance(event, MultipartSegment):
                    current = fields.setdefault(event.name or "", bytearray())
                    name = (event.filename or "") if event.name == "file" else name
                elif event is not None:
                    current += event
        content = bytes(fields.pop("file", b""))
        return Sent({key: _plain(value.decode("utf-8")) for key, value in fields.items()}, name, content)
    except (MultipartError, UnicodeDecodeError):
        raise InvalidInput("body", "is not a form") from None


def _type(request: HttpRequest) -> tuple[str, str]:
    parse: Any = parse_options_header  # The library carries no types.
    declared, options = parse(request.headers.get("content-type", ""))
    return declared, options.get("boundary", "")


async def _body(request: HttpRequest, most: int) -> bytes:
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > most:
            raise TooLarge("the form is too large")
    return bytes(found)


def _plain(value: str) -> str:
    """As browsers of every kind write line ends, and without what no keyboard writes."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return lines.strip()
