"""Names of known people in a text: full, partial, in the genitive, misspelt, as initials."""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from functools import lru_cache
from itertools import compress, count
from typing import Final

import msgspec

from vault.naming import (
    Parted,
    Recall,
    Word,
    given_name,
    is_said_with_capital,
    is_word,
    misspells,
    name_parts,
    slips_in,
    stems,
    told_nicknames,
)
from vault.normal import folded
from vault.redaction.letters import (
    Lettered,
    beginnings,
    by_first_letter,
    name_before,
    signed,
    small_letter_after,
    small_letter_before,
    start_of_last,
    titled,
)
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span, Standing, asked
from vault.redaction.people import People, sex_of
from vault.redaction.prose import CUT_SHORT
from vault.redaction.spelling import (
    acts,
    is_a_name,
    is_a_shouted_word,
    may_be_ordinary,
    may_be_small_name,
    reads_as_name,
    reads_as_nickname,
)

_BETWEEN_PARTS: Final = re.compile(r"(?:[ \t]|-|[ \t][A-ZÆØÅÄÖÉ]\.[ \t])+")
_INITIAL_BEFORE: Final = re.compile(
    r"(?:^|(?<=[\s(/\"]))(?:(?:[A-ZÆØÅÄÖÉ]\.\s?){1,2}(?:(?:al|el|van|von|de|af|av|bin)[ -])?|(?:al|el)[ -])$"
)
_LETTER_BEFORE: Final = re.compile(r"(?<![\w.-])([A-ZÆØÅÄÖÉ]) $")
_INITIAL_AFTER: Final = re.compile(
    r"[ \t](?:[A-ZÆØÅÄÖÉ](?:(?:\.-?|-)[A-ZÆØÅÄÖÉ]){0,2}(?:\.|\b(?![\w'’]))|[a-zæøåäö]\.?\s*\Z)"
)
_INITIALS: Final = re.compile(
    r"[A-ZÆØÅÄÖ](?<![\w.-].)(?:[A-ZÆØÅÄÖ]{1,3}|(?:\.?-|\.\s?)[A-ZÆØÅÄÖ](?:(?:\.?-|\.\s?)[A-ZÆØÅÄÖ])?\.?)(?:s|'s|:s)?(?![\w-])"
)
_SIGNED: Final = re.compile(r"/(?<![\w/].)([a-zæøåäö]{2,4})\b")
_LETTER_AND_DIGIT: Final = re.compile(r"[015](?<=[^\W\d_].)[^\W\d_]")
_WITH_DIGITS: Final = re.compile(r"\b[^\W\d_]{1,20}[015](?:[^\W\d_]{1,20}[015]){0,2}[^\W\d_]{0,20}\b")
_DIGITS_AS_LETTERS: Final = str.maketrans("015", "ols")
_SIGNATURE: Final = re.compile(r"(?:\n|[.!?]\s)(?P<name>[A-ZÆØÅÄÖ][^\W\d_]{2,})\s*\Z")
# A letter alone between small words, or alone on the last line: "asked W to", "/M".
_LETTER: Final = re.compile(
    r"[B-HJ-ZÆØÅÄÖ](?:(?<=[a-zæøåäö] .)|(?<=\n.))(?=\.? [a-zæøåäö]{2}|\s*$)(?<!opgang [A-H])(?<!uppgång [A-H])"
)
_BEFORE_SIGNATURE: Final = 2
"""How many characters stand before a signature: a stop and a blank."""
_SHORTEST_NAME: Final = 3
_SHORTEST_HALF: Final = 2
_SHORTEST_MISREAD: Final = 5
_CUT_OFF: Final = 3
"""How many letters a name loses at least when it is cut short."""
_NAME_OF_ITS_OWN: Final = 3
"""A power of ten of bearers from which the beginning of a name is somebody else's name."""
SHARED: Final = "a name that the requester shares with somebody"
_TITLED: Final = 14
_TITLES: Final = {
    **dict.fromkeys("fru frøken fröken mrs ms miss".split(), "f"),
    **dict.fromkeys("hr herr mr".split(), "m"),
}
_ANOTHER: Final = frozenset(("anden", "andra", "other"))
_SHOWN: Final = (Standing.REQUESTER, Standing.STAFF, Standing.NAMED)
# After these, a small word that is also somebody's name is that name: "spørg bo", "ask mark".
_SPEAKS_TO: Final = frozenset(
    "spørg fråga ask ring call hos kalder hedder heter kallas called named mvh vh kh hilsen hilsner hälsningar hälsn"
    " regards cheers kram knus hr fru herr mr mrs".split()
)


