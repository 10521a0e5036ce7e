"""What handling a complaint takes, what it lacks, and so what to ask for: pure.

The minimum that sector guidance names: who complains and how to reach them, of whom, and dates with a short, concrete
incident; the number of witnesses before their names (law.md, section 10, S0). Nothing more is asked for, and a
complaint that lacks something is taken all the same.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from vault.complaints.codes import Anonymity, Category, Role
from vault.complaints.course.entries import KeptEntry
from vault.complaints.course.tenancy import Incident
from vault.complaints.model import Missing
from vault.subjects.model import Person

_IN_ORDER: Final = tuple(Missing)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of a complaint."""

    category: Category
    anonymity: Anonymity
    witness_count: int | None
    people: tuple[tuple[Role, Person | None, bool], ...]
    """Each party: its role, who it is, and whether it is described where nobody knows who it is."""
    entries: Sequence[KeptEntry]
    documents: int


def missing(told: Told) -> tuple[Missing, ...]:
    """What the complaint lacks, in the order in which one would ask."""
    lacks = {*_of_complainant(told), *_of_respondent(told)}
    if told.category is not Category.ARREARS:
        lacks |= set(_of_incidents(told))
    return tuple([one for one in _IN_ORDER if one in lacks])


def _of_complainant(told: Told) -> Iterable[Missing]:
    """An anonymous complaint lacks nobody, and arrears have no complainant."""
    if told.anonymity in (Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS) or told.category is Category.ARREARS:
        return
    known = [person for role, person, _ in told.people if role is Role.COMPLAINANT and person is not None]
    if not any(person.names for person in known):
        yield Missing.COMPLAINANT_NAME
    if not any(person.addresses for person in known):
        yield Missing.COMPLAINANT_ADDRESS
    if not any(person.phones or person.emails for person in known):
        yield Missing.COMPLAINANT_CONTACT


def _of_respondent(told: Told) -> Iterable[Missing]:
    """Somebody described, such as the resident of a flat, is enough: the description says where."""
    meant = [(person, described) for role, person, described in told.people if role is Role.RESPONDENT]
    if not any(described or (person and person.names) for person, described in meant):
        yield Missing.RESPONDENT
    if not any(described or (person and person.addresses) for person, described in meant):
        yield Missing.RESPONDENT_ADDRESS


def _of_incidents(told: Told) -> Iterable[Missing]:
    incidents = [one for one in told.entries if isinstance(one, Incident)]
    if not incidents:
        yield Missing.INCIDENTS
    elif not any(one.text or one.measured for one in incidents) and not told.documents:
        yield Missing.INCIDENT_WORDS
    if incidents and not any(one.own_observation for one in incidents):
        yield Missing.OWN_OBSERVATION
    if told.witness_count is None:
        yield Missing.WITNESS_COUNT
