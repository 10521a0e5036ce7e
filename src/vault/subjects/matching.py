"""Is this record the person who asks? Pure decisions, each with its evidence.

A shared name is never enough: two people of one name live in most estates, and giving one the file of the other is
a breach. A shared number is not enough either: households share phones and addresses.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from vault import normal
from vault.subjects.model import Address, Person

Stated = Annotated[str, Meta(min_length=1, max_length=300)]


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a requester says of themselves, in any spelling."""

    name: Stated | None = None
    address: Stated | None = None
    phone: Stated | None = None
    email: Stated | None = None
    date_of_birth: date | None = None
    national_id: Stated | None = None


class Verdict(StrEnum):
    SAME = "same"
    ASK = "ask"
    """A person must look: the name fits, and nothing else confirms or excludes."""
    DIFFERENT = "different"


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict and the kinds of evidence it rests on; never the values."""

    verdict: Verdict
    evidence: tuple[str, ...]


def terms(person: Person, country: str) -> set[tuple[str, str]]:
    """The (kind, normal form) terms under which a person is indexed."""
    found: set[tuple[str, str | None]] = {("name", normal.name_key(name)) for name in person.names}
    found |= {("phone", normal.phone(number, country)) for number in person.phones}
    found |= {("email", normal.email(address)) for address in person.emails}
    found |= {("street", normal.street(address.line)) for address in person.addresses}
    if person.national_id:
        found.add(("national_id", normal.national_id(person.national_id)))
    if person.date_of_birth:
        found.add(("date_of_birth", normal.day(person.date_of_birth)))
    return {(kind, value) for kind, value in found if value}


def given_person(given: Given) -> Person:
    """What was given, in the shape of a record, so that both go through the same normal forms."""
    return Person(
        name=given.name,
        date_of_birth=given.date_of_birth,
        national_id=given.national_id,
        addresses=(Address(given.address),) if given.address else (),
        phones=(given.phone,) if given.phone else (),
        emails=(given.email,) if given.email else (),
    )


def match(given: Given, person: Person, country: str) -> Match:
    """Whether a record is the requester's."""
    asked, held = terms(given_person(given), country), terms(person, country)
    shared = {kind for kind, _ in asked & held} - {"name"}
    opposed = _opposed(asked, held)
    named = names_agree(given.name, person)
    evidence = tuple(sorted(shared | ({"name"} if named else set())))
    if "national_id" in shared:
        return Match(verdict=Verdict.SAME if named else Verdict.ASK, evidence=evidence)
    if not named or opposed:
        return Match(verdict=Verdict.DIFFERENT, evidence=evidence)
    return Match(verdict=Verdict.SAME if shared else Verdict.ASK, evidence=evidence)


def names_agree(given: str | None, person: Person) -> bool:
    """Whether every word of the shorter name stands in the longer one, in any order, initials counting as words.

    At least one word must be there in full, and a single word is a name only where the other is a single word too.
    """
    if not given:
        return False
    asked = normal.name_words(given)
    return any(_contained(asked, normal.name_words(name)) for name in person.names)


def _contained(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if not shorter or (len(shorter) == 1 and len(longer) > 1):
        return False
    rest, whole = list(longer), False
    for word in sorted(shorter, key=len, reverse=True):
        fitting = word if word in rest else next((name for name in rest if _initial(word, name)), None)
        if fitting is None:
            return False
        whole = whole or fitting == word
        rest.remove(fitting)
    return whole


def _initial(word: str, name: str) -> bool:
    """Whether one of two words is the other's first letter."""
    return min(len(word), len(name)) == 1 and word[0] == name[0]


def _opposed(asked: set[tuple[str, str]], held: set[tuple[str, str]]) -> bool:
    """Whether a birthday or national id is known on both sides and differs."""
    for kind in ("date_of_birth", "national_id"):
        ours = {value for k, value in asked if k == kind}
        theirs = {value for k, value in held if k == kind}
        if ours and theirs and not ours & theirs:
            return True
    return False
