"""What a call is, a list that comes in pages, and the usual ways to make them."""

from collections.abc import Callable, Generator
from typing import Any, BinaryIO, Final, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from vault.ids import new_id

T = TypeVar("T")
PAGE: Final = 100


class Form(msgspec.Struct, frozen=True):
    """A body of two parts: what is said of a file, then the file, read from its beginning while it is sent.

    Raises ValueError for a file that cannot be read from its beginning again. `first` names the part about it.
    """

    about: bytes
    file: BinaryIO
    first: str = "about"

    def __post_init__(self) -> None:
        if not self.file.seekable():
            raise ValueError("a file must be seekable, so that it can be sent again")


class Call(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A request that is not sent yet.

    `read` makes a value of the answer's body, and raises msgspec.DecodeError for what no vault answers. `safe`: being
    done twice would change nothing. `patience` is how many seconds may pass without a byte, where it is not as usual.
    """

    method: str
    path: str
    read: Callable[[bytes], T]
    safe: bool
    body: bytes | Form | None = None
    headers: dict[str, str] = {}
    parameters: dict[str, str] = {}
    patience: float | None = None


class Page(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list, and from where the next begins; null is the end."""

    items: list[T]
    next: UUID | None


Parts: TypeAlias = Generator[Call[Page[T]], Page[T], None]
"""A list as the calls that fetch it, each made once the answer to the one before is known."""


def shaped(shape: Any) -> Callable[[bytes], Any]:
    """Reads JSON of a shape."""
    return msgspec.json.Decoder(shape).decode


def only(kind: Any) -> Callable[[bytes], Any]:
    """Reads an object with one value, which is what was made: its id."""
    decoder: msgspec.json.Decoder[dict[str, Any]] = msgspec.json.Decoder(dict[str, kind])

    def read(content: bytes) -> Any:
        found = decoder.decode(content)
        if len(found) != 1:
            raise msgspec.ValidationError("Expected one id")
        return next(iter(found.values()))

    return read


def nothing(_content: bytes) -> None:
    """Reads an answer without content."""


def whole(content: bytes) -> bytes:
    """Reads a file."""
    return content


def reading(path: str, shape: Any, parameters: dict[str, str] | None = None) -> Call[Any]:
    return Call(method="GET", path=path, read=shaped(shape), safe=True, parameters=parameters or {})


def making(
    path: str, new: object, read: Callable[[bytes], T], key: str | None, *, version: int | None = None
) -> Call[T]:
    """A creation, with an idempotency key: the caller's own, or else one for all attempts of this call."""
    return Call(
        method="POST",
        path=path,
        read=read,
        safe=True,
        body=_sent(new),
        headers={"Idempotency-Key": key or str(new_id())} | _seen(version),
    )


def asking(path: str, question: object, shape: Any, parameters: dict[str, str] | None = None) -> Call[Any]:
    """What reads, and is sent as a body, so that nobody's data stand in an address."""
    return Call(
        method="POST", path=path, read=shaped(shape), safe=True, body=written(question), parameters=parameters or {}
    )


def doing(path: str, what: object, read: Callable[[bytes], T]) -> Call[T]:
    """What is not done again where an answer was lost: it would be done twice, or its answer holds a secret."""
    return Call(method="POST", path=path, read=read, safe=False, body=_sent(what))


def removing(path: str, read: Callable[[bytes], T], *, version: int | None = None) -> Call[T]:
    """What is gone from then on. Not safe: the second would be told that there is no such thing."""
    return Call(method="DELETE", path=path, read=read, safe=False, headers=_seen(version))


def fetching(path: str) -> Call[bytes]:
    """A file that fits into memory."""
    return Call(method="GET", path=path, read=whole, safe=True)


def putting(path: str, value: object, read: Callable[[bytes], T], *, version: int | str | None = None) -> Call[T]:
    """What is so from then on. Done twice it changes nothing more, though the second may be told that it is so."""
    return Call(method="PUT", path=path, read=read, safe=True, body=_sent(value), headers=_seen(version))


def starting(path: str, shape: Any) -> Call[Any]:
    """Work in the background, which is not begun twice."""
    return Call(method="POST", path=path, read=shaped(shape), safe=True)


def changing(path: str, change: object, shape: Any, version: int) -> Call[Any]:
    """A change of what is still in the version that was read. Not safe: nobody knows whether a lost one was made."""
    return Call(method="PATCH", path=path, read=shaped(shape), safe=False, body=written(change), headers=_seen(version))


def paged(call: Callable[[dict[str, str]], Call[Page[T]]], behind: str = "after") -> Parts[T]:
    """Every page; `behind` names the place from which the next one goes on, which the first does without."""
    after: UUID | None = None
    while True:
        page = yield call({"limit": str(PAGE)} | ({} if after is None else {behind: str(after)}))
        after = page.next
        if after is None:
            return


def following(parts: Parts[T], page: Page[T]) -> Call[Page[T]] | None:
    """The call behind a page, or None at the end."""
    try:
        return parts.send(page)
    except StopIteration:
        return None


def written(value: object) -> bytes:
    return msgspec.json.encode(value)


def _sent(value: object) -> bytes | None:
    return None if value is None else written(value)


def _seen(version: int | str | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}
