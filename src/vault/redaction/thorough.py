"""Everything that could tell who is meant where nobody is known: days, references, amounts, organisations, places.

For a text that goes to outsiders. An answer to a person would lose with these what they need to follow it. Pure.
"""

import re
from collections.abc import Iterator
from typing import Final

from vault.naming import Word, is_small
from vault.redaction.model import Ground, Kind, Span, likely_hidden
from vault.redaction.prose import Prose

_MONTHS: Final = (
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|maj|jun\w*|jul\w*|aug\w*|sep\w*|o[ck]t\w*|nov\w*|de[cs]\w*"  # in three languages
)
_DAY: Final = re.compile(
    rf"\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s(?:of\s)?(?:{_MONTHS})\b\.?(?:,?\s\d{{4}})?"
    rf"|\b(?:{_MONTHS})\s(?:\d{{1,2}},?\s)?\d{{4}}\b|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b(?:1[89]|20)\d{{2}}\b",
    re.IGNORECASE,
)
_REFERENCE: Final = re.compile(r"\b(?:[A-Z]{1,4}[ -]?)?\d+(?:[/-]\d+)+\b|\b[A-Z]{1,4}-?\d{3,}\b")
_AMOUNT: Final = re.compile(
    r"(?:\b(?:EUR|GBP|USD|DKK|SEK|PLN|FRF|kr\.?)|[€£$])\s?\d[\d.,\s]*\d|\b\d[\d.,\s]*\d\s?(?:kr\b|kroner|kronor|euros?|pounds)",
    re.IGNORECASE,
)
_AGE: Final = re.compile(r"\b\d{1,2}(?:-|\s)(?:year|years|år|årig\w*|åring\w*)(?:-|\s)?(?:old|gammel|gammal)?\b")
_PATTERNS: Final = (_DAY, _REFERENCE, _AMOUNT, _AGE)
_GENERIC: Final = frozenset(
    "court government convention article articles protocol rule rules section sections act commission committee chamber"
    " president registrar applicant applicants state states party parties judgment judgement council law laws code"
    " union agent vice deputy grand series reports human rights fundamental freedoms european high contracting"
    " constitution procedure facts circumstances case relevant domestic practice background proceedings complaint"
    " complaints the they"
    " registry judge judges minister ministry delegate delegates mr mrs ms miss dr professor prof secretary".split()
)
_OPENING: Final = frozenset("the they a an he she it in on at by for from this that his her its as to with".split())
_LINKS: Final = frozenset((" ", "-", " of ", " and ", " for ", ". ", " the ", " of the "))


def thorough(prose: Prose) -> Iterator[Span]:
    """Spans to hide; they may overlap what was found otherwise."""
    for pattern in _PATTERNS:
        for found in pattern.finditer(prose.text):
            yield _span(*found.span(), "a day, a reference, an amount or an age")
    yield from _proper(prose)


def _proper(prose: Prose) -> Iterator[Span]:
    """Rows of capitalised words with a proper name among them: "Mr A. Lund", "Leeds County Court"."""
    row: list[Word] = []
    for word in prose.words:
        joined = bool(row) and prose.text[row[-1].end : word.start] in _LINKS
        if row and not (joined and word.capital):
            yield from _row(row)
            row = []
        if word.capital and not (word.opens_sentence and is_small(word.text)):
            row.append(word)
    yield from _row(row)


def _row(row: list[Word]) -> Iterator[Span]:
    while row and row[0].small in _OPENING:
        row = row[1:]
    if any(word.small not in _GENERIC for word in row):
        yield _span(row[0].start, row[-1].end, "a proper name")


def _span(start: int, end: int, reason: str) -> Span:
    return likely_hidden(start, end, Kind.CIRCUMSTANCE, Ground.RIGHTS_OF_OTHERS, reason)
