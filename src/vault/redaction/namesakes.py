"""Whose a name is that the requester shares with somebody, or that stands right behind a stranger's. Pure."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final

import msgspec

from vault.naming import stems
from vault.redaction.model import Confidence, Decision, Kind, Known, Span, Standing
from vault.redaction.names import SHARED

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_KEEP: Final = Decision.KEEP
_HIDE: Final = Decision.HIDE
_CONTACT: Final = (Kind.ADDRESS, Kind.UNIT, Kind.PHONE, Kind.EMAIL, Kind.NATIONAL_ID, Kind.DATE_OF_BIRTH)
_BESIDE_NAME: Final = 12
"""Within how many characters behind a name a home or a number belongs to it."""


def namesakes(spans: Sequence[Span], text: str, given: frozenset[str]) -> Iterable[Span]:
    """A stranger's given name before the requester's surname: the surname is the stranger's there."""
    for span, after in zip_longest(spans, spans[1:]):
        stranger = span.kind is Kind.PERSON and span.ref is None and span.decision is _HIDE
        if stranger and after and after.kind is Kind.PERSON and text[span.end : after.start] == " ":
            yield msgspec.structs.replace(span, end=after.end if _is_surname_alone(after, text, given) else span.end)
        else:
            yield span


def _is_surname_alone(span: Span, text: str, given: frozenset[str]) -> bool:
    """Whether a word of the requester's name is none of their `given` names: "Bodil Max" beside Ulla Max-Jacobsen."""
    word = text[span.start : span.end]
    return span.decision is _KEEP and " " not in word and given.isdisjoint(stems(word))


def told_apart(spans: Sequence[Span], doubles: frozenset[str]) -> Iterable[Span]:
    """A name that the requester shares with somebody: whose home stands beside it, it is; else it is asked.

    Where a text has contact data of the requester, and none of their double, every such name in it is the requester's.
    """
    contact = [one for one in spans if one.kind in _CONTACT and one.ref is not None]
    own = [one for one in contact if one.decision is _KEEP]
    theirs = [one for one in contact if one.ref in doubles and one.decision is not _KEEP]
    for span, after in zip_longest(spans, spans[1:]):
        if span.reason != SHARED:
            yield span
        elif after is not None and after.kind in _CONTACT and after.start - span.end <= _BESIDE_NAME:
            yield _owned(span, after)
        else:
            yield _owned(span, own[0]) if own and not theirs else span


def _owned(span: Span, by: Span) -> Span:
    """A name decided by the contact data that stand with it."""
    shown = by.decision is _KEEP
    return msgspec.structs.replace(
        span, decision=by.decision, ground=by.ground, ref=span.ref if shown else by.ref, confidence=Confidence.LIKELY
    )


def doubles(people: Sequence[Known]) -> frozenset[str]:
    """Those who share a whole name with the requester."""
    own = {name.casefold() for one in people if one.standing is Standing.REQUESTER for name in one.names}
    others = [one for one in people if one.standing is not Standing.REQUESTER]
    return frozenset(one.ref for one in others if own & {name.casefold() for name in one.names})
