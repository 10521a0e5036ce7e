"""Who a request is about, as far as the search can tell: their records, cases, files and flags, as pages offer them.

The verbs that decide and carry out find for themselves whose a record is; from what stands here somebody chooses.
"""

import asyncio
from collections.abc import Iterator
from datetime import date
from itertools import chain, groupby
from typing import Any, Final

import msgspec

from vault.complaints import AttachmentView, CaseQuery, CaseSummary, CaseView, list_attachments, read_case, search_cases
from vault.complaints.codes import Lane
from vault.console.people import COMPARE, still_there
from vault.console.visiting import RIGHTS, Visit
from vault.disclosures.model import ConsentView
from vault.errors import VaultError
from vault.ids import CaseId
from vault.linkage import Band
from vault.policy import Permission
from vault.subject_requests import RequestView
from vault.subject_requests.fulfilling.model import Erasable
from vault.subjects import (
    SubjectView,
    look_up_subjects,
    read_consents,
    read_standing,
)
from vault.subjects.standing.model import FlagView

_PEOPLE: Final = 5
_CASES: Final = 50


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be erased by itself. `key` is how a form names it."""

    key: str
    kind: Erasable
    case: CaseSummary | None = None
    lane: Lane | None = None
    name: str | None = None
    on: date | None = None


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who asks, as they are on record, with what is kept of them."""

    person: SubjectView
    cases: list[CaseSummary]
    flags: list[FlagView] = []
    """Restrictions and objections that are in force."""
    things: list[Thing] = []
    """What of theirs could be erased, where that is asked for."""

    @property
    def groups(self) -> list[tuple[CaseSummary | None, list[Thing]]]:
        """What could be erased, case by case; last what belongs to none."""
        return [(case, list(some)) for case, some in groupby(self.things, key=lambda one: one.case)]


async def people_meant(visit: Visit, request: RequestView, *, erasing: bool = False) -> list[Meant]:
    """The likeliest first; nobody where whoever looks may not search."""
    if not visit.may(Permission.SUBJECT_FIND, RIGHTS):
        return []
    # Nobody waits for a page that compares everybody with a request: that is asked for, and done meanwhile.
    compared = visit.went_on(COMPARE, str(request.request.request_id))
    matches = await visit.reads(RIGHTS, look_up_subjects, request.given) if compared is None else compared.result
    likely = [subject for subject, match in matches.items() if match.verdict is not Band.DIFFERENT][:_PEOPLE]
    people = await asyncio.gather(*(still_there(visit, one) for one in likely))
    return list(await asyncio.gather(*(_meant(visit, one, erasing=erasing) for one in people if one)))


async def files_of(visit: Visit, meant: list[Meant]) -> list[tuple[CaseSummary, AttachmentView]]:
    """Every file of their cases, each once."""
    cases = {case.case_id: case for one in meant for case in one.cases[:_CASES]}
    found = await asyncio.gather(*(_files(visit, one) for one in cases))
    return [(cases[case_id], file) for case_id, files in zip(cases, found, strict=True) for file in files]


async def _meant(visit: Visit, person: SubjectView, *, erasing: bool) -> Meant:
    query = CaseQuery(subject_id=person.subject_id)
    cases, standing = await asyncio.gather(
        visit.reads(RIGHTS, search_cases, query), visit.reads(RIGHTS, read_standing, person.subject_id)
    )
    flags = [one for one in standing.flags if one.end is None]
    return Meant(person=person, cases=cases, flags=flags, things=await _things(visit, person, cases) if erasing else [])


async def _things(visit: Visit, person: SubjectView, cases: list[CaseSummary]) -> list[Thing]:
    found = await asyncio.gather(*(_in_case(visit, person, one) for one in cases[:_CASES]))
    own = [
        Thing(key=f"consent:{one.consent_id}", kind=Erasable.CONSENT, name=one.recipient, on=one.consent.given_on)
        for one in await _consents(visit, person)
    ]
    return [*chain.from_iterable(found), *own, Thing(key=f"subject:{person.subject_id}", kind=Erasable.SUBJECT)]


async def _in_case(visit: Visit, person: SubjectView, case: CaseSummary) -> list[Thing]:
    view, files = await asyncio.gather(visit.reads(RIGHTS, read_case, case.case_id), _files(visit, case.case_id))
    return list(_of_case(person, case, view, files))


def _of_case(person: SubjectView, case: CaseSummary, view: CaseView, files: list[AttachmentView]) -> Iterator[Thing]:
    """The person in the case first, which lets it live on; then parts of it; then the whole."""
    for party in view.parties or ():
        if party.subject_id == person.subject_id:
            yield Thing(key=f"party:{party.party_id}", kind=Erasable.PARTY, case=case)
    for lane in view.lanes:
        yield Thing(key=f"lane:{case.case_id}:{lane.lane.value}", kind=Erasable.LANE, case=case, lane=lane.lane)
    for file in files:
        yield Thing(key=f"attachment:{file.attachment_id}", kind=Erasable.ATTACHMENT, case=case, name=file.name)
    yield Thing(key=f"case:{case.case_id}", kind=Erasable.CASE, case=case)


async def _files(visit: Visit, case_id: CaseId) -> list[AttachmentView]:
    return await _allowed(visit, Permission.CASE_ATTACHMENTS_READ, list_attachments, case_id)


async def _consents(visit: Visit, person: SubjectView) -> list[ConsentView]:
    return await _allowed(visit, Permission.CONSENT_READ, read_consents, person.subject_id)


async def _allowed(visit: Visit, permission: Permission, verb: Any, about: Any) -> list[Any]:
    """What a verb says; nothing where that is not for whoever looks."""
    if not visit.may(permission, RIGHTS):
        return []
    try:
        return list(await visit.reads(RIGHTS, verb, about))
    except VaultError:
        return []
