"""On which grounds a request may be turned down, by right and country; which documents may stay out. Pure.

Denmark has section 22 of the Data Protection Act and no exception for drafts (X-01, X-22); Sweden has chapter 5 of its
Act (X-20, X-21) and no general one for private interests (X-23). Everything else is the Regulation's.
"""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final

from vault.deadlines import Country, add_months
from vault.errors import InvalidInput
from vault.subject_requests.history.entries import DecisionOutcome, Withholding
from vault.subject_requests.model import Regime, Right


class RefusalGround(StrEnum):
    """Why somebody does not get what they asked for."""

    MANIFESTLY_UNFOUNDED = "manifestly_unfounded"
    EXCESSIVE = "excessive"
    NOT_IDENTIFIABLE = "not_identifiable"
    RIGHTS_OF_OTHERS = "rights_of_others"
    DECISIVE_PRIVATE_INTEREST = "decisive_private_interest"
    DECISIVE_PUBLIC_INTEREST = "decisive_public_interest"
    SECRECY = "secrecy"
    UNFINISHED = "unfinished"
    CORRECT = "correct"
    ACCOUNT_OF_ANOTHER = "account_of_another"
    CONDITIONS_NOT_MET = "conditions_not_met"
    LEGAL_OBLIGATION = "legal_obligation"
    LEGAL_CLAIMS = "legal_claims"
    ARCHIVING = "archiving"
    COMPELLING_GROUNDS = "compelling_grounds"
    NOT_PROVIDED = "not_provided"


G = RefusalGround
BURDEN_ON_CONTROLLER: Final = frozenset({G.MANIFESTLY_UNFOUNDED, G.EXCESSIVE})
"""Art. 12(5): the controller shows that it is so (A-85, A-86)."""
LEAST_FACTS: Final = 80
"""How many signs it takes at least to say what an unfounded or excessive request is shown by."""

_EVERY_RIGHT: Final = frozenset({G.MANIFESTLY_UNFOUNDED, G.EXCESSIVE, G.NOT_IDENTIFIABLE})
_BY_RIGHT: Final = {
    Right.ACCESS: frozenset(
        {G.RIGHTS_OF_OTHERS, G.DECISIVE_PRIVATE_INTEREST, G.DECISIVE_PUBLIC_INTEREST, G.SECRECY, G.UNFINISHED}
    ),
    Right.RECTIFICATION: frozenset({G.CORRECT, G.ACCOUNT_OF_ANOTHER}),
    Right.ERASURE: frozenset({G.CONDITIONS_NOT_MET, G.LEGAL_OBLIGATION, G.LEGAL_CLAIMS, G.ARCHIVING}),
    Right.RESTRICTION: frozenset({G.CONDITIONS_NOT_MET}),
    Right.PORTABILITY: frozenset({G.CONDITIONS_NOT_MET, G.NOT_PROVIDED, G.RIGHTS_OF_OTHERS}),
    Right.OBJECTION: frozenset({G.CONDITIONS_NOT_MET, G.COMPELLING_GROUNDS, G.LEGAL_CLAIMS}),
}
_ONLY_IN: Final = {
    G.DECISIVE_PRIVATE_INTEREST: Country.DENMARK,
    G.DECISIVE_PUBLIC_INTEREST: Country.DENMARK,
    G.SECRECY: Country.SWEDEN,
    G.UNFINISHED: Country.SWEDEN,
}
_WITHHELD_ONLY_IN: Final = {Withholding.DRAFT: Country.SWEDEN, Withholding.MEMORY_NOTE: Country.SWEDEN}
_DRAFT_MONTHS: Final = 12


def available(right: Right, country: Country, regime: Regime = Regime.DATA_PROTECTION) -> frozenset[RefusalGround]:
    """The grounds on which a right may be refused in a country; a public document for secrecy alone (X-26)."""
    if regime is Regime.PUBLIC_DOCUMENTS:
        return frozenset({G.SECRECY})
    return frozenset(one for one in _EVERY_RIGHT | _BY_RIGHT[right] if _ONLY_IN.get(one, country) is country)


def refuse_strange_decision(
    outcome: DecisionOutcome,
    grounds: Collection[RefusalGround],
    reasons: str,
    right: Right,
    country: Country,
    regime: Regime = Regime.DATA_PROTECTION,
) -> None:
    """Raises InvalidInput where a decision is not one that the law knows.

    A refusal has a ground and what is granted has none; a ground belongs to the right and the country; an unfounded
    or excessive request is shown by facts.
    """
    if (outcome is DecisionOutcome.GRANTED) != (not grounds):
        raise InvalidInput("grounds", "are needed for a refusal, partly or wholly, and for nothing else")
    if not set(grounds) <= available(right, country, regime):
        raise InvalidInput("grounds", f"one of them is none for {right.value} in {country.value}")
    if set(grounds) & BURDEN_ON_CONTROLLER and len(reasons) < LEAST_FACTS:
        raise InvalidInput("reasons", f"must show by facts that it is so, in at least {LEAST_FACTS} signs")


def refuse_strange_withholding(ground: Withholding, country: Country, dated_on: date, today: date) -> None:
    """Raises InvalidInput where a document may not stay out on this ground (X-05, X-20, X-21, X-22)."""
    if _WITHHELD_ONLY_IN.get(ground, country) is not country:
        raise InvalidInput("ground", f"is none in {country.value}: drafts and notes are part of the answer")
    if ground is Withholding.DRAFT and today > add_months(dated_on, _DRAFT_MONTHS):
        raise InvalidInput("ground", "holds for a year: an older draft is part of the answer")
