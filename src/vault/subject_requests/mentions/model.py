"""What is known of somebody who may be mentioned, and the kinds of clues a text can hold. Pure."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from uuid import UUID

import msgspec

from vault.complaints.texts import TextPlace
from vault.ids import CaseId
from vault.linkage import Band
from vault.subjects import Person

__all__ = ["Band", "Clue", "Hit", "Mention", "MentionedText", "Sought"]


class Clue(StrEnum):
    """A kind of evidence that a text speaks of somebody."""

    NATIONAL_ID = "national_id"
    EMAIL = "email"
    PHONE = "phone"
    PLATE = "plate"
    REFERENCE = "reference"
    """A case, lease or tenant number that the person gave."""
    FULL_NAME = "full_name"
    NAME_ALIKE = "name_alike"
    """A whole name with a slip of the pen, a nickname or an initial in it."""
    HOME = "home"
    """Street, number and dwelling."""
    BIRTHDAY = "birthday"
    HOUSEHOLD = "household"
    """Words for who lives in their dwelling: "familien i 3. th."."""
    UNIT = "unit"
    """The dwelling, in a text that is about their house."""
    HOUSE = "house"
    """Street and number without a dwelling."""
    NEIGHBOUR = "neighbour"
    """Words for whoever lives above, below or beside somebody of the case, where the person does."""
    SURNAME = "surname"
    GIVEN_NAME = "given_name"
    NICKNAME = "nickname"
    INITIALS = "initials"


class Hit(msgspec.Struct, frozen=True, order=True):
    """A stretch of a text, offsets in code points, end exclusive, and why it could mean the person."""

    start: int
    end: int
    clue: Clue


class MentionedText(msgspec.Struct, frozen=True, kw_only=True):
    """A text with what was found in it."""

    place: TextPlace
    hits: tuple[Hit, ...]


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A case in which the person is no party and could be mentioned, or surely is."""

    case_id: CaseId
    band: Band
    bits: float
    """How much speaks for it: ten bits make it a thousand times likelier."""
    clues: tuple[str, ...]
    texts: tuple[MentionedText, ...]

    @property
    def records(self) -> frozenset[UUID]:
        """The documents, entries and so on that speak of the person."""
        return frozenset(one.place.record_id for one in self.texts)


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """Every form in which somebody could be mentioned."""

    people: tuple[Person, ...]
    """What the person gave, in the shape of a record, and every record that is theirs."""
    plates: tuple[str, ...] = ()
    references: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return _each(name for person in self.people for name in person.names)

    @property
    def phones(self) -> tuple[str, ...]:
        return _each(number for person in self.people for number in person.phones)

    @property
    def emails(self) -> tuple[str, ...]:
        return _each(address for person in self.people for address in person.emails)

    @property
    def national_ids(self) -> tuple[str, ...]:
        return _each(person.national_id for person in self.people)

    def terms(self) -> dict[str, tuple[str, ...]]:
        """What is searched for, by kind, as the search protocol keeps it."""
        found: dict[str, tuple[str, ...]] = {
            "name": self.names,
            "phone": self.phones,
            "email": self.emails,
            "national_id": self.national_ids,
            "street": _each(address.line for person in self.people for address in person.addresses),
            "date_of_birth": _each(
                person.date_of_birth.isoformat() if person.date_of_birth else None for person in self.people
            ),
            "plate": self.plates,
            "reference": self.references,
        }
        return {kind: values for kind, values in found.items() if values}


def _each(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def clues_of(hits: Sequence[Hit]) -> frozenset[Clue]:
    return frozenset(one.clue for one in hits)
