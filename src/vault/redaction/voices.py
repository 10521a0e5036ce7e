"""Who speaks where in a text: whoever wrote it, whom it quotes from a mail, whom a report names by their part. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from vault.redaction.addressing import addressed
from vault.redaction.model import Decision, Kind, Span
from vault.redaction.numbered import places_of, tried
from vault.redaction.prose import Prose
from vault.redaction.whose import BY_STANDING, Cast, Whose

_FROM: Final = re.compile(
    r"^(?P<quote>[>|][> \t|]*)?[ \t*]*"
    r"(?:fra|från|from|afsender|avsändare)(?:[ \t*]*:|(?(quote)[ \t]|(?!)))(?P<who>[^\n]+)",
    re.IGNORECASE | re.MULTILINE,
)
_WROTE: Final = re.compile(
    r"^(?P<quote>[>|][> \t|]*)?(?P<who>[^\n]*(?:\n[^\n:]*)?\b(?:skrev|wrote)\b[^\n]*):[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LINE: Final = re.compile(
    r"^(?P<when>[^\w\n]{0,2}(?:[^\W\d_]{2,9}\.?,?\s)?(?:\d{1,4}[./:-]\d{1,2}(?:[./:-]\d{1,4})?[,.]?\s?){1,2}\s?(?:[ap]\.?m\.?)?[\])]?)?"
    r"[ \t–-]*(?P<who>[^\W\d_][^:\n]{0,39}):(?=[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
"""A line of messages: "[14.02.2025 22.41] Anna: …", "Wed 21:07 Chidi: …"."""
_FEWEST_LINES: Final = 2
_LONGEST_LABEL: Final = 41
"""How many characters the label of whoever writes a message has at most, with its colon."""
_REST_OF_LABEL: Final = 12
"""How many characters beside a name the label of whoever writes a message has: where they live, a picture."""
_HEADS: Final = frozenset(("fra", "från", "from", "afsender", "avsändare"))
_WRITES: Final = frozenset(("skrev", "wrote"))
_SAYS_WHO: Final = re.compile(
    r"\b(?:hej|hejsa|hallo|goddag|halløj|hallå|hi|hiya|hello|yes|ja|jo)\b[^.!?\n]{0,12}"
    r"\b(?:det er|her er|det är|här är|this is|it's|it is|its)\s\Z",
    re.IGNORECASE,
)
_QUOTED_LINES: Final = re.compile(r"\s*?(?:^[ \t]*[>|][^\n]*(?:\n|\Z)|^[ \t]*\n)+", re.MULTILINE)
_ROLE: Final = (
    r"(?:målsägande|misstänkt|vittne|anmälare|sökande|svarande|kärande|motpart|forurettede|skadelidte|sigtede|mistænkt"
    r"|anmeldt|vidne|anmelder|indklaged|sagsøger|sagsøgt|modpart|victim|suspect|witness|claimant|defendant|applicant"
    r"|accused|plaintiff|injured\sparty|complainant|respondent)"
)
_LABEL: Final = re.compile(rf"\b(?P<role>{_ROLE})\w{{0,4}}(?:\s\d)?\s?:\s?\Z", re.IGNORECASE)
_NAMES_ROLE: Final = re.compile(_ROLE, re.IGNORECASE)
_BEFORE_NAME: Final = 30
_BESIDE_NAME: Final = 2
"""Within how many characters before a name the colon of a label stands."""
_STEM: Final = 5
"""By how many letters a word is the same part as one that a report lists: "Misstänkt: …", "den misstänkte"."""
_NAMED: Final = (Kind.PERSON, Kind.NICKNAME)
_SPEAKERS: Final = (Kind.PERSON, Kind.NICKNAME, Kind.EMAIL)

Part = tuple[Whose, str | None, str]
"""Whose somebody is, their reference, and their sex."""


class Voices:
    """Who says "I" and to whom "you" speaks at a place, and whom a text calls by the part they have in a report."""

    def __init__(self, prose: Prose, spans: Sequence[Span], cast: Cast, author: Whose) -> None:
        self._author, self._addressed = author, addressed(prose, spans, cast, author)
        quoted = sorted(_quoted(prose, spans, cast, author))
        said = list(_messages(prose.text, spans, cast))
        quoted = sorted((*quoted, *((end, whose) for _, end, whose in said)))
        self._answered = {end: _answered(said, at) for at, (_, end, _) in enumerate(said)}
        self.labels = frozenset(start for start, _, _ in said)
        """Where in a row of messages stands who writes each."""
        if author is Whose.STAFF and not quoted:
            quoted = list(_introduced(prose.text, spans, cast))
        self._starts = [start for start, _ in quoted]
        self._whose = [whose for _, whose in quoted]
        self.parts = _parts(prose.text, spans, cast) if ":" in prose.text else {}
        """Who fills a part that a report lists, by the beginning of the word for it."""

    def author(self, at: int) -> Whose:
        """Who wrote what stands at a place."""
        found = bisect_right(self._starts, at) - 1 if self._starts else -1
        return self._author if found < 0 else self._whose[found]

    def addressed(self, at: int) -> Whose:
        """To whom what stands at a place is written: a resident's quoted mail to the organisation."""
        author = self.author(at)
        found = bisect_right(self._starts, at) - 1 if self._answered else -1
        if found >= 0 and self._starts[found] in self._answered:
            return self._answered[self._starts[found]]
        return self._addressed if author is self._author or author is Whose.STAFF else Whose.STAFF

    def part(self, word: str) -> Part | None:
        """Whom a case-folded word means that is a part in a report."""
        found = self.parts.get(word[:_STEM])
        return found if found is not None and _NAMES_ROLE.match(word) else None


