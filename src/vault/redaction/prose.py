"""A text as sentences and clauses, each a row of words. Pure."""

import re
from bisect import bisect_left
from collections.abc import Container, Iterator
from functools import cache, cached_property
from itertools import chain, compress, count, repeat
from typing import Final

from vault.language import Language
from vault.naming import Recall, Word, parted
from vault.redaction.lexicon import Doing, language_of, lexicon
from vault.redaction.speaking import BECAUSE

# Neither "23:an" and "20:15" nor "29, 3. sal" parts anything.
_CLAUSE_GAP: Final = re.compile(r"(?<!\d),|,(?!\s?\d)|(?<!\d):|:\s|[;()\[\]–—]|\s-\s")
_STOP: Final = re.compile(r"(?<!\d)\.\s")
_FULL_STOP: Final = ". "
_SENTENCE_GAP: Final = re.compile(r"[.!?…][\"”»')\]]*\s|\n\s*\n|[!?]|\n\s*[-•*]")
# The attribute of a class costs three times what a name of the module does, and these are asked for all the time.
_JOINS: Final = Doing.JOINS
_SAYS: Final = Doing.SAYS
_NOMINATIVE: Final = Doing.NOMINATIVE
_MAY_BEGIN: Final = _JOINS | _SAYS | _NOMINATIVE
_JOINED: Final = frozenset("ve m s re".split())
_OPENING_CLAUSES: Final = frozenset("conjunctions adverbs prepositions says greetings".split())
_PARTING: Final = frozenset(("conjunctions", "prepositions", "places"))
_POSSESSIVE: Final = frozenset(("first_possessive", "his", "her", "their"))
_NEAR: Final = 6
_MODALS: Final = frozenset("kan vil skal må kunne ville skulle ska måste is was has had will can".split())
_SEEING: Final = frozenset(("first", "he", "she", "kin_alone", "neighbours"))
_SHORTEST_TELLING: Final = 4
_SHORTEST_VERB: Final = 3
_EMPTY: Final = frozenset(
    "small function_words conjunctions prepositions articles greetings first second he she they".split()
)
_OPENING: Final = frozenset("first first_possessive he his she her they their definite kin_alone said_as_name".split())
_SMALL_BEGINNING: Final = re.compile(r"[.!?] (?<=[^\W\d_]{3}..)[a-zæøåäö]")
_CAPITAL_BEGINNING: Final = re.compile(r"[.!?] (?<=[^\W\d_]{3}..)[A-ZÆØÅÄÖ]")
_ENOUGH, _ONE_IN = 15, 12
"""A text of so many words without a full stop writes small if fewer than one in so many has a capital."""
_QUOTING: Final = (">", "|")
_FULL: Final = 0.75
"""The part of the longest line that one must have to go on in the next."""
_SAID: Final = {Language.SWEDISH: "ja", Language.ENGLISH: "me"}
_OWNED: Final = frozenset(("kin", "kin_alone", "said_as_name"))
_MY: Final = frozenset(("first_possessive",))
_I: Final = frozenset(("first", "function_words"))
_WHO: Final = frozenset("first second he she they impersonal".split())
_FINITE: Final = frozenset(("being", "having", "attitudes", "ability", "past"))
_NOT_AT_AN_END: Final = " \n\t,;:.!?(-–—\"'“”„«»‘’"
"""What a stretch does not end with: with the quotation mark of what follows, a blank would be taken from before it."""
_DATE_GAP: Final = re.compile(r"(?<!\d)\d{1,2}\.\s*$")
_SUBJECTS: Final = frozenset("jeg jag han hun hon vi det de der min mit mitt vores vår".split())
CUT_SHORT: Final = frozenset(
    "st kl nr tlf tel hr fr ca bl mv osv fx f eks dr mr mrs ms no lgh afd vedr evt sal vån inkl ang ifm iht pga adr"
    " apt mob ev t ex dvs resp jfr jf ref reg regnr journalnr sagsnr kbh sthlm gbg s n ø v g arb bekr opl opk"
    " sygem modt beh lejl tidl eft ml mdr uppg hyresg nyl handl återk samt appt approx dept hosp compl attn".split()
)
"""Words that are written short, with a stop."""


