"""What may stand at a place of a shape, told to whoever sent something else: our names and values, none of theirs."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any, Final

from msgspec import inspect

_STEP: Final = re.compile(r"[a-z0-9_]+|\[[^\]]*\]")
_PLACE: Final = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+|\[\d+\])*")
_MOST: Final = 40
"""Values that are listed at most; more are looked up in the documentation."""


def has(shape: Any, place: str) -> bool:
    """Whether a shape has this place, spelled just so."""
    return _PLACE.fullmatch(place) is not None and bool(_at(shape, place))


def allowed(shape: Any, place: str) -> str | None:
    """The values that may stand at a place, as a rule, or None where they are no list or too long a one."""
    found = {str(value) for one in _at(shape, place) for value in _values(one)}
    return f"must be one of: {', '.join(sorted(found))}" if 0 < len(found) <= _MOST else None


def meant(shape: Any, place: str, sent: str) -> str | None:
    """The field of the object at a place that a name nearly is."""
    known = {
        field.encode_name for one in _at(shape, place) if isinstance(one, inspect.StructType) for field in one.fields
    }
    return next(iter(get_close_matches(sent, sorted(known), n=1)), None)


@cache
def _described(shape: Any) -> inspect.Type:
    return inspect.type_info(shape)


def _at(shape: Any, place: str) -> list[inspect.Type]:
    """What is described at a place such as `parties[0].person`; several where a union leaves it open."""
    found = list(_branches(_described(shape)))
    for step in _STEP.findall(place):
        found = [branch for one in found for inner in _within(one, step) for branch in _branches(inner)]
    return found


def _branches(one: inspect.Type) -> Iterator[inspect.Type]:
    """Itself without what is said about it, or each type of a union."""
    if isinstance(one, inspect.Metadata):
        yield from _branches(one.type)
    elif isinstance(one, inspect.UnionType):
        for inner in one.types:
            yield from _branches(inner)
    else:
        yield one


def _within(one: inspect.Type, step: str) -> Iterator[inspect.Type]:
    if isinstance(one, inspect.StructType):
        yield from (field.type for field in one.fields if field.encode_name == step)
        if one.tag_field == step:
            yield inspect.LiteralType(values=(str(one.tag),))
    elif isinstance(one, inspect.DictType) and step.startswith("["):
        yield one.value_type
    elif isinstance(one, inspect.CollectionType):
        yield one.item_type


def _values(one: inspect.Type) -> Iterator[Any]:
    if isinstance(one, inspect.EnumType):
        yield from (member.value for member in one.cls)
    elif isinstance(one, inspect.LiteralType):
        yield from one.values
