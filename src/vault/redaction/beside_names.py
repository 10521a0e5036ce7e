"""A house that a bare number behind a name tells: "Jytte fra 21", "old Ida in 14 B". Pure.

Elsewhere such a number may count anything.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vault.redaction.model import Confidence, Decision, Ground, Kind, Span

_NAMES: Final = (Kind.PERSON, Kind.NICKNAME)
_NUMBER: Final = re.compile(
    r"\s(?P<house>(?:fra|från|from|i|in|at|ovre\si|over\sin|borte\si|nede\si|oppe\si)\s(?:nr\.?\s?|nummer\s|number\s|no\.?\s)?"
    r"\d{1,3}(?:\s?[a-h])?)(?!\w)(?!\s?[-–.:,/]\s?\d|:?an\b|\s?(?:kr|%|gr|m|cm|km|stk|ggr)\b"
    r"|\.?\s(?:dag|dage|day|days|dagar|år|years?|timer|timmar|hours?|min\w*|gang\w*|gånger|times|uger?|veck\w*|weeks?|måned\w*"
    r"|månad\w*|months?|personer|people|jan\w*|feb\w*|mar\w*|apr\w*|maj|may|jun\w*|jul\w*|aug\w*|sep\w*|o[kc]t\w*|nov\w*|de[cz]\w*))",
    re.IGNORECASE,
)


def houses(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """A span for each number of a house right behind the name of somebody who is hidden or asked about."""
    for span in spans:
        if span.kind not in _NAMES or span.decision is Decision.KEEP:
            continue
        found = _NUMBER.match(text, span.end)
        if found is not None:
            yield Span(
                start=found.start("house"),
                end=found.end(),
                kind=Kind.UNIT,
                decision=Decision.HIDE,
                ground=span.ground if span.decision is Decision.HIDE else Ground.RIGHTS_OF_OTHERS,
                ref=span.ref,
                reason="a house behind a name",
                confidence=Confidence.LIKELY,
            )
