"""How a clause hangs on the one before it, and what in it is no subject. Knows words and whom they mean. Pure."""

from collections.abc import Mapping, Sequence
from typing import Final

from vault.redaction.grammar import follows_preposition
from vault.redaction.prose import Prose
from vault.redaction.speaking import AUXILIARIES, INFINITIVE, INFINITIVES, NOMINATIVES, PERCEIVING, SUBJECTS, WHO
from vault.redaction.tense import is_verb
from vault.redaction.whose import Mention, Whose

ByClause = Mapping[int, Sequence[Mention]]
_ME: Final = frozenset(("first", "obliques"))


def relative(prose: Prose, by_clause: ByClause, clause: int) -> Mention | None:
    """Whom a relative clause without a subject of its own tells of: "with a neighbour, | who drives a bus"."""
    if "relatives" not in prose.categories[prose.clauses[clause].start]:
        return None
    before = _right_before(prose, by_clause, clause, behind=True)
    return before if before is not None and before.noun else None


def controlled(prose: Prose, by_clause: ByClause, clause: int) -> Mention | None:
    """Who does what an infinitive says that stands right behind them: "can help you | to find a home"."""
    if prose.small[prose.clauses[clause].start] not in INFINITIVES:
        return None
    before = _right_before(prose, by_clause, clause)
    if before is None or before.possessive or before.noun or not carries_on(prose, clause):
        return None
    return before


def _right_before(prose: Prose, by_clause: ByClause, clause: int, *, behind: bool = False) -> Mention | None:
    """Who stands right before a clause that speaks of nobody itself; not in "offered you | to borrow her flat"."""
    alone = all(behind and (one.possessive or one.oblique) for one in by_clause[clause])
    before = by_clause[clause - 1][-1:] if clause and alone else ()
    gap = prose.text[before[0].end : prose.words[prose.clauses[clause].start].start] if before else ""
    if behind and before and before[0].possessive and not before[0].noun:
        # "tösen min, som är jurist"
        noun = by_clause[clause - 1][-2:-1]
        before = noun if noun and noun[0].noun and before[0].start - noun[0].end == 1 else before
    near = gap in (" ", ", ") or (behind and not any(letter.isalpha() for letter in gap))
    return before[0] if before and near else None


def carries_on(prose: Prose, clause: int) -> bool:
    """Whether a clause goes on with the subject before it: an infinitive, or what follows brackets."""
    row = prose.clauses[clause]
    if clause == 0 or row.stop - row.start < INFINITIVE:
        return False
    second = prose.categories[row.start + 1]
    if ")" in prose.apart.gaps[row.start]:
        return not prose.words[row.start].capital
    if "conjunctions" in prose.categories[row.start] and second & AUXILIARIES:
        # "and has her sister to stay"; but not "and is she at home".
        return not prose.categories[min(row.start + 2, row.stop - 1)] & WHO
    infinitive = prose.small[row.start] in INFINITIVES and not prose.words[row.start + 1].capital
    return infinitive and not second & SUBJECTS


def is_object(prose: Prose, said: Sequence[Mention], at: int) -> bool:
    """Whether a clause has its subject and its verb before a word, or another object: "called me a …"."""
    here = [one for one in said if one.end > one.start]
    if not here or here[-1].possessive:
        here = here[:-1]
    if not here:
        return False
    last = here[-1]
    if last.oblique and not last.noun and not last.possessive:
        return not follows_preposition(prose, prose.index_of_start(last.start))
    free = next((one for one in here if not one.possessive and not one.oblique), None)
    if free is None:
        return False
    between = range(prose.index_of_start(free.end), at)
    verbs = [one for one in between if is_verb(prose, one) or prose.small[one] in PERCEIVING]
    return bool(verbs) and prose.small[verbs[-1]] not in PERCEIVING


def is_done_to_author(prose: Prose, at: int, found: Mention) -> bool:
    """Whether a pronoun that could mean kin of the writer did something to the writer: "slammed the door on me".

    Whoever complains goes back so from their kin to whom they complain of; not where they tell of an illness.
    """
    kin = found.noun and found.ref is None and found.whose is Whose.OTHER
    if not kin or prose.small[at] not in NOMINATIVES:
        return False
    said = [prose.categories[one] for one in prose.clauses[prose.clause_of[at]]]
    ill = any("health" in one and "body" not in one for one in said)
    done = any(is_verb(prose, one) for one in prose.clauses[prose.clause_of[at]])
    return done and not ill and any(one >= _ME for one in said)
