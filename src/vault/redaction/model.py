"""What redaction speaks of: people as known, spans found in a text, decisions about them."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec


class Standing(StrEnum):
    """How a known person stands to the one who asked."""

    REQUESTER = "requester"
    STAFF = "staff"
    NAMED = "named"
    """Their name was told to the requester in the matter; how to reach them was not."""
    OTHER = "other"
    WITHHELD = "withheld"
    """Spoke in confidence or without a name: nothing may point to them."""


class Part(StrEnum):
    """What somebody is in a matter, as far as words such as "the complainant" can point to them."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    OTHER = "other"


Stay = tuple[date | None, date | None]
"""First and last day at an address, both inclusive; None where it is open or not known."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom the vault knows, with every form that could name or reach them."""

    ref: str
    standing: Standing
    part: Part = Part.OTHER
    names: tuple[str, ...] = ()
    addresses: tuple[tuple[str, str | None], ...] = ()
    """Street line and unit, as written."""
    stays: tuple[Stay, ...] = ()
    """From and until when they lived at each of these, in their order; empty where nobody knows."""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    national_ids: tuple[str, ...] = ()
    date_of_birth: date | None = None
    protected_address: bool = False
    present: bool = True
    """Whether they are part of the very matter; somebody of another one is not confused with the requester."""


class Kind(StrEnum):
    """What sort of thing a span is."""

    PERSON = "person"
    NICKNAME = "nickname"
    ADDRESS = "address"
    UNIT = "unit"
    PHONE = "phone"
    EMAIL = "email"
    NATIONAL_ID = "national_id"
    DATE_OF_BIRTH = "date_of_birth"
    ACCOUNT = "account"
    PLATE = "plate"
    RELATION = "relation"
    """Kinship, household, care: words that point to one person by another."""
    HEALTH = "health"
    OFFENCE = "offence"
    CIRCUMSTANCE = "circumstance"
    """Work, habits, school, animals, a past: what lets somebody work out who is meant."""
    STATEMENT = "statement"
    """What somebody who spoke in confidence says of themselves."""


class Decision(StrEnum):
    HIDE = "hide"
    KEEP = "keep"
    ASK = "ask"
    """Left to a person, and masked until that person has decided."""


class Confidence(StrEnum):
    """How sure the machine is that a span is what it is taken for."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Ground(StrEnum):
    """Why something is masked (X-06); the letter explains each in words."""

    RIGHTS_OF_OTHERS = "rights_of_others"
    """Art. 15(4) GDPR."""
    DECISIVE_INTEREST = "decisive_interest"
    """Somebody's interest outweighs (Danish databeskyttelseslov § 22(1), X-03). Named for the rule: the name reaches
    the requester, who must not learn from it what the interest is (X-33)."""
    PROTECTED_ADDRESS = "protected_address"
    """S-33, S-34."""
    UNDECIDED = "undecided"


class Span(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A stretch of a text, offsets in code points, end exclusive, with what was decided and why."""

    start: int
    end: int
    kind: Kind
    decision: Decision
    ground: Ground | None
    ref: str | None
    """The known person it belongs to, or None where that is not known."""
    reason: str
    """For the reviewer: which rule found it. Never carries the text itself."""
    confidence: Confidence = Confidence.CERTAIN


def likely_hidden(start: int, end: int, kind: Kind, ground: Ground, reason: str) -> Span:
    """A stretch that is hidden by what it says, of nobody in particular; a reviewer may decide otherwise."""
    return Span(
        start=start,
        end=end,
        kind=kind,
        decision=Decision.HIDE,
        ground=ground,
        ref=None,
        reason=reason,
        confidence=Confidence.LIKELY,
    )


REASON_UNEXPLAINED: Final = "a capitalised word that nothing explains"


def asked(start: int, end: int, ref: str | None, reason: str) -> Span:
    """What may be a name, for a person to decide; `ref` is whose it could be."""
    return Span(
        start=start,
        end=end,
        kind=Kind.PERSON,
        decision=Decision.ASK,
        ground=Ground.UNDECIDED,
        ref=ref,
        reason=reason,
        confidence=Confidence.POSSIBLE,
    )


def covered(spans: Iterable[Span]) -> set[int]:
    """Every place that some spans cover."""
    return set[int]().union(*[range(span.start, span.end) for span in spans])


class Mask(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in place of something hidden: a kind and a ground, never a length."""

    kind: Kind
    ground: Ground


Segment = str | Mask
"""A text as somebody receives it is a row of these."""
