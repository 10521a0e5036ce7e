"""Addresses and dwellings in prose."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Final

from vault import normal
from vault.naming import Parted
from vault.redaction.dwellings import Dwelling, dwellings, parse, readings
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span, Standing
from vault.redaction.numbered import places_of, tried
from vault.redaction.people import People

_SUFFIXES: Final = (
    "vej|vejen|gade|gaden|allé|alle|alléen|stræde|strædet|sti|stien|plads|pladsen|parken|vænget|vænge|vang|vangen"
    "|toften|tofte|haven|kajen|brygge|gangen|bakken|krogen|marken|lunden|kæret|passagen|passage|torv|torvet|boulevard"
    "|gatan|gata|vägen|väg|gränd|gränden|stigen|torget|torg|backen|allén|kroken|platsen|plan|leden"
    "|street|road|lane|avenue|close|drive|terrace|row|court|square"
)
_UNIT: Final = (
    r"(?:(?:ground|first|second|third|fourth|fifth|sixth|\d{1,2}(?:st|nd|rd|th))"
    r"(?:\sfloor\b(?:,?\s(?:left|right|th|tv|mf)\b)?|\s(?:left|right)\b)\.?"
    r"|\d{1,2}\s?\.?\s?(?:sal\.?,?\s?)?(?:th|tv|mf)\b\.?|(?:st|stuen|kl)\s?\.?,?\s?(?:th|tv|mf)\b\.?"
    r"|\d{1,2}\s?\.\s?sal\b(?:\stil\s(?:højre|venstre))?|\d{1,2}\s?tr\b\.?"
    r"|\b(?:lgh|lägenhet|lejlighed|flat|apartment|apt)\.?\s?(?:nr\.?\s?)?\d{1,4}\b"
    r"|\d{1,2}\.?\s(?:left|right)\b|nb\b)"
)
_STREET: Final = (
    rf"(?:(?:[A-ZÆØÅÄÖ][\w'’.-]*[ \t]){{1,2}}(?i:{_SUFFIXES})|[A-ZÆØÅÄÖa-zæøåäö][\w'’-]*?(?i:{_SUFFIXES})"
    r"|[A-ZÆØÅÄÖ][\w'’-]{3,}(?:g|v)\.)"
)
_TOWN: Final = r"(?:,?\s(?:\d{4}|\d{3}[ \t]\d{2})[ \t][A-ZÆØÅÄÖ][\w-]+(?:[ \t](?:NV|SV|[NSVØKC])\b)?)?"
_ADDRESS: Final = re.compile(
    rf"(?<![\w'’-]){_STREET}[ \t](?:nr\.?[ \t]?|no\.?[ \t]?)?\d{{1,3}}(?:[ \t]?[a-hA-H]\b)?"
    rf"(?:,?[ \t]{{0,2}}(?i:{_UNIT}))?{_TOWN}"
)


_TOWN_BEHIND: Final = re.compile(
    r",?\s{1,3}(?:(?:DK|SE|S|D)[ -])?(?:\d{4}|\d{3}[ \t]?\d{2})[ \t][A-ZÆØÅÄÖ][\w-]+\.?(?:[ \t](?:NV|SV|[NSVØKC])\b)?"
)
"""A postal town behind a street, cut short and in a line of its own too: "2200 KBH N"."""
_STREET_NUMBER: Final = re.compile(r"(?P<street>[^\W\d_][\w'’-]*\.?)[ \t](?:nr\.?[ \t]?|no\.?[ \t]?)?\Z")
_STREET_ENDINGS: Final = (*_SUFFIXES.split("|"), "g.", "v.")
_STREET_WORDS, _LONGEST_STREET = 2, 40
_SHORTEST_STREET: Final = 5
_SHORTEST_CUT: Final = 3
_DIGITS: Final = re.compile(r"\d+")
_GOES_ON: Final = re.compile(r"[\w.,:/-]")
_FLAT_NUMBER: Final = re.compile(r"1[0-5]\d\d")
"""How the Swedish register numbers dwellings: from 10 on, floor and place on it."""
_WORD_BEGINS: Final = re.compile(r"(?<![\w'’-])[^\W\d_]")
_BEFORE_NUMBER: Final = frozenset(" \t.ro")
"""What can stand right before the number of a house: a blank, or the end of "nr." and "no"."""
_NUMBERED: Final = frozenset(("nr", "nr.", "no", "no."))
_LONGEST_BEFORE: Final = 60


class Places:
    """Finds addresses and dwellings: the requester's own stay, all others go, an unknown dwelling is asked."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._homes = [
            (ref, home_of(line, unit)) for ref, person in people.by_ref.items() for line, unit in person.addresses
        ]
        self._own_home_known = any(
            people.standing(ref) is Standing.REQUESTER and home.inside for ref, home in self._homes
        )
        lines = [line for person in people.by_ref.values() for line, _ in person.addresses]
        patterns = {
            key: (line, pattern) for line in lines if (key := normal.street(line)) and (pattern := _pattern(line))
        }
        self._known = [(_needle(line), pattern, key) for key, (line, pattern) in patterns.items()]
        self._streets = _streets(people)
        self._flats = _flats([home for _, home in self._homes])
        self._houses = frozenset(home.house for _, home in self._homes)
        self._residents = cache(self._find_residents)

    def spans(self, text: str, apart: Parted | None = None) -> Iterator[Span]:
        """Spans in a text; `apart` are its words, where the caller has them already."""
        small = text.casefold()
        for needle, pattern, key in self._known:
            if needle in small:
                yield from (self._address(found, key) for found in _found(pattern, needle, text, small))
        for found in _addresses(text):
            yield self._address(found, normal.street(found.group()) or "")
        for needle, pattern, ref in self._streets:
            if needle in small:
                yield from (self._street(found, ref) for found in _found(pattern, needle, text, small))
        if self._flats is not None:
            numbers = (one.start() for one in _DIGITS.finditer(text))
            alone = (at for at in numbers if not (at and _GOES_ON.match(text, at - 1)))
            yield from map(self._flat, tried(self._flats, text, alone))
        yield from self._dwellings(text, apart)

    def _dwellings(self, text: str, apart: Parted | None) -> Iterator[Span]:
        for found in dwellings(text, apart):
            if found.group("house") is not None:
                if found.group("house").casefold() in self._houses:
                    yield from self._unit(found, found.start("house"), house=True)
            elif found.group("known") is None:
                yield from self._unit(found, found.start())
            elif any(home.number == found.group("known") for _, home in self._homes):
                yield from self._unit(found, found.start("known"))

    def _address(self, found: re.Match[str], key: str) -> Span:
        refs = self._people.by_street.get(key, ())
        own = self._people.own(refs)
        unit = next((one.group() for one in dwellings(found.group())), None)
        decision = Decision.KEEP if own else Decision.HIDE
        if own and unit and not self._people.own(self._residents(parse(unit), surely=True)):
            # The requester's house, somebody else's dwelling in it, unless nobody knows where in it they live.
            own, decision = (None, Decision.HIDE) if self._own_home_known else (own, Decision.ASK)
        others = [ref for ref in refs if self._people.standing(ref) is not Standing.REQUESTER]
        town = _TOWN_BEHIND.match(found.string, found.end())
        place = found.start(), town.end() if town else found.end()
        return self._decided(place, Kind.ADDRESS, own or self._resident(others, unit), decision)

    def is_shared(self, span: Span, text: str) -> bool:
        """Whether an address without a dwelling is that of somebody protected as well."""
        written = text[span.start : span.end]
        if span.kind is not Kind.ADDRESS or next(dwellings(written), None) is not None:
            return False
        there = (self._people.by_ref[ref] for ref in self._people.by_street.get(normal.street(written) or "", ()))
        return any(one.protected_address and one.standing is not Standing.REQUESTER for one in there)

    def _street(self, found: re.Match[str], ref: str) -> Span:
        """A street without a number: the requester's own stays, another tells where somebody lives."""
        own = self._people.standing(ref) is Standing.REQUESTER
        return self._decided(found.span(), Kind.ADDRESS, ref, Decision.KEEP if own else Decision.HIDE)

    def _resident(self, refs: Sequence[str], unit: str | None) -> str | None:
        """Whose home an address is: who lives in that dwelling before others in the house, the protected first."""
        there = set(self._residents(parse(unit))) if unit else set()
        chosen = [ref for ref in refs if ref in there] or refs
        return self._people.most_protected(chosen) if chosen else None

    def _find_residents(self, dwelling: Dwelling, *, surely: bool = False) -> tuple[str, ...]:
        """Who lives there as far as it tells. Of whom only the house is known, no dwelling in it is `surely` theirs."""
        there = ((ref, home) for ref, home in self._homes if dwelling.agrees(home))
        return tuple(dict.fromkeys(ref for ref, home in there if home.inside or not (surely and dwelling.inside)))

    def _unit(self, found: re.Match[str], start: int, *, house: bool = False) -> Iterator[Span]:
        """A house number alone is a dwelling only where somebody known lives in that house."""
        written = found.string[start : found.end()]
        told = (Dwelling(house=written.casefold()),) if house else readings(written)
        dwelling, refs = next(((one, there) for one in told if (there := self._residents(one))), (told[0], ()))
        own = self._people.own(refs)
        surely = self._residents(dwelling, surely=True)
        if own and not self._people.own(surely):
            # The requester's house, of which no more is known: somebody else's dwelling, or perhaps theirs.
            refs = surely
            own = None
        exact = next((dwelling.exact for dwelling in told if self._residents(dwelling)), told[0].exact)
        if own and not exact and any(self._is_protected(ref) for ref in refs):
            own = None  # a whole floor, on which somebody lives whom nothing may point to
        owner = own or (self._people.most_protected(refs) if refs else None)
        sure = bool(refs) or (told[0].exact and self._own_home_known)
        decision = Decision.KEEP if own else Decision.HIDE if sure else Decision.ASK
        yield self._decided((start, found.end()), Kind.UNIT, owner, decision)

    def _flat(self, found: re.Match[str]) -> Span:
        """A known dwelling, told by its number or by that of a house with a letter."""
        written = found.group().replace(" ", "").casefold()
        refs = [ref for ref, home in self._homes if written in (home.number, home.house)]
        own = self._people.own(refs)
        decision = Decision.KEEP if own else Decision.HIDE
        return self._decided(found.span(), Kind.UNIT, own or self._people.most_protected(refs), decision)

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


