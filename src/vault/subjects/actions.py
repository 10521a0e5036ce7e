"""Verbs about data subjects."""

from vault.errors import InvalidInput, NotFound, NotPermitted
from vault.ids import SubjectId
from vault.linkage import Band
from vault.organisations import store as organisations
from vault.policy import Circumstance, Circumstances, Permission
from vault.subjects import store
from vault.subjects.linking import Match
from vault.subjects.matching import Given
from vault.subjects.model import Person, SubjectView, require_basis
from vault.subjects.registry import recognise
from vault.subjects.searching import Telling, lookup, search
from vault.work import Work, reads, scans, shares, writes

_ORDER = tuple(Band)
_FURTHER = (Permission.SUBJECT_CONTACT_READ, Permission.SUBJECT_NATIONAL_ID_READ)
_PARTS = {
    "identity": Permission.SUBJECT_IDENTITY_READ,
    "contact": Permission.SUBJECT_CONTACT_READ,
    "national_id": Permission.SUBJECT_NATIONAL_ID_READ,
}


@writes
def store_subject(work: Work, person: Person) -> SubjectId:
    """Stores a person, or adds to the one already known by national id or by name and date of birth.

    Raises InvalidInput where nothing is said of anybody, and for a national id without a reason to keep it.
    """
    work.permit(Permission.SUBJECT_STORE)
    if person == Person():
        raise InvalidInput("body", "says nothing of anybody")
    require_basis(person)
    subject_id = recognise(work, person, organisations.load(work).country)
    work.audit.involve(subject_id)
    return subject_id


@reads
def read_subject(work: Work, subject_id: SubjectId) -> SubjectView:
    """A person, without the parts that the caller may not read. Raises NotFound."""
    known = store.restricted(work, [subject_id])
    given = frozenset({Circumstance.RESTRICTED} if known else ())
    _permit(work, subject_id, given)
    store.require(work, [subject_id])
    seen = {permission for permission in _FURTHER if work.may(permission, given)}
    contact = store.open_contact(work, subject_id) if Permission.SUBJECT_CONTACT_READ in seen else None
    if contact is not None and store.protected(work, [subject_id]):
        given |= {Circumstance.PROTECTED_ADDRESS}
        seen = {permission for permission in seen if work.may(permission, given)}
    for permission in sorted(seen):
        work.permit(permission, subject_id, given=given)
    return SubjectView(
        version=store.version_of(work, subject_id),
        subject_id=subject_id,
        identity=store.open_identity(work, subject_id),
        contact=contact if Permission.SUBJECT_CONTACT_READ in seen else None,
        national_id=store.open_national_id(work, subject_id) if Permission.SUBJECT_NATIONAL_ID_READ in seen else None,
        withheld=tuple(permission.resource for permission in _FURTHER if permission not in seen),
    )


@scans
@reads
def find_subjects(work: Work, given: Given, telling: Telling | None = None) -> dict[SubjectId, Match]:
    """Who could be meant by these details, the likeliest first, each with a verdict and its evidence.

    Whoever shares an exact term is found by the index. Who may scan also finds spelling variants, nicknames, former
    names and slips among everybody of the organisation; a category that the caller may not read is not opened for it.
    `telling` hears how far that is.
    """
    work.permit(Permission.SUBJECT_FIND)
    country, parts = organisations.load(work).country, _readable(work)
    if work.may(Permission.SUBJECT_SCAN):
        work.permit(Permission.SUBJECT_SCAN)
        found = search(work, given, country, parts, telling).matches
    else:
        found = lookup(work, given, country, parts)
    return _told(work, found)


@shares
@reads
def look_up_subjects(work: Work, given: Given) -> dict[SubjectId, Match]:
    """Whoever shares an exact term with these details: an e-mail address, a number, a name, in its normal form.

    By the index alone, which takes as long among a million people as among ten. Says nothing of other spellings.
    """
    work.permit(Permission.SUBJECT_FIND)
    return _told(work, lookup(work, given, organisations.load_to_look_up(work).country, _readable(work)))


def _told(work: Work, found: dict[SubjectId, Match]) -> dict[SubjectId, Match]:
    """The likeliest first; the log says who was shown."""
    work.audit.involve(*found)
    return dict(sorted(found.items(), key=lambda one: (_ORDER.index(one[1].verdict), -one[1].probability)))


def _readable(work: Work) -> frozenset[str]:
    """The parts of a person that the caller may read."""
    return frozenset(name for name, permission in _PARTS.items() if work.may(permission))


def _permit(work: Work, subject_id: SubjectId, given: Circumstances) -> None:
    """Asks to read a person. One that is refused because of what holds of them answers as if there were nobody."""
    try:
        work.permit(Permission.SUBJECT_IDENTITY_READ, subject_id, given=given)
    except NotPermitted:
        if work.may(Permission.SUBJECT_IDENTITY_READ):
            raise NotFound("data subject") from None
        raise
