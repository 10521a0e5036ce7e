"""Asking for permission on one case: what holds of it decides as well, and is looked up here and nowhere else."""

from vault.complaints.catalogue import catalogue
from vault.complaints.codes import Anonymity, Category
from vault.complaints.model import CaseQuery, CaseSummary
from vault.complaints.store.reading import summaries, summary_of
from vault.errors import NotFound, NotPermitted
from vault.ids import CaseId
from vault.policy import Circumstance, Circumstances, Permission
from vault.work import Work

_OFFENCES = frozenset({Category.THREATS_OR_HARASSMENT, Category.VIOLENCE, Category.VANDALISM})
"""Complaints that say that somebody committed an offence, whatever their ground (S-11)."""


def circumstances(
    case: CaseSummary, actor: str, offences: frozenset[str], departments: frozenset[str] = frozenset()
) -> Circumstances:
    """What holds of a case for this actor, who works for some departments.

    `offences` are the grounds that are one (Art. 10 GDPR).
    """
    holding = {
        Circumstance.ASSIGNED: case.assigned_to == actor,
        Circumstance.DEPARTMENT: case.department in departments,
        Circumstance.RESTRICTED: case.restricted,
        Circumstance.OFFENCE: case.category in _OFFENCES or case.ground in offences,
        Circumstance.CONFIDENTIAL: case.anonymity is Anonymity.CONFIDENTIAL,
    }
    return frozenset(one for one, so in holding.items() if so)


def permit(work: Work, case_id: CaseId, *permissions: Permission) -> Circumstances:
    """Asks for each in turn, and returns what was decided by. Raises NotPermitted, NotFound.

    Who may not know of the case, because of what holds of it, is answered as if there were none; one that is not there
    is met by the verb when it loads it.
    """
    try:
        given = _of(work, summary_of(work, case_id))
    except NotFound:
        given = frozenset()
    for permission in permissions:
        try:
            work.permit(permission, case_id, given=given)
        except NotPermitted:
            if work.may(permission) and not work.may(Permission.CASE_LIST, given):
                raise NotFound("case") from None
            raise
    return given


def page(work: Work, query: CaseQuery, after: CaseId | None, limit: int) -> list[CaseSummary]:
    """As many cases as asked for, without those that the caller may not know of. Part of verbs that asked to list."""
    found: list[CaseSummary] = []
    while len(found) < limit:
        read = summaries(work, query, after, limit)
        found += [one for one in read if work.may(Permission.CASE_LIST, _of(work, one))]
        if len(read) < limit:
            break
        after = read[-1].case_id
    return found[:limit]


def _of(work: Work, case: CaseSummary) -> Circumstances:
    offences = catalogue(work.policy.folder).offences
    return circumstances(case, work.actor.ref, offences, work.actor.departments)