def _found(pattern: re.Pattern[str], needle: str, text: str, small: str) -> Iterator[re.Match[str]]:
    """Where the pattern of a street stands: tried where its first letters do, if it begins with letters."""
    if not needle or len(small) != len(text):  # a letter became two where the text was made small
        return pattern.finditer(text)
    return tried(pattern, text, places_of(needle, small))


def _addresses(text: str) -> Iterator[re.Match[str]]:
    """Streets with a number, looked for from the number: only what stands before one is worth reading closely."""
    after = 0
    for digits in _DIGITS.finditer(text):
        number = _street_before(text, digits.start())
        if number is None or number < after:
            continue  # most numbers
        before = number
        for _ in range(_STREET_WORDS):
            before = text.rfind(" ", max(0, before - _LONGEST_STREET), max(0, before - 1)) + 1
        begins = (one.start() for one in _WORD_BEGINS.finditer(text, before, number + 1))
        tried = (_ADDRESS.match(text, at) for at in begins)
        found = next((one for one in tried if one is not None and one.end() > digits.start()), None)
        if found is not None:
            after = found.end()
            yield found


def _street_before(text: str, number: int) -> int | None:
    """Where the word begins that is a street by its ending and stands before a number."""
    if text[max(0, number - 1) : number] not in _BEFORE_NUMBER:
        return None
    before = text[max(0, number - _LONGEST_BEFORE) : number]
    words = before.split()
    if words and words[-1].casefold() in _NUMBERED:
        words.pop()
    if not words or not words[-1].casefold().endswith(_STREET_ENDINGS):
        return None
    found = _STREET_NUMBER.search(before)
    if found is None or not found["street"].casefold().endswith(_STREET_ENDINGS):
        return None
    return number - len(before) + found.start()


