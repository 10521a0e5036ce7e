"""Two records field by field: at which level each agrees. Pure; the weights come later."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple, TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from vault.linkage.levels import Level
from vault.linkage.names import NamePair, compare_names
from vault.linkage.traits import Home, Traits

T = TypeVar("T")
_SHORT_DAY: Final = 6
_ADULT: Final = 18
_BEST_FIRST: Final = (
    Level.SAME,
    Level.SWAPPED,
    Level.SLIP,
    Level.VARIANT,
    Level.SOUND,
    Level.PART,
    Level.HOUSE,
    Level.NEIGHBOUR,
    Level.INITIAL,
    Level.NEAR,
    Level.STREET,
    Level.DIFFERENT,
)
_RANK: Final = {level: rank for rank, level in enumerate(_BEST_FIRST)} | {Level.MISSING: len(_BEST_FIRST)}


class Comparison(NamedTuple):
    """At which level each field of two records agrees, and the words of the names that do."""

    given: Level
    surname: Level
    birthday: Level
    national_id: Level
    phone: Level
    email: Level
    home: Level
    given_word: str = ""
    surname_word: str = ""
    swapped: bool = False

    @property
    def levels(self) -> dict[str, Level]:
        """The level of each field, by its name."""
        return {field: getattr(self, field) for field in FIELDS}


FIELDS: Final = ("given", "surname", "birthday", "national_id", "phone", "email", "home")


def compare(asked: Traits, held: Traits) -> Comparison:
    """Field by field; of several values the pair that agrees best."""
    name = _best_name(asked, held)
    return Comparison(
        given=name.given,
        surname=name.surname,
        birthday=_best(asked.birthdays, held.birthdays, _birthday),
        national_id=_best(asked.ids, held.ids, _number),
        phone=_best(asked.phones, held.phones, _number),
        email=_best(asked.emails, held.emails, _email),
        home=_best(asked.homes, held.homes, _home),
        given_word=name.given_word,
        surname_word=name.surname_word,
        swapped=name.swapped,
    )


def _best_name(asked: Traits, held: Traits) -> NamePair:
    pairs = (compare_names(one, other) for one in asked.names for other in held.names)
    return min(pairs, key=_name_rank, default=NamePair(Level.MISSING, Level.MISSING))


def _name_rank(pair: NamePair) -> tuple[int, int]:
    """The better of two names' comparisons: by both parts together, then by the given name."""
    return _RANK[pair.given] + _RANK[pair.surname], _RANK[pair.given]


def _best(asked: Iterable[T], held: Iterable[T], agree: Callable[[T, T], Level]) -> Level:
    levels = (agree(one, other) for one in asked for other in held)
    return min(levels, key=_RANK.__getitem__, default=Level.MISSING)


def _birthday(asked: str, held: str) -> Level:
    """Two birthdays, of which one may be known without its century."""
    one, other = (asked[-_SHORT_DAY:], held[-_SHORT_DAY:]) if len(asked) != len(held) else (asked, held)
    if one == other:
        return Level.SAME
    if one[:-4] == other[:-4] and one[-4:] == other[-2:] + other[-4:-2]:
        return Level.SWAPPED
    if DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1:
        return Level.SLIP
    if one[-4:] == other[-4:] and (one[-6:-4] == other[-6:-4] or abs(int(one[:-4]) - int(other[:-4])) in (1, 10)):
        return Level.NEAR
    near_month = one[:-4] == other[:-4] and one[-2:] == other[-2:] and abs(int(one[-4:-2]) - int(other[-4:-2])) == 1
    return Level.NEAR if near_month else Level.DIFFERENT


def _number(asked: str, held: str) -> Level:
    if asked == held:
        return Level.SAME
    return Level.SLIP if DamerauLevenshtein.distance(asked, held, score_cutoff=1) <= 1 else Level.DIFFERENT


def _email(asked: str, held: str) -> Level:
    if asked == held:
        return Level.SAME
    (local, _, _), (other, _, _) = asked.partition("@"), held.partition("@")
    long_enough = min(len(local), len(other)) >= _SHORT_DAY
    slipped = DamerauLevenshtein.distance(asked, held, score_cutoff=1) <= 1
    return Level.SLIP if long_enough and (slipped or local == other) else Level.DIFFERENT


def _home(asked: Home, held: Home) -> Level:
    if not _one_street(asked, held):
        near = asked.number and asked.number == held.number and asked.postcode and asked.postcode == held.postcode
        return Level.NEAR if near else Level.DIFFERENT
    if asked.number != held.number:
        return Level.STREET
    if asked.unit and held.unit:
        return Level.SAME if asked.unit == held.unit else Level.NEIGHBOUR
    return Level.HOUSE


def _one_street(asked: Home, held: Home) -> bool:
    if asked.postcode and held.postcode and asked.postcode != held.postcode and asked.street != held.street:
        return False
    if asked.street == held.street:
        return True
    return DamerauLevenshtein.normalized_similarity(asked.street, held.street) >= 0.85  # noqa: PLR2004 -- two letters in thirteen