class Prose:
    """The words of a text, with the sentence and the clause that each stands in."""

    def __init__(self, text: str, language: Language | None = None, *, otherwise: Language = Language.DANISH) -> None:
        self.text = text
        self.apart = apart = parted(text)
        self.words, self._starts = apart.words, apart.starts
        self.language = language or language_of(self.words, otherwise)
        self.lexicon = lexicon(self.language)
        self.small = apart.small
        self.categories = list(map(self.lexicon.categories, apart.written))
        self.bits = list(map(self.lexicon.bits, apart.written))
        """What each word may do: see `Doing`."""
        self._read_as_said()
        self.likely: dict[int, float] = {}
        """How likely words are names, as far as that was asked, by their number."""

    @cached_property
    def without_capitals(self) -> bool:
        """Whether the text writes everything small."""
        return _is_without_capitals(self.text)

    @cached_property
    def sentences(self) -> list[range]:
        return _rows(self._beginnings[0], len(self.words))

    @cached_property
    def clauses(self) -> list[range]:
        return _rows(self._beginnings[1], len(self.words))

    @cached_property
    def sentence_of(self) -> list[int]:
        """The number of the sentence of each word."""
        return _numbered(self.sentences)

    @cached_property
    def clause_of(self) -> list[int]:
        """The number of the clause of each word."""
        return _numbered(self.clauses)

    def _read_as_said(self) -> None:
        """Takes words for the pronouns that people say so: "ja bor" for "jag", "me niece" for "my"."""
        said = _SAID.get(self.language)
        if said is None:
            return
        for at in [at for at, word in enumerate(self.small[:-1]) if word == said]:
            after = self.categories[at + 1]
            if said == "me" and not after.isdisjoint(_OWNED):
                self.categories[at], self.bits[at] = _MY, Doing.SPEAKS
            elif (
                said == "ja"
                and self.is_finite(at + 1)
                and not (at + 2 < len(self.small) and self.categories[at + 2] & _WHO)
            ):
                self.categories[at], self.bits[at] = _I, Doing.SPEAKS

    def is_finite(self, at: int) -> bool:
        """Whether a word reads as a verb that has a subject."""
        ends = self.small[at].endswith(("r", "ade")) and len(self.small[at]) >= _SHORTEST_VERB
        return not self.categories[at].isdisjoint(_FINITE) or (ends and self.categories[at].isdisjoint(_EMPTY))

    def index_of(self, word: Word) -> int:
        """Where a word stands among the words of the text."""
        return bisect_left(self._starts, word.start)

    def index_of_start(self, start: int) -> int:
        """Which word begins at a place."""
        return bisect_left(self._starts, start)

    def index_before(self, at: int) -> int | None:
        """The last word that begins before a place; None where there is none."""
        found = bisect_left(self._starts, at) - 1
        return found if found >= 0 else None

    def tells_a_number(self, row: range, taken: Container[int]) -> bool:
        """Whether a number stands among words that is not `taken`: an age, a year, how many."""
        return any(self.text[at].isdigit() and at not in taken for at in range(*self.whole(row)))

    def place(self, row: range) -> tuple[int, int]:
        """The stretch of the text that a row of words covers."""
        return self.words[row.start].start, self.words[row.stop - 1].end

    def whole(self, row: range) -> tuple[int, int]:
        """The same with what stands between it and the next word, numbers among it; without blanks at the end."""
        start = self.words[row.start].start
        if row.start == 0:
            start = 0
        end = self.words[row.stop].start if row.stop < len(self.words) else len(self.text)
        stretch = self.text[start:end]
        if row.stop < len(self.words) and self.sentence_of[row.stop] != self.sentence_of[row.stop - 1]:
            # What stands before the next sentence in its own line is its day, its hour or its number.
            stretch = (
                stretch[: self.words[row.stop - 1].end - start]
                + stretch[self.words[row.stop - 1].end - start :].partition("\n")[0]
            )
        return start + len(stretch) - len(stretch.lstrip()), start + len(stretch.rstrip(_NOT_AT_AN_END))

    def acts(self, at: int) -> bool:
        """Whether a word is a verb, or the clause is at its end: "den lille skriger", and not "den lille lyd"."""
        if at >= len(self.words) or self.clause_of[at] != self.clause_of[at - 1]:
            return True
        word = self.words[at].small
        return word.endswith("r") or word in _MODALS

    def is_about_matter(self, row: range) -> bool:
        """Whether a row of words is about the complaint itself, or only a form of address."""
        return (
            self.has(row, "matter")
            or all("greetings" in self.categories[at] for at in row)
            or (self.language is Language.DANISH and any(self._is_saw(at) for at in row))
        )

    def has(self, row: range, category: str) -> bool:
        """Whether a word of a row is of a category."""
        for categories in self.categories[row.start : row.stop]:  # noqa: SIM110 -- twice as fast as `any`
            if category in categories:
                return True
        return False

    def is_impersonal(self, clause: int) -> bool:
        """Whether a clause has a subject that is nobody: "it is dark", "there were bags", "det lugter"."""
        for at in self.clauses[clause]:
            found = self.categories[at]
            if "impersonal" in found and (self.small[at] != "der" or self.words[at].opens_sentence):
                return True
            if "conjunctions" not in found:
                return False
        return False

    def says_something(self, at: int) -> bool:
        """Whether a word carries meaning by itself: no pronoun, preposition or auxiliary."""
        return len(self.small[at]) >= _SHORTEST_TELLING and self.categories[at].isdisjoint(_EMPTY)

    def _is_saw(self, at: int) -> bool:
        """Danish "så" is a verb right behind who saw: "jeg så", "Liv så"."""
        if self.small[at] != "så" or self.language is not Language.DANISH or not at:
            return False
        return self.words[at - 1].capital or bool(self.categories[at - 1] & _SEEING)

    @cached_property
    def phrases(self) -> dict[int, list[tuple[int, str]]]:
        """Phrases that have a meaning, by their first word: the word after the last, category."""
        found: dict[int, list[tuple[int, str]]] = {}
        small, going_on = self.small, self.lexicon.going_on
        for at in compress(count(), map(going_on.__contains__, small[:-1])):
            if going_on[small[at]](small[at + 1]) and (here := self.lexicon.phrases(small, at)):
                found[at] = [(at + length, category) for length, category in here]
        return found

    @property
    def marked(self) -> Iterator[tuple[int, int, str]]:
        """Each word or phrase that has a meaning: first word, word after the last, category."""
        for at, found in enumerate(self.categories):
            for category in found:
                yield at, at + 1, category
            if at in self.phrases:
                yield from ((at, until, category) for until, category in self.phrases[at])

    @property
    def every_category(self) -> frozenset[str]:
        """The categories that any word or phrase of the text is of."""
        phrases = (category for here in self.phrases.values() for _, category in here)
        return frozenset(phrases).union(*self.categories)

    def marked_as(self, categories: frozenset[str]) -> Iterator[tuple[int, int, str]]:
        """The same of some categories alone: most words have none of them."""
        here = list(map(_among(categories).__getitem__, self.categories))
        for at in sorted({*compress(count(), here), *self.phrases}):
            yield from ((at, at + 1, category) for category in here[at])
            if at in self.phrases:
                yield from ((at, until, category) for until, category in self.phrases[at] if category in categories)

    @cached_property
    def _beginnings(self) -> tuple[list[int], list[int]]:
        """With which words sentences begin, and with which clauses."""
        bits, gaps = self.bits, self.apart.gaps
        sentences, clauses = [0], [0]
        for at, (gap, may, before) in enumerate(zip(gaps[1:], bits[1:], bits[:-1], strict=True), start=1):
            if gap == " ":
                if (may & _MAY_BEGIN or before & _SAYS) and self._begins_clause(at, clauses[-1], may, before):
                    clauses.append(at)
            elif gap == ", ":
                clauses.append(at)
            elif self._ends_sentence(at, gap):
                sentences.append(at)
                clauses.append(at)
            elif self._ends_clause(at, gap) or self._joins_clauses(at):
                clauses.append(at)
        return sentences, clauses

    def _begins_clause(self, at: int, first: int, bits: int, before: int) -> bool:
        """Whether a clause begins with a word that only a blank parts from the one before it, in that of a `first`."""
        if bits & _JOINS or before & _SAYS:
            return self._joins_clauses(at)
        if bits & _NOMINATIVE:
            return self._begins_anew(at)
        return self._ends_relative(at, first)

    def _joins_clauses(self, at: int) -> bool:
        """Whether a clause begins: at a conjunction, at "for" only where a subject follows it."""
        if "conjunctions" in self.categories[at]:
            return not (self._is_saw(at) or self._compares(at) or self._is_about_to(at))
        if "says" in self.categories[at - 1] and self._may_be_subject(at):
            return True
        after = self.words[at + 1 : at + 2]
        return self.words[at].small in BECAUSE and bool(after) and after[0].small in _SUBJECTS

    def _begins_anew(self, at: int) -> bool:
        """Whether a clause begins with a pronoun that nothing parts from the one before: "… all day i've got …"."""
        if at + 1 >= len(self.words) or self.is_finite(at - 1) or self.words[at].capital:
            return False
        if self.small[at] == "i" and self.language is not Language.ENGLISH:
            return False  # a preposition
        before = self.categories[at - 1]
        joined = self.small[at].partition("'")[2] in _JOINED
        return before.isdisjoint(_OPENING_CLAUSES) and (joined or self.is_finite(at + 1))

    def _ends_relative(self, at: int, first: int) -> bool:
        """Whether the verb of a sentence stands behind a clause within it: "my sister, who is a lawyer | says"."""
        relative = first < at and ("relatives" in self.categories[first] or self.small[first] == "who")
        return relative and any(not self.categories[one].isdisjoint(_FINITE) for one in range(first + 1, at))

    def _is_about_to(self, at: int) -> bool:
        """Whether "at" goes on with the verb before it: "er ved at blive"."""
        about = self.small[at] == "at" and self.small[at - 1] == "ved"
        return about and at > 1 and "being" in self.categories[at - 2]

    def _compares(self, at: int) -> bool:
        """Whether "som" only says as what somebody is or works: "har jobbat som låssmed"."""
        if self.small[at] != "som" or at + 1 >= len(self.words) or self.is_finite(at + 1):
            return False
        noun = self.categories[at + 1].isdisjoint(_EMPTY | _OPENING) and not self.words[at + 1].capital
        last = at + 2 >= len(self.words) or self.text[self.words[at + 1].end : self.words[at + 2].start] != " "
        return noun and (last or not self.categories[at + 2].isdisjoint(_PARTING))

    def _may_be_subject(self, at: int) -> bool:
        """Whether what follows a verb of saying is said, with nothing in between: "she says the boys …"."""
        if self.categories[at].isdisjoint(_POSSESSIVE):
            return self.words[at].capital or bool(self.categories[at] & _OPENING)
        # "says his son is ill", and not "writes his thesis at home"
        after = range(at + 1, min(at + _NEAR, len(self.words)))
        return any(self.is_finite(one) or self.small[one].endswith(("s", "ed", "r", "e")) for one in after[1:])

    def _ends_clause(self, at: int, gap: str) -> bool:
        if gap == _FULL_STOP:
            return not self._is_short(at - 1, gap)
        return bool(_CLAUSE_GAP.search(gap)) or (bool(_STOP.search(gap)) and not self._is_short(at - 1, gap))

    def _is_short(self, at: int, gap: str) -> bool:
        """Whether the stop behind a word only says that it is cut short."""
        word = self.words[at].small
        # "A. Lund", and not "at number 3 B. I go".
        initial = len(word) == 1 and not self.text[: self.words[at].start].rstrip(" ")[-1:].isdigit()
        return gap.rstrip(" ") == "." and (initial or (word in CUT_SHORT and len(word) > 1))

    def _ends_sentence(self, at: int, gap: str) -> bool:
        word = self.words[at]
        if gap == _FULL_STOP:  # as most end
            return (word.capital or self.without_capitals) and not self._is_short(at - 1, gap)
        # "12. marts" and "3. sal" go on; a capital behind a number begins anew.
        if _SENTENCE_GAP.search(gap) and not (_DATE_GAP.search(gap) and not word.capital):
            begins = word.capital or self.without_capitals or "\n" in gap or "!" in gap or "?" in gap
            return begins and not self._is_short(at - 1, gap)
        return "\n" in gap and (word.capital or self._is_broken(at, gap))

    def _is_broken(self, at: int, gap: str) -> bool:
        """Whether a line ends because something new begins, and not because it is full: as in messages and logs."""
        if gap.count("\n") != 1 or gap.rstrip(" ")[-1] in _QUOTING:
            return False
        begins = self._starts[at - 1] + len(self.words[at - 1].text) + gap.index("\n")
        length = begins - self.text.rfind("\n", 0, begins) - 1
        return length + len(self.words[at].text) < self._width * _FULL

    @cached_property
    def _width(self) -> int:
        """How long the longest line of the text is."""
        return max(map(len, self.text.split("\n")))


def _is_without_capitals(text: str) -> bool:
    """Whether sentences begin with small letters mostly, as in messages."""
    small, capital = len(_SMALL_BEGINNING.findall(text)), len(_CAPITAL_BEGINNING.findall(text))
    if small or capital:
        return small > capital
    words = text.split()
    return len(words) >= _ENOUGH and sum(map(str.istitle, words)) * _ONE_IN < len(words)


@cache
def _among(categories: frozenset[str]) -> Recall[frozenset[str], tuple[str, ...]]:
    """The categories of a word that are some of these, by all that it has."""
    return Recall(lambda found: tuple(one for one in found if one in categories))


def _rows(begins: list[int], places: int) -> list[range]:
    """So many places as ranges, each from where one begins to the next."""
    return list(map(range, begins, (*begins[1:], places))) if places else []


def _numbered(rows: list[range]) -> list[int]:
    """The number of the range of each place."""
    return list(chain.from_iterable(map(repeat, count(), map(len, rows))))
