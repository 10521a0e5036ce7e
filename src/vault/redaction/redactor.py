"""All finders together: one text in, one row of decided spans out."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import msgspec

from vault.language import Language
from vault.naming import Recogniser, given_parts
from vault.redaction.again import again
from vault.redaction.beside_names import houses
from vault.redaction.extract import extract
from vault.redaction.guesses import guesses
from vault.redaction.mentions import Mentions
from vault.redaction.model import (
    Confidence,
    Decision,
    Ground,
    Kind,
    Known,
    Mask,
    Part,
    Segment,
    Span,
    Standing,
    asked,
    covered,
)
from vault.redaction.names import Names
from vault.redaction.namesakes import doubles, namesakes, told_apart
from vault.redaction.numbers import Numbers, could_be_of
from vault.redaction.owning import is_requesters, is_said_by_requester
from vault.redaction.passages import passages, signs
from vault.redaction.people import People, kinship, sex_of
from vault.redaction.places import Places
from vault.redaction.prose import Prose
from vault.redaction.reading import Reading, read
from vault.redaction.relations import relations
from vault.redaction.sides import sides_of
from vault.redaction.strangers import strangers
from vault.redaction.thorough import thorough, unexplained
from vault.redaction.weighing import Told, Weights, shipped, weighed
from vault.redaction.whole_names import whole
from vault.redaction.whose import Cast, Telling, Whose

# A name costs a tenth of what the member of an enum does, and these are asked for all the time.
_KEEP: Final = Decision.KEEP
_ASK: Final = Decision.ASK
_HIDE: Final = Decision.HIDE
_STRICTNESS: Final = {_KEEP: 0, _ASK: 1, _HIDE: 2}
_UNFILED: Final = (Kind.ACCOUNT, Kind.PLATE, Kind.NATIONAL_ID, Kind.DATE_OF_BIRTH)
"""Numbers that people have without the organisation keeping them on file."""
_UNPROTECTED: Final = (Ground.RIGHTS_OF_OTHERS, Ground.UNDECIDED)
_RECOGNISED: Final = "a name, says the recogniser that is plugged in"
_JOINING: Final = frozenset("og samt och and eller or".split())
"""What joins two people who are named tells nothing of them: "Karin and [name]"."""
_AROUND: Final = " ,\n"
_OF_AGE: Final = 18 * 365
_OLD: Final = 50 * 365
"""An age at which children mostly are of age: days."""
_NOBODY: Final = Telling()
_HINTS: Final[dict[Part, frozenset[str]]] = {
    Part.COMPLAINANT: frozenset(("complainant", "neighbours", "any_neighbour", "above", "below", "beside")),
    Part.RESPONDENT: frozenset(("respondent", "tenant", "neighbours", "any_neighbour", "somebody")),
}
"""Words that could mean the requester without it being certain, by their part."""
_KIN: Final = frozenset(("kin", "kin_alone"))


class Redactor:
    """Redacts any number of texts for one requester.

    `people` are all whom the vault knows in the matter, the requester among them; `familiar` are case-folded words
    that name nobody here (the organisation's own name, its departments). A `recogniser` adds names to ask about.
    `for_outsiders` hides whatever could tell who is meant, in a text that is to go to people who are not in it.
    `language` is what a text is taken to be in where neither it nor its sender tells. `weights` decide against the
    rules whom a clause is about; the shipped ones, if none are given.
    """

    def __init__(
        self,
        people: Sequence[Known],
        *,
        familiar: frozenset[str] = frozenset(),
        recogniser: Recogniser | None = None,
        for_outsiders: bool = False,
        language: Language = Language.DANISH,
        weights: Weights | None = None,
    ) -> None:
        self._weights = shipped() if weights is None else weights
        known = [_as_read(one) for one in people]
        index = People(known)
        self._numbers, self._places, self._names = Numbers(index), Places(index), Names(index)
        self._familiar = familiar
        self._recogniser = recogniser
        self._for_outsiders = for_outsiders
        self._language = language
        self._cast = _cast(known)
        self._doubles = doubles(known)
        requesters = (one for one in known if one.standing is Standing.REQUESTER)
        self._own_given = frozenset(part for one in requesters for name in one.names for part in given_parts(name))
        self._last: tuple[Prose, Language | None, tuple[Span, ...]] | None = None
        self._own = {one.ref: one for one in known if one.standing is Standing.REQUESTER}

    def propose(self, text: str, telling: Telling = _NOBODY) -> tuple[Span, ...]:
        """Spans in order, none overlapping another, each with its decision, ground, confidence and reason."""
        reading = read(text)
        prose, direct = self._taken_in(reading.text, telling)
        if self._for_outsiders:
            return _placed(resolved((*unexplained(direct, prose), *thorough(prose))), reading)
        if not self._cast.standings:
            return _placed(direct, reading)
        mentions = Mentions(prose, direct, self._cast, telling)
        meant = self._meant(prose, direct, mentions, telling)
        settled = self._settled(direct, mentions, telling)
        return _placed(laid_over(settled, meant, reading.text), reading)

    def told(self, text: str, telling: Telling) -> Told:
        """A text by a known author as the rules read it, before anything is weighed: what weights are learnt from."""
        prose, direct = self._taken_in(read(text).text, telling)
        mentions = Mentions(prose, direct, self._cast, telling)
        return Told(prose, mentions, signs(prose, mentions, direct), telling.author or Standing.STAFF)

    def speaks_of_requester(self, text: str, telling: Telling = _NOBODY) -> bool:
        """Whether a text says anything of the requester: by a name, a number, a home, or words that point to them."""
        prose, direct = self._taken_in(read(text).text, telling)
        if any(span.ref in self._own for span in direct):
            return True
        if any(one.whose is Whose.OWN for one in Mentions(prose, direct, self._cast, telling).all):
            return True
        part = self._cast.own_part
        hints = _HINTS[part] if part else _KIN if self._cast.kin_here else frozenset()
        return any(category in hints for _, _, category in prose.marked)

    def _taken_in(self, text: str, telling: Telling) -> tuple[Prose, tuple[Span, ...]]:
        """A text as prose, and what gives somebody away in it by itself.

        The last one is kept: whoever asks whether a text speaks of the requester redacts it next.
        """
        last = self._last
        if last is None or last[0].text != text or last[1] is not telling.language:
            prose = Prose(text, telling.language, otherwise=self._language)
            last = self._last = prose, telling.language, self._direct(prose)
        return last[0], last[2]

    def _direct(self, prose: Prose) -> tuple[Span, ...]:
        """What names, numbers and places give away by themselves."""
        text = prose.text
        places = (
            *self._numbers.spans(text, prose.small),
            *self._places.spans(text, prose.apart),
            *self._names.spans(text, prose.apart, small=prose.without_capitals),
        )
        certain = resolved(places)
        taken = covered(certain)
        others = (*strangers(prose, self._familiar, taken), *self._recognised(prose, taken))
        found = resolved((*certain, *others)) if others else certain
        if longer := tuple(whole(prose, found)):
            found = resolved((*found, *longer))
        if more := tuple(again(prose, found)):
            found = resolved((*found, *more))
        if more := tuple(houses(text, found)):
            found = resolved((*found, *more))
        told = told_apart(resolved(namesakes(found, text, self._own_given)), self._doubles)
        return tuple(_without_blanks(one, text) for one in told)

    def _recognised(self, prose: Prose, taken: set[int]) -> Iterable[Span]:
        """Names that the plugged-in recogniser finds and nothing else did."""
        found = self._recogniser.people(prose.text, prose.language) if self._recogniser else ()
        return (
            asked(start, end, None, _RECOGNISED)
            for start, end in found
            if start < end and taken.isdisjoint(range(start, end))
        )

    def _settled(self, direct: tuple[Span, ...], mentions: Mentions, telling: Telling) -> tuple[Span, ...]:
        """What was found by itself, decided again where the whole text tells more."""
        strangers_named = any(_is_strangers(span) for span in direct)
        alone = mentions.speak_of_requester_alone and not strangers_named
        outsider = telling.author not in (None, Standing.REQUESTER, Standing.STAFF)
        return tuple(
            _kept(span)
            if self._may_be_own(span, mentions.prose.text) and (alone or is_requesters(span, mentions, telling))
            else _said(span)
            if span.kind is Kind.UNIT and span.ground in _UNPROTECTED and is_said_by_requester(span, mentions)
            else _asked(span)
            if outsider and span.decision is _KEEP and self._places.is_shared(span, mentions.prose.text)
            else span
            for span in direct
        )

    def _may_be_own(self, span: Span, text: str) -> bool:
        """Whether a number is on nobody's file and could be the requester's, should the text lay it to them."""
        if span.kind is Kind.NATIONAL_ID and not any(
            could_be_of(text[span.start : span.end], one) for one in self._own.values()
        ):
            return False
        return span.kind in _UNFILED and span.ref is None

    def _meant(self, prose: Prose, direct: tuple[Span, ...], mentions: Mentions, telling: Telling) -> tuple[Span, ...]:
        """What points to somebody by its meaning."""
        found, author = signs(prose, mentions, direct), telling.author
        in_confidence = author is Standing.WITHHELD
        said = extract(prose, mentions, found, direct) if in_confidence else passages(prose, mentions, found)
        if self._weights and self._own and author not in (None, Standing.REQUESTER):
            said = weighed(said, self._weights, Told(prose, mentions, found, author))
        if in_confidence:
            return tuple(said)
        return resolved((*relations(prose, mentions, direct), *said, *guesses(prose, mentions)))


def _without_blanks(span: Span, text: str) -> Span:
    """A span without the blanks around it: a mask must not join what it hides with the next word."""
    stretch = text[span.start : span.end]
    if not (stretch[0].isspace() or stretch[-1].isspace()):
        return span
    start = span.start + len(stretch) - len(stretch.lstrip())
    return msgspec.structs.replace(span, start=start, end=start + len(stretch.strip()))


def _is_strangers(span: Span) -> bool:
    return span.kind in (Kind.PERSON, Kind.NICKNAME, Kind.PHONE, Kind.EMAIL) and span.decision is not _KEEP


def _kept(span: Span) -> Span:
    """A number that no file knows, where the requester is spoken of and nobody else."""
    return msgspec.structs.replace(
        span, decision=_KEEP, ground=None, reason="nobody else is spoken of", confidence=Confidence.POSSIBLE
    )


def _said(span: Span) -> Span:
    """A dwelling in words that the requester is quoted with: it tells them nothing."""
    return msgspec.structs.replace(
        span, decision=_KEEP, ground=None, reason="said by the requester", confidence=Confidence.POSSIBLE
    )


def _asked(span: Span) -> Span:
    """The requester's house, written by somebody else, where somebody lives whose address is protected."""
    return msgspec.structs.replace(
        span,
        decision=_ASK,
        ground=Ground.UNDECIDED,
        reason="a house in which somebody has a protected address",
        confidence=Confidence.POSSIBLE,
    )


def resolved(spans: Iterable[Span]) -> tuple[Span, ...]:
    """One decision for each place.

    Of overlapping spans the longest speaks; where it would be shown and the other not, the stricter decision holds
    for the whole, except for a name inside an e-mail address or a date.
    """
    out: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if out and span.start < out[-1].end:
            out[-1] = _joined(out[-1], span)
        else:
            out.append(span)
    return tuple(out)


def laid_over(direct: Sequence[Span], meant: Sequence[Span], text: str) -> tuple[Span, ...]:
    """What is meant fills the places between what was found by itself.

    Within it nothing needs to be asked, and a floor is that of whom the passage is about.
    """
    solid = sorted(span for span in direct if not (_may_give_way(span) and _is_covered(span, meant)))
    starts, ends = [one.start for one in solid], [one.end for one in solid]
    out = list(solid)
    for span in meant:
        within = range(bisect_right(ends, span.start), bisect_left(starts, span.end))
        out.extend(_gaps(span, solid[within.start : within.stop], text))
    return tuple(sorted(out))


def _may_give_way(span: Span) -> bool:
    return span.decision is _ASK or (span.kind is Kind.UNIT and span.decision is _KEEP)


def _is_covered(span: Span, by: Sequence[Span]) -> bool:
    """Whether a place goes with a hidden passage around it; a floor does not with what was said in confidence."""
    covering = next((one for one in by if one.start <= span.start and span.end <= one.end), None)
    if covering is None or covering.decision is not _HIDE:
        return False
    return span.decision is _ASK or covering.kind is not Kind.STATEMENT


def _gaps(span: Span, solid: Sequence[Span], text: str) -> Iterable[Span]:
    at = span.start
    for other in (*solid, None):
        until = min(other.start, span.end) if other else span.end
        stretch = text[at:until] if at < until else ""
        if any(map(str.isalnum, stretch)) and stretch.strip(_AROUND).casefold() not in _JOINING:
            start = at + len(stretch) - len(stretch.lstrip())
            yield msgspec.structs.replace(span, start=start, end=at + len(stretch.rstrip()))
        at = other.end if other else until


def segments(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """What somebody receives of a text: kept stretches, and a mask in place of all that is hidden or undecided."""
    parts: list[Segment] = []
    at = 0
    for span in spans:
        if span.decision is _KEEP:
            continue
        if text[at : span.start]:
            parts.append(text[at : span.start])
        parts.append(Mask(kind=span.kind, ground=span.ground or Ground.UNDECIDED))
        at = span.end
    if text[at:]:
        parts.append(text[at:])
    return tuple(parts)


def _cast(people: Sequence[Known]) -> Cast:
    parts: dict[Part, Whose] = {}
    for one in people:
        if one.part is not Part.OTHER:
            own = one.standing is Standing.REQUESTER
            whose = Whose.OWN if own else Whose.WITHHELD if one.standing is Standing.WITHHELD else Whose.OTHER
            parts[one.part] = _meant_by(parts.get(one.part, whose), whose)
    mine = [one for one in people if one.standing is Standing.REQUESTER]
    born = next((one.date_of_birth for one in mine if one.date_of_birth), None)
    age = None if born is None else (date.today() - born).days  # noqa: DTZ011 -- a day does not matter
    kin = {one.ref: sorts for one in people if one not in mine and (sorts := _kinship(mine, one))}
    return Cast(
        standings={one.ref: one.standing for one in people},
        sexes={one.ref: sex_of(one.names) for one in people},
        parts=parts,
        ending_in_s=frozenset(
            word for one in people for name in one.names for word in name.casefold().split() if word.endswith("s")
        ),
        own_kin=kin,
        kin_here=frozenset[str]().union(*(kin.get(one.ref, ()) for one in people if one.present)),
        grown=None if age is None else age > _OF_AGE,
        old=age is not None and age > _OLD,
        own_sides=sides_of([one for one in people if one.present]),
    )


def _kinship(own: Sequence[Known], one: Known) -> frozenset[str]:
    return frozenset[str]().union(*(kinship(mine, one) for mine in own))


def _meant_by(one: Whose, other: Whose) -> Whose:
    """Whom "the complainant" means where there are two: of others, the one who is protected more."""
    if one is other:
        return one
    return Whose.UNCLEAR if Whose.OWN in (one, other) else Whose.WITHHELD


def _as_read(known: Known) -> Known:
    return msgspec.structs.replace(
        known,
        names=tuple(read(name).text for name in known.names),
        addresses=tuple((read(line).text, unit and read(unit).text) for line, unit in known.addresses),
        emails=tuple(read(address).text for address in known.emails),
    )


def _placed(spans: tuple[Span, ...], reading: Reading) -> tuple[Span, ...]:
    if isinstance(reading.starts, range):
        return spans
    places = (reading.place(span.start, span.end) for span in spans)
    return tuple(
        msgspec.structs.replace(span, start=start, end=end) for span, (start, end) in zip(spans, places, strict=True)
    )


def _joined(one: Span, other: Span) -> Span:
    longest = max(one, other, key=lambda span: span.end - span.start)
    decider = longest
    # A name within an e-mail address or a date ("2 March") is no name.
    within = {one.kind, other.kind} - {Kind.PERSON} <= {Kind.EMAIL, Kind.DATE_OF_BIRTH}
    if longest.decision is _KEEP and (longest.kind is Kind.PERSON or not within):
        decider = max(one, other, key=lambda span: _STRICTNESS[span.decision])
    return msgspec.structs.replace(
        longest,
        start=min(one.start, other.start),
        end=max(one.end, other.end),
        decision=decider.decision,
        ground=decider.ground,
        ref=decider.ref,
    )
