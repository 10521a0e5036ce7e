"""Who consulted the records of a person, when and why (A-66): the one place that says what a consultation is.

An event concerns a person where it mentions their own id or that of a case in which they stand. The letter to the
person gives days and purposes; the data protection officer also sees under which reference somebody acted.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from vault.audit import reading
from vault.complaints import store as complaints
from vault.ids import SubjectId
from vault.policy import Permission
from vault.subjects import store as subjects
from vault.work import Work, reads

_OF_PEOPLE = ("subject", "case", "consent", "request", "report", "mailbox")
"""Resources that are about people: these, and whatever has a part of one of them as its category."""
_LOOKING = frozenset({"read", "find", "answer", "search", "scan", "reveal", "unmask", "export", "open", "compose"})
_NO_CONTENT = frozenset({Permission.REQUEST_OPEN})
"""A request is registered under the action that elsewhere means looking into something."""


class Consultation(msgspec.Struct, frozen=True, kw_only=True):
    """One look at the records of a person. `actor` is a reference and no name."""

    at: datetime
    purpose: str
    actor: str
    permissions: tuple[str, ...]
    """What was looked at: everything that this actor was allowed at this instant for this purpose."""
    through: tuple[UUID, ...]
    """The person's own id, or the cases in which they stand."""


class Consulted(msgspec.Struct, frozen=True, order=True):
    """What the person is told of a consultation: a time and a purpose, without who (A-66)."""

    at: datetime
    purpose: str


def told(one: Consultation) -> Consulted:
    """A consultation as it may go to the person."""
    return Consulted(one.at, one.purpose)


def consults(permission: str) -> bool:
    """Whether something is seen of a person by what a permission allows. What changes or lists codes shows nothing."""
    resource, _, action = permission.partition(":")
    about_people = resource.partition(".")[0] in _OF_PEOPLE
    return about_people and action in _LOOKING and permission not in _NO_CONTENT


CONSULTING = tuple(sorted(one.value for one in Permission if consults(one.value)))


@reads
def who_saw(work: Work, subject_id: SubjectId) -> list[Consultation]:
    """When, why and by whom the records of a person were consulted, the earliest first. Raises NotFound.

    Exactly what the person's access answer counts by day and purpose.
    """
    work.permit(Permission.AUDIT_CONSULTATIONS_READ, subject_id)
    subjects.require(work, [subject_id])
    return consultations(work, [subject_id])


def consultations(work: Work, people: Iterable[SubjectId]) -> list[Consultation]:
    """The consultations of the records of somebody who may stand under several ids. Part of other verbs."""
    same = sorted(set(people))
    entities = [*same, *complaints.cases_with(work, same)]
    found: dict[tuple[datetime, str, str], tuple[set[str], set[UUID]]] = {}
    for one in reading.about(work.connection, work.organisation_id, entities, CONSULTING):
        permissions, through = found.setdefault((one.at, one.purpose, one.actor), (set(), set()))
        permissions.add(one.permission)
        through.add(one.entity)
    return [
        Consultation(
            at=at,
            purpose=purpose,
            actor=actor,
            permissions=tuple(sorted(permissions)),
            through=tuple(sorted(through)),
        )
        for (at, purpose, actor), (permissions, through) in sorted(found.items())
    ]
