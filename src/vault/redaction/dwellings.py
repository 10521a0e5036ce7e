"""Where in a house somebody lives, as people write it: "3. th.", "tredje sal til venstre", "lgh 1203", "second floor".

A dwelling is what floor, side, number or house tell of it. Two writings agree where all that both tell is the same.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress, pairwise
from typing import Final, NamedTuple

from vault.naming import Parted, Recall, parted

_ORDINALS: Final = {
    "kælderen": -1, "kl": -1, "basement": -1,
    "bottenplan": 0, "bottenplanet": 0, "stueplan": 0, "stueetagen": 0, "gatuplan": 0, "entréplan": 0,
    "stuen": 0, "stuelejligheden": 0, "bottenvåning": 0, "st": 0, "bottenvåningen": 0, "ground": 0, "markplan": 0,
    "nedre": 0,
    "første": 1, "første-": 1, "första": 1, "first": 1,
    "anden": 2, "andra": 2, "second": 2,
    "tredje": 3, "third": 3,
    "fjerde": 4, "fjärde": 4, "fourth": 4,
    "femte": 5, "fifth": 5,
    "sjette": 6, "sjätte": 6, "sixth": 6,
    "syvende": 7, "sjunde": 7, "seventh": 7,
    "ottende": 8, "åttonde": 8, "eighth": 8,
}  # fmt: skip
_SIDES: Final = {
    "th": "r", "højre": "r", "höger": "r", "right": "r",
    "tv": "l", "venstre": "l", "vänster": "l", "left": "l",
    "mf": "m", "midtfor": "m", "mitten": "m", "middle": "m",
}  # fmt: skip
_COUNTS: Final = {
    "en": 1, "ett": 1, "one": 1, "to": 2, "två": 2, "two": 2, "tre": 3, "three": 3, "fire": 4, "fyra": 4, "four": 4,
    "fem": 5, "five": 5, "seks": 6, "sex": 6, "six": 6,
}  # fmt: skip
_ORDINAL: Final = (
    "første|anden|tredje|fjerde|femte|sjette|syvende|ottende|första|andra|fjärde|sjätte|sjunde|åttonde"
    "|ground|first|second|third|fourth|fifth|sixth|seventh|eighth|top"
)
_NICKNAMES: Final = dict(
    (
        *zip("ettan tvåan trean fyran femman sexan sjuan åttan nian tian".split(), map(str, range(1, 11)), strict=True),
        *zip(
            "toeren treeren fireren femmeren sekseren syveren otteren nieren tieren".split(),
            map(str, range(2, 11)),
            strict=True,
        ),
    )
)
_NICKED: Final = rf"(?:{'|'.join(_NICKNAMES)}|(?:to|tre|fire?|fem|seks|syv|otte|ni|ti)['’]?m?eren)"
_SHORT_SIDE: Final = r"(?:th|tv|mf|t\.\s?h|t\.\s?v)\b\.?"
_SIDE: Final = (
    rf"(?:{_SHORT_SIDE}|(?:til|till|to\sthe|on\sthe)\s(?:højre|venstre|höger|vänster|right|left)|midt\s?for|i\smidten|i\smitten"
    r"|højre|venstre|höger|vänster|left|right)\b"
)
_FLAT: Final = (
    "lgh|lägenhet(?:en)?|lejlighed(?:en)?|lejl|bolig|bostad|flat|apartment|apt|unit|room|værelse|rum|dør|door"
)
_STAIRS: Final = (
    "opgang(?:en)?|indgang|uppgång(?:en)?|trappuppgång|trapphus|trappa|ingång|entré|port(?:en)?|staircase|stairwell"
    "|entrance|block"
)
_IN: Final = r"(?:(?:i|på|fra|från|to|in|till?|oppe|on|ved|vid|hos|from|at)\s(?:the\s)?)"
_NUMBERED: Final = r"(?:nr\.?\s?|nummer\s|number\s|no\.?\s)?"
_FLOOR: Final = rf"""(?:
      (?:\d{{1,2}}\s?(?:\.|:[ae]|st|nd|rd|th)?|(?:{_ORDINAL}))[\s-]?
        (?:sals?|etage|våning(?:en)?|vån|plan(?:et)?|floor)\b\.?(?:\s(?:flat|apartment))?
    | (?:våning|vån\.?|plan|etage|floor|level)\s\d{{1,2}}\b
    | (?:\d{{1,2}}|{"|".join(_COUNTS)})\s?(?:tr|trapp(?:a|or|er)|flights?(?:\sof\sstairs)?|etager|våningar|floors)\b\.?
        (?:\s(?:upp|op|oppe|ned|ner|nede|up|down))?
    | (?:botten|mark|entré|källar|vinds?|gatu|stue|kælder|kvist|lofts?|tag)
        (?:våning|plan|etage|lejlighed|lägenhet|værelse)(?:en|et|n)?\b
    | (?:øverste|nederste|översta|nedersta)\s(?:etage|sal|lejlighed|våning(?:en)?|plan(?:et)?|lägenhet(?:en)?)\b
    | (?:øverst|nederst|længst|højest|högst|överst|längst|lägst)\s(?:oppe|nede|uppe?|nere?|ned)\b
    | nedre\sbotten(?:plan(?:et)?)?\b
    | (?:øverst|nederst|överst|nederst)(?=\s(?:til|till)\s)
    | (?:top|basement|penthouse|attic|garden|ground[\s-]floor)[\s-](?:floor|flat|apartment)\b
    )"""
_HOUSE: Final = rf"""(?:
      (?:{_STAIRS})\s{_NUMBERED}(?:\d{{1,3}}(?:\s?[a-zA-Z]\b)?|[A-H]\b)
    | (?:nr\.?|nummer|number|no\.|husnummer|house|hus)\s?\d{{1,3}}(?:\s?[a-hA-H]\b)?(?!\d)
      (?!\s?(?:gange?|gånger|times|i\srækken|kr|%|/|[-.:]\d))
    | \d{{1,4}}:an\b
    | (?:bag|for|side|gårds?|mellem|gat)hus(?:et)\b
    )"""
_NUMBERED_FLAT: Final = rf"(?:{_FLAT})\.?\s?{_NUMBERED}\d{{1,4}}(?:\s?[A-Za-z]\b)?(?!\d)"
_DOOR: Final = rf"""(?:
      (?:{_FLAT})?\.?\s?\d{{1,2}}\s?\.?\s?(?:sal|etage)?\.?,?\s?{_SHORT_SIDE}
    | (?:{_ORDINAL})\s{_SHORT_SIDE}
    | (?:st|stuen|kl|kælderen)\s?\.?,?\s?(?:{_SHORT_SIDE}|(?:til\s)?(?:højre|venstre)|midt\s?for)\b\.?
    )"""
_ELLIPTIC: Final = rf"""
      {_IN}(?:{_ORDINAL})(?=[\s"”]*(?:[.,;:!?)"”\n]|$|{_SIDE}))
    | {_IN}(?:stuen|kælderen(?=,?\s{_SIDE}))\b
    | (?<!\bgår\s)(?<!\bgick\s)(?<!\bgå\s){_IN}{_NICKED}\b(?!\s(?:på|vid)\s[A-ZÅÄÖ])
    | {_IN}1[0-5]0[1-9]\b(?![-.:/]\d)"""
_PATTERN: Final = re.compile(
    rf"""(?<![\w.])(?:
      (?:{_IN}(?=\S+\s?\S*(?:sal|etage|våning|plan|floor)))?
        (?:{_HOUSE},?\s)?(?:{_DOOR} | (?:{_NUMBERED_FLAT},?\s)?{_FLOOR} | {_NUMBERED_FLAT} | {_ELLIPTIC})
        (?:,?\s{_SIDE})?
        (?:\s(?:i|in|på)\s(?:{_HOUSE}|{_NICKED}\b))?
    | \d{{1,3}}\s?[a-hA-H]?(?:,\s?|\s)(?:{_DOOR}|{_FLOOR}|lgh\s\d{{4}}\b)(?:,?\s{_SIDE})?
    | {_HOUSE}(?:,?\s{_SIDE})?
    | (?:i|på|in|from|fra|från)\s(?P<known>\d{{3,4}})\b(?![-.:/]\d)
    | (?:i|in|from|fra|från|ved|vid|at)\s(?P<house>\d{{1,3}}[a-h]?)
      (?=\s*(?:[,;!?)"”\n]|[.:](?!\s?(?-i:[a-zæøåäö\d]))|\Z))
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_TOKEN: Final = re.compile(r"[^\W_]+")
_NUMBER: Final = re.compile(r"\d+")
_OTHER_NUMBER: Final = re.compile(r"\d{4}(?!:)|\d{1,3}[-./:]\d")
"""A number with which no dwelling begins: a day, an hour, a telephone."""
_PREPOSITIONS: Final = frozenset("i på fra från to in til till oppe on ved vid hos from at".split())
_STARTS: Final = frozenset(
    (
        *_COUNTS, *_NICKNAMES, *_ORDINAL.split("|"), *"st stuen kl kælderen lgh lejl apt vån plan etage".split(),
        *"floor level nr no".split(),
        *"nummer number husnummer house hus top basement penthouse attic garden ground block entrance".split(),
    )
)  # fmt: skip
_STEMS: Final = (
    "lägenhet", "lejlighed", "bolig", "bostad", "flat", "apartment", "unit", "room", "værelse", "rum", "dør", "door",
    "våning", "opgang", "indgang", "uppgång", "trapp", "ingång", "entré", "port", "stair", "botten", "mark", "källar",
    "vind", "gatu", "stue", "kælder", "kvist", "loft", "tag", "øverst", "nederst", "överst", "nederst", "længst",
    "højest", "högst", "nedre", "längst", "lägst", "bag", "for", "side", "gård", "mellem", "gat",
)  # fmt: skip
_OF_A_HOUSE: Final = ("hus",)
_OF_A_FLOOR: Final = ("våning", "plan", "etage", "lejlighed", "lägenhet", "værelse")
_HALVES: Final = {
    **dict.fromkeys(("bag", "for", "side", "gård", "mellem", "gat"), _OF_A_HOUSE),
    **dict.fromkeys(("botten", "mark", "källar", "vind", "gatu", "kvist", "loft", "tag"), _OF_A_FLOOR),
}
"""Of words that are joined: the first half, and what must follow in the same word."""
_FLOORS: Final = ("tr", "flight", "etage", "våning", "floor")
_PART: Final = re.compile(r"\d+|[^\W\d_]+")
_PREPOSITION_AND_NAME: Final = 2
_GROUND: Final = 10
_LGH_DIGITS: Final = 4
_NAMED_HOUSE: Final = re.compile(
    rf"\b(?:(?:{_STAIRS}|nr\.?|nummer|number|no\.|husnummer|house|hus)\s?{_NUMBERED}"
    r"(?:(?P<number>\d{1,3}(?:\s?[a-hA-H]\b)?)|(?P<letter>[A-H])\b)|(?P<short>\d{1,3}):an\b)",
    re.IGNORECASE,
)
_FLOOR_WORDS: Final = frozenset(
    "sal etage våning våningen vån plan planet floor level tr trappor trapper trappa upp op up".split()
)


class _Begins:
    """How a dwelling may begin with a word: as bits of a number, for a text has hundreds of words."""

    ALONE: Final = 1
    HOME: Final = 2
    """Behind a preposition."""
    FLOORS: Final = 4
    """Behind a number in words."""
    WANTS: Final = 2
    """By how many bits what a word wants behind it stands from what it wants."""
    WANTS_HOME: Final = 8
    WANTS_FLOORS: Final = 16
    WANTED: Final = HOME | FLOORS
    WORTH_A_LOOK: Final = ALONE | WANTS_HOME | WANTS_FLOORS


class Dwelling(NamedTuple):
    """What a writing tells of a dwelling; None where it does not."""

    floor: int | None = None
    side: str | None = None
    number: str | None = None
    house: str | None = None

    def agrees(self, other: "Dwelling") -> bool:
        """Whether two writings may mean the same: they tell something in common, and nothing against each other."""
        both = [(one, two) for one, two in zip(self, other, strict=True) if one is not None and two is not None]
        return bool(both) and all(one == two for one, two in both)

    @property
    def inside(self) -> bool:
        """Whether it tells where in the house."""
        return self.floor is not None or self.number is not None

    @property
    def exact(self) -> bool:
        """Whether it is one dwelling and not a whole floor."""
        return self.side is not None or self.number is not None or self.house is not None


def dwellings(text: str, apart: Parted | None = None) -> Iterator[re.Match[str]]:
    """Where a dwelling is written. A bare number counts only where the caller knows it: group "known" or "house".

    Looked for from the few words and numbers with which one can begin; `apart` are the words of the text, where the
    caller has them already.
    """
    after = 0
    for start in _beginnings(text, parted(text) if apart is None else apart):
        if start >= after and (found := _PATTERN.match(text, start)) is not None:
            after = found.end()
            yield found


def _beginnings(text: str, apart: Parted) -> list[int]:
    begun = list(map(_BEGUN.__getitem__, apart.written))
    starts = [
        start + offset
        for start, inner in compress(zip(apart.starts, begun, strict=True), begun)
        for offset in inner
        if _may_begin(text, start + offset)
    ]
    starts += [one.start() for one in _NUMBER.finditer(text) if not _OTHER_NUMBER.match(text, one.start())]
    return sorted(starts)


def _may_begin(text: str, start: int) -> bool:
    """Whether a dwelling may begin with a word, by the whole of it and by what follows."""
    found = _TOKEN.match(text, start)
    how = _begins(found.group()) if found else 0
    if found is None or how & _Begins.ALONE:
        return found is not None
    after = _TOKEN.search(text, found.end())
    return after is not None and bool(how >> _Begins.WANTS & _begins(after.group()) & _Begins.WANTED)


def _begun_in(word: str) -> tuple[int, ...]:
    """Where in a word, which may have hyphens, a dwelling could begin: most have no such place."""
    return tuple(found.start() for found in _TOKEN.finditer(word) if _begins(found.group()) & _Begins.WORTH_A_LOOK)


_BEGUN: Final = Recall(_begun_in)


@lru_cache(maxsize=50_000)
def _begins(token: str) -> int:
    word = token.casefold()
    number = word[0].isdigit() or word in _STARTS
    alone = (number and word not in _COUNTS) or (word.startswith(_STEMS) and not _is_cut_off(word))
    return (
        (_Begins.ALONE if alone else 0)
        | (_Begins.HOME if number or word == "the" else 0)
        | (_Begins.FLOORS if word.startswith(_FLOORS) else 0)
        | (_Begins.WANTS_HOME if word in _PREPOSITIONS else 0)
        | (_Begins.WANTS_FLOORS if word in _COUNTS else 0)
    )


def _is_cut_off(word: str) -> bool:
    """Whether a word has only the first half of one for a dwelling: "for", and not "forhuset"."""
    halves = [one for one in _HALVES if word.startswith(one)]
    return bool(halves) and not any(other in word for half in halves for other in _HALVES[half])


@lru_cache(maxsize=20_000)
def parse(written: str) -> Dwelling:
    """What a writing tells."""
    words = [word.casefold() for word in _PART.findall(written)]
    side = next((_SIDES[word] for word in (*words, *_cut_short(words)) if word in _SIDES), None)
    numbers = [word for word in words if word.isdigit()]
    letters = [word for word in words if len(word) == 1 and word.isalpha() and word in "abcdefg"]
    ordinal = next((_ORDINALS[word] for word in words if word in _ORDINALS), None)
    counted = next((_COUNTS[word] for word in words if word in _COUNTS and _FLOOR_WORDS & set(words)), None)
    on_floor = side is not None or bool(_FLOOR_WORDS & set(words))
    house = next((_NICKNAMES[word] for word in words if word in _NICKNAMES), None)
    if len(numbers) > 1 and side is not None and len(numbers[0]) < _LGH_DIGITS and not _NAMED_HOUSE.search(written):
        house = numbers.pop(0)  # "110, 3. th."
    flat = next((word for word in numbers if len(word) >= _LGH_DIGITS - 1), None)
    if named := _NAMED_HOUSE.search(written):
        house = (named["number"] or named["letter"] or named["short"]).replace(" ", "").casefold()
        numbers = [word for word in numbers if word not in re.findall(r"\d+", named.group())] or numbers[1:]
    elif len(numbers) > 1 and on_floor and not flat:
        house = numbers.pop(0)
    if flat:
        floor = int(flat[:2]) - _GROUND if len(flat) == _LGH_DIGITS and flat.startswith("1") else None
        return Dwelling(floor=floor, number=flat, house=house)
    if numbers and ordinal is None and on_floor:
        return Dwelling(floor=int(numbers[0]), side=side, house=house)
    if numbers and ordinal is None:
        return Dwelling(number="".join((numbers[0], *letters[-1:])), house=house)
    return Dwelling(floor=counted if ordinal is None else ordinal, side=side, house=house)


@lru_cache(maxsize=20_000)
def readings(written: str) -> tuple[Dwelling, ...]:
    """All that a writing may tell: "på trean" is a floor, counted from the street or from the ground, or a house."""
    number = (
        _NICKNAMES.get(written.casefold().rsplit(maxsplit=1)[-1])
        if len(written.split()) <= _PREPOSITION_AND_NAME
        else None
    )
    if number is None:
        return (parse(written),)
    return Dwelling(house=number), Dwelling(floor=int(number)), Dwelling(floor=int(number) - 1)


def _cut_short(words: list[str]) -> list[str]:
    """Sides whose letters stand apart: "t.h."."""
    return [one + other for one, other in pairwise(words) if one == "t"]
