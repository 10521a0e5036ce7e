"""The protocol of a search as evidence: which systems, by which terms, with how many hits, when and by whom (A-06).

Of each search it is kept what was in scope, in which version, so that what came, changed or went between receipt and
dispatch can be told (A-07, A-08).
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what was searched, by which kind of term, with which terms as they were searched for."""

    source: str
    term: str
    values: tuple[str, ...]
    """Sealed with the request; the person's own data."""
    compared: int
    """How many records or texts were compared."""
    hits: int


class Protocol(msgspec.Struct, frozen=True, kw_only=True):
    """One search. A request is searched for when it is opened, for each review, and when it is answered."""

    occasion: str
    """`opened`, `reviewed` or `answered`."""
    at: datetime
    by: str
    milliseconds: int
    lines: tuple[Searched, ...]
    found: dict[str, int] = {}
    """What was in scope: records and cases by id, each in its version."""


class Became(StrEnum):
    """What became of something in scope between two searches."""

    ADDED = "added"
    ALTERED = "altered"
    GONE = "gone"


class ScopeChange(msgspec.Struct, frozen=True, kw_only=True):
    """A record or case that is not in scope as it was."""

    record_id: UUID
    change: Became


def changes(before: Mapping[str, int], after: Mapping[str, int]) -> tuple[ScopeChange, ...]:
    """What differs between two scopes, in the order of ids; nothing where they are the same (point 39)."""
    return tuple(
        ScopeChange(record_id=UUID(one), change=_change(before.get(one), after.get(one)))
        for one in sorted({*before, *after})
        if before.get(one) != after.get(one)
    )


def _change(before: int | None, after: int | None) -> Became:
    if before is None:
        return Became.ADDED
    return Became.GONE if after is None else Became.ALTERED
