"""A form of two parts, read while it arrives: what is said of a file, then the file (RFC 7578)."""

from collections.abc import AsyncIterator
from typing import Any, Final, TypeAlias, TypeVar

import msgspec
from litestar.exceptions import HTTPException
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from vault.api.parameters import HttpRequest
from vault.errors import InvalidInput, TooLarge
from vault.parsing import refuse_doubtful, rule_of

_LARGEST_SAID: Final = 16_384
_UNSUPPORTED: Final = 415
_FILE: Final = "file"
T = TypeVar("T")

Event: TypeAlias = Any
"""A part that begins, some of its content, or None at its end; the library carries no types."""


async def open_form(
    request: HttpRequest, first: str, shape: type[T], largest: int = _LARGEST_SAID
) -> tuple[T, str | None, AsyncIterator[bytes]]:
    """What is said of the file in the `first` part, the file's own name, and the file piece by piece.

    `largest` is how many bytes may be said. Raises InvalidInput, TooLarge; HTTPException, 415.
    """
    parse: Any = parse_options_header  # It carries no types either.
    declared, options = parse(request.headers.get("content-type", ""))
    if declared != "multipart/form-data" or not options.get("boundary"):
        raise HTTPException(status_code=_UNSUPPORTED)
    parts = _Parts(_events(request.stream(), options["boundary"]), first)
    said = await parts.said(shape, largest)
    return said, await parts.name(), parts.content()


async def _events(body: AsyncIterator[bytes], boundary: str) -> AsyncIterator[Event]:
    try:
        with PushMultipartParser(boundary, max_segment_count=2, strict=True) as parser:
            async for piece in body:
                for event in parser.parse(piece):
                    yield event
    except (MultipartError, UnicodeDecodeError):
        raise InvalidInput("body", "is not a form of two parts") from None


class _Parts:
    """The two parts of a form, in their order."""

    def __init__(self, events: AsyncIterator[Event], first: str) -> None:
        self._events = events
        self._first = first

    async def said(self, shape: type[T], largest: int) -> T:
        await self._part(self._first)
        found = bytearray()
        async for piece in self._pieces():
            found += piece
            if len(found) > largest:
                raise TooLarge(f"what is said of a file may have {largest // 1024} kB")
        try:
            said = msgspec.json.decode(bytes(found), type=shape)
        except msgspec.DecodeError as error:
            raise InvalidInput(*rule_of(str(error), shape=shape)) from None
        except UnicodeDecodeError:
            raise InvalidInput(self._first, "is not UTF-8") from None
        refuse_doubtful(bytes(found), shape)
        return said

    async def name(self) -> str | None:
        """The last part of the name that comes with the file; browsers of old gave whole paths."""
        segment = await self._part(_FILE)
        return (segment.filename or "").replace("\\", "/").rpartition("/")[2] or None

    async def content(self) -> AsyncIterator[bytes]:
        async for piece in self._pieces():
            yield piece
        # Reading on to the end of the form shows whether it was cut off.
        if await anext(self._events, None) is not None:
            raise self._other()

    async def _part(self, name: str) -> MultipartSegment:
        segment = await anext(self._events, None)
        if not isinstance(segment, MultipartSegment) or segment.name != name:
            raise self._other()
        return segment

    async def _pieces(self) -> AsyncIterator[bytes]:
        """The content of the part that began."""
        async for event in self._events:
            if event is None:
                return
            if isinstance(event, bytearray | bytes):
                yield bytes(event)

    def _other(self) -> InvalidInput:
        return InvalidInput("body", f"must have the parts {self._first} and {_FILE}, in this order")
