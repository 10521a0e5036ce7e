"""People as linkage compares them, and what a comparison concludes. Pure.

A shared name is never enough: two people of one name live in most estates, and giving one the file of the other is
a breach. A shared number is not enough either: households share phones and addresses.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

import msgspec

from vault import normal
from vault.linkage import Band, Comparison, Frequencies, Home, Level, Traits, band, compare, home, ordered_words, score
from vault.linkage.names import agreement
from vault.linkage.traits import birthdays_in, known, tail
from vault.subjects.model import Address, Person

K = TypeVar("K")

# The names under which fields are reported: those of the terms that exact search goes by.
_TERM_OF = {
    "birthday": "date_of_birth",
    "national_id": "national_id",
    "phone": "phone",
    "email": "email",
    "home": "street",
}
_REMEMBERED = 200_000
"""How many names a scan remembers, so that its memory stays bounded."""
_AGREES = frozenset((Level.SAME, Level.VARIANT, Level.SLIP, Level.SOUND, Level.PART, Level.SWAPPED, Level.HOUSE))


class Reason(msgspec.Struct, frozen=True):
    """What one field says: its level, and the bits of evidence it adds or takes. Never a value."""

    field: str
    level: str
    bits: float


class Match(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A verdict and the kinds of evidence it rests on; never the values."""

    verdict: Band
    evidence: tuple[str, ...]
    probability: float = 0.0
    """That the record is the person's, as if the fields were independent; the verdict is stricter."""
    reasons: tuple[Reason, ...] = ()


class Compared(NamedTuple):
    """A record that could be the person's, before it is known how common its names are here."""

    comparison: Comparison
    held: Traits


def traits(person: Person, country: str) -> Traits:
    """What can be compared of a person."""
    number = normal.national_id(person.national_id or "")
    day = person.date_of_birth
    return Traits(
        names=known_names(person.names),
        birthdays=(day.strftime("%Y%m%d"),) if day else birthdays_in(number or "", country),
        ids=(number,) if number else (),
        phones=known(tail(one) for one in person.phones),
        emails=known(normal.email(one) for one in person.emails),
        homes=homes(person.addresses),
    )


def known_names(names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(dict.fromkeys(words for name in names if (words := ordered_words(name))))


def homes(addresses: Sequence[Address]) -> tuple[Home, ...]:
    """The homes that a street is known of, each once."""
    found = (home(one.line, one.unit, one.since, one.until) for one in addresses)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def conclude(found: Compared, frequencies: Frequencies) -> Match:
    """The verdict on one record by itself."""
    weighed = score(found.comparison, frequencies)
    verdict = band(found.comparison, weighed.probability, _given_of(found.held))
    levels = found.comparison.levels
    return Match(
        verdict=verdict,
        evidence=evidence(found.comparison),
        probability=round(weighed.probability, 4),
        reasons=tuple(
            Reason(field, str(levels.get(field, Level.SWAPPED)), bits) for field, bits in weighed.bits.items()
        ),
    )


def evidence(comparison: Comparison) -> tuple[str, ...]:
    """The kinds of terms that agree, by the names that exact search has for them; a name only as a whole."""
    agreeing = {term for field, term in _TERM_OF.items() if getattr(comparison, field) in _AGREES}
    parts = (comparison.given, comparison.surname)
    fits = all(one in _AGREES or one in (Level.INITIAL, Level.MISSING) for one in parts)
    named = fits and any(one in _AGREES for one in parts)
    return tuple(sorted(agreeing | ({"name"} if named else set())))


def compared(asked: Traits, held: Traits) -> Compared:
    return Compared(compare(asked, held), held)


class Candidate(NamedTuple, Generic[K]):
    """A record with its own verdict, as `settle` sees it."""

    key: K
    found: Compared
    match: Match


def settle(candidates: Sequence[Candidate[K]]) -> dict[K, Match]:
    """The verdicts once every record is seen: what could be two people's becomes a question.

    A record without a birthday, a number or an e-mail of its own that speaks for it, could as well be somebody's of the
    same name and home: of a father or a son who is known here too.
    """
    return {one.key: _settled(one, candidates) for one in candidates}


def _settled(one: Candidate[K], candidates: Sequence[Candidate[K]]) -> Match:
    c = one.found.comparison
    if one.match.verdict is not Band.SAME or Level.SAME in (c.birthday, c.national_id):
        return one.match
    for other in candidates:
        if other.key == one.key or (other.match.verdict is Band.DIFFERENT and not _opposed(other)):
            continue
        between = compare(one.found.held, other.found.held)
        apart = _opposed(other) or Level.DIFFERENT in (between.birthday, between.national_id)
        if apart and _shares_name_and_home(between):
            return msgspec.structs.replace(one.match, verdict=Band.ASK)
    return one.match


def _opposed(one: Candidate[K]) -> bool:
    c = one.found.comparison
    return Level.DIFFERENT in (c.birthday, c.national_id)


def _shares_name_and_home(between: Comparison) -> bool:
    named = between.given in (*_AGREES, Level.INITIAL) and between.surname in _AGREES
    return named and (between.phone is Level.SAME or between.home in (Level.SAME, Level.HOUSE))


def _given_of(held: Traits) -> str:
    return held.names[0][0] if held.names else ""


class Sieve:
    """Lets through what could be the person's: some word of a name is like one of theirs, or a number is equal.

    What it holds back would be judged different whatever else it says. Every word is looked at once for a whole scan.
    """

    def __init__(self, asked: Traits) -> None:
        self._words = {word for name in asked.names for word in name if len(word) > 1}
        self._phones, self._emails, self._ids = set(asked.phones), set(asked.emails), set(asked.ids)
        self._alike: dict[str, bool] = {}

    def lets_through(self, person: Person) -> bool:
        for name in person.names:
            alike = self._alike.get(name)
            if alike is None:
                alike = self._alike[name] = self._is_alike(name)
            if alike:
                return True
        return (
            (bool(self._phones) and any(tail(one) in self._phones for one in person.phones))
            or (bool(self._emails) and any(normal.email(one) in self._emails for one in person.emails))
            or (bool(self._ids) and normal.national_id(person.national_id or "") in self._ids)
        )

    def _is_alike(self, name: str) -> bool:
        if len(self._alike) >= _REMEMBERED:
            self._alike.clear()
        words = ordered_words(name)
        return any(
            agreement(word, own) is not Level.DIFFERENT for word in words if len(word) > 1 for own in self._words
        )
