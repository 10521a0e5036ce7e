"""What is known of a person: pure shapes and normal forms, no database and no keys.

A record about a person is three sealed parts, one for each data category that policy tells apart: identity,
contact and national id. What other systems send is often misspelt or incomplete; it is kept as it came, and a
normal form is computed beside it for search.
"""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.ids import SubjectId

Name = Annotated[str, Meta(min_length=1, max_length=200, examples=["Karin Ekdal"])]
Line = Annotated[str, Meta(min_length=1, max_length=300)]
Phone = Annotated[str, Meta(min_length=3, max_length=40, examples=["+45 68 10 22 31"])]
Email = Annotated[
    str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["k.ekdal@brev.example"])
]
NationalNumber = Annotated[
    str, Meta(min_length=4, max_length=20, description="CPR, personnummer or samordningsnummer, as written.")
]


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody lives: the street line as written, and the dwelling within it."""

    line: Annotated[Line, Meta(description="Street, number, postal code and town, as written.")]
    unit: Annotated[Line, Meta(description="Floor and door, or flat number.")] | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A natural person as an organisation knows them."""

    name: Name | None = None
    other_names: tuple[Name, ...] = ()
    date_of_birth: date | None = None
    national_id: NationalNumber | None = None
    addresses: tuple[Address, ...] = ()
    phones: tuple[Phone, ...] = ()
    emails: tuple[Email, ...] = ()
    protected_address: bool = False
    minor: bool = False
    staff: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name form, the current one first."""
        return ((self.name,) if self.name else ()) + self.other_names


class Identity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The category `subject.identity`, as it is sealed."""

    name: str | None = None
    other_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    minor: bool = False
    staff: bool = False


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The category `subject.contact`, as it is sealed."""

    addresses: tuple[Address, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    protected_address: bool = False


class SubjectView(msgspec.Struct, frozen=True, kw_only=True):
    """A data subject as one caller may see them: parts whose category is not permitted are null and named."""

    subject_id: SubjectId
    identity: Identity | None
    contact: Contact | None
    national_id: str | None
    withheld: tuple[str, ...] = ()


def identity_of(person: Person) -> Identity:
    return Identity(
        name=person.name,
        other_names=person.other_names,
        date_of_birth=person.date_of_birth,
        minor=person.minor,
        staff=person.staff,
    )


def contact_of(person: Person) -> Contact:
    return Contact(
        addresses=person.addresses,
        phones=person.phones,
        emails=person.emails,
        protected_address=person.protected_address,
    )


def person_of(identity: Identity, contact: Contact, national_id: str | None) -> Person:
    """The whole person from the three sealed parts."""
    return Person(
        name=identity.name,
        other_names=identity.other_names,
        date_of_birth=identity.date_of_birth,
        national_id=national_id,
        addresses=contact.addresses,
        phones=contact.phones,
        emails=contact.emails,
        protected_address=contact.protected_address,
        minor=identity.minor,
        staff=identity.staff,
    )