def _quoted(prose: Prose, spans: Sequence[Span], cast: Cast, author: Whose) -> Iterator[tuple[int, Whose]]:
    """Where each quoted mail begins and who wrote it; behind lines that are marked as quoted the author goes on."""
    text = prose.text
    speakers = [span for span in spans if span.kind in _SPEAKERS]
    for found in _headers(prose):
        named = [one for one in speakers if found.start("who") <= one.start < found.end("who")]
        # "From: who <mail> To: whom", and "To whom it concerns, … who wrote:".
        said = named[::-1] if found.re is _WROTE else named
        known = next((one for one in said if one.ref is not None), None)
        if known is not None and known.ref is not None:
            whose = BY_STANDING[cast.standings[known.ref]]
        elif named and found.start() > 0:
            whose = Whose.UNCLEAR if named[0].decision is Decision.KEEP else Whose.OTHER
        else:
            continue
        yield found.end(), whose
        marked = _QUOTED_LINES.match(text, found.end() + 1)
        if marked is not None and (found["quote"] or ">" in marked.group() or "|" in marked.group()):
            yield marked.end(), author


def _messages(text: str, spans: Sequence[Span], cast: Cast) -> Iterator[tuple[int, int, Whose]]:
    """In a row of messages: where who writes each stands and ends, and who they are."""
    people = {
        span.start: span
        for span in spans
        if span.kind in _NAMED and ":" in text[span.start : span.start + _LONGEST_LABEL]
    }
    if len(people) < _FEWEST_LINES or "\n" not in text:
        return
    found = [
        (one, span)
        for one in tried(_LINE, text, _lines(text))
        if (span := people.get(one.start("who"))) is not None
        and len(one["who"]) - (span.end - span.start) <= _REST_OF_LABEL
    ]
    if sum(one["when"] is not None for one, _ in found) < _FEWEST_LINES:
        return
    for one, span in found:
        whose = BY_STANDING[cast.standings[span.ref]] if span.ref else Whose.OTHER
        yield span.start, one.end(), Whose.STAFF if span.decision is Decision.KEEP and not span.ref else whose


def _lines(text: str) -> list[int]:
    """Where lines begin, so that what stands at the beginning of one is looked for nowhere else."""
    return [0, *(at + 1 for at in places_of("\n", text))]


def _answered(said: Sequence[tuple[int, int, Whose]], at: int) -> Whose:
    """To whom one of a row of messages is: to whoever else wrote last before it, or first after it."""
    others = (whose for _, _, whose in (*said[:at][::-1], *said[at:]) if whose is not said[at][2])
    return next(others, Whose.UNCLEAR)


def _headers(prose: Prose) -> Iterator[re.Match[str]]:
    """Lines that say who wrote what follows."""
    if "\n" not in prose.text:
        return
    if not _HEADS.isdisjoint(prose.small):
        yield from tried(_FROM, prose.text, _lines(prose.text))
    if not _WRITES.isdisjoint(prose.small):
        yield from tried(_WROTE, prose.text, _lines(prose.text))


def _introduced(text: str, spans: Sequence[Span], cast: Cast) -> Iterator[tuple[int, Whose]]:
    """Where a message that staff took down says whose it is: "hej det er Vinh fra …"."""
    for span in spans:
        if (
            span.kind is Kind.PERSON
            and span.ref
            and _SAYS_WHO.search(text, max(0, span.start - _BEFORE_NAME), span.start)
        ):
            yield span.end, BY_STANDING[cast.standings[span.ref]]
            return


def _parts(text: str, spans: Sequence[Span], cast: Cast) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for span in spans:
        if span.kind is not Kind.PERSON or ":" not in text[max(0, span.start - _BESIDE_NAME) : span.start]:
            continue
        label = _LABEL.search(text, max(0, span.start - _BEFORE_NAME), span.start)
        if label is not None:
            whose = BY_STANDING[cast.standings[span.ref]] if span.ref else Whose.OTHER
            sex = cast.sexes.get(span.ref, "x") if span.ref else "x"
            found.setdefault(label["role"].casefold()[:_STEM], (whose, span.ref, sex))
    return found
