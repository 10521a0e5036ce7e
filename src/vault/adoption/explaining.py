"""Verbs that ask the policy itself: what it would say, and whether it says what was agreed in its tables."""

from collections.abc import Sequence

import msgspec

from vault.policy import AccessQuestion, Explained, Permission, explain
from vault.policy.truth import check
from vault.work import Work, reads


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a truth table that the rules do not agree with."""

    place: str
    should_be_allowed: bool
    reason: str


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """The truth tables put to the rules that are in force."""

    lines: int
    disagreements: Sequence[Disagreement]


@reads
def explain_access(work: Work, question: AccessQuestion) -> tuple[Explained, ...]:
    """Whether somebody with these roles may do something here, for each purpose, and by which rule.

    Nothing is done and nobody is looked at. Raises InvalidInput for what is no permission or no purpose.
    """
    work.permit(Permission.POLICY_EXPLAIN)
    return explain(work.policy, question, work.organisation_id)


@reads
def test_access(work: Work) -> Tested:
    """Puts every line of the truth tables to the rules. Raises Misconfigured for a line that is none."""
    work.permit(Permission.POLICY_EXPLAIN)
    outcomes = check(work.policy)
    wrong = [
        Disagreement(place=one.case.place, should_be_allowed=one.case.allowed, reason=one.verdict.reason)
        for one in outcomes
        if not one.agrees
    ]
    return Tested(lines=len(outcomes), disagreements=tuple(wrong))