class Likeness(IntEnum):
    """How near a word comes to a known name; the nearest part of a row speaks for the row."""

    EXACT = 0
    NICKNAME = 1
    MISSPELT = 2
    DOUBTFUL = 3


# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_EXACT: Final = Likeness.EXACT
_REASONS: Final = {
    _EXACT: "name of a known person",
    Likeness.NICKNAME: "what somebody of a known person's name is called",
    Likeness.MISSPELT: "like the name of a known person",
    Likeness.DOUBTFUL: "name of a known person, or a word",
}


class Names:
    """Finds known people's names; decides by whom the found words fit best."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._beginnings = beginnings(people.by_word)
        told = {nick for one in people.by_ref.values() for name in one.names for nick in told_nicknames(name)}
        self._vocabulary = by_first_letter(word for word in people.by_word if slips_in(word))
        self._told = by_first_letter(sorted(word for word in told - people.by_word.keys() if slips_in(word)))
        self._begin = frozenset(word[:2] for word in (*people.by_word, *people.by_nickname))
        self._owners = lru_cache(maxsize=20_000)(self._find_owners)
        self._nearest = lru_cache(maxsize=20_000)(self._find_nearest)
        self._may_name = Recall(self._find_whether_it_may_name).__getitem__

    def spans(self, text: str, apart: Parted, *, small: bool = False) -> Iterator[Span]:
        """Spans in a text, of which the words are `apart`.

        In a text that writes everything `small`, a word that is somebody's name as well is asked about.
        """
        yield from self._named(text, apart, small=small)
        yield from self._initialled(text)
        yield from map(self._lettered, titled(text, apart, self._people))
        yield from self._scanned(text)
        yield from self._signed(text)

    def _signed(self, text: str) -> Iterator[Span]:
        """The last word of a text, alone behind its sentences, where a known given name begins so: "Kev", "K."."""
        if letter := signed(text, self._people):
            yield self._lettered(letter)
        found = _SIGNATURE.search(text, max(0, start_of_last(text) - _BEFORE_SIGNATURE))
        stem = folded(found.group("name")) if found else ""
        if found and (refs := self._beginnings.get(stem, ())):
            ref = self._people.likeliest(refs)
            yield msgspec.structs.replace(
                self._decided(*found.span("name"), ref, _REASONS[Likeness.NICKNAME]), kind=Kind.NICKNAME
            )

    def _lettered(self, one: Lettered) -> Span:
        own = self._people.own(one.refs)  # asked where the letters fit the requester and somebody else, or nobody
        if not one.refs or (own and len(one.refs) > 1):
            return asked(one.start, one.end, own, "letters that stand for a name")
        return self._decided(one.start, one.end, self._people.likeliest(one.refs), "initial of a known person")

    def _scanned(self, text: str) -> Iterator[Span]:
        """Names into which a scanner read a digit for a letter: "Penr0se"."""
        for found in _WITH_DIGITS.finditer(text) if _LETTER_AND_DIGIT.search(text) else ():
            refs = self._owners(found.group().translate(_DIGITS_AS_LETTERS))[0]
            if refs:
                yield self._decided(*found.span(), self._people.likeliest(refs), "name of a known person, misread")

    def _named(self, text: str, apart: Parted, *, small: bool) -> Iterator[Span]:
        """Rows of words that are all of one person's name; where two people's names meet, each has its own."""
        run: list[Word] = []
        owners: frozenset[str] = frozenset()
        reading = _EXACT
        last = -1
        for at in compress(count(), map(self._may_name, apart.written)):
            if run and at > last + 1:
                yield self._span(text, run, owners, reading)
                run, owners, reading = [], frozenset(), _EXACT
            word, before, last = apart.words[at], apart.words[at - 1] if at else None, at
            joined = bool(run) and _joined(text, run[-1], word)
            pronoun = word.text == "Hans" and word.opens_sentence and text[word.end + 1 : word.end + 2].islower()
            likeness, found = (
                (_EXACT, ())
                if pronoun
                else self._refs(word, before, after_name=joined, small=small, acts=small and acts(text, word, before))
            )
            refs = frozenset(found)
            if run and joined and refs & owners:
                run.append(word)
                owners &= refs
                reading = min(reading, likeness)
            else:
                if run:
                    yield self._span(text, run, owners, reading)
                run, owners, reading = ([word], refs, likeness) if refs else ([], frozenset(), _EXACT)
        if run:
            yield self._span(text, run, owners, reading)

    def _refs(
        self, word: Word, before: Word | None, *, after_name: bool, small: bool, acts: bool
    ) -> tuple["Likeness", tuple[str, ...]]:
        """Whose name a word is part of, and how near it comes; nobody's where it is more likely an ordinary word."""
        named, called = self._owners(word.text)
        if found := named:
            if after_name or reads_as_name(word):
                return _EXACT, found
            spoken = before is not None and before.small in _SPEAKS_TO
            return Likeness.DOUBTFUL, found if spoken or (
                small and self._may_be_meant(word, before, found, acts=acts)
            ) else ()
        if "-" in word.text and word.capital and (found := self._halves(word.text)):
            return _EXACT, found
        if (found := called) and not self._is_another_double_name(word, found):
            exact = after_name and word.capital
            if small and not reads_as_nickname(word) and self._may_be_meant(word, before, found, acts=acts):
                return Likeness.DOUBTFUL, found
            return _EXACT if exact else Likeness.NICKNAME, found if exact or reads_as_nickname(word) else ()
        said = word.opens_sentence and is_word(word.text)
        likely = not word.capital or not (said or is_said_with_capital(word.text))
        return Likeness.MISSPELT, self._nearest(word.text) if likely else ()

    def _may_be_meant(self, word: Word, before: Word | None, refs: Iterable[str], *, acts: bool) -> bool:
        """Whether a word without a capital may be the name of somebody of the matter."""
        return any(self._people.by_ref[ref].present for ref in refs) and may_be_small_name(word, before, acts=acts)

    def _is_another_double_name(self, word: Word, refs: tuple[str, ...]) -> bool:
        """Whether "Ann-Charlotte" is somebody of that name rather than Lotta, who would be shown."""
        double = "-" in word.text and given_name(word.text) is not None
        return double and self._people.standing(self._people.likeliest(refs)) in _SHOWN

    def _find_whether_it_may_name(self, text: str) -> bool:
        """Whether a word could be of anybody's name, whatever stands around it."""
        begins = any(stem[:2] in self._begin for stem in stems(text))  # most do not
        return "-" in text or (begins and any(self._owners(text))) or bool(self._nearest(text))

    def _find_owners(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Whose name a word is, and who may be called so."""
        named = self._listed(text, self._people.by_word)
        return named, self._listed(text, self._people.by_nickname) or (() if named else self._clipped(text))

    def _clipped(self, text: str) -> tuple[str, ...]:
        """Whose name a word is the beginning of: "Raj" for Rajeswaran; no word, and no name of its own."""
        for stem in stems(text):
            if len(stem) < _SHORTEST_NAME or stem not in self._beginnings or stem in CUT_SHORT or is_word(stem):
                continue
            found = given_name(stem)
            if found is None or found.size < _NAME_OF_ITS_OWN:
                return tuple(ref for ref in self._beginnings[stem] if self._loses_enough(ref, stem))
        return ()

    @staticmethod
    def _listed(text: str, index: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
        return next((refs for stem in stems(text) if (refs := index.get(stem))), ())

    def _halves(self, text: str) -> tuple[str, ...]:
        """Whose name stands within a compound: "Hansen-familien"."""
        halves = (half for half in text.split("-") if len(half) > _SHORTEST_HALF and half[0].isupper())
        return next((refs for half in halves for stem in stems(half) if (refs := self._people.by_word.get(stem))), ())

    def _loses_enough(self, ref: str, stem: str) -> bool:
        """Whether one of somebody's names that begins so is long enough for its beginning to mean it."""
        parts = (part for name in self._people.by_ref[ref].names for part in name_parts(name))
        return any(part.startswith(stem) and len(part) - len(stem) >= _CUT_OFF for part in parts)

    def _find_nearest(self, text: str) -> tuple[str, ...]:
        """Whose name a word misspells by one letter, or by two where it is long; one without a capital is no word."""
        if not text[0].isupper() and (len(text) < _SHORTEST_MISREAD or is_word(text) or given_name(text) is not None):
            return ()
        for stem in stems(text):
            for known in self._vocabulary.get(stem[:1], ()):
                if misspells(stem, known):
                    return self._people.by_word[known]
            told = self._told.get(stem[:1], ()) if given_name(text) is None else ()
            if called := next((one for one in told if misspells(stem, one)), None):
                return self._people.by_nickname[called]
        return ()

    def _span(self, text: str, run: list[Word], owners: frozenset[str], likeness: "Likeness") -> Span:
        start, end = run[0].start, run[-1].end
        if before := _INITIAL_BEFORE.search(text[max(0, start - 12) : start]):
            start -= len(before.group())
        elif self._has_initial_before(text, start, owners):
            start -= len("D ")
        else:
            start -= small_letter_before(text, start, self._names_of(owners))
        if after := _INITIAL_AFTER.match(text, end):
            end = after.end()
        else:
            end += small_letter_after(text, end, self._names_of(owners))
        ref = self._people.likeliest(owners)
        if (
            len(run) == 1
            and self._people.standing(ref) is Standing.REQUESTER
            and self._is_somebody_else(text, start, run[0])
        ):
            rest = [one for one in owners if self._people.standing(one) is not Standing.REQUESTER]
            return _of_another(start, end, self._people.likeliest(rest) if rest else None, text)
        found = self._decided(start, end, ref, _REASONS[likeness])
        if reason := self._doubt(run, owners, ref, likeness):
            return msgspec.structs.replace(
                found, decision=Decision.ASK, ground=Ground.UNDECIDED, reason=reason, confidence=Confidence.POSSIBLE
            )
        if likeness is Likeness.NICKNAME:
            return msgspec.structs.replace(found, kind=Kind.NICKNAME, confidence=Confidence.LIKELY)
        return found

    def _has_initial_before(self, text: str, start: int, owners: frozenset[str]) -> bool:
        """Whether the letter before a surname is the first of its owner's name, without a stop: "D Summers"."""
        found = _LETTER_BEFORE.search(text[max(0, start - 3) : start])
        return found is not None and any(name[:1].upper() == found.group(1) for name in self._names_of(owners))

    def _names_of(self, refs: Iterable[str]) -> list[str]:
        return [name for ref in refs for name in self._people.by_ref[ref].names]

    def _is_somebody_else(self, text: str, start: int, word: Word) -> bool:
        """Whether what stands before the requester's surname contradicts: another initial, a title of the other sex."""
        if self._people.own(ref for ref in self._people.by_ref if self._people.is_given_name(ref, word)):
            return False
        if self._people.gives_another(name_before(text, word.start)):
            return True  # a name that they had, or have beside the one on file
        before = text[max(0, start - _TITLED) : word.start].split()
        letters = [one[0] for one in before[-1:] if re.fullmatch(r"[A-ZÆØÅÄÖ]\.", one)]
        own = [one for one in self._people.by_ref.values() if one.standing is Standing.REQUESTER]
        if letters:
            return not any(part[0] == letters[0] for one in own for name in one.names for part in name.split()[:-1])
        title = before[-1].casefold().strip(".,") if before else ""
        sexes = {sex_of(one.names) for one in own} - {"x"}
        return title in _ANOTHER or (title in _TITLES and bool(sexes) and _TITLES[title] not in sexes)

    def _is_double(self, ref: str) -> bool:
        person = self._people.by_ref[ref]
        return person.standing is not Standing.REQUESTER and person.present

    def _doubt(self, run: list[Word], owners: frozenset[str], ref: str, likeness: "Likeness") -> str | None:
        """Why a person must look at a name that was found; None where its owner is clear."""
        stands = self._people.standing(ref)
        if likeness is Likeness.DOUBTFUL:
            return "a name of somebody known, or a word" if stands is not Standing.REQUESTER else None
        slips = likeness is Likeness.MISSPELT and stands in _SHOWN
        if slips and is_a_name(run[0].text) and not self._is_cut_short(run[0].text, ref):
            return "like the name of somebody known, and a name by itself"
        if stands is Standing.REQUESTER:
            others = [one for one in owners if self._is_double(one)]
            # A surname alone that is shared, as in a household, stays the requester's.
            doubled = len(run) > 1 or any(self._people.is_given_name(one, run[0]) for one in others)
            return SHARED if others and doubled else None
        if stands is Standing.OTHER and len(run) == 1 and may_be_ordinary(run[0]):
            return "a name of somebody known, or a word"
        return None

    def _is_cut_short(self, word: str, ref: str) -> bool:
        """Whether a word is somebody's first name without its last letter: Denni for Dennis, not Karl for Karla."""
        known = self._people.by_ref[ref].names
        short = any(name.split()[0][:-1].casefold() == word.casefold() for name in known if name)
        return short and sex_of(known) == sex_of([word])

    def _initialled(self, text: str) -> Iterator[Span]:
        for found in _LETTER.finditer(text):
            before = text[: found.start()].rsplit(maxsplit=1)[-1:]
            if before and before[0][0].isupper():
                continue  # the letter belongs to the name before it
            refs = self._people.by_first_letter.get(found.group(), ())
            if refs and self._people.own(refs) is None:
                yield self._decided(
                    found.start(), found.end(), self._people.likeliest(refs), "initial of a known person"
                )
        signed = ((*found.span(1), found.group(1)) for found in _SIGNED.finditer(text))
        letters_alone = (one for one in _INITIALS.finditer(text) if not is_a_shouted_word(text, one))
        for start, end, written in (*((*one.span(), one.group()) for one in letters_alone), *signed):
            letters = re.sub(r"[^\w]|s$", "", written).upper()
            if refs := self._people.by_initials.get(letters, ()):
                yield self._decided(start, end, self._people.likeliest(refs), "initials of a known person")

    def _decided(self, start: int, end: int, ref: str, reason: str) -> Span:
        shown = self._people.standing(ref) in _SHOWN
        return Span(
            start=start,
            end=end,
            kind=Kind.PERSON,
            decision=Decision.KEEP if shown else Decision.HIDE,
            ground=None if shown else self._people.ground(ref, Kind.PERSON),
            ref=ref,
            reason=reason,
        )


def _of_another(start: int, end: int, ref: str | None, text: str) -> Span:
    """A surname that the requester shares, where the words before it mean somebody else."""
    return Span(
        start=start,
        end=min(end, len(text)),
        kind=Kind.PERSON,
        decision=Decision.HIDE,
        ground=Ground.RIGHTS_OF_OTHERS,
        ref=ref,
        reason="the requester's surname, of somebody else",
        confidence=Confidence.LIKELY,
    )


def _joined(text: str, one: Word, other: Word) -> bool:
    return _BETWEEN_PARTS.fullmatch(text, one.end, other.start) is not None
