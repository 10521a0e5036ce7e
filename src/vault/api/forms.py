"""A form of two parts, read while it arrives: what is said of a file, then the file (RFC 7578)."""

from collections.abc import AsyncIterator
from typing import Any, Final, TypeAlias

import msgspec
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from vault.api.parameters import HttpRequest
from vault.complaints import NewAttachment
from vault.errors import InvalidInput, TooLarge
from vault.parsing import rule_of

_LARGEST_ABOUT: Final = 16_384
_UNSUPPORTED: Final = 415
_ABOUT, _FILE = "about", "file"

Event: TypeAlias = Any
"""A part that begins, some of its content, or None at its end; the library carries no types."""


async def open_form(request: HttpRequest) -> tuple[NewAttachment, AsyncIterator[bytes]]:
    """What is said of the file, and the file piece by piece. Raises InvalidInput, TooLarge; HTTPException, 415."""
    parse: Any = parse_options_header  # It carries no types either.
    declared, options = parse(request.headers.get("content-type", ""))
    if declared != "multipart/form-data" or not options.get("boundary"):
        raise HTTPException(status_code=_UNSUPPORTED)
    events = _events(request.stream(), options["boundary"])
    about = await _said(events)
    name = await _name(events)
    new = about if about.name is not None or name is None else _named(about, name)
    return new, _content(events)


async def _events(body: AsyncIterator[bytes], boundary: str) -> AsyncIterator[Event]:
    try:
        with PushMultipartParser(boundary, max_segment_count=2, strict=True) as parser:
            async for piece in body:
                for event in parser.parse(piece):
                    yield event
    except (MultipartError, UnicodeDecodeError):
        raise InvalidInput("body", "is not a form of two parts") from None


async def _said(events: AsyncIterator[Event]) -> NewAttachment:
    await _part(events, _ABOUT)
    found = bytearray()
    async for piece in _pieces(events):
        found += piece
        if len(found) > _LARGEST_ABOUT:
            raise TooLarge("what is said of a file may have 16 kB")
    try:
        return msgspec.json.decode(bytes(found), type=NewAttachment)
    except msgspec.DecodeError as error:
        raise InvalidInput(*rule_of(str(error))) from None
    except UnicodeDecodeError:
        raise InvalidInput(_ABOUT, "is not UTF-8") from None


async def _name(events: AsyncIterator[Event]) -> str | None:
    """The last part of the name that comes with the file; browsers of old gave whole paths."""
    segment = await _part(events, _FILE)
    return (segment.filename or "").replace("\\", "/").rpartition("/")[2] or None


async def _part(events: AsyncIterator[Event], name: str) -> MultipartSegment:
    segment = await anext(events, None)
    if not isinstance(segment, MultipartSegment) or segment.name != name:
        raise InvalidInput("body", "must have the parts about and file, in this order")
    return segment


async def _pieces(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    """The content of the part that began."""
    async for event in events:
        if event is None:
            return
        if isinstance(event, bytearray | bytes):
            yield bytes(event)


async def _content(events: AsyncIterator[Event]) -> AsyncIterator[bytes]:
    async for piece in _pieces(events):
        yield piece
    # Reading on to the end of the form shows whether it was cut off.
    if await anext(events, None) is not None:
        raise InvalidInput("body", "must have the parts about and file, in this order")


def _named(about: NewAttachment, name: str) -> NewAttachment:
    try:
        return msgspec.convert(msgspec.to_builtins(about) | {"name": name}, NewAttachment)
    except msgspec.ValidationError:
        raise InvalidInput("name", "is not a file's name") from None
