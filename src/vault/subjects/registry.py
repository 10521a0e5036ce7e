"""Bringing a stated person together with the one already known. Part of other verbs; asks no permission itself."""

import msgspec

from vault import normal
from vault.ids import SubjectId
from vault.subjects import store
from vault.subjects.matching import names_agree
from vault.subjects.model import Person
from vault.work import Work


def recognise(work: Work, person: Person, country: str) -> SubjectId:
    """The subject whom a person handed over is, added if new; what is new about a known one is kept with them.

    Two records are one only on the same national id with a name that agrees, or on the same full name and date
    of birth. Everything weaker stays apart until a person decides.
    """
    known = _known(work, person)
    if known is None:
        return store.add(work, person, country)
    held = store.load(work, [known])[known]
    joined = join(held, person)
    if joined != held:
        store.replace(work, known, joined, country)
    return known


def join(held: Person, stated: Person) -> Person:
    """What is held with what is stated added: nothing is overwritten, a protection is never lost."""
    former = dict.fromkeys((*held.former_names, *stated.former_names))
    names = [name for name in dict.fromkeys((*held.names, *stated.names)) if name not in former]
    return msgspec.structs.replace(
        held,
        name=next(iter(names), None),
        other_names=tuple(names)[1:],
        former_names=tuple(former),
        date_of_birth=held.date_of_birth or stated.date_of_birth,
        national_id=held.national_id or stated.national_id,
        national_id_basis=held.national_id_basis or stated.national_id_basis,
        addresses=tuple(dict.fromkeys((*held.addresses, *stated.addresses))),
        phones=tuple(dict.fromkeys((*held.phones, *stated.phones))),
        emails=tuple(dict.fromkeys((*held.emails, *stated.emails))),
        protected_address=held.protected_address or stated.protected_address,
        protection=held.protection or stated.protection,
        minor=held.minor or stated.minor,
        staff=held.staff or stated.staff,
    )


def _known(work: Work, person: Person) -> SubjectId | None:
    if not person.name:
        return None
    number = normal.national_id(person.national_id or "")
    owners = set(work.keys.owners("national_id", number)) if number else set()
    if not owners and person.date_of_birth:
        owners = set(work.keys.owners("date_of_birth", normal.day(person.date_of_birth)))
    people = store.load(work, (SubjectId(owner) for owner in sorted(owners)))
    return next((known for known, held in people.items() if _one(person, held, number)), None)


def _one(stated: Person, held: Person, number: str | None) -> bool:
    held_number = normal.national_id(held.national_id or "")
    if number and held_number:
        return number == held_number and names_agree(stated.name, held)
    same_name = any(normal.name_words(stated.name or "") == normal.name_words(name) for name in held.names)
    return same_name and stated.date_of_birth is not None and stated.date_of_birth == held.date_of_birth
