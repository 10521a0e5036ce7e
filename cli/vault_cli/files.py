"""Reading JSON that a person or a program gives to a command, strictly."""

import os
import sys
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from vault.errors import InvalidInput
from vault.parsing import refuse_doubtful, rule_of

T = TypeVar("T")
_OWNER_ONLY = 0o600


def ready(folder: Path) -> None:
    """Makes a folder that something will be written into, before anything is done that happens once.

    Raises InvalidInput where it cannot be written into.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        raise InvalidInput("--output", "cannot be made") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInput("--output", "cannot be written into")


def write_private(path: Path, content: bytes) -> None:
    """Writes personal data, readable by this user alone, whatever stood there. Raises InvalidInput."""
    ready(path.parent)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(descriptor, _OWNER_ONLY)
            file.write(content)
    except OSError:
        raise InvalidInput("--output", "cannot be written into") from None


def read(path: str, shape: type[T]) -> T:
    """A file, or standard input for "-", as a value of a shape. Raises InvalidInput, naming field and rule."""
    return decode(_content(path), shape)


def text(path: str) -> str:
    """A file, or standard input for "-", as text. Raises InvalidInput."""
    try:
        return _content(path).decode("utf-8").strip()
    except UnicodeDecodeError:
        raise InvalidInput("FILE", "is not UTF-8") from None


def _content(path: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError:
        raise InvalidInput("FILE", "cannot be read") from None


def decode(content: bytes, shape: type[T]) -> T:
    """JSON as a value of a shape. Raises InvalidInput, naming field and rule and no value."""
    refuse_doubtful(content, shape)
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.DecodeError as error:
        raise InvalidInput(*rule_of(str(error), shape=shape)) from None
    except UnicodeDecodeError:
        raise InvalidInput("body", "is not UTF-8") from None


def checked(values: dict[str, Any], shape: type[T]) -> T:
    """What arguments gave as a value of a shape. Raises InvalidInput, naming argument and rule and no value."""
    try:
        return msgspec.convert(values, shape)
    except msgspec.ValidationError as error:
        raise InvalidInput(*rule_of(str(error), shape=shape)) from None
