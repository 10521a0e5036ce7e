"""Addresses and dwellings in prose."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vault import normal
from vault.redaction.dwellings import Dwelling, dwellings, parse
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span, Standing
from vault.redaction.people import People

_SUFFIXES: Final = (
    "vej|vejen|gade|gaden|allé|alle|alléen|stræde|strædet|sti|stien|plads|pladsen|parken|vænget|vænge|vang|vangen"
    "|toften|tofte|haven|kajen|brygge|gangen|bakken|krogen|marken|lunden|kæret|passagen|passage|torv|torvet|boulevard"
    "|gatan|gata|vägen|väg|gränd|gränden|stigen|torget|torg|backen|allén|kroken|platsen|plan|leden"
    "|street|road|lane|avenue|close|drive|terrace|row|court|square"
)
_UNIT: Final = (
    r"(?:\d{1,2}\s?\.?\s?(?:sal\.?,?\s?)?(?:th|tv|mf)\b\.?|(?:st|stuen|kl)\s?\.?,?\s?(?:th|tv|mf)\b\.?"
    r"|\d{1,2}\s?\.\s?sal\b(?:\stil\s(?:højre|venstre))?|\d{1,2}\s?tr\b\.?"
    r"|\b(?:lgh|lägenhet|lejlighed|flat|apartment|apt)\.?\s?(?:nr\.?\s?)?\d{1,4}\b"
    r"|(?:ground|first|second|third|fourth|fifth)\sfloor(?:\s(?:left|right))?)"
)
_STREET: Final = (
    rf"(?:(?:[A-ZÆØÅÄÖ][\w'’.-]*[ \t]){{1,2}}(?i:{_SUFFIXES})|[A-ZÆØÅÄÖa-zæøåäö][\w'’-]*?(?i:{_SUFFIXES})"
    r"|[A-ZÆØÅÄÖ][\w'’-]{3,}(?:g|v)\.)"
)
_TOWN: Final = r"(?:,?\s(?:\d{4}|\d{3}[ \t]\d{2})[ \t][A-ZÆØÅÄÖ][\w-]+)?"
_ADDRESS: Final = re.compile(
    rf"(?<![\w'’-]){_STREET}[ \t]\d{{1,3}}[ \t]?(?:[a-hA-H]\b)?(?:,?[ \t]{{0,2}}(?i:{_UNIT}))?{_TOWN}"
)


class Places:
    """Finds addresses and dwellings: the requester's own stay, all others go, an unknown dwelling is asked."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._homes = [
            (ref, home_of(line, unit)) for ref, person in people.by_ref.items() for line, unit in person.addresses
        ]
        self._own_home_known = any(
            people.standing(ref) is Standing.REQUESTER and (home.floor is not None or home.number)
            for ref, home in self._homes
        )
        lines = [line for person in people.by_ref.values() for line, _ in person.addresses]
        patterns = {key: pattern for line in lines if (key := normal.street(line)) and (pattern := _pattern(line))}
        self._known = [(pattern, key) for key, pattern in patterns.items()]

    def spans(self, text: str) -> Iterator[Span]:
        for pattern, key in self._known:
            for found in pattern.finditer(text):
                yield self._address(found, key)
        for found in _ADDRESS.finditer(text):
            yield self._address(found, normal.street(found.group()) or "")
        for found in dwellings(text):
            if found.group("known") is None:
                yield from self._unit(found, found.start())
            elif any(home.number == found.group("known") for _, home in self._homes):
                yield from self._unit(found, found.start("known"))

    def _address(self, found: re.Match[str], key: str) -> Span:
        refs = self._people.by_street.get(key, ())
        own = self._people.own(refs)
        unit = next((one.group() for one in dwellings(found.group())), None)
        decision = Decision.KEEP if own else Decision.HIDE
        if own and unit and not self._people.own(self._residents(parse(unit))):
            # The requester's house, somebody else's dwelling in it, unless nobody knows where in it they live.
            own, decision = (None, Decision.HIDE) if self._own_home_known else (own, Decision.ASK)
        others = [ref for ref in refs if self._people.standing(ref) is not Standing.REQUESTER]
        return self._decided(found.span(), Kind.ADDRESS, own or self._resident(others, unit), decision)

    def _resident(self, refs: Sequence[str], unit: str | None) -> str | None:
        """Whose home an address is: who lives in that dwelling before others in the house, the protected first."""
        there = set(self._residents(parse(unit))) if unit else set()
        chosen = [ref for ref in refs if ref in there] or refs
        return self._people.most_protected(chosen) if chosen else None

    def _residents(self, dwelling: Dwelling) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ref for ref, home in self._homes if dwelling.agrees(home)))

    def _unit(self, found: re.Match[str], start: int) -> Iterator[Span]:
        """A house number alone is a dwelling only where somebody known lives in that house."""
        dwelling = parse(found.string[start : found.end()])
        refs = self._residents(dwelling)
        own = self._people.own(refs)
        if own and not dwelling.exact and any(self._is_protected(ref) for ref in refs):
            own = None  # a whole floor, on which somebody lives whom nothing may point to
        owner = own or (self._people.most_protected(refs) if refs else None)
        sure = bool(refs) or (dwelling.exact and self._own_home_known)
        decision = Decision.KEEP if own else Decision.HIDE if sure else Decision.ASK
        yield self._decided((start, found.end()), Kind.UNIT, owner, decision)

    def _is_protected(self, ref: str) -> bool:
        person = self._people.by_ref[ref]
        return person.standing is Standing.WITHHELD or (
            person.protected_address and person.standing is not Standing.REQUESTER
        )

    def _decided(self, place: tuple[int, int], kind: Kind, ref: str | None, decision: Decision) -> Span:
        asked = decision is Decision.ASK
        return Span(
            start=place[0],
            end=place[1],
            kind=kind,
            decision=decision,
            ground=None if decision is Decision.KEEP else Ground.UNDECIDED if asked else self._people.ground(ref, kind),
            ref=ref,
            reason=f"{kind.value} of a known person" if ref else f"looks like: {kind.value}",
            confidence=Confidence.CERTAIN if ref and not asked else Confidence.POSSIBLE if asked else Confidence.LIKELY,
        )


def home_of(line: str, unit: str | None) -> Dwelling:
    """What is on file of a home: the dwelling, and the number of the house."""
    inside = parse(unit) if unit else Dwelling()
    house = re.search(r"\d+\s?[a-zA-Z]?\b", line.split(",", maxsplit=1)[0])
    return inside._replace(house=house.group().replace(" ", "").casefold() if house else None)


def _pattern(line: str) -> re.Pattern[str] | None:
    """Finds a known street line whatever its case and blanks, abbreviated too, with a dwelling behind it."""
    first = line.split(",", maxsplit=1)[0].strip()
    if not first or not any(c.isdigit() for c in first):
        return None
    parts = re.findall(r"[^\W\d_]+|\d+|[^\w\s]", first)
    spelt = r"\s*".join(_abbreviable(part) for part in parts)
    return re.compile(rf"(?<!\w){spelt}(?!\d)(?:,?\s{{0,2}}{_UNIT})?", re.IGNORECASE)


def _abbreviable(part: str) -> str:
    """A word of a street name, which may be cut short before its ending: "Rosengatan", "Roseng."."""
    short = re.sub(r"(?i)(?<=\w{3})(gatan|gade|gaden|vägen|vej|vejen)$", "", part)
    if short == part:
        return re.escape(part)
    return rf"(?:{re.escape(part)}|{re.escape(short)}{re.escape(part[len(short)])}\.?)"
