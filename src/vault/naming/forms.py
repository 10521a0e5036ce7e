"""What one name may be written as: nicknames, initials, slips of the pen. Pure; knows no text and no person.

Everything is compared folded (`vault.normal.folded`), which already makes one of ø, oe and o, of å, aa and a, of ph
and f.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import DamerauLevenshtein

from vault.naming.registers import given_name
from vault.naming.words import name_parts
from vault.normal import folded

PARTICLES: Final = frozenset(("af", "av", "van", "von", "de", "la", "el", "al", "bin", "der", "den", "du", "da"))
"""Words within names that name nobody by themselves; folded."""
_SHORTEST_MISSPELT: Final = 5
_TWO_SLIPS_FROM: Final = 8
MOST_SLIPS: Final = 2
_SHORTEST_PET: Final = 3
_PET_ENDINGS: Final = ("ie", "y", "i", "is", "e", "er", "ster")
_NAME_OF_ITS_OWN: Final = 3
"""A power of ten of bearers from which a form is somebody else's name rather than a pet name."""
_INITIALS: Final = range(2, 5)


def nicknames(given: str) -> frozenset[str]:
    """What somebody with a given name may be called, folded; also the full names of which it is itself a short form.

    Both directions, one step: Gitte for Birgitte and Birgitte for Gitte, never from one short form to another.
    """
    return _table().get(folded(given), frozenset())


def initials(name: str) -> tuple[str, ...]:
    """The initials a full name may be signed with, upper case: all of them, and first with last."""
    letters = [part[0].upper() for part in name.replace("-", " ").split() if part[0].isalpha()]
    found: dict[str, None] = {}
    if len(letters) in _INITIALS:
        found["".join(letters)] = None
    if len(letters) > _INITIALS.start:
        found[letters[0] + letters[-1]] = None
        # Double given names are said by their letters: P-O, KG.
        found["".join(letters[:-1])] = None
    last = name.rsplit(maxsplit=1)[-1] if name.strip() else ""
    halves = [half[0].upper() for half in last.split("-") if half[:1].isalpha()]
    if len(halves) in _INITIALS:
        found["".join(halves)] = None  # A-F for Amoah-Finch
    return tuple(found)


def misspells(written: str, known: str) -> bool:
    """Whether one folded word may be another with a letter lost, added, changed or swapped; two in a long one.

    The first letter must be right, and the shorter of the two long enough for the likeness to mean something.
    """
    slips = slips_in(known)
    if not slips or written[:1] != known[:1] or abs(len(written) - len(known)) > slips:
        return False
    return DamerauLevenshtein.distance(written, known, score_cutoff=slips) <= slips


def slips_in(known: str) -> int:
    """How many letters of a folded name may be wrong for it to be still that name."""
    return 0 if len(known) < _SHORTEST_MISSPELT else 1 if len(known) < _TWO_SLIPS_FROM else MOST_SLIPS


def given_parts(name: str) -> tuple[str, ...]:
    """The folded words of a full name that may be given names: all but the last, and the whole of a single name."""
    words = name.split()
    return tuple(part for word in (words[:-1] or words) for part in name_parts(word))


@lru_cache(maxsize=20_000)
def called(name: str) -> frozenset[str]:
    """Every folded nickname of any of a full name's given names, double names ("Anna-Karin", "Per Olof") included."""
    given = name.split()[:-1] or name.split()
    whole = ["-".join(pair) for pair in pairwise(given)]
    table = {nick for word in (*given_parts(name), *given, *whole) for nick in nicknames(word)}
    # Swedes put the article to a nickname: Jocken, Mackan.
    definite = {nick + ending for nick in table for ending in ("n", "en") if len(nick) >= _SHORTEST_PET}
    return frozenset(table.union(definite, *(_pet_forms(word) for word in given)))


def told_nicknames(name: str) -> frozenset[str]:
    """The folded nicknames of a full name's given names that the shipped table has, without what endings make."""
    return frozenset(nick for word in given_parts(name) for nick in nicknames(word))


def _pet_forms(given: str) -> set[str]:
    """What endings make of a name, unless that is a name of its own: Rosie, Stenis, Kjelle, Madser."""
    bare = given.casefold()
    stem = bare.rstrip("e") if len(bare) > _SHORTEST_PET + 1 else bare
    made = {stem + ending for ending in _PET_ENDINGS} if len(stem) >= _SHORTEST_PET else set()
    return {folded(form) for form in made if (found := given_name(form)) is None or found.size < _NAME_OF_ITS_OWN}


@cache
def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for full, shorts in _rows():
        for short in shorts:
            if short != full:
                found.setdefault(full, set()).add(short)
                found.setdefault(short, set()).add(full)
    return {name: frozenset(others) for name, others in found.items()}


def _rows() -> Iterator[tuple[str, list[str]]]:
    for line in (files("vault.naming") / "data" / "nicknames.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            full, _, shorts = line.partition(":")
            yield folded(full), [folded(short) for short in shorts.split()]
