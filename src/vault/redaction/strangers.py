"""Capitalised words that nothing explains: they could name somebody whom the vault does not know.

What registers show to be a name is hidden, and staff who are named with their title stay (X-31). The rest is asked.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress, count
from typing import Final

from vault.naming import (
    PARTICLES,
    Recall,
    Word,
    given_name,
    is_explained,
    is_ordinary,
    is_said_with_capital,
    is_small,
    is_surname,
    is_word,
    likelihood,
)
from vault.redaction.model import REASON_UNEXPLAINED, Confidence, Decision, Ground, Kind, Span
from vault.redaction.prose import Prose

_SHORTEST: Final = 2
_LONGEST_LETTERS: Final = 5
# A capitalised word before one of these names an authority or a company, and nobody in it.
_ORGANISATIONS: Final = frozenset(
    "kommune kommunes kommun kommuns politi sygehus hospital boligforening boligselskab boliggruppe boligbyggeri byret"
    " skole sogn kirke vagt vagten as aps ab bolag bostäder bostadsbolag tingsrätt region regionen stad forsikring"
    " försäkring bank security el vvs rør council police court".split()
)
_FUNCTION: Final = frozenset(("function_words", "articles", "small", "his", "conjunctions", "prepositions"))
_PRONOUNS: Final = frozenset("first second second_possessive he his she her they their articles".split())
_NO_NAMES: Final = _FUNCTION | _PRONOUNS | frozenset(("first_possessive", "obliques", "being", "having"))
"""Of words that are names in no sentence, but "Hans", which is read elsewhere."""
_POLITE: Final = frozenset("mr mrs ms miss mister dr doctor fru frøken hr herr fröken farbror tant onkel".split())
_KIN: Final = frozenset(("kin", "kin_alone"))
_COMMON: Final = 2
"""Given names with at least so many bearers (a power of ten) are names also where a sentence begins."""
_VERY_COMMON: Final = 4
WORTH_ASKING: Final = 0.05
"""From which likelihood on a word is asked about that nothing else speaks for."""
WORTH_ASKING_OF_A_WORD: Final = 0.2
"""The same where a sentence begins, and of words that dictionaries have."""
_PASSIVE: Final = ("as", "es")
_SHORTEST_PASSIVE: Final = 6
WORTH_ASKING_OF_A_BEGINNING: Final = 0.3
"""The same of words that dictionaries have and no register of names, where a sentence begins."""
NOT_WORTH_ASKING: Final = 0.02
"""Below which likelihood a word is not asked about, although nothing explains its capital."""
SURE: Final = 0.8
TITLED_ELSEWHERE: Final = "named with the title of a lawyer, an officer or a manager"
_INSIDE: Final = frozenset((" ", "-", "\u00a0", ". ", "."))


def strangers(prose: Prose, familiar: frozenset[str], taken: set[int]) -> Iterator[Span]:
    """Rows of words that look like names, outside of the places that are decided already."""
    row: list[Word] = []
    last = -1
    known = _MAY_NAME_SMALL if prose.without_capitals else _MAY_NAME
    may_name = map(known.__getitem__, prose.apart.written)
    for at in compress(count(), may_name):
        if row and at > last + 1:
            yield from _spans(prose, row)
            row = []
        last = at
        if not row and _explains_itself(prose, at):
            continue
        word = prose.words[at]
        free = word.start not in taken
        suspect = free and (
            _is_suspect(prose, at, familiar, after=bool(row)) or _begins_name(prose, at, familiar, taken)
        )
        suspect = suspect or (free and _reads_as_name(prose, at, familiar))
        suspect = suspect or (free and bool(row) and (_links_names(prose, at) or _goes_on(prose, at, row[-1])))
        joined = bool(row) and prose.text[row[-1].end : word.start] in _INSIDE
        if row and not (suspect and joined):
            yield from _spans(prose, row)
            row = []
        if suspect:
            row.append(word)
    if row:
        yield from _spans(prose, row)


def _explains_itself(prose: Prose, at: int) -> bool:
    """Whether nothing makes a name of a word that has a meaning: most with which sentences begin, and particles."""
    word = prose.words[at]
    if not word.capital:
        return word.small in PARTICLES
    if not _means_something(prose, at) or (len(word.text) > 1 and word.text.isupper()) or _follows_kin(prose, at):
        return False
    return at + 1 >= len(prose.words) or not prose.words[at + 1].capital


def _means_something(prose: Prose, at: int) -> bool:
    """Whether the lexicon has a word, and it is no name that begins like one: "Søndergaard" like "søn"."""
    word, meanings = prose.words[at], prose.categories[at]
    if not meanings:
        return False
    text = _bare(word.text)
    if not word.capital or text.isupper() or not meanings.isdisjoint(_NO_NAMES) or is_said_with_capital(text):
        return True
    found = given_name(text)
    named = found is not None or is_surname(text)
    if _is_inside(prose, at):
        often = found is not None and found.size >= _COMMON
        return is_small(text) and not often if named else is_word(text)
    return not named or _likely(prose, at) < WORTH_ASKING_OF_A_BEGINNING


def _is_inside(prose: Prose, at: int) -> bool:
    return bool(at) and not prose.words[at].opens_sentence and prose.sentence_of[at] == prose.sentence_of[at - 1]


def _reads_as_name(prose: Prose, at: int, familiar: frozenset[str]) -> bool:
    """Whether a capitalised word is likely enough a name, by what stands around it, to be asked about."""
    word = prose.words[at]
    if not word.capital or len(word.text) < _SHORTEST or word.text.isupper() or _means_something(prose, at):
        return False
    text = _bare(word.text)
    if _is_familiar(text, familiar) or _is_organisation(prose, at) or _is_letters(text) or is_said_with_capital(text):
        return False
    if _opens(prose, at) and _is_only_a_word(text):
        return not _is_passive(text) and _likely(prose, at) >= WORTH_ASKING_OF_A_BEGINNING
    return _likely(prose, at) >= (WORTH_ASKING_OF_A_WORD if is_word(text) or word.opens_sentence else WORTH_ASKING)


def _likely(prose: Prose, at: int) -> float:
    if (known := prose.likely.get(at)) is not None:
        return known
    found = likelihood(prose.text, prose.words, at)
    prose.likely[at] = NOT_WORTH_ASKING if found is None else found
    return prose.likely[at]


def _is_suspect(prose: Prose, at: int, familiar: frozenset[str], *, after: bool) -> bool:
    """Whether a word could name somebody, by its capital, its place and what is known of it."""
    word = prose.words[at]
    if not word.capital:
        return (
            _is_lower_case_name(_bare(word.text))
            or _is_small_name_of_kin(prose, at)
            or (prose.without_capitals and _is_only_a_name(word.text))
        )
    text = _bare(word.text)
    if len(text) < _SHORTEST or _is_familiar(text, familiar) or _is_organisation(prose, at) or _is_letters(text):
        return False
    if text.isupper() and _is_shouted(prose, at):
        return _is_a_name_and_no_word(text)
    if _follows_kin(prose, at) and given_name(text) is not None:
        return True  # "his wife Viola", whatever else the word is
    if _means_something(prose, at) or is_said_with_capital(text) or _is_a_thing(prose, at):
        return False
    return _follows_title(prose, at) or _stands_out(prose, at, text, after=after)


def _is_a_name_and_no_word(text: str) -> bool:
    return (given_name(text) is not None or is_surname(text)) and not is_ordinary(text) and not is_word(text)


def _stands_out(prose: Prose, at: int, text: str, *, after: bool) -> bool:
    """Whether nothing explains the capital of a word; where a sentence begins it says nothing itself."""
    word = prose.words[at]
    inside = not word.opens_sentence and (after or prose.sentence_of[at] == prose.sentence_of[at - 1])
    return _is_unexplained(text) if inside else _is_strange(text)


def _begins_name(prose: Prose, at: int, familiar: frozenset[str], taken: set[int]) -> bool:
    """Whether a given name or an initial stands before what could be a family name: "Tom Martin", "H.L. Hansen"."""
    if at + 1 >= len(prose.words) or not prose.words[at].capital:
        return False
    if prose.categories[at] & _FUNCTION and not (
        (prose.words[at].text == "Hans" and _is_certain_or_surname(prose, at + 1)) or _is_written_as_name(prose, at)
    ):
        return False  # "Hans Otto Berg", and not "Hans kone"
    if len(prose.words[at].text) > 1 and prose.words[at].text.isupper() and _is_shouted(prose, at):
        return False
    word, after = prose.words[at], prose.words[at + 1]
    if prose.text[word.end : after.start] not in _INSIDE or after.start in taken or not after.capital:
        return False
    if _is_initial(prose, word):
        return _is_initial(prose, after) or _is_suspect(prose, at + 1, familiar, after=True)
    return given_name(_bare(word.text)) is not None and (
        _is_initial(prose, after) or _is_suspect(prose, at + 1, familiar, after=True)
    )


def _is_written_as_name(prose: Prose, at: int) -> bool:
    """Whether a small word that is a given name as well has a capital inside a sentence: "Joy, Will Young"."""
    if not _is_inside(prose, at) or not prose.categories[at].isdisjoint(_PRONOUNS):
        return False
    found = given_name(_bare(prose.words[at].text))
    return found is not None and found.size >= _COMMON


def _goes_on(prose: Prose, at: int, before: Word) -> bool:
    """Whether a capitalised word goes on with a given name or an initial before it, whatever else it means."""
    word = prose.words[at]
    if not word.capital or (word.opens_sentence and not _is_initial(prose, before)):
        return False
    if _is_initial(prose, word) or _is_initial(prose, before) or given_name(_bare(before.text)) is not None:
        return True
    return _likely(prose, at - 1) >= SURE


def _is_initial(prose: Prose, word: Word) -> bool:
    return len(word.text) == 1 and word.capital and prose.text[word.end : word.end + 1] == "."


def _links_names(prose: Prose, at: int) -> bool:
    """Whether a small word goes on with a name: "Benedikte von Holten"."""
    after = prose.words[at + 1 : at + 2]
    return prose.words[at].small in PARTICLES and bool(after) and after[0].capital


@lru_cache(maxsize=50_000)
def _is_unexplained(text: str) -> bool:
    """Within a sentence a capital wants an explanation."""
    return given_name(text) is not None or (is_ordinary(text) and not is_small(text)) or not is_explained(text)


@lru_cache(maxsize=50_000)
def _is_strange(text: str) -> bool:
    """Where a sentence begins a capital says nothing: the word must be a name, or no word at all."""
    if is_ordinary(text):
        return False
    found = given_name(text)
    return (found is not None and found.size >= _COMMON) or not (is_word(text) or is_explained(text))


def _follows_kin(prose: Prose, at: int) -> bool:
    """Whether a word for a relative stands right before a word: what follows says who it is."""
    if not at or prose.categories[at - 1].isdisjoint(_KIN):
        return False
    return prose.text[prose.words[at - 1].end : prose.words[at].start] in (" ", ", ")


def _is_small_name_of_kin(prose: Prose, at: int) -> bool:
    """Whether "my brother nisse" is named, in a text that writes everything small."""
    text = prose.words[at].text
    if not prose.without_capitals or not _follows_kin(prose, at) or prose.categories[at]:
        return False
    found = given_name(text)
    return found is not None and found.size >= _COMMON


def _opens(prose: Prose, at: int) -> bool:
    """Whether a word begins a sentence; what follows "Mr." does not."""
    return prose.words[at].opens_sentence and not _follows_title(prose, at)


def _follows_title(prose: Prose, at: int) -> bool:
    """Whether a form of address stands right before a word."""
    before = prose.words[at - 1] if at else None
    return (
        before is not None and before.small in _POLITE and prose.text[before.end : prose.words[at].start] in (" ", ". ")
    )


def _is_only_a_word(text: str) -> bool:
    """Whether dictionaries know a word and no register of names does: "Mangler", "Restancen", "Arrears"."""
    return is_word(text) and given_name(text) is None and not is_surname(text)


def _is_passive(text: str) -> bool:
    """Whether a word can be a verb in the passive, with which notes begin: "Betales", "Kontaktas"."""
    return len(text) >= _SHORTEST_PASSIVE and text.endswith(_PASSIVE) and is_word(text[:-1])


def _is_organisation(prose: Prose, at: int) -> bool:
    after = prose.words[at + 1 : at + 2]
    if not after or after[0].small not in _ORGANISATIONS or prose.text[prose.words[at].end : after[0].start] != " ":
        return False
    if len(after[0].text) == _SHORTEST and not after[0].capital:
        return False  # "Ossie as she calls him", and not "Lys AS"
    return not (after[0].capital and _is_certain(_bare(prose.words[at].text)))  # "Jesper Bank", and not "Danske Bank"


def _may_name(text: str) -> bool:
    """Whether a word is worth a closer look: it has a capital, is a name that needs none, or links names."""
    return text[0].isupper() or text.casefold() in PARTICLES or _is_lower_case_name(_bare(text))


def _may_name_small(text: str) -> bool:
    """The same in a text that writes everything small, where any name may be one."""
    return _may_name(text) or given_name(text) is not None


_MAY_NAME: Final = Recall(_may_name)
_MAY_NAME_SMALL: Final = Recall(_may_name_small)


@lru_cache(maxsize=50_000)
def _is_lower_case_name(text: str) -> bool:
    """A very common given name that is no word: people write messages without capitals."""
    found = given_name(text)
    return found is not None and found.size >= _VERY_COMMON and len(text) > 3 and not is_word(text)  # noqa: PLR2004


@lru_cache(maxsize=50_000)
def _is_only_a_name(text: str) -> bool:
    """Whether a word is a common given name and no word, in a text that writes everything small."""
    found = given_name(text)
    return found is not None and found.size >= _COMMON and len(text) > 3 and not is_word(text)  # noqa: PLR2004


def _is_shouted(prose: Prose, at: int) -> bool:
    """Whether the words beside are in capitals too: a heading or a raised voice."""
    beside = prose.words[max(0, at - 1) : at] + prose.words[at + 1 : at + 2]
    return any(len(one.text) > 1 and one.text.isupper() for one in beside)


def _is_letters(text: str) -> bool:
    """Whether a word is made with letters that stand for something, and no name: "S-tog", "CBD-olie", "ADHD"."""
    head, _, rest = text.partition("-")
    return len(head) <= _LONGEST_LETTERS and head.isupper() and bool(rest) and rest.islower()


def _is_a_thing(prose: Prose, at: int) -> bool:
    """Whether letters behind an article stand for a thing: "en TIA"."""
    return prose.words[at].text.isupper() and at > 0 and "indefinite" in prose.categories[at - 1]


def _is_familiar(text: str, familiar: frozenset[str]) -> bool:
    if "-" in text and any(part.casefold() in familiar for part in text.split("-")):
        return True
    return text.casefold() in familiar


@lru_cache(maxsize=50_000)
def _bare(text: str) -> str:
    """A word without the ending of a genitive, where it is known without it."""
    plain = text.rstrip("'’")
    for ending in ("'s", "’s", ":s"):
        plain = plain.removesuffix(ending)
    if not plain.endswith("s") or given_name(plain) is not None:
        return plain
    stem = plain[:-1]
    found = given_name(stem)
    if (is_small(plain) or is_word(plain)) and (found is None or found.size < _VERY_COMMON):
        return plain  # "Marts" is a month, and no Mart's; "Owes" a verb
    return stem if found is not None or is_surname(stem) else plain


def _spans(prose: Prose, row: list[Word]) -> Iterator[Span]:
    """A row of words as a span; none where a capital alone speaks for a name, and all around it against."""
    titles = _titles(prose, row)
    staff = bool(titles) and "outside_titles" not in titles
    named = any(_is_certain(_bare(word.text)) for word in row)
    first = prose.index_of(row[0])
    how_likely = 1.0 if named else max(_likely(prose, at) for at in range(first, first + len(row)))
    polite = _follows_title(prose, first) or _follows_kin(prose, first)
    if not named and not titles and not polite and how_likely < NOT_WORTH_ASKING:
        return
    alone = len(row) == 1 and _opens(prose, first) and _is_only_a_word(_bare(row[0].text))
    reads = not named and not alone and how_likely >= SURE
    hidden = (named or reads) and not titles
    yield Span(
        start=row[0].start,
        end=row[-1].end,
        kind=Kind.PERSON,
        decision=Decision.KEEP if staff else Decision.HIDE if hidden else Decision.ASK,
        ground=None if staff else Ground.RIGHTS_OF_OTHERS if hidden else Ground.UNDECIDED,
        ref=None,
        reason=TITLED_ELSEWHERE if titles and not staff else _reason(staff=staff, named=named, reads=reads),
        confidence=Confidence.LIKELY if hidden or staff else Confidence.POSSIBLE,
    )


def _reason(*, staff: bool, named: bool, reads: bool) -> str:
    if staff:
        return "named with the title of staff"
    return "a name" if named else "reads as a name" if reads else REASON_UNEXPLAINED


def _is_certain_or_surname(prose: Prose, at: int) -> bool:
    text = _bare(prose.words[at].text)
    return prose.words[at].capital and not prose.categories[at] and (_is_certain(text) or is_surname(text))


def _is_certain(text: str) -> bool:
    found = given_name(text)
    return found is not None and found.size >= _COMMON and not is_ordinary(text)


def _titles(prose: Prose, row: Sequence[Word]) -> frozenset[str]:
    """The categories of a title of staff right before or after a name: "caretaker Keld", "Keld Holm, driftsleder"."""
    first = prose.index_of(row[0])
    before = prose.categories[first - 1] if first else frozenset()
    if "staff_titles" in before and prose.text[prose.words[first - 1].end : row[0].start].strip() in ("", ","):
        return before
    after = first + len(row)
    if after >= len(prose.words) or "staff_titles" not in prose.categories[after]:
        return frozenset()
    gap = prose.text[row[-1].end : prose.words[after].start].strip(" ")
    return prose.categories[after] if gap in (",", "(", "\n", ",\n", "–", "-") else frozenset()
