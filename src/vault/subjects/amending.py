"""Changing what is known of a person, by merge patch against the version that was seen; and what to ask again."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import UNSET, UnsetType

from vault.clock import legal_day
from vault.disclosures import Change, Field, owe
from vault.ids import SubjectId
from vault.organisations import store as organisations
from vault.patches import given, refuse_outdated
from vault.policy import Permission
from vault.subjects import store
from vault.subjects.model import (
    SEVERAL,
    Address,
    Email,
    Name,
    NationalIdBasis,
    NationalNumber,
    Person,
    Phone,
    Protection,
    require_basis,
)
from vault.work import Work, reads, writes


class PersonChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is different about a person; null takes a value away, a list is replaced whole."""

    name: Name | UnsetType | None = UNSET
    other_names: Annotated[tuple[Name, ...], SEVERAL] | UnsetType = UNSET
    former_names: Annotated[tuple[Name, ...], SEVERAL] | UnsetType = UNSET
    date_of_birth: date | UnsetType | None = UNSET
    national_id: NationalNumber | UnsetType | None = UNSET
    national_id_basis: NationalIdBasis | UnsetType | None = UNSET
    addresses: Annotated[tuple[Address, ...], SEVERAL] | UnsetType = UNSET
    phones: Annotated[tuple[Phone, ...], SEVERAL] | UnsetType = UNSET
    emails: Annotated[tuple[Email, ...], SEVERAL] | UnsetType = UNSET
    protected_address: bool | UnsetType = UNSET
    protection: Protection | UnsetType | None = UNSET
    minor: bool | UnsetType = UNSET
    staff: bool | UnsetType = UNSET


class ChangedSubject(msgspec.Struct, frozen=True, kw_only=True):
    """A person who was changed, and the version in which they are now."""

    subject_id: SubjectId
    version: int


class Recheck(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose protection has run out or must be asked for again."""

    subject_id: SubjectId
    until: date | None
    recheck_on: date | None


@writes
def change_subject(work: Work, subject_id: SubjectId, change: PersonChange, seen: int) -> ChangedSubject:
    """Changes what is known of a person. Raises NotFound, Outdated, InvalidInput for a national id without a reason."""
    work.permit(Permission.SUBJECT_CHANGE, subject_id)
    named = given(change)
    if not named:
        refuse_outdated("person", store.version_of(work, subject_id), seen)
        work.audit.unchanged()
        return ChangedSubject(subject_id=subject_id, version=seen)
    held = store.load(work, [subject_id])[subject_id]
    person = msgspec.structs.replace(held, **named)
    if person.national_id is None and person.national_id_basis is not None:
        person = msgspec.structs.replace(person, national_id_basis=None)
    require_basis(person)
    store.replace(work, subject_id, person, organisations.load(work).country, seen)
    if changed := _shared_fields(held, person):
        owe(work, Change.RECTIFIED, subjects=[subject_id], fields=changed)
    work.audit.note(f"changed: {', '.join(sorted(named))}")
    return ChangedSubject(subject_id=subject_id, version=seen + 1)


def _shared_fields(held: Person, person: Person) -> frozenset[Field]:
    """What is different in two states of a person, as recipients were given it."""
    parts = {
        Field.NAME: (held.names, person.names),
        Field.ADDRESS: (held.addresses, person.addresses),
        Field.CONTACT: ((held.phones, held.emails), (person.phones, person.emails)),
        Field.NATIONAL_ID: (held.national_id, person.national_id),
    }
    changed = {field for field, (before, after) in parts.items() if before != after}
    # A mediator is given name, address and contact of both parties in one field.
    return frozenset(changed | ({Field.PARTIES, Field.WITNESSES} if changed - {Field.NATIONAL_ID} else set()))


@reads
def protections_due(work: Work) -> list[Recheck]:
    """Whose protection ran out, or must be asked for again by today (S-30). Ids and days, nobody's name."""
    work.permit(Permission.SUBJECT_IDENTITY_READ)
    found = [
        Recheck(subject_id=subject_id, until=until, recheck_on=recheck_on)
        for subject_id, until, recheck_on in store.protections_until(work, legal_day(work.now))
    ]
    work.audit.involve(*(one.subject_id for one in found))
    return found
