"""A stranger's name from its first to its last word: particles, initials, and words that are ordinary elsewhere. Pure.

What is known of a word by itself does not tell that it is part of a name; that a name stands beside it does:
"von Essen", "A. Noel Berg", "Hassan al-Jabouri", "Fatima Rice".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from vault.naming import Word, given_name, is_said_with_capital, is_surname, is_word
from vault.redaction.model import REASON_UNEXPLAINED, Decision, Ground, Kind, Span, asked, covered, likely_hidden
from vault.redaction.prose import Prose

_CAPITAL: Final = "A-ZÆØÅÄÖÜÉ"
_BEFORE: Final = re.compile(
    rf"(?<![\w.'’-])(?:(?:von|van(?:\s(?:der|den|de))?|bin|ibn|abu)\s|(?:[{_CAPITAL}]\.\s?)+|(?:[{_CAPITAL}]\s){{2,}})$"
)
_ARTICLE: Final = r"(?:al|el|ad|as|ash|ul)"
_AFTER: Final = re.compile(
    rf"(?:\s{_ARTICLE}[- ][{_CAPITAL}]\w+|\s(?:de\sla|di|del|dos|le|van(?:\sde[rn]?)?|von|bin|ibn)\s[{_CAPITAL}]\w+)+"
)
_OF_FAMILIES: Final = re.compile(
    rf"(?<![\w-])(?:{_ARTICLE}-(?P<thing>[{_CAPITAL}]\w+)|(?:bin\s|O['’]|Mc)[{_CAPITAL}]\w+)"
)
_LONGEST_BEFORE: Final = 16
_COMMON: Final = 3
"""The power of ten of bearers from which a given name is one beside a family name, although it is a word as well."""
_NO_NAMES: Final = frozenset(
    ("his", "he", "she", "they", "first", "second", "articles", "conjunctions", "prepositions")
)


def whole(prose: Prose, found: Sequence[Span]) -> Iterator[Span]:
    """Names that are longer than what was found of them, names in capitals, and families by how their names begin."""
    taken = covered(found)
    for span in found:
        if span.kind is Kind.PERSON and span.ref is None and span.decision is not Decision.KEEP:
            start, end = _start(prose, span, taken), _end(prose, span, taken)
            if (start, end) != (span.start, span.end):
                yield msgspec.structs.replace(span, start=start, end=end)
    for one in _OF_FAMILIES.finditer(prose.text):
        if one.start() not in taken and not (one["thing"] and is_word(one["thing"])):  # "el-Bil"
            yield asked(one.start(), one.end(), None, REASON_UNEXPLAINED)
    for first, last in pairwise(prose.words):
        if _is_in_capitals(first, last) and prose.text[first.end : last.start] == " " and first.start not in taken:
            yield likely_hidden(first.start, last.end, Kind.PERSON, Ground.RIGHTS_OF_OTHERS, "a name")


def _start(prose: Prose, span: Span, taken: set[int]) -> int:
    """Where a name begins: with its particles and initials, or with a given name that is a word as well."""
    before = _BEFORE.search(prose.text, max(0, span.start - _LONGEST_BEFORE), span.start)
    if before is not None:
        return span.start if before.start() in taken else before.start()
    at = (prose.index_before(span.start) or 0) if span.start else None
    if at is None or prose.text[prose.words[at].end : span.start] != " " or prose.words[at].start in taken:
        return span.start
    word = prose.words[at]
    known = given_name(word.text) if word.capital and not word.text.isupper() else None
    if known is None or known.size < _COMMON or (word.text != "Hans" and prose.categories[at] & _NO_NAMES):
        return span.start
    return word.start


def _end(prose: Prose, span: Span, taken: set[int]) -> int:
    """Where a name ends: with what follows a particle, or a capital behind a name of one word."""
    after = _AFTER.match(prose.text, span.end)
    if after is not None:
        return after.end()
    at = prose.index_before(span.end)
    if at is None or prose.words[at].start != span.start or at + 1 >= len(prose.words):
        return span.end
    word = prose.words[at + 1]
    if prose.text[span.end : word.start] != " " or word.start in taken or not word.capital or len(word.text) == 1:
        return span.end
    only_a_word = is_word(word.text) and not is_surname(word.text) and given_name(word.text) is None
    return span.end if only_a_word or is_said_with_capital(word.text) else word.end


def _is_in_capitals(first: Word, last: Word) -> bool:
    """Whether two words in capitals are a given name and a family name: "TOVE PEDERSEN"."""
    if not (len(first.text) > 1 and first.text.isupper() and len(last.text) > 1 and last.text.isupper()):
        return False
    known = given_name(first.text)
    return known is not None and known.size >= _COMMON and is_surname(last.text)
