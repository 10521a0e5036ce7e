"""People: found by what somebody says of themselves, and everything that is kept of one of them."""

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from vault.complaints import CaseQuery, search_cases
from vault.console.forms import convert
from vault.console.ongoing import Ongoing
from vault.console.retention import titles_of
from vault.console.sheets import shown_again
from vault.console.visiting import RIGHTS, STORAGE, Id, Looking, Visit
from vault.errors import NotFound, VaultError
from vault.evidence import who_saw
from vault.ids import SubjectId
from vault.linkage import Band
from vault.policy import Permission
from vault.retention import PlannedDeletion, read_deletions
from vault.subjects import (
    Given,
    Match,
    SubjectView,
    Telling,
    find_subjects,
    list_disclosures,
    look_up_subjects,
    read_consents,
    read_standing,
    read_subject,
)

COMPARE: Final = "compare"
"""Everybody is compared with what was given."""
_FIELDS: Final = ("name", "address", "phone", "email", "national_id")
_SHOWN: Final = 20
_LOOKS: Final = 50


async def page(visit: Visit) -> Response[Any]:
    """A form to search by; what is typed is sent and stands in no address."""
    await visit.enter()
    if (compared := visit.went_on(COMPARE)) is not None:
        visit.shows("f", compared.form)
        return await _found(visit, compared.result)
    return visit.page("people.html", found=None)


@get("/people")
async def people_page(visit: Looking) -> Response[Any]:
    """Whoever is looked for."""
    return await page(visit)


@post("/people")
@shown_again("f", page)
async def find(visit: Looking) -> Response[Any]:
    """Who could be meant, the likeliest first, with what speaks for and against it."""
    await visit.enter()
    form = await visit.form()
    values: dict[str, Any] = {name: form.get(name) for name in _FIELDS}
    values["date_of_birth"] = form.day("date_of_birth")
    given, wider = convert(values, Given), form.get("wider") is not None
    matches = {} if wider else await visit.reads(RIGHTS, look_up_subjects, given)
    if all(one.verdict is Band.DIFFERENT for one in matches.values()):
        matches = (await compare(visit, given, "/people")).result
    await visit.shows_again("f")
    return await _found(visit, matches)


async def compare(visit: Visit, given: Given, then: str, of: str = "") -> Ongoing:
    """Compares everybody with what was given: where that takes long, its page says how far it is."""

    async def act(tell: Telling) -> dict[SubjectId, Match]:
        return await visit.reads(RIGHTS, find_subjects, given, tell)

    return await visit.at_length(COMPARE, act, then, of=of)


async def _found(visit: Visit, matches: dict[SubjectId, Match]) -> Response[Any]:
    """The likeliest, opened."""
    likely = [(subject, match) for subject, match in matches.items() if match.verdict is not Band.DIFFERENT][:_SHOWN]
    views = await asyncio.gather(*(still_there(visit, subject) for subject, _ in likely))
    found = [{"view": view, "match": match} for view, (_, match) in zip(views, likely, strict=True) if view]
    return visit.page("people.html", found=found)


async def still_there(visit: Visit, subject_id: SubjectId) -> SubjectView | None:
    """Somebody who was found; None if they were erased since."""
    try:
        return await visit.reads(RIGHTS, read_subject, subject_id)
    except NotFound:
        return None


@get("/people/{subject_id:uuid}")
async def person_page(visit: Looking, subject_id: Id) -> Response[Any]:
    """Everything that is kept of one person, who saw it, and what they agreed to."""
    await visit.enter()
    chosen = SubjectId(subject_id)
    view = await visit.reads(RIGHTS, read_subject, chosen)
    cases, consulted, consents, standing, told = await asyncio.gather(
        _of(visit, Permission.CASE_LIST, search_cases, CaseQuery(subject_id=chosen)),
        _of(visit, Permission.AUDIT_CONSULTATIONS_READ, who_saw, chosen),
        _of(visit, Permission.CONSENT_READ, read_consents, chosen),
        _of(visit, Permission.SUBJECT_IDENTITY_READ, read_standing, chosen),
        _of(visit, Permission.CASE_DISCLOSURES_READ, list_disclosures, chosen),
    )
    looked = None if consulted is None else list(reversed(consulted))[:_LOOKS]
    await visit.recognises(one.actor for one in looked or ())
    return visit.page(
        "person.html",
        view=view,
        cases=cases,
        consulted=looked,
        looks=len(consulted or ()),
        consents=consents,
        standing=standing,
        told=told,
        deletions=await deletions_of(visit, [chosen, *(one.case_id for one in cases or ())]),
        titles=await titles_of(visit),
    )


async def deletions_of(visit: Visit, records: Sequence[UUID]) -> list[PlannedDeletion] | None:
    """When these records and their parts go, what goes first at the top; None where that is not for whoever looks."""
    if not visit.may(Permission.PURGE_READ, STORAGE):
        return None
    try:
        found = await visit.reads(STORAGE, read_deletions, records)
    except NotFound:
        return []
    return sorted(found, key=lambda one: (one.last_day or date.max, one.kind, one.record_id))


async def _of(visit: Visit, permission: Permission, verb: Any, *args: Any) -> Any:
    """What a verb says; None where that is not for whoever looks."""
    if not visit.may(permission, RIGHTS):
        return None
    try:
        return await visit.reads(RIGHTS, verb, *args)
    except VaultError:
        return None


HANDLERS = (people_page, find, person_page)
