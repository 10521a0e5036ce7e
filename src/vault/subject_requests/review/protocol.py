"""The protocol of a search as evidence: which systems, by which terms, with how many hits, when and by whom (A-06)."""

from datetime import datetime

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
