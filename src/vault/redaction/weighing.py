"""Whether a clause is rather about the requester or about another, by weights that were learnt from invented documents.

Rules follow who is spoken of by one guess after the other, and each guess that is wrong takes the next with it. The
weights look at all of it at once and decide against the rules where much speaks against them: a clause that was to be
hidden is shown, one that was to be shown is hidden. They never decide about names, numbers and places, nor about what
the requester wrote. Trained by `tests/redaction/learning.py`; without the file the rules alone decide. Pure.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from math import log
from typing import Final, NamedTuple

from vault.redaction.evidence import Evidence
from vault.redaction.extract import NOT_ABOUT, TOLD_TO_REQUESTER, kin_of_requester, places_of_kin
from vault.redaction.mentions import Mentions
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span, Standing, likely_hidden
from vault.redaction.passages import Sign
from vault.redaction.prose import Prose
from vault.redaction.tense import is_of_a_thing
from vault.redaction.whose import Mention, Whose

MODEL: Final = "passage_weights.txt"
BIAS: Final = "any clause"
"""The feature that every clause has."""
SCALE: Final = 100
"""The weights are kept as hundredths."""


def _odds(likely: float) -> float:
    return SCALE * log(likely / (1 - likely))


_SHOWN_BELOW: Final = _odds(0.4)
"""At which odds that it is about another a clause that the rules hide is shown."""
_HIDDEN_ABOVE: Final = _odds(0.7)
"""At which odds a clause that the rules show is hidden."""
_OTHERS: Final = (Whose.OTHER, Whose.WITHHELD)
_AND: Final = frozenset("og och and".split())
_BESIDE: Final = _AND | frozenset("men but så so".split())
"""Conjunctions behind which a clause stands by itself."""
_KIN: Final = frozenset(("kin", "kin_alone"))
_THIRD: Final = 3
_NO_OTHERS: Final = (Whose.OWN, Whose.STAFF)

Weights = Mapping[str, int]


@cache
def shipped() -> Weights:
    """The shipped weights, in hundredths by feature; none where the file is absent."""
    path = files("vault.redaction") / MODEL
    rows = path.read_text("utf-8").splitlines() if path.is_file() else ()
    return {feature: int(weight) for feature, _, weight in (row.partition("\t") for row in rows) if weight}


class Told(NamedTuple):
    """A text as the rules read it: its clauses, of whom it speaks, the signs of each clause, and who wrote it."""

    prose: Prose
    mentions: Mentions
    found: Mapping[int, Sequence[Sign]]
    author: Standing

    @property
    def evidence(self) -> Evidence:
        return Evidence(*self)


def weighed(said: Iterable[Span], weights: Weights, told: Told) -> Iterator[Span]:
    """Spans as the rules propose them by clause: less what is rather the requester's, more of what is others'."""
    prose, evidence = told.prose, told.evidence
    in_confidence = told.author is Standing.WITHHELD
    proposed: defaultdict[int, list[Span]] = defaultdict(list)
    for span in said:
        proposed[prose.clause_of[prose.index_before(span.end) or 0]].append(span)
    shown: set[int] = set()
    for clause in range(len(prose.clauses)):
        here = proposed.get(clause)
        if here is None:
            shown.add(clause)
            may_hide = not in_confidence and _may_be_about_another(told, clause)
            if may_hide and weight(evidence, clause, weights) > _HIDDEN_ABOVE:
                yield _span(told, clause)
        elif _stays_hidden(told, clause, here, shown) or weight(evidence, clause, weights) >= _SHOWN_BELOW:
            yield from here
        elif in_confidence:
            shown.add(clause)
            yield from kin_of_requester(prose, told.mentions, clause)
            yield from (_statement(*place) for place in _positions(prose, clause))
            yield from (_statement(one.start, one.end) for one in _kin(told, clause))


def weight(evidence: Evidence, clause: int, weights: Weights) -> int:
    """Hundredths of the logarithm of the odds that a clause is about another."""
    return weights.get(BIAS, 0) + sum(map(weights.get, evidence.of(clause), repeat(0)))


def _stays_hidden(told: Told, clause: int, here: Sequence[Span], shown: Container[int]) -> bool:
    """Whether no weight shows it: health (Art. 9 GDPR), and what tells of who spoke in confidence."""
    span = here[0]
    if told.author is not Standing.WITHHELD:
        return any(one.kind is Kind.HEALTH or one.ground is Ground.DECISIVE_INTEREST for one in here)
    prose = told.prose
    in_part = span.end < prose.words[prose.clauses[clause].stop - 1].end
    return in_part or span.reason == TOLD_TO_REQUESTER or _gives_away(told, clause, shown)


def _gives_away(told: Told, clause: int, shown: Container[int]) -> bool:
    """Whether a clause speaks of who spoke in confidence, of their people, or hangs on one that speaks of them.

    A clause of its own does not: "I shut my window, | he shouts all night", and not "I taught him | when he was six",
    "she | and I are on the board", "he knows | who lives next door".
    """
    prose, mentions = told.prose, told.mentions
    ill = any(sign.kind is Kind.HEALTH and sign.whose is not Whose.OWN for sign in told.found.get(clause, ()))
    if ill or not all(one.oblique for one in _kin(told, clause)):
        return True
    sentence = prose.sentence_of[prose.clauses[clause].start]
    spoken = {one.clause for one in mentions.all if one.sentence == sentence and one.whose is Whose.WITHHELD}
    if clause in spoken:
        return True
    return (bool(spoken) or bool(_positions(prose, clause))) and not _stands_alone(told, clause, shown)


def _stands_alone(told: Told, clause: int, shown: Container[int]) -> bool:
    """Whether a clause has a subject that may be the requester, and no other clause is needed to understand it."""
    prose, subject = told.prose, told.mentions.subject(clause)
    row = prose.clauses[clause]
    goes_on = clause - 1 in shown and prose.small[row.start] in _BESIDE  # "he kicked the door | and shouted"
    if subject is None or not (subject.clause == clause or goes_on):
        return False
    if subject.person != _THIRD or subject.possessive:
        return False
    if "conjunctions" in prose.categories[row.start] and prose.small[row.start] not in _BESIDE:
        return False
    after = prose.small[row.stop : row.stop + 1]
    if after and after[0] in _AND and "first" in prose.categories[min(row.stop + 1, len(prose.words) - 1)]:
        return False
    return subject.whose is Whose.OWN or (subject.whose is Whose.OTHER and not subject.noun)


def _kin(told: Told, clause: int) -> list[Mention]:
    """Whom a clause names by kinship who is neither of the requester's home nor said to be the requester's."""
    prose, mentions = told.prose, told.mentions
    theirs = {end for _, end in places_of_kin(prose, mentions, clause)}
    return [
        one
        for one in mentions.within(clause)
        if one.noun and one.ref is None and one.whose is Whose.OTHER and one.end not in theirs
        if not prose.categories[prose.index_of_start(one.start)].isdisjoint(_KIN) and not mentions.is_household(one)
    ]


def _positions(prose: Prose, clause: int) -> list[tuple[int, int]]:
    """Where a clause says where somebody is, seen from its author: "next door", "ovenpå"."""
    row = prose.clauses[clause]
    words = [(at, at + 1) for at in row if "positions" in prose.categories[at]]
    phrases = [(at, until) for at in row for until, category in prose.phrases.get(at, ()) if category == "positions"]
    return [prose.place(range(*one)) for one in (*words, *phrases)]


def _may_be_about_another(told: Told, clause: int) -> bool:
    """Whether a clause has a sign, or a subject that is neither of the requester's home nor staff; most have not.

    What is said of a thing is said of nobody.
    """
    subject, signs = told.mentions.subject(clause), clause in told.found
    if not signs and (subject is None or subject.whose in _NO_OTHERS):
        return False
    if subject is not None and told.mentions.is_household(subject):
        return False
    return signs or not is_of_a_thing(told.prose, clause, ())


def _statement(start: int, end: int) -> Span:
    return likely_hidden(start, end, Kind.STATEMENT, Ground.DECISIVE_INTEREST, NOT_ABOUT)


def _span(told: Told, clause: int) -> Span:
    start, end = told.prose.whole(told.prose.clauses[clause])
    here, signs = told.mentions.within(clause), told.found.get(clause, ())
    withheld = any(one.whose is Whose.WITHHELD for one in here)
    return Span(
        start=start,
        end=end,
        kind=signs[0].kind if signs else Kind.CIRCUMSTANCE,
        decision=Decision.HIDE,
        ground=Ground.DECISIVE_INTEREST if withheld else Ground.RIGHTS_OF_OTHERS,
        ref=next((one.ref for one in here if one.whose in _OTHERS and one.ref), None),
        reason="rather said of somebody else, by all that stands around it",
        confidence=Confidence.POSSIBLE,
    )
