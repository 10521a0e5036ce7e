"""To whom something belongs, seen from the one who asked, and who is who in a matter. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

import msgspec

from vault.language import Language
from vault.redaction.model import Part, Standing


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote a text, as far as that is known, in which language, and of which day it is."""

    author: Standing | None = None
    language: Language | None = None
    on: date | None = None


class Whose(StrEnum):
    """To whom, seen from the one who asked, something belongs."""

    OWN = "own"
    OTHER = "other"
    WITHHELD = "withheld"
    STAFF = "staff"
    UNCLEAR = "unclear"


class Mention(NamedTuple):
    """A place where a text speaks of somebody. `sex` is "m", "f", or "x" where it is not known."""

    start: int
    end: int
    whose: Whose
    ref: str | None
    sex: str
    person: int
    """The grammatical person: 1, 2 or 3."""
    possessive: bool
    noun: bool
    """A word and no pronoun."""
    oblique: bool
    """Not the subject: an object, or behind a preposition."""
    sentence: int
    clause: int

    def covers(self, at: int) -> bool:
        return self.start <= at < self.end


def first_free(said: Sequence[Mention]) -> Mention | None:
    """The first of a clause who may be its subject."""
    for one in said:
        if not one.possessive and not one.oblique:
            return one
    return None


BY_STANDING: Final = {
    Standing.REQUESTER: Whose.OWN,
    Standing.STAFF: Whose.STAFF,
    Standing.NAMED: Whose.OTHER,
    Standing.OTHER: Whose.OTHER,
    Standing.WITHHELD: Whose.WITHHELD,
    None: Whose.UNCLEAR,
}


class Cast(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """Who is who in a matter: the owner of each reference, sex by given name, and who fills each part."""

    standings: dict[str, Standing]
    sexes: dict[str, str]
    parts: dict[Part, Whose]
    ending_in_s: frozenset[str] = frozenset()
    """Words of known names that end in s without being a genitive, case-folded: "Marchbanks"."""
    own_kin: dict[str, frozenset[str]] = {}
    """Who shares the requester's home or family name, and which sorts of their kinship words can mean the requester."""
    kin_here: frozenset[str] = frozenset()
    """The same sorts, as somebody uses them who stands in the very matter."""
    grown: bool | None = None
    """Whether the requester is of age; None where their day of birth is not known."""
    old: bool = False
    """Whether the requester is so old that a child of theirs is likely grown."""

    own_sides: frozenset[str] = frozenset()
    """On which sides of another party the requester lives, and nobody else: "above", "below"."""

    @cached_property
    def own_part(self) -> Part | None:
        return next((part for part, whose in self.parts.items() if whose is Whose.OWN), None)

    @cached_property
    def own_sexes(self) -> frozenset[str]:
        standings = self.standings.items()
        return frozenset(self.sexes[ref] for ref, stands in standings if stands is Standing.REQUESTER) or frozenset("x")

    @cached_property
    def in_confidence(self) -> bool:
        """Whether somebody spoke in confidence in this matter."""
        return Standing.WITHHELD in self.standings.values()

    @cached_property
    def complained_of_by_nobody_known(self) -> bool:
        """Whether the requester is complained of, and no file knows by whom."""
        return self.own_part is Part.RESPONDENT and Part.COMPLAINANT not in self.parts

    def by_role(self, categories: frozenset[str]) -> Whose:
        """Who "the tenant" is, or "the witness": in a complaint against the requester whoever spoke in confidence."""
        if self.own_part is not Part.RESPONDENT:
            return Whose.UNCLEAR
        if "tenant" in categories:
            return Whose.OWN
        return Whose.WITHHELD if self.in_confidence else Whose.UNCLEAR

    def fits_requester(self, sex: str) -> bool:
        """Whether a pronoun of a sex fits the requester's."""
        return sex == "x" or bool(self.own_sexes & {"x", sex})

    def is_of_somebody_else(self, ref: str | None) -> bool:
        """Whether a known person is neither the requester nor somebody who spoke in confidence."""
        return ref is not None and BY_STANDING[self.standings[ref]] in (Whose.OTHER, Whose.STAFF)
