"""Cases: found by codes and days, read as far as whoever looks may."""

from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.response import Stream

from vault import anonymous, files
from vault.anonymous import MailboxQuestion, read_mailbox
from vault.complaints import CaseQuery, CaseView, Part, list_attachments, open_attachment, read_case, search_cases
from vault.complaints.codes import Category, Lane, Severity, Status
from vault.complaints.course.entry import kind_of, text_fields
from vault.console.forms import convert
from vault.console.people import deletions_of
from vault.console.retention import titles_of
from vault.console.sheets import shown_again
from vault.console.visiting import Id, Looking, Visit
from vault.errors import VaultError
from vault.ids import AttachmentId, CaseId
from vault.media import MEDIA_TYPES, named
from vault.policy import Permission

_PAGE: Final = 50
HANDLING: Final = "complaint_handling"
_PURPOSES: Final = (
    "rights_fulfilment",
    HANDLING,
    "arrears_management",
    "arrears_counselling",
    "mediation",
)
"""For which cases are looked at, the one that fits most first."""


class Told(msgspec.Struct, frozen=True):
    """A field of an entry, ready to be printed."""

    name: str
    value: object
    words: bool


async def page(visit: Visit) -> Response[Any]:
    """A form to search by; what is searched for is sent and stands in no address."""
    await visit.enter()
    return await _found(visit, CaseQuery())


@get("/cases")
async def cases_page(visit: Looking) -> Response[Any]:
    """The newest cases."""
    return await page(visit)


@post("/cases")
@shown_again("f", page)
async def search(visit: Looking) -> Response[Any]:
    """The cases that meet every condition."""
    await visit.enter()
    form = await visit.form()
    values: dict[str, Any] = {
        name: tuple(form.every(name)) for name in ("category", "severity", "status") if any(form.every(name))
    }
    values = {name: tuple(one for one in some if one) for name, some in values.items()}
    if department := form.get("department"):
        values["department"] = (department,)
    values["received_from"], values["received_until"] = form.day("received_from"), form.day("received_until")
    query = convert(values, CaseQuery)
    await visit.shows_again("f")
    return await _found(visit, query)


@get("/cases/{case_id:uuid}")
async def case_page(visit: Looking, case_id: Id) -> Response[Any]:
    """A case by its lanes, with what is withheld named."""
    return await one(visit, case_id)


async def one(visit: Visit, case_id: UUID) -> Response[Any]:
    """A case, and the mailbox of whoever reported it without a name."""
    await visit.enter()
    purpose, chosen = _purpose(visit), CaseId(case_id)
    case = await visit.reads(purpose, read_case, chosen)
    return visit.page(
        "case.html",
        case=case,
        lanes=_lanes(case),
        files=await _of(visit, Permission.CASE_ATTACHMENTS_READ, purpose, list_attachments, chosen) or [],
        mailbox=await _of(visit, Permission.MAILBOX_ASK, HANDLING, read_mailbox, chosen),
        purpose=purpose,
        told=told,
        deletions=await deletions_of(visit, [case.case.case_id]),
        titles=await titles_of(visit),
    )


@post("/cases/{case_id:uuid}/questions")
@shown_again("ask", one)
async def ask(visit: Looking, case_id: Id) -> Response[Any]:
    """Writes to whoever reported without a name; it waits in their mailbox."""
    form = await visit.form()
    new = convert({"text": form.get("text"), "language": form.get("language")}, MailboxQuestion)
    await visit.changes(HANDLING, anonymous.ask, CaseId(case_id), new)
    return visit.go(f"/cases/{case_id}", "question_posted")


@get("/cases/{case_id:uuid}/files/{attachment_id:uuid}")
async def case_file(visit: Looking, case_id: Id, attachment_id: Id) -> Response[Any]:
    """The clean copy of a file, to be saved; a browser shows nothing of it within our origin."""
    await visit.enter()
    chosen, wanted, who = CaseId(case_id), AttachmentId(attachment_id), visit.caller(_purpose(visit))
    opened = await visit.vault.run(who, open_attachment, chosen, wanted, Part.CLEAN)
    name = quote(named(opened.name, opened.kind), safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Length": str(opened.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    content = files.content(visit.vault, who, chosen, wanted, opened, range(opened.size))
    return Stream(content, media_type=MEDIA_TYPES[opened.kind], headers=headers)


def told(entry: msgspec.Struct) -> list[Told]:
    """The fields of an entry that say something, in their order."""
    free = text_fields(type(entry))
    values = msgspec.structs.asdict(entry)
    hidden = ("on", "lane")
    return [
        Told(name, value, name in free)
        for name, value in values.items()
        if name not in hidden and value not in (None, ())
    ]


def _lanes(case: CaseView) -> list[dict[str, Any]]:
    """What stands in each lane, the legal matter first; a lane in which there is nothing to see is left out."""
    out = []
    for lane in Lane:
        entries = [one for one in case.entries if one.lane is lane]
        documents = [one for one in case.documents or () if one.lane is lane]
        view = next((one for one in case.lanes if one.lane is lane), None)
        if entries or documents or view or lane is Lane.TENANCY:
            items: list[dict[str, Any]] = [
                *({"on": one.dated_on, "document": one, "entry": None, "kind": one.kind} for one in documents),
                *(
                    {"on": one.entry.on, "document": None, "entry": one.entry, "kind": kind_of(one.entry)}
                    for one in entries
                ),
            ]
            out.append({"lane": lane, "view": view, "items": sorted(items, key=lambda one: one["on"])})
    return out


async def _of(visit: Visit, permission: Permission, purpose: str, verb: Any, case_id: CaseId) -> Any:
    """What a verb says of a case; None where that is not for whoever looks, or there is no such thing."""
    if not visit.may(permission, purpose):
        return None
    try:
        return await visit.reads(purpose, verb, case_id)
    except VaultError:
        return None


async def _found(visit: Visit, query: CaseQuery) -> Response[Any]:
    purpose = _purpose(visit)
    found = await visit.reads(purpose, search_cases, query, None, _PAGE)
    return visit.page(
        "cases.html",
        cases=found,
        more=len(found) == _PAGE,
        categories=list(Category),
        severities=list(Severity),
        statuses=list(Status),
        purpose=purpose,
    )


def _purpose(visit: Visit) -> str:
    """The purpose for which whoever looks may list cases; the first where none would do, so that the log says so."""
    return next((one for one in _PURPOSES if visit.may(Permission.CASE_LIST, one)), _PURPOSES[0])


HANDLERS = (cases_page, search, case_page, ask, case_file)
