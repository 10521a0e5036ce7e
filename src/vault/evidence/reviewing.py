"""The review of a day: who looked at what in a way that somebody should be asked about."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import msgspec

from vault import normal
from vault.accounts import overdue_reviews
from vault.audit import reading
from vault.clock import legal_day
from vault.complaints import store as complaints
from vault.errors import NotFound
from vault.evidence import unusual
from vault.evidence.holding import beginning
from vault.evidence.unusual import Finding, Look, Oddity, Thresholds
from vault.ids import SubjectId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subjects import store as subjects
from vault.work import Work, reads

_LONGEST_DAY = timedelta(days=1)


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """What a review found. References and ids; no names."""

    day: date
    looks: int
    findings: tuple[Finding, ...]
    withheld: tuple[Oddity, ...]
    """Kinds that were not looked for, since the caller may not compare addresses."""


@reads
def review(work: Work, day: date | None = None) -> Reviewed:
    """Unusual access on a day, which is yesterday unless one is named, and emergencies that nobody reviewed in time.

    Thresholds stand in `policies/review.toml`.
    """
    work.permit(Permission.AUDIT_REVIEW)
    chosen = day or legal_day(work.now) - _LONGEST_DAY
    limits = thresholds(work.policy.folder)
    deeds = list(_deeds(work, chosen, chosen))
    today = unusual.looks(deeds)
    earlier = unusual.looks(_before(work, chosen, limits, today))
    may_compare = work.may(Permission.AUDIT_NEIGHBOURS_COMPARE)
    findings = [
        *unusual.volume(today, earlier, limits.volume),
        *unusual.odd_hours(today, organisations.load(work).country, limits.hours),
        *unusual.denials(deeds, limits.denials),
        *unusual.guarded(today, _guarded(work, today, limits), limits.guarded),
        *unusual.break_glass(deeds, limits.break_glass),
        *unusual.overdue(overdue_reviews(work)),
        *(unusual.neighbours(today, _close(work, limits)) if may_compare else ()),
    ]
    work.audit.note(f"{len(findings)} findings")
    withheld = () if may_compare else (Oddity.NEIGHBOURS,)
    return Reviewed(day=chosen, looks=len(today), findings=tuple(findings), withheld=withheld)


@cache
def thresholds(policies: Path) -> Thresholds:
    """The thresholds in force."""
    return Thresholds.load(policies)


def _deeds(work: Work, first: date, last: date, actors: Collection[str] | None = None) -> Iterator[reading.Deed]:
    """What was done, by anybody or some, from the beginning of a day to the end of another."""
    until = beginning(last + _LONGEST_DAY)
    return reading.deeds(work.connection, work.organisation_id, beginning(first), until, actors)


def _before(work: Work, chosen: date, limits: Thresholds, today: Sequence[Look]) -> Iterator[reading.Deed]:
    """What whoever could have looked at too much did before; where nobody looked often enough, nothing is read."""
    many = unusual.often(today, limits.volume.at_least)
    if not many:
        return
    yield from _deeds(work, chosen - timedelta(days=limits.volume.days_back), chosen - _LONGEST_DAY, many)


def _guarded(work: Work, today: Sequence[Look], limits: Thresholds) -> frozenset[UUID]:
    """The cases in which somebody must not become known, among what was opened again and again."""
    return complaints.guarded_among(work, unusual.opened_often(today, limits.guarded.at_least))


def _close(work: Work, limits: Thresholds) -> dict[str, frozenset[UUID]]:
    """By actor: the members of staff themselves, whoever shares a street number with them, and the cases of these."""
    found: dict[str, frozenset[UUID]] = {}
    for link in limits.staff:
        myself = SubjectId(link.subject)
        try:
            contact = subjects.open_contact(work, myself)
        except NotFound:
            # The file is the installation's; the person may be stored in another organisation, or be gone.
            continue
        work.permit(Permission.AUDIT_NEIGHBOURS_COMPARE, myself)
        streets = {street for address in contact.addresses if (street := normal.street(address.line))}
        people = {myself, *(SubjectId(one) for street in streets for one in work.keys.owners("street", street))}
        found[link.actor] = frozenset((*people, *complaints.cases_with(work, people)))
    return found
