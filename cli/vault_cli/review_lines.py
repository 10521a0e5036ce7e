"""A review in lines for a person at a terminal."""

from collections.abc import Sequence
from typing import Final

from vault.redaction import Decision, Span
from vault.subject_requests import CandidateView, Protocol, ReadText, ReviewQuestion, ReviewView

_MARKS: Final = {Decision.HIDE: ("[-", "-]"), Decision.ASK: ("[?", "?]"), Decision.KEEP: ("", "")}


def progress(view: ReviewView) -> list[str]:
    """How far a review is."""
    lines = [
        f"{len(view.texts)} texts, {view.masked} places hidden, {view.remembered} kept readable by earlier decisions",
        f"{view.open_questions} questions about {view.open_places} places are open and stay hidden till then",
        f"{view.open_candidates} candidates wait for a decision",
    ]
    if view.two_readers:
        lines.append(f"Second reader: {view.second_open} questions open, {view.disagreements} differences")
    if view.overridden:
        lines.append(f"{view.overridden} places are shown against the machine: a second person confirms them")
    if view.void_rulings:
        lines.append(f"{view.void_rulings} decisions are void, since their text changed")
    if view.to_renew:
        lines.append("Something changed: start the review again")
    lines.append(f"Approved by {view.approved.by}" if view.approved else "Not approved")
    return lines


def texts(view: ReviewView) -> list[str]:
    """The texts of a review by their numbers."""
    return [
        f"{one.number:>4}  {one.place.source.value}  {one.place.field}  {one.hidden} hidden, {one.open} open"
        + ("  written by the requester" if one.own else "")
        + ("  extract" if one.extract else "")
        + (f"  fits fewer than five: {', '.join(fact.value for fact in one.warning.facts)}" if one.warning else "")
        for one in view.texts
    ]


def asked(one: ReviewQuestion) -> list[str]:
    """What waits, with the place to name."""
    place = f"{one.number}" if one.whole_text else f"{one.number}:{one.place.start}-{one.place.end}"
    many = f", {len(one.places)} places" if len(one.places) > 1 else ""
    offered = f", decided before: {one.offered.value}" if one.offered else ""
    return [f"{place}  {one.kind.value}: {one.reason}{many}{offered}", f"  …{one.before}[{one.string}]{one.after}…"]


def candidate(one: CandidateView) -> list[str]:
    """Who could be the requester, and why."""
    found = one.candidate
    state = found.judgement.value if found.judgement else "in the answer" if found.certain else "waits"
    offered = f", said before: {found.offered.value}" if found.offered else ""
    head = f"{found.candidate_id}  {found.kind.value} {found.about}  {state}  strength {found.strength}{offered}"
    name = [f"  {one.person.name}"] if one.person and one.person.name else []
    excerpts = [f"  …{each.before}[{each.string}]{each.after}…" for each in one.excerpts]
    return [head, *name, f"  {', '.join(found.evidence)}", *excerpts]


def searched(one: Protocol) -> list[str]:
    """A search as evidence."""
    head = f"{one.at:%Y-%m-%d %H:%M} UTC, {one.occasion}, by {one.by}, {one.milliseconds} ms"
    return [head, *(f"  {each.source} by {each.term}: {each.hits} of {each.compared}" for each in one.lines)]


def marked(found: ReadText) -> list[str]:
    """A text with its masks, and each place below it."""
    if found.summary.changed:
        return ["The text has changed: start the review again."]
    return [_shown(found.text, found.settled), "", *_listed(found.text, found.settled, found.summary.number)]


def _shown(text: str, spans: Sequence[Span]) -> str:
    at, parts = 0, []
    for span in spans:
        before, after = _MARKS[span.decision]
        parts += [text[at : span.start], before, text[span.start : span.end], after]
        at = span.end
    return "".join((*parts, text[at:]))


def _listed(text: str, spans: Sequence[Span], number: int) -> list[str]:
    return [
        f"{number}:{one.start}-{one.end}  {one.decision.value}  {one.kind.value}  "
        f"{text[one.start : one.end]!r}  {one.reason}"
        for one in spans
    ]
