"""What a requester gives to be found by, the terms of the exact index, and the verdict on one record. Pure."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from vault import normal
from vault.linkage import Frequencies
from vault.subjects.linking import Match, compared, conclude, traits
from vault.subjects.model import Address, Person

Stated = Annotated[str, Meta(min_length=1, max_length=300)]
Several = Annotated[tuple[Stated, ...], Meta(max_length=20)]


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a requester says of themselves, in any spelling."""

    name: Stated | None = None
    address: Stated | None = None
    phone: Stated | None = None
    email: Stated | None = None
    date_of_birth: date | None = None
    national_id: Stated | None = None
    former_names: Annotated[Several, Meta(description="Earlier names, nicknames, other spellings.")] = ()
    further_addresses: Annotated[Several, Meta(description="Earlier addresses, with the dwelling.")] = ()
    further_phones: Several = ()
    further_emails: Several = ()
    plates: Annotated[Several, Meta(description="Registration numbers of vehicles.")] = ()
    references: Annotated[Several, Meta(description="Case, lease or tenant numbers, as on letters.")] = ()


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
    lines = (*((given.address,) if given.address else ()), *given.further_addresses)
    return Person(
        name=given.name,
        former_names=given.former_names,
        date_of_birth=given.date_of_birth,
        national_id=given.national_id,
        addresses=tuple(Address(line) for line in lines),
        phones=(*((given.phone,) if given.phone else ()), *given.further_phones),
        emails=(*((given.email,) if given.email else ()), *given.further_emails),
    )


def match(given: Given, person: Person, country: str, frequencies: Frequencies | None = None) -> Match:
    """Whether a record is the requester's, judged by itself."""
    asked = traits(given_person(given), country)
    return conclude(compared(asked, traits(person, country)), frequencies or Frequencies())


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
