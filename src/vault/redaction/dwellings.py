"""Where in a house somebody lives, as people write it: "3. th.", "tredje sal til venstre", "lgh 1203", "second floor".

A dwelling is what floor, side, number or house tell of it. Two writings agree where all that both tell is the same.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_ORDINALS: Final = {
    "kælderen": -1, "kl": -1, "basement": -1,
    "stuen": 0, "stuelejligheden": 0, "st": 0, "bottenvåningen": 0, "ground": 0, "markplan": 0,
    "første": 1, "første-": 1, "första": 1, "first": 1, "ettan": 1,
    "anden": 2, "andra": 2, "second": 2, "tvåan": 2,
    "tredje": 3, "third": 3, "trean": 3,
    "fjerde": 4, "fjärde": 4, "fourth": 4, "fyran": 4,
    "femte": 5, "fifth": 5, "femman": 5,
    "sjette": 6, "sjätte": 6, "sixth": 6, "sexan": 6,
    "syvende": 7, "sjunde": 7, "seventh": 7, "sjuan": 7,
    "ottende": 8, "åttonde": 8, "eighth": 8, "åttan": 8, "nian": 9, "tian": 10,
}  # fmt: skip
_SIDES: Final = {
    "th": "r", "højre": "r", "höger": "r", "right": "r",
    "tv": "l", "venstre": "l", "vänster": "l", "left": "l",
    "mf": "m", "midtfor": "m", "mitten": "m", "middle": "m",
}  # fmt: skip
_DANISH_FLOOR: Final = "første|anden|tredje|fjerde|femte|sjette|syvende|ottende"
_SWEDISH_FLOOR: Final = "första|andra|tredje|fjärde|femte|sjätte|sjunde|åttonde"
_ENGLISH_FLOOR: Final = "ground|first|second|third|fourth|fifth|sixth|seventh|eighth|top|basement"
_SIDE: Final = (
    r"(?:(?:th|tv|mf)\b\.?|(?:til|till|to\sthe)\s(?:højre|venstre|höger|vänster|right|left)|midt\s?for"
    r"|højre|venstre|höger|vänster|left|right)"
)
_FLAT: Final = "lgh|lägenhet(?:en)?|lejlighed(?:en)?|lejl|flat|apartment|apt|unit|room|værelse|rum|dør"
_STAIRS: Final = "opgang(?:en)?|uppgång(?:en)?|trappuppgång|trapphus|port(?:en)?|staircase|stairwell|entrance|block"
_IN: Final = r"(?:(?<=i\s)|(?<=på\s)|(?<=fra\s)|(?<=från\s)|(?<=to\s)|(?<=in\s)|(?<=till\s)|(?<=oppe\s)|(?<=on\s))"
_DANISH: Final = rf"""
      (?:lejl|lejlighed(?:en)?|lgh|flat|apartment|apt)\.?\s\d{{1,2}}\s?\.?\s?(?:sal|etage)?\.?,?\s?(?:th|tv|mf)\b\.?
    | \d{{1,2}}\s?\.?\s?(?:sal|etage)?\.?,?\s?(?:th|tv|mf)\b\.?
    | (?:st|stuen|kl|kælderen)\s?\.?,?\s?(?:th|tv|mf|til\s(?:højre|venstre)|midtfor)\b\.?
    | (?:\d{{1,2}}\s?\.?|{_DANISH_FLOOR})\s?(?:sal|etage)\b(?:,?\s{_SIDE})?
    | {_IN}(?:{_DANISH_FLOOR}|{_SWEDISH_FLOOR})(?=[\s"”]*(?:[.,;:!?)"”\n]|$|{_SIDE}))(?:\s{_SIDE})?
    | {_IN}(?:stuen|stuelejligheden|kælderlejligheden|kælderen(?=\s{_SIDE}))\b(?:,?\s{_SIDE})?
    | (?:øverst|nederst|længst)\s(?:oppe|nede)\b(?:,?\s{_SIDE})? | (?:øverste|nederste)\setage\b"""
_SWEDISH: Final = rf"""
      (?:{_SWEDISH_FLOOR}|\d{{1,2}}:?[ae])\s(?:vån(?:ingen|ing)?|plan(?:et)?)\b\.?(?:,?\s{_SIDE})?
    | (?:våning|vån\.?|plan)\s\d{{1,2}}\b(?:,?\s{_SIDE})? | \d{{1,2}}\s?tr(?:appor)?\b\.?(?:\s(?:upp|ned|ner))?
    | {_IN}(?:ettan|tvåan|trean|fyran|femman|sexan|sjuan|åttan|nian|tian)\b(?!\s(?:på|vid|i)\s[A-ZÅÄÖ])
    | bottenvåning(?:en)?\b(?:,?\s{_SIDE})? | (?:högst|överst|längst|nederst)\s(?:upp|ner|ned)\b(?:,?\s{_SIDE})?
    | {_IN}1[0-5]0[1-9]\b(?![-.:/]\d) | 1[0-5]0[1-9]:an\b"""
_ENGLISH: Final = rf"""
      (?:{_ENGLISH_FLOOR}|\d{{1,2}}(?:st|nd|rd|th))[\s-]floor\b(?:\s(?:flat|apartment))?(?:,?\s(?:on\s)?{_SIDE})?"""
_ANY: Final = rf"""
      (?:{_FLAT})\.?\s?(?:nr\.?\s?|nummer\s|number\s|no\.?\s)?\d{{1,4}}\s?[A-Za-z]?\b
    | (?:{_STAIRS})\s(?:nr\.?\s?|nummer\s|number\s)?(?:\d{{1,3}}\s?[a-zA-Z]?|[A-H])\b
    | (?:nr\.?|nummer|number|no\.|husnummer|house|hus)\s?\d{{1,3}}\s?[a-hA-H]?\b
      (?!\s?(?:gange?|gånger|times|i\srækken|kr|%|/))
    | (?:i|på|in|from|fra|från)\s(?P<known>\d{{3,4}})\b(?![-.:/]\d)"""
_PATTERN: Final = re.compile(
    rf"(?<![\w.])(?:{_DANISH} | {_SWEDISH} | {_ENGLISH} | {_ANY} )", re.IGNORECASE | re.VERBOSE
)
_PART: Final = re.compile(r"\d+|[^\W\d_]+")
_GROUND: Final = 10
_LGH_DIGITS: Final = 4
_HOUSE_WORDS: Final = frozenset(
    "nr nummer number no husnummer house hus opgang opgangen uppgång uppgången trappuppgång trapphus port porten"
    " staircase stairwell entrance block".split()
)
_FLOOR_WORDS: Final = frozenset("sal etage våning våningen vån plan planet floor tr trappor trappa".split())


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
    def exact(self) -> bool:
        """Whether it is one dwelling and not a whole floor."""
        return self.side is not None or self.number is not None or self.house is not None


def dwellings(text: str) -> Iterator[re.Match[str]]:
    """Where a dwelling is written. A bare number counts only where the caller knows it: group "known"."""
    return _PATTERN.finditer(text)


def parse(written: str) -> Dwelling:
    """What a writing tells."""
    words = [word.casefold() for word in _PART.findall(written)]
    side = next((_SIDES[word] for word in words if word in _SIDES), None)
    numbers = [word for word in words if word.isdigit()]
    letters = [word for word in words if len(word) == 1 and word.isalpha() and word in "abcdefgh"]
    if words and words[0] in _HOUSE_WORDS:
        return Dwelling(house="".join((*numbers[:1], *letters[-1:])) or None, side=side)
    if numbers and len(numbers[0]) >= _LGH_DIGITS - 1:
        floor = int(numbers[0][:2]) - _GROUND if len(numbers[0]) == _LGH_DIGITS and numbers[0].startswith("1") else None
        return Dwelling(floor=floor, number=numbers[0])
    ordinal = next((_ORDINALS[word] for word in words if word in _ORDINALS), None)
    if numbers and ordinal is None and (side or _FLOOR_WORDS & set(words)):
        return Dwelling(floor=int(numbers[0]), side=side)
    if numbers and ordinal is None:
        return Dwelling(number="".join((numbers[0], *letters[-1:])))
    return Dwelling(floor=ordinal, side=side)
