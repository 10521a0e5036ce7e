"""Whom a text is addressed to, who says there who they are, and who is named beyond doubt. Pure."""

from collections.abc import Sequence
from typing import Final

from vault.naming import ORDINARY_NAMES
from vault.redaction.model import Kind, Span
from vault.redaction.prose import Prose
from vault.redaction.whose import BY_STANDING, Cast, Whose

_FIRST: Final = frozenset(("first", "first_possessive"))
_HEADING: Final = 200
"""Within how many characters from its beginning a letter names to whom it goes."""


def addressed(prose: Prose, spans: Sequence[Span], cast: Cast, author: Whose) -> Whose:
    """To whom "you" speaks: to whom the greeting names, else to the organisation or to nobody known."""
    for row in prose.sentences[:3]:
        if "greetings" not in prose.categories[row.start]:
            continue
        start, end = prose.place(row)
        for span in spans:
            if span.kind is Kind.PERSON and start <= span.start < end + 1 and span.ref:
                return BY_STANDING[cast.standings[span.ref]]
    if author is Whose.STAFF:
        heading = (span for span in spans if span.kind is Kind.PERSON and span.ref and span.start < _HEADING)
        if (first := next(heading, None)) is not None and first.ref is not None:
            return BY_STANDING[cast.standings[first.ref]]
    return Whose.UNCLEAR if author is Whose.STAFF else Whose.STAFF


def names_its_author(prose: Prose, at: int) -> bool:
    """Whether a name is what the author says of themselves: "my name is …", "jeg hedder …"."""
    row = range(prose.clauses[prose.clause_of[at]].start, at)
    if not any("naming" in prose.categories[before] for before in row):
        return False
    return any(not prose.categories[before].isdisjoint(_FIRST) for before in row)


def surely_named(prose: Prose, span: Span) -> str | None:
    """Whom a span names beyond doubt: by a name that is no word, or where no sentence begins."""
    if span.kind is not Kind.PERSON or span.ref is None:
        return None
    first = prose.words[prose.index_of_start(span.start)]
    sure = not first.opens_sentence or first.end != span.end or first.small not in ORDINARY_NAMES
    return span.ref if sure else None
