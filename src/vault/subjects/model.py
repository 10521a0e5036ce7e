"""What is known of a person: pure shapes and normal forms, no database and no keys.

A record about a person is three sealed parts, one for each data category that policy tells apart: identity,
contact and national id. What other systems send is often misspelt or incomplete; it is kept as it came, and a
normal form is computed beside it for search.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.errors import InvalidInput
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


SEVERAL: Final = Meta(max_length=100)
"""So many of a kind at most: nobody has more, and each is indexed."""


class Address(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody lives: the street line as written, and the dwelling within it."""

    line: Annotated[Line, Meta(description="Street, number, postal code and town, as written.")]
    unit: Annotated[Line, Meta(description="Floor and door, or flat number.")] | None = None
    since: date | None = None
    until: Annotated[date, Meta(description="The last day there; absent while it is current.")] | None = None


class ProtectionKind(StrEnum):
    """The forms in which an address is protected by law (S-30 … S-32).

    There is none for a fictitious identity (fingerade personuppgifter): such a person must look like everybody else.
    """

    DK_NAME_AND_ADDRESS = "dk_name_and_address"
    DK_NO_FIXED_ADDRESS = "dk_no_fixed_address"
    SE_CONFIDENTIALITY_MARK = "se_confidentiality_mark"
    SE_PROTECTED_REGISTRATION = "se_protected_registration"
    OTHER = "other"


class Protection(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A protection, until when it was granted, and when it must be asked for again."""

    kind: ProtectionKind
    since: date | None = None
    until: date | None = None
    recheck_on: date | None = None
    checked_on: Annotated[date | None, Meta(description="When it was last asked for and stood.")] = None
    checked_by: Annotated[str | None, Meta(description="Who asked, as the log knows them.")] = None


class NationalIdBasis(StrEnum):
    """Why a national id may be kept (S-20, S-21); a complaint needs none."""

    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"
    COURT_FILING = "court_filing"
    SECURE_IDENTIFICATION = "secure_identification"


class Person(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A natural person as an organisation knows them."""

    name: Name | None = None
    other_names: Annotated[tuple[Name, ...], SEVERAL] = ()
    former_names: Annotated[tuple[Name, ...], SEVERAL] = ()
    date_of_birth: date | None = None
    national_id: NationalNumber | None = None
    national_id_basis: Annotated[
        NationalIdBasis | None, Meta(description="Why the national id is kept; a complaint is taken without.")
    ] = None
    addresses: Annotated[tuple[Address, ...], SEVERAL] = ()
    phones: Annotated[tuple[Phone, ...], SEVERAL] = ()
    emails: Annotated[tuple[Email, ...], SEVERAL] = ()
    protected_address: bool = False
    protection: Protection | None = None
    minor: bool = False
    staff: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name form, the current one first, then what people say, then what they were called before."""
        return tuple(dict.fromkeys((*((self.name,) if self.name else ()), *self.other_names, *self.former_names)))

    @property
    def address_protected(self) -> bool:
        """Whether nobody else may learn where this person lives (S-33)."""
        return self.protected_address or self.protection is not None


def require_basis(person: Person) -> None:
    """Raises InvalidInput for a national id of which nobody says why it may be kept (S-20, S-21)."""
    if person.national_id is not None and person.national_id_basis is None:
        raise InvalidInput("national_id_basis", "is needed with a national id")


class Identity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The category `subject.identity`, as it is sealed."""

    name: str | None = None
    other_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    date_of_birth: date | None = None
    national_id_basis: NationalIdBasis | None = None
    minor: bool = False
    staff: bool = False


class Contact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The category `subject.contact`, as it is sealed."""

    addresses: tuple[Address, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    protected_address: bool = False
    protection: Protection | None = None


class SubjectView(msgspec.Struct, frozen=True, kw_only=True):
    """A data subject as one caller may see them: parts whose category is not permitted are null and named."""

    subject_id: SubjectId
    identity: Identity | None
    contact: Contact | None
    national_id: str | None
    version: int = 1
    withheld: tuple[str, ...] = ()


def identity_of(person: Person) -> Identity:
    return Identity(
        name=person.name,
        other_names=person.other_names,
        former_names=person.former_names,
        date_of_birth=person.date_of_birth,
        national_id_basis=person.national_id_basis,
        minor=person.minor,
        staff=person.staff,
    )


def contact_of(person: Person) -> Contact:
    return Contact(
        addresses=person.addresses,
        phones=person.phones,
        emails=person.emails,
        protected_address=person.protected_address,
        protection=person.protection,
    )


def person_of(identity: Identity, contact: Contact, national_id: str | None) -> Person:
    """The whole person from the three sealed parts."""
    return Person(
        name=identity.name,
        other_names=identity.other_names,
        former_names=identity.former_names,
        date_of_birth=identity.date_of_birth,
        national_id=national_id,
        national_id_basis=identity.national_id_basis,
        addresses=contact.addresses,
        phones=contact.phones,
        emails=contact.emails,
        protected_address=contact.protected_address,
        protection=contact.protection,
        minor=identity.minor,
        staff=identity.staff,
    )
