"""Capitalised words that nothing explains: they could name somebody whom the vault does not know.

What registers show to be a name is hidden, and staff who are named with their title stay (X-31). The rest is asked.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from vault.naming import (
    PARTICLES,
    Word,
    given_name,
    is_explained,
    is_ordinary,
    is_said_with_capital,
    is_small,
    is_surname,
    is_word,
)
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span
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
_COMMON: Final = 2
"""Given names with at least so many bearers (a power of ten) are names also where a sentence begins."""
_VERY_COMMON: Final = 4
_INSIDE: Final = frozenset((" ", "-", "\u00a0", ". ", "."))


def strangers(prose: Prose, familiar: frozenset[str], taken: set[int]) -> Iterator[Span]:
    """Rows of words that look like names, outside of the places that are decided already."""
    row: list[Word] = []
    for at, word in enumerate(prose.words):
        free = word.start not in taken
        suspect = free and (
            _is_suspect(prose, at, familiar, after=bool(row)) or _begins_name(prose, at, familiar, taken)
        )
        suspect = suspect or (free and bool(row) and (_links_names(prose, at) or _goes_on(prose, at, row[-1])))
        joined = bool(row) and prose.text[row[-1].end : word.start] in _INSIDE
        if row and not (suspect and joined):
            yield _span(prose, row)
            row = []
        if suspect:
            row.append(word)
    if row:
        yield _span(prose, row)


def _is_suspect(prose: Prose, at: int, familiar: frozenset[str], *, after: bool) -> bool:
    """Whether a word could name somebody, by its capital, its place and what is known of it."""
    word = prose.words[at]
    if not word.capital:
        return _is_lower_case_name(_bare(word.text))
    text = _bare(word.text)
    if len(text) < _SHORTEST or _is_familiar(text, familiar) or _is_organisation(prose, at) or _is_letters(text):
        return False
    if text.isupper() and _is_shouted(prose, at):
        return given_name(text) is not None and not is_ordinary(text)
    if prose.categories[at] or is_said_with_capital(text) or _is_a_thing(prose, at):
        return False
    inside = not word.opens_sentence and (after or prose.sentence_of[at] == prose.sentence_of[at - 1])
    return _is_unexplained(text) if inside else _is_strange(text)


def _begins_name(prose: Prose, at: int, familiar: frozenset[str], taken: set[int]) -> bool:
    """Whether a given name or an initial stands before what could be a family name: "Tom Martin", "H.L. Hansen"."""
    if at + 1 >= len(prose.words) or not prose.words[at].capital or prose.categories[at] & _FUNCTION:
        return False
    word, after = prose.words[at], prose.words[at + 1]
    if prose.text[word.end : after.start] not in _INSIDE or after.start in taken or not after.capital:
        return False
    if _is_initial(prose, word):
        return _is_initial(prose, after) or _is_suspect(prose, at + 1, familiar, after=True)
    return given_name(_bare(word.text)) is not None and (
        _is_initial(prose, after) or _is_suspect(prose, at + 1, familiar, after=True)
    )


def _goes_on(prose: Prose, at: int, before: Word) -> bool:
    """Whether a capitalised word goes on with a given name or an initial before it, whatever else it means."""
    word = prose.words[at]
    if not word.capital or (word.opens_sentence and not _is_initial(prose, before)):
        return False
    return _is_initial(prose, word) or _is_initial(prose, before) or given_name(_bare(before.text)) is not None


def _is_initial(prose: Prose, word: Word) -> bool:
    return len(word.text) == 1 and word.capital and prose.text[word.end : word.end + 1] == "."


def _links_names(prose: Prose, at: int) -> bool:
    """Whether a small word goes on with a name: "Benedikte von Holten"."""
    after = prose.words[at + 1 : at + 2]
    return prose.words[at].text.casefold() in PARTICLES and bool(after) and after[0].capital


def _is_unexplained(text: str) -> bool:
    """Within a sentence a capital wants an explanation."""
    return given_name(text) is not None or (is_ordinary(text) and not is_small(text)) or not is_explained(text)


def _is_strange(text: str) -> bool:
    """Where a sentence begins a capital says nothing: the word must be a name, or no word at all."""
    if is_ordinary(text):
        return False
    found = given_name(text)
    return (found is not None and found.size >= _COMMON) or not (is_word(text) or is_explained(text))


def _is_organisation(prose: Prose, at: int) -> bool:
    after = prose.words[at + 1 : at + 2]
    return bool(after) and after[0].text.casefold() in _ORGANISATIONS


@lru_cache(maxsize=50_000)
def _is_lower_case_name(text: str) -> bool:
    """A very common given name that is no word: people write messages without capitals."""
    found = given_name(text)
    return found is not None and found.size >= _VERY_COMMON and len(text) > 3 and not is_word(text)  # noqa: PLR2004


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
    return any(part.casefold() in familiar for part in (text, *text.split("-")))


@lru_cache(maxsize=50_000)
def _bare(text: str) -> str:
    """A word without the ending of a genitive, where it is known without it."""
    plain = text.rstrip("'’")
    for ending in ("'s", "’s", ":s"):
        plain = plain.removesuffix(ending)
    if plain.endswith("s") and given_name(plain) is None and (given_name(plain[:-1]) or is_surname(plain[:-1])):
        return plain[:-1]
    return plain


def _span(prose: Prose, row: list[Word]) -> Span:
    text = [_bare(word.text) for word in row]
    start, end = row[0].start, row[-1].end
    named = any(_is_certain(word) for word in text)
    staff = _has_title(prose, row)
    decision = Decision.KEEP if staff else Decision.HIDE if named else Decision.ASK
    return Span(
        start=start,
        end=end,
        kind=Kind.PERSON,
        decision=decision,
        ground=None if staff else Ground.RIGHTS_OF_OTHERS if named else Ground.UNDECIDED,
        ref=None,
        reason="named with the title of staff"
        if staff
        else "a name"
        if named
        else "a capitalised word that nothing explains",
        confidence=Confidence.LIKELY if named or staff else Confidence.POSSIBLE,
    )


def _is_certain(text: str) -> bool:
    found = given_name(text)
    return found is not None and found.size >= _COMMON and not is_ordinary(text)


def _has_title(prose: Prose, row: Sequence[Word]) -> bool:
    """Whether a title of staff stands right before or after a name: "caretaker Keld", "Keld Holm, driftsleder"."""
    first = next(at for at, word in enumerate(prose.words) if word.start == row[0].start)
    before = prose.categories[first - 1] if first else frozenset()
    if "staff_titles" in before and prose.text[prose.words[first - 1].end : row[0].start].strip() in ("", ","):
        return True
    after = first + len(row)
    if after >= len(prose.words) or "staff_titles" not in prose.categories[after]:
        return False
    return prose.text[row[-1].end : prose.words[after].start].strip(" ") in (",", "(", "\n", ",\n", "–", "-")
