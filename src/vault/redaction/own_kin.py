"""Whether a kinship word means the requester, who is of the family that a text speaks of. Pure."""

from vault.redaction.grammar import is_possessed
from vault.redaction.prose import Prose
from vault.redaction.whose import Cast, Mention


def is_said_by_own_kin(prose: Prose, cast: Cast, before: Mention | None, at: int, categories: frozenset[str]) -> bool:
    """Whether a word means the requester in the mouth of their child: "Sol says that Mum …"."""
    clause = prose.clause_of[at]
    said = clause > 0 and "says" in prose.categories[prose.clauses[clause - 1].stop - 1]
    if not said or before is None or before.ref is None or before.sentence != prose.sentence_of[at]:
        return False
    return not cast.own_kin.get(before.ref, frozenset()).isdisjoint(categories)


def may_be_own_kin(
    prose: Prose, cast: Cast, before: Mention | None, at: int, sex: str, categories: frozenset[str]
) -> bool:
    """Whether "the son" may be the requester: they are no party to the quarrel, and one of their kin is in it.

    A party is meant by "the father" too, where their child is in it and nobody else is said to be it.
    """
    if "kin_alone" in categories and "parents" in categories and sex in cast.own_sexes - {"x"} and cast.grown:
        return not is_possessed(prose, at) and "parents" in cast.kin_here
    if cast.own_part is not None or not cast.own_kin:
        return False
    if sex not in cast.own_sexes or ("minors" in categories) is (cast.grown is not False):
        return False
    if before is not None and before.possessive and is_possessed(prose, at):
        return bool(cast.own_kin.get(before.ref or "", frozenset()) & categories)
    return "kin_alone" in categories and any(sorts & categories for sorts in cast.own_kin.values())
