"""What the check looks for: the names, numbers and addresses of other people, in a coarse form. Pure.

Coarser than the normal forms that masking works with, so that it errs on the side of a needless question: å, aa and a
are one letter, and so are ø, oe and ö; a final s may be a genitive. A first name alone points to nobody, and a family
name alone only where few bear it.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from vault.ids import SubjectId
from vault.subject_requests.checking.disguises import looks, plain, readings
from vault.subjects import Person

_LETTERS: Final = str.maketrans({"ø": "o", "æ": "a", "ß": "s", "đ": "d", "ł": "l", "ð": "d", "þ": "t"})
_TWO_AS_ONE: Final = (("aa", "a"), ("ae", "a"), ("oe", "o"))
_WORD: Final = re.compile(r"\d+|[^\W\d_]+")
_TOKEN: Final = re.compile(r"[^\W_]+")
_EMAIL: Final = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_ID_OR_DATE: Final = re.compile(
    r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|\b[0-9a-fA-F]{32,}\b|\b\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?\b"
)
_NUMBER: Final = re.compile(r"\d(?:[\d\s().,:_*+/\u2010-\u2015\u2212-]{5,})\d")
_PHONE_DIGITS, _ID_DIGITS = 8, 10
_FEW: Final = 3
_STAFF: Final = "staff"
_BY_PROTECTION: Final = ("protected_address", "address", "name", "family_name", _STAFF)
_LEAST_NAME: Final = 4
_LEAST_JOINED: Final = 7
"""Shorter ones are words, or parts of words."""
_LEAST_STEM: Final = 3


class Needle(NamedTuple):
    """Something that points to people, and to whom."""

    kind: str
    form: str
    people: frozenset[SubjectId]
    alike: frozenset[SubjectId] = frozenset()
    """Whom the same words mean without anything to protect: staff of that name, who lives openly in that house."""


class Found(NamedTuple):
    needle: Needle
    start: int
    """Where in the words or numbers of a text; only for an excerpt."""
    excerpt: str


class Needles:
    """Everything that is looked for, found in time that depends on the text alone."""

    def __init__(self, phrases: Mapping[tuple[str, ...], Needle], signs: Mapping[tuple[str, str], Needle]) -> None:
        self._phrases = phrases
        self._signs = signs
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for phrase in phrases:
            self._lengths[phrase[0]].add(len(phrase))
        # Of words seen before; it goes with the search.
        self._seen: dict[str, str] = {}

    @classmethod
    def of(cls, people: Iterable[tuple[SubjectId, Person]]) -> "Needles":
        everybody = list(people)
        bearers = Counter(word for _, person in everybody for word in {*_family_names(person)})
        phrases: dict[tuple[str, ...], dict[str, set[SubjectId]]] = defaultdict(lambda: defaultdict(set))
        signs: dict[tuple[str, str], set[SubjectId]] = defaultdict(set)
        for subject_id, person in everybody:
            for kind, phrase in _phrases(person, bearers):
                phrases[phrase][kind].add(subject_id)
            for sign in _signs(person):
                signs[sign].add(subject_id)
        meant = {phrase: _meant(phrase, kinds) for phrase, kinds in phrases.items()}
        return cls(
            {phrase: needle for phrase, needle in meant.items() if needle.kind != _STAFF},
            {sign: Needle(sign[0], sign[1], frozenset(who)) for sign, who in signs.items()},
        )

    def without(self, texts: Iterable[str]) -> "Needles":
        """Those that do not stand in these texts."""
        there = {(one.needle.kind, one.needle.form) for text in texts for one in self._every(text)}
        return Needles(
            {phrase: one for phrase, one in self._phrases.items() if (one.kind, one.form) not in there},
            {sign: one for sign, one in self._signs.items() if (one.kind, one.form) not in there},
        )

    def find(self, text: str) -> Iterator[Found]:
        """Every needle in a text, each as often as it stands there, in whichever reading of it."""
        seen: Counter[Needle] = Counter()
        for reading in (plain(text), *readings(text)):
            there: Counter[Needle] = Counter()
            for one in self._plainly(reading):
                there[one.needle] += 1
                if there[one.needle] > seen[one.needle]:
                    yield one
            seen |= there

    def _plainly(self, text: str) -> Iterator[Found]:
        for address in _EMAIL.finditer(text):
            yield from self._sign("email", looks(address[0]).casefold(), text, address.start())
        bare = _ID_OR_DATE.sub(" ", text)
        for number in _NUMBER.finditer(bare):
            digits = re.sub(r"\D", "", number[0])
            for kind, length in (("phone", _PHONE_DIGITS), ("national_id", _ID_DIGITS)):
                for start in range(len(digits) - length + 1):
                    yield from self._sign(kind, digits[start : start + length], bare, number.start())
        # Nor do the letters of an id spell anybody.
        yield from self._in_words(bare)

    def _every(self, text: str) -> Iterator[Found]:
        """Also those that stand within a longer one: a family name within a full name."""
        words = [self._form(word) for word in _WORD.findall(plain(text))]
        yield from self.find(text)
        for at, word in enumerate(words):
            for size in self._lengths.get(word, ()):
                if (one := self._phrases.get(tuple(words[at : at + size]))) is not None:
                    yield Found(one, at, "")

    def _in_words(self, text: str) -> Iterator[Found]:
        found = [(self._form(word[0]), word.start()) for word in _WORD.finditer(text)]
        words = [word for word, _ in found]
        at = 0
        while at < len(words):
            lengths = sorted(self._lengths.get(words[at], ()), reverse=True)
            hit = next((one for size in lengths if (one := self._phrases.get(tuple(words[at : at + size])))), None)
            if hit is not None:
                yield Found(hit, at, _excerpt(text, found[at][1]))
            # A longer form that stands here counts once, and what begins within it is a part of it.
            at += len(hit.form.split(" ")) if hit else 1

    def _form(self, word: str) -> str:
        form = self._seen.get(word)
        if form is None:
            form = self._seen[word] = _coarse(word)
        return form

    def _sign(self, kind: str, form: str, text: str, start: int) -> Iterator[Found]:
        if (needle := self._signs.get((kind, form))) is not None:
            yield Found(needle, start, _excerpt(text, start))


def _meant(phrase: tuple[str, ...], kinds: Mapping[str, set[SubjectId]]) -> Needle:
    """What a phrase points to: of several kinds the one that is protected most, and who else it could mean."""
    kind = min(kinds, key=_BY_PROTECTION.index)
    others = (who for other, who in kinds.items() if other != kind)
    return Needle(kind, " ".join(phrase), frozenset(kinds[kind]), frozenset[SubjectId]().union(*others))


def _phrases(person: Person, bearers: Mapping[str, int]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name in _whole_names(person):
        words = tuple(map(_coarse, _WORD.findall(name)))
        first, last = words[0], words[-1]
        # Who acted for the organisation is named; where to reach them is theirs all the same.
        kind = _STAFF if person.staff else "name"
        yield from ((kind, one) for one in {words, (first, last), (last, first), (first[0], last)})
        yield from ((kind, words[at : at + 2]) for at in range(len(words) - 1))
        yield from ((kind, (one,)) for one in _run_together(name) if len(one) >= _LEAST_JOINED)
        if len(last) >= _LEAST_NAME and bearers[last] < _FEW:
            yield (_STAFF if person.staff else "family_name"), (last,)
    kind = "protected_address" if person.address_protected else "address"
    for address in person.addresses:
        line = tuple(map(_coarse, _WORD.findall(address.line.split(",")[0])))
        if len(line) > 1 and any(word.isdigit() for word in line):
            yield kind, line
            at = next(number for number, word in enumerate(line) if word.isdigit())
            yield kind, (*line[:at], "nr", *line[at:])
            if address.unit:
                yield kind, (*line, *map(_coarse, _WORD.findall(address.unit)))


def _run_together(name: str) -> set[str]:
    """A name as it stands in names of files: in full, and the first with the last."""
    words = tuple(_WORD.findall(name))
    return {_coarse("".join(one)) for one in (words, (words[0], words[-1]), (words[-1], words[0]))}


def _whole_names(person: Person) -> Iterator[str]:
    """Names of more than one word: one alone, a given name perhaps, stands in any text. Digits part no word in two."""
    yield from (name for name in person.names if len(_TOKEN.findall(name)) > 1)


def _family_names(person: Person) -> Iterator[str]:
    yield from (_coarse(_WORD.findall(name)[-1]) for name in _whole_names(person))


def _signs(person: Person) -> Iterator[tuple[str, str]]:
    for address in person.emails:
        yield "email", looks(plain(address)).casefold()
    for kind, values, length in (
        ("phone", person.phones, _PHONE_DIGITS),
        ("national_id", (person.national_id,) if person.national_id else (), _ID_DIGITS),
    ):
        for value in values:
            digits = re.sub(r"\D", "", value)
            if len(digits) >= length:
                yield kind, digits[-length:]


def _coarse(word: str) -> str:
    apart = unicodedata.normalize("NFKD", looks(word).casefold().translate(_LETTERS))
    letters = "".join(one for one in apart if not unicodedata.combining(one))
    for two, one in _TWO_AS_ONE:
        letters = letters.replace(two, one)
    return letters[:-1] if len(letters) > _LEAST_STEM and letters.endswith("s") else letters


def _excerpt(text: str, start: int) -> str:
    return " ".join(text[max(start - 40, 0) : start + 60].split())
