"""Addresses and dwellings in prose."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vault import normal
from vault.redaction.model import Decision, Kind, Span, Standing
from vault.redaction.people import People, unit_key

_SUFFIXES: Final = (
    "vej|vejen|gade|gaden|allé|alle|alléen|stræde|strædet|sti|stien|plads|pladsen|parken|vænget|vang|vangen|toften|haven|kajen"
    "|passagen|torv|torvet|boulevard|gatan|gata|vägen|väg|gränd|gränden|stigen|torget|backen|allén|kroken|street|road|lane"
    "|avenue|close|drive|terrace"
)
_UNIT: Final = (
    r"(?:\d{1,2}\s?\.?\s?(?:sal\.?\s?)?(?:th|tv|mf)\b\.?|(?:st|stuen|kl)\s?\.?,?\s?(?:th|tv|mf)\b\.?|\d{1,2}\s?\.\s?sal\b"
    r"|\b(?:lgh|lägenhet|lejlighed|flat|apartment|apt)\.?\s?(?:nr\.?\s?)?\d{1,4}\b|\b(?:opgang|uppgång|trappuppgång)\s"
    r"(?:nr\.?\s?)?(?:\d{1,3}|[A-H])\b)"
)
_ADDRESS: Final = re.compile(
    rf"\b(?:[A-ZÆØÅÄÖ][\w'’.-]*[ \t]){{0,2}}?(?i:[a-zæøåäö][\w'’-]*?(?:{_SUFFIXES})[ \t]\d{{1,3}}[ \t]?[a-z]?\b"
    rf"(?:,?[ \t]{{0,2}}{_UNIT})?)(?:,?\s(?:\d{{4}}|\d{{3}}[ \t]\d{{2}})[ \t][A-ZÆØÅÄÖ][\w-]+)?"
)
_LONE_UNIT: Final = re.compile(_UNIT, re.IGNORECASE)


class Places:
    """Finds addresses and dwellings: the requester's own stay, all others go, an unknown dwelling is asked."""

    def __init__(self, people: People) -> None:
        self._people = people
        lines = [line for person in people.by_ref.values() for line, _ in person.addresses]
        self._known = [(pattern, normal.street(line) or "") for line in lines if (pattern := _pattern(line))]

    def spans(self, text: str) -> Iterator[Span]:
        for pattern, key in self._known:
            for found in pattern.finditer(text):
                yield self._address(found, key)
        for found in _ADDRESS.finditer(text):
            yield self._address(found, normal.street(found.group()) or "")
        for found in _LONE_UNIT.finditer(text):
            yield self._unit(found)

    def _address(self, found: re.Match[str], key: str) -> Span:
        refs = self._people.by_street.get(key, ())
        own = self._people.own(refs)
        unit = _LONE_UNIT.search(found.group())
        if own and unit and not self._people.own(self._people.by_unit.get(unit_key(unit.group()), ())):
            own = None  # the requester's house, somebody else's dwelling in it
        others = [ref for ref in refs if self._people.standing(ref) is not Standing.REQUESTER]
        owner = own or self._resident(others, unit.group() if unit else None)
        return self._decided(found, Kind.ADDRESS, owner, Decision.KEEP if own else Decision.HIDE)

    def _resident(self, refs: Sequence[str], unit: str | None) -> str | None:
        """Whose home an address is: who lives in that dwelling before others in the house, the protected first."""
        there = set(self._people.by_unit.get(unit_key(unit), ())) if unit else set()
        chosen = [ref for ref in refs if ref in there] or refs
        return self._people.most_protected(chosen) if chosen else None

    def _unit(self, found: re.Match[str]) -> Span:
        refs = self._people.by_unit.get(unit_key(found.group()), ())
        own = self._people.own(refs)
        if own is None and not refs:
            return self._decided(found, Kind.UNIT, None, Decision.ASK)
        owner = own or self._people.most_protected(refs)
        return self._decided(found, Kind.UNIT, owner, Decision.KEEP if own else Decision.HIDE)

    def _decided(self, found: re.Match[str], kind: Kind, ref: str | None, decision: Decision) -> Span:
        return Span(
            start=found.start(),
            end=found.end(),
            kind=kind,
            decision=decision,
            ground=None if decision is Decision.KEEP else self._people.ground(ref, kind),
            ref=ref,
            reason=f"{kind.value} of a known person" if ref else f"looks like: {kind.value}",
        )


def _pattern(line: str) -> re.Pattern[str] | None:
    """Finds a known street line whatever its case and blanks, with a dwelling behind it."""
    first = line.split(",", maxsplit=1)[0].strip()
    if not first or not any(c.isdigit() for c in first):
        return None
    spelt = r"\s*".join(re.escape(part) for part in re.findall(r"[^\W\d_]+|\d+|[^\w\s]", first))
    return re.compile(rf"(?<!\w){spelt}(?!\d)(?:,?\s{{0,2}}{_UNIT})?", re.IGNORECASE)