def _written_behind(line: str) -> str:
    """The dwelling that stands behind the street in one line: "Elmevej 5, 2. tv., 8000 Aarhus"."""
    parts = (part.strip() for part in line.split(",")[1:])
    return next((part for part in parts if (found := next(dwellings(part), None)) and found.group() == part), "")


@lru_cache(maxsize=20_000)
def home_of(line: str, unit: str | None) -> Dwelling:
    """What is on file of a home: the dwelling, and the number of the house."""
    street = line.split(",", maxsplit=1)[0]
    house = re.search(r"\d+(?:\s?[a-zA-Z]\b)?", street)
    written = unit or (street[house.end() :].strip() if house else "") or _written_behind(line)
    inside = parse(written) if written else Dwelling()
    return inside._replace(house=house.group().replace(" ", "").casefold() if house else None)


def _flats(homes: Sequence[Dwelling]) -> re.Pattern[str] | None:
    """Finds known dwellings by what could hardly be another number, "1203" or "41 C"; None where none is so."""
    flats = {home.number for home in homes if home.number and _FLAT_NUMBER.fullmatch(home.number)}
    houses = {home.house for home in homes if home.house and home.house[-1:].isalpha()}
    spelt = "|".join(sorted((*flats, *(rf"{one[:-1]}\s?{one[-1]}" for one in houses))))
    # Neither an amount nor part of a date, a reference or a time.
    return re.compile(rf"(?:{spelt})(?![\w/-]|[.,:]\d|\s?kr)", re.IGNORECASE) if spelt else None


def _needle(line: str) -> str:
    """Letters with which a street begins, however it is cut short; none where it begins with something else."""
    found = re.match(r"[^\W\d_]+", line.strip())
    return found.group()[:_SHORTEST_CUT].casefold() if found else ""


def _streets(people: People) -> list[tuple[str, re.Pattern[str], str]]:
    """Finds the names of known streets without a number behind them, and who of those there speaks for it."""
    homes: dict[str, list[str]] = {}
    for ref, person in people.by_ref.items():
        for line, _ in person.addresses:
            name = re.split(r"\s\d", line.split(",", maxsplit=1)[0], maxsplit=1)[0].strip()
            if len(name) >= _SHORTEST_STREET and re.search(rf"(?:{_SUFFIXES})$", name, re.IGNORECASE):
                homes.setdefault(name, []).append(ref)
    return [
        (
            _needle(name),
            re.compile(rf"(?<!\w){re.escape(name)}s?\b(?!\s?(?:nr\.?|no\.?|nummer|number)?\s?\d)", re.IGNORECASE),
            people.own(refs) or people.most_protected(refs),
        )
        for name, refs in homes.items()
    ]


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
