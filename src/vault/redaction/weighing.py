"""Whether a clause is rather about the requester or about another, by weights that were learnt from invented documents.

Rules follow who is spoken of by one guess after the other, and each guess that is wrong takes the next with it. The
weights look at all of it at once and decide against the rules where much speaks against them: a clause that was to be
hidden is shown, one that was to be shown is hidden. They never decide about names, numbers and places, nor about what
the requester wrote. Trained by `tests/redaction/learning.py`; without the file the rules alone decide. Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from math import log
from typing import Final, NamedTuple

from vault.redaction.evidence import Evidence
from vault.redaction.extract import TOLD_TO_REQUESTER, kin_of_requester
from vault.redaction.mentions import Mentions
from vault.redaction.model import Confidence, Decision, Ground, Kind, Span, Standing
from vault.redaction.passages import Sign
from vault.redaction.prose import Prose
from vault.redaction.tense import is_of_a_thing
from vault.redaction.whose import Whose

MODEL: Final = "passage_weights.txt"
BIAS: Final = "any clause"
"""The feature that every clause has."""
SCALE: Final = 100
"""The weights are kept as hundredths."""


def _odds(likely: float) -> float:
    return SCALE * log(likely / (1 - likely))


_SHOWN_BELOW: Final = _odds(0.4)
"""At which odds that it is about another a clause that the rules hide is shown."""
_HIDDEN_ABOVE: Final = _odds(0.8)
"""At which odds a clause that the rules show is hidden."""
_OTHERS: Final = (Whose.OTHER, Whose.WITHHELD)
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
    for clause in range(len(prose.clauses)):
        here = proposed.get(clause)
        if here is None:
            may_hide = not in_confidence and _may_be_about_another(told, clause)
            if may_hide and weight(evidence, clause, weights) > _HIDDEN_ABOVE:
                yield _span(told, clause)
        elif _stays_hidden(told, clause, here) or weight(evidence, clause, weights) >= _SHOWN_BELOW:
            yield from here
        elif in_confidence:
            yield from kin_of_requester(prose, told.mentions, clause)


def weight(evidence: Evidence, clause: int, weights: Weights) -> int:
    """Hundredths of the logarithm of the odds that a clause is about another."""
    return weights.get(BIAS, 0) + sum(map(weights.get, evidence.of(clause), repeat(0)))


def _stays_hidden(told: Told, clause: int, here: Sequence[Span]) -> bool:
    """Whether no weight shows it: health (Art. 9 GDPR), and what tells of who spoke in confidence."""
    span = here[0]
    if told.author is not Standing.WITHHELD:
        return any(one.kind is Kind.HEALTH or one.ground is Ground.DECISIVE_INTEREST for one in here)
    prose = told.prose
    in_part = span.end < prose.words[prose.clauses[clause].stop - 1].end
    return in_part or span.reason == TOLD_TO_REQUESTER or _has_author(told, clause)


def _has_author(told: Told, clause: int) -> bool:
    """Whether the sentence of a clause speaks of who spoke in confidence, or the clause of where they are."""
    prose = told.prose
    row = prose.clauses[clause]
    sentence = prose.sentence_of[row.start]
    if any(one.sentence == sentence and one.whose is Whose.WITHHELD for one in told.mentions.all):
        return True
    phrases = (category for at in row for _, category in prose.phrases.get(at, ()))
    return "positions" in phrases or any("positions" in prose.categories[at] for at in row)


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
