"""Names of which letters are left: "fru K.", "Ms A-F", "r. kofoed", "tindra v". Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Final, NamedTuple

from vault.naming import PARTICLES, Parted, Recall, name_parts
from vault.redaction.people import People, sex_of

# A form of address and letters, a particle before them or none: "hr. al-J.". "MS" is an illness.
_TITLED: Final = re.compile(
    r"\b(?P<title>(?:[Ff]ru|[Ff]rk|[Ff]røken|[Ff]röken|[Hh]err|[Hh]r|[Mm]rs?|Ms|ms|[Mm]iss)\b\.?\s)"
    r"(?P<letters>(?:(?:al|el|van|von|de|af|av)[ -])?[A-ZÆØÅÄÖ](?:(?:\.\s?|\.?-|)[A-ZÆØÅÄÖ]){0,3})"
    r"(?:\.(?!\w)|(?![\w.'’-]))"
)
_SIGNED: Final = re.compile(r"(?:\n[ \t]*|[.!?)]\s+)(?:[/–-]\s?)?(?P<letter>[A-ZÆØÅÄÖ])\.?\s*\Z")
_JOINT: Final = re.compile(r"['’´`-]")
TITLES: Final = frozenset("fru frk frøken fröken hr herr mr mrs ms miss".split())
"""Forms of address, without which no letters are told by one."""
_FEMALE: Final = frozenset(("fru", "frk", "frøken", "fröken", "mrs", "ms", "miss"))
_SMALL_BEFORE: Final = re.compile(r"(?<![\w.-])([^\W\d_A-ZÆØÅÄÖ])(\.)? ?\Z")
_SMALL_AFTER: Final = re.compile(
    r"[ \t]([^\W\d_A-ZÆØÅÄÖ](?:-[^\W\d_A-ZÆØÅÄÖ])?)(?=\.?(?:[ \t]*[,;:!?()\n+\d]|\s*\Z|\.\s))\.?"
)
_NAME_BEFORE: Final = re.compile(r"\b([A-ZÆØÅÄÖÉ][^\W\d_]+)[ \t]\Z")
_LONGEST_GIVEN: Final = 30
_LONGEST_SIGNED: Final = 3
"""How many characters without a blank end a text that is signed with a letter: "/T."."""
_SHORTEST_CUT: Final = 3
_WORDS: Final = frozenset("iåaoøæeu")
"""Letters that are words as well."""


class Lettered(NamedTuple):
    """Letters behind a form of address, and whom they fit."""

    start: int
    end: int
    refs: tuple[str, ...]


def _last_part(word: str) -> str:
    return _JOINT.split(word)[-1]


_ENDS_AS_TITLE: Final[Recall[str, bool]] = Recall(lambda word: _last_part(word) in TITLES)


def titled(text: str, apart: Parted, people: People) -> Iterator[Lettered]:
    """Letters behind a form of address: of somebody of that sex in the matter, else of nobody known."""
    if TITLES.isdisjoint(apart.small):
        return
    for word in compress(apart.words, map(_ENDS_AS_TITLE.__getitem__, apart.small)):
        found = _TITLED.match(text, word.end - len(_last_part(word.text)))
        if found is None:
            continue
        letters = [one for one in re.findall(r"[^\W\d_]+", found["letters"]) if one.casefold() not in PARTICLES]
        title = found["title"].strip(" .").casefold()
        sex = "f" if title in _FEMALE else "m"
        refs = tuple(
            ref
            for ref, one in people.by_ref.items()
            if one.present and sex_of(one.names) in (sex, "x") and _fit("".join(letters), one.names)
        )
        yield Lettered(found.start("letters"), found.end(), refs)


def signed(text: str, people: People) -> Lettered | None:
    """The one letter with which a text ends, as a signature: "R.", "/T"."""
    if len(text.rstrip()) - start_of_last(text) > _LONGEST_SIGNED:
        return None
    found = _SIGNED.search(text)
    if found is None:
        return None
    refs = people.by_first_letter.get(found["letter"], ())
    return Lettered(found.start("letter"), found.end("letter"), refs)


def name_before(text: str, start: int) -> str:
    """The word with a capital that stands right before a place with a blank between; empty where there is none."""
    found = _NAME_BEFORE.search(text, max(0, start - _LONGEST_GIVEN), start)
    return found.group(1) if found else ""


def start_of_last(text: str) -> int:
    """Where the last stretch without a blank begins: what a text can be signed with."""
    text = text.rstrip()
    return len(text) - len(text.rsplit(maxsplit=1)[-1]) if text else 0


def _fit(letters: str, names: Sequence[str]) -> bool:
    """Whether letters begin words of a name, in their order: K and RK of Ruth Dam Kofoed, and not DR."""
    return any(
        _in_order(letters.casefold(), [part[0] for part in name.casefold().replace("-", " ").split()]) for name in names
    )


def _in_order(letters: str, firsts: list[str]) -> bool:
    rest = iter(firsts)
    return all(letter in rest for letter in letters)


def small_letter_before(text: str, start: int, names: Sequence[str]) -> int:
    """How far a small initial reaches before a name that is of one of some people: "r. kofoed"."""
    found = _SMALL_BEFORE.search(text[max(0, start - 5) : start])
    if found is None or (found[2] is None and found[1] in _WORDS):
        return 0
    return len(found.group()) if any(name[:1].casefold() == found[1] for name in names) else 0


def small_letter_after(text: str, end: int, names: Sequence[str]) -> int:
    """How far a small initial reaches behind a name that is of one of some people: "tindra v,"."""
    found = _SMALL_AFTER.match(text, end)
    if found is None:
        return 0
    firsts = {part[0] for name in names for part in name_parts(name)[1:] if part}
    return found.end() - end if firsts.issuperset(found[1].split("-")) else 0


def beginnings(by_word: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Who has a long name that begins so, by what may be left of it when it is cut short."""
    found: dict[str, tuple[str, ...]] = {}
    for word, refs in by_word.items():
        for length in range(_SHORTEST_CUT, len(word) - 1):
            beginning = word[:length]
            found[beginning] = tuple(dict.fromkeys((*found.get(beginning, ()), *refs)))
    return found


def by_first_letter(words: Iterable[str]) -> dict[str, list[str]]:
    """Words by the letter with which they begin, in which nobody is taken to slip."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        found[word[0]].append(word)
    return found
