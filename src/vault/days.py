"""Days that nobody means: a slip of the pen, or of a program. Pure.

A day that is wrong by a century would have a record deleted at once, or never; so none is taken at any door. Every
shape that comes from outside is looked through before a verb runs: no verb has to remember, and none can forget.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from inspect import signature
from typing import Any, Final, NoReturn, get_args

import msgspec

from vault.errors import InvalidInput

FIRST_YEAR: Final = 1900
AHEAD: Final = 10
FAR_AHEAD: Final = 100
_FAR: Final = frozenset({"until", "ends_on"})
"""Until when something may hold: longer than anybody plans."""


def refuse_strange(name: str, value: object, today: date) -> None:
    """Raises InvalidInput, naming the place, where a shape from outside holds a day before 1900 or too far ahead.

    So it does for a day that stands alone, which is called `name`. Days are ten years ahead at most; those until which
    something holds, a hundred. What does not come from outside, which is what takes unknown fields, is left alone.
    """
    if isinstance(value, msgspec.Struct) and value.__struct_config__.forbid_unknown_fields:
        if (found := _strange(value, today.year)) is not None:
            _refuse(*found)
    elif isinstance(value, date) and _is_strange(value, name, today.year):
        _refuse(name, name)


def refuse_strange_input(
    verb: Callable[..., Any], given: Sequence[object], named: Mapping[str, object], today: date
) -> None:
    """The same for everything that a verb is given beside its work."""
    for name, value in (*zip(_parameters(verb), given, strict=False), *named.items()):
        refuse_strange(name, value, today)


def _strange(value: msgspec.Struct, year: int) -> tuple[str, str] | None:
    """Where in a shape the first strange day stands, and in which field; put together only where there is one."""
    for name in _dated(type(value)):
        found = getattr(value, name)
        if found is None or found == ():
            continue
        several = isinstance(found, tuple | list)
        for number, one in enumerate(found if several else (found,)):
            place = _strange_within(one, name, year)
            if place is not None:
                return f"{name}[{number}]{place[0]}" if several else f"{name}{place[0]}", place[1]
    return None


def _strange_within(one: object, name: str, year: int) -> tuple[str, str] | None:
    if isinstance(one, msgspec.Struct):
        inner = _strange(one, year)
        return None if inner is None else (f".{inner[0]}", inner[1])
    return ("", name) if isinstance(one, date) and _is_strange(one, name, year) else None


def _is_strange(day: date, name: str, year: int) -> bool:
    return not FIRST_YEAR <= day.year <= year + (FAR_AHEAD if name in _FAR else AHEAD)


def _refuse(place: str, name: str) -> NoReturn:
    words = "a hundred" if name in _FAR else "ten"
    raise InvalidInput(place, f"is out of range: before 1900, or more than {words} years ahead")


@cache
def _parameters(verb: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(signature(verb).parameters)[1:]


@cache
def _dated(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a shape in which a day can stand."""
    return tuple(one.name for one in msgspec.structs.fields(shape) if _may_hold(one.type, frozenset({shape})))


def _may_hold(kind: Any, within: frozenset[Any]) -> bool:
    if isinstance(kind, type) and issubclass(kind, date):
        return True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind in within:
            # A shape within itself is looked into.
            return True
        return any(_may_hold(one.type, within | {kind}) for one in msgspec.structs.fields(kind))
    return any(_may_hold(one, within) for one in get_args(kind) if one is not Ellipsis)
