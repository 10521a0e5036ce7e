"""What is known of the people, turned into look-ups. Made once for a request, used for every document of it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final

from vault import normal
from vault.naming import PARTICLES, Word, called, given_name, initials, name_parts, stems
from vault.redaction.model import Ground, Kind, Known, Standing

_AT_HOME: Final = 3
"""A power of ten of bearers from which the second word of a name is a given name too."""
_GENERATION: Final = 15
"""Years between parent and child at least."""
_BY_PROTECTION: Final = (Standing.REQUESTER, Standing.WITHHELD, Standing.OTHER, Standing.NAMED, Standing.STAFF)


class People:
    """Known people by the words of their names, their initials, numbers, addresses and dwellings."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.by_ref = {person.ref: person for person in known}
        self.by_word = _index(known, lambda one: (part for name in one.names for part in name_parts(name)), PARTICLES)
        self.by_nickname = _index(known, lambda one: (nick for name in one.names for nick in called(name)))
        self.by_initials = _index(known, lambda one: (letters for name in one.names for letters in initials(name)))
        present = [one for one in known if one.present]
        self.by_first_letter = _index(present, lambda one: (name[0].upper() for name in one.names if name))
        self.by_email = _index(known, lambda one: (normal.email(address) for address in one.emails))
        self.by_digits = _index(known, lambda one: (tail(number) for number in (*one.phones, *one.national_ids)))
        self.by_street = _index(known, lambda one: (normal.street(line) or "" for line, _ in one.addresses))
        self.by_birthday = _index(
            known, lambda one: (one.date_of_birth.isoformat() if one.date_of_birth else "" for _ in (0,))
        )

    def standing(self, ref: str) -> Standing:
        return self.by_ref[ref].standing

    def own(self, refs: Iterable[str]) -> str | None:
        """The requester's reference among these, if it is there."""
        return next((ref for ref in refs if self.standing(ref) is Standing.REQUESTER), None)

    def likeliest(self, refs: Collection[str]) -> str:
        """Of several whom the same words could name: the requester, then whoever is protected most."""
        return min(refs, key=lambda ref: (_BY_PROTECTION.index(self.standing(ref)), ref))

    def most_protected(self, refs: Collection[str]) -> str:
        """Of several who share a home: whose address is protected, then whoever is protected most."""
        hidden = [ref for ref in refs if self.by_ref[ref].protected_address]
        return self.likeliest(hidden or refs)

    def is_given_name(self, ref: str, word: Word) -> bool:
        """Whether a word is the first of a person's names."""
        first = {name_parts(name)[0] for name in self.by_ref[ref].names if name_parts(name)}
        return any(stem in first for stem in stems(word.text))

    def gives_another(self, name: str) -> bool:
        """Whether a word is the given name of somebody known, and not the requester's."""
        first = [
            ref
            for stem in stems(name)
            for ref in self.by_word.get(stem, ())
            if any(name_parts(one)[:1] == (stem,) for one in self.by_ref[ref].names)
        ]
        return bool(first) and self.own(first) is None

    def ground(self, ref: str | None, kind: Kind) -> Ground:
        """Why what belongs to somebody is masked."""
        person = self.by_ref.get(ref or "")
        if person is None:
            return Ground.RIGHTS_OF_OTHERS
        if person.protected_address and kind in (Kind.ADDRESS, Kind.UNIT, Kind.PHONE):
            return Ground.PROTECTED_ADDRESS
        return Ground.DECISIVE_INTEREST if person.standing is Standing.WITHHELD else Ground.RIGHTS_OF_OTHERS


def sex_of(names: Iterable[str]) -> str:
    """The sex that a person's given names tell; "x" where none does.

    Behind a name that is rare in the registers the next is not asked: it may be a father's, as in Somali names.
    """
    for name in names:
        for word in name.split()[:-1] or name.split():
            found = given_name(word)
            if found is not None and found.sex != "x":
                return found.sex
            if found is None or found.size < _AT_HOME:
                break
    return "x"


def kinship(mine: Known, other: Known) -> frozenset[str]:
    """Which sorts of kinship words could mean one person, seen from another of the same family name or home."""
    if not _is_family(mine, other):
        return frozenset()
    if mine.date_of_birth is None or other.date_of_birth is None:
        return frozenset(("children", "parents"))
    years = (mine.date_of_birth - other.date_of_birth).days / 365
    if abs(years) < _GENERATION:
        return frozenset(("partners", "siblings"))
    return frozenset(("children",)) if years > 0 else frozenset(("parents",))


def _is_family(one: Known, other: Known) -> bool:
    surnames = [{name_parts(name)[-1] for name in person.names if " " in name} for person in (one, other)]
    homes = [{(normal.street(line), unit) for line, unit in person.addresses if unit} for person in (one, other)]
    return bool(surnames[0] & surnames[1] or homes[0] & homes[1])


def tail(number: str) -> str:
    """The digits by which a number is recognised however it is written: the last eight."""
    digits = "".join(c for c in number if c.isdigit())
    return digits[-8:]


def _index(
    known: Sequence[Known], keys: Callable[[Known], Iterable[str]], without: frozenset[str] = frozenset()
) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for person in known:
        for key in keys(person):
            if key and key not in without:
                found[key][person.ref] = None
    return {key: tuple(refs) for key, refs in found.items()}
