"""Everything that could tell who is meant where nobody is known: days, references, amounts, organisations, places.

For a text that goes to outsiders. An answer to a person would lose with these what they need to follow it. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from vault.naming import Word, is_small
from vault.redaction.model import Decision, Ground, Kind, Span, likely_hidden
from vault.redaction.prose import Prose

_MONTHS: Final = (
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|maj|jun\w*|jul\w*|aug\w*|sep\w*|o[ck]t\w*|nov\w*|de[cs]\w*"  # in three languages
)
_OF_MONTH: Final = r"\d{1,2}(?:\.|st|nd|rd|th)?"
_DAY: Final = (
    rf"(?:{_OF_MONTH}(?:\sand\s|\sog\s|\soch\s|\sto\s|[-–]))?{_OF_MONTH}\s(?:of\s)?(?:{_MONTHS})\b\.?(?:,?\s\d{{4}})?"
    rf"|\b(?:{_MONTHS})\s(?:\d{{1,2}},?\s)?\d{{4}}\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b(?:1[89]|20)\d{{2}}\b"
)
_DAYS: Final = re.compile(
    rf"\b(?:{_DAY})(?:,?\s(?:and|og|och|to|til|till|or)\s(?:(?:on|in|until)\s)?(?:{_DAY})|,\s(?:on\s)?(?:{_DAY}))*",
    re.IGNORECASE,
)
_NUMBERS: Final = (
    "one two three four five six seven eight nine ten eleven twelve fourteen fifteen eighteen twenty"
    " en et ett to två tre fire fyra fem seks sex syv sju otte åtta ni nio ti tio"
)
_COUNT: Final = rf"(?:\d+|{'|'.join(_NUMBERS.split())})"
_UNITS: Final = r"years?|months?|weeks?|days?|hours?|år|måneder|månader|uger|veckor|dage|dagar|timer|timmar"
_WHILE: Final = re.compile(
    rf"\b{_COUNT}\s(?:{_UNITS})(?:(?:,|\sand|\sog|\soch)\s{_COUNT}\s(?:{_UNITS}))*\b(?:['’]s?)?", re.IGNORECASE
)
_REFERENCE: Final = re.compile(r"\b(?:[A-Z]{1,4}[ -]?)?\d+(?:[/-]\d+)+\b|\b[A-Z]{1,4}-?\d{3,}\b")
_FIGURE: Final = r"\d(?:[\d.,]|\s\d{3})*(?<![.,])"
_MONEY: Final = (
    r"kr\b\.?|kroner|kronor|euros?|pounds|dollars?|francs?|marks?|schillings?|zlotys?|liras?|roubles?|forints?"
)
_SUM: Final = rf"(?:[A-Z]{{3}}\s?|[€£$]\s?){_FIGURE}|{_FIGURE}\s?(?:[A-Z]{{3}}\b|(?:[A-Z]\w+\s)?(?i:{_MONEY}))"
_AMOUNT: Final = re.compile(
    rf"(?<!\w)(?:{_SUM})(?:\s[(\[](?:approx\w*\.?\s|about\s)?(?:{_SUM}|[A-Z]{{3}})[)\]])?|{_FIGURE}\s?(?:%|per\scent|percent|procent)"
)
_AGE: Final = re.compile(r"\b\d{1,2}(?:-|\s)(?:year|years|år|årig\w*|åring\w*)(?:-|\s)?(?:old|gammel|gammal)?\b")
_PATTERNS: Final = (_DAYS, _WHILE, _REFERENCE, _AMOUNT, _AGE)
_GENERIC: Final = frozenset(
    "act acting affairs agent agriculture appeal appeals applicant applicants article articles assize"
    " background bar bench case cassation chamber chancellor chief circumstances code commission commissioner"
    " committee complaint complaints constitution constitutional contracting convention council court courts"
    " defence delegate delegates department deputy directive director directorate district division domestic"
    " dr european facts federal fifth finance first foreign fourth freedoms fundamental general government"
    " grand head high human i ii iii interior internal iv judge judgement judges judgment justice law laws"
    " minister ministers ministry miss mr mrs ms no office ombudsman ordinance parliament parties party"
    " plenary practice president principal procedure proceedings procurator prof professor prosecutor"
    " protection protocol public regional registrar registry regulation relevant reports revenue rights rule"
    " rules second secretary section sections senate senior series state states supreme the third treasury"
    " tribunal union v vice".split()
)
"""Words of courts, offices and proceedings, of which every country has one or which every case has."""
_STATES: Final = frozenset("government republic kingdom".split())
_STATUTES: Final = frozenset("act code law regulation ordinance convention constitution protocol directive".split())
_OPENING: Final = frozenset("the they a an he she it in on at by for from this that his her its as to with".split())
_LINKS: Final = frozenset("of for the and og och af av for för".split())
_GENITIVE: Final = re.compile(r"['’]s?$")
_GAPS: Final = frozenset((" ", "-"))
_FULL_STOPS: Final = frozenset((". ", "."))
_SHORTENED: Final = frozenset("mr mrs ms dr prof no st".split())


def thorough(prose: Prose) -> Iterator[Span]:
    """Spans to hide; they may overlap what was found otherwise."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(prose.text):
            yield _span(*found.span(), "a day, a reference, an amount or an age")
    yield from _proper(prose)


def _proper(prose: Prose) -> Iterator[Span]:
    """Rows of capitalised words with a proper name among them: "Mr A. Lund", "Leeds County Court", "House of Lords"."""
    row: list[Word] = []
    for word in prose.words:
        if row and not (
            (word.capital or word.small in _LINKS) and _goes_on(row[-1], prose.text[row[-1].end : word.start])
        ):
            yield from _row(row)
            row = []
        if row or (word.capital and not (word.opens_sentence and is_small(word.text))):
            row.append(word)
    yield from _row(row)


def _goes_on(last: Word, gap: str) -> bool:
    """Whether a row goes on behind a word and what stands after it."""
    initial = len(last.text) == 1 or last.small in _SHORTENED
    return gap in _GAPS or (initial and gap in _FULL_STOPS)


def _row(row: list[Word]) -> Iterator[Span]:
    while row and row[0].small in _OPENING:
        row = row[1:]
    while row and not row[-1].capital:
        row = row[:-1]
    if row and not _tells_of_nobody([_bare(word) for word in row]):
        yield _span(row[0].start, row[-1].end, "a proper name")


def _tells_of_nobody(words: Sequence[str]) -> bool:
    """Whether a name is made of words that every case has, or is that of a state or of one of its statutes."""
    if words[-1] in _STATUTES or not _STATES.isdisjoint(words):
        return True
    return all(word in _GENERIC or word in _LINKS or is_small(word) for word in words)


def _bare(word: Word) -> str:
    return _GENITIVE.sub("", word.small)


def unexplained(direct: Iterable[Span], prose: Prose) -> Iterator[Span]:
    """What was found by itself, less the questions about words that tell of nobody in a text for outsiders."""
    for span in direct:
        if span.decision is Decision.ASK and span.kind is Kind.PERSON and span.ref is None:
            asked = [_bare(word) for word in prose.words if span.start <= word.start < span.end]
            if asked and _tells_of_nobody(asked):
                continue
        yield span


def _span(start: int, end: int, reason: str) -> Span:
    return likely_hidden(start, end, Kind.CIRCUMSTANCE, Ground.RIGHTS_OF_OTHERS, reason)
