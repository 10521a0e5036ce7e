"""The less usual ways of knowing who asks and what for: a code, a representative, an agreed scope."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from vault.console.forms import convert
from vault.console.meant import people_meant
from vault.console.sheets import shown_again
from vault.console.visiting import RIGHTS, Id, Looking, Visit
from vault.ids import RequestId
from vault.subject_requests import (
    NewCode,
    Represented,
    ScopeAgreed,
    TypedCode,
    agree_scope,
    enter_code,
    read_history,
    read_request,
    represent_person,
    send_code,
)
from vault.subject_requests.history.entries import kind_of
from vault.subjects.standing.model import Power

_ONE: Final = "/requests/{request_id:uuid}"


async def page(visit: Visit, request_id: UUID) -> Response[Any]:
    """The three forms, with what was agreed last."""
    await visit.enter()
    request = await visit.reads(RIGHTS, read_request, RequestId(request_id))
    history = await visit.reads(RIGHTS, read_history, RequestId(request_id))
    return visit.page(
        "identity.html",
        request=request,
        meant=await people_meant(visit, request),
        powers=list(Power),
        last={kind_of(one.entry): one for one in history},
    )


@get(f"{_ONE}/identity")
async def identity_page(visit: Looking, request_id: Id) -> Response[Any]:
    """Who asks and what for, where the usual way does not do."""
    return await page(visit, request_id)


@post(f"{_ONE}/codes")
@shown_again("code", page)
async def send(visit: Looking, request_id: Id) -> Response[Any]:
    """Makes a code for an address or telephone on record. One for a telephone is shown this once."""
    form = await visit.form()
    values = {"subject_id": form.get("subject_id"), "by_letter": form.get("by_letter") == "yes"}
    made = await visit.changes(RIGHTS, send_code, RequestId(request_id), convert(values, NewCode))
    await visit.enter()
    return visit.page("code_made.html", request_id=request_id, made=made)


@post(f"{_ONE}/codes/entered")
@shown_again("entered", page)
async def enter(visit: Looking, request_id: Id) -> Response[Any]:
    """Proves a known address by the code that the person types or says."""
    typed = convert({"code": (await visit.form()).get("code")}, TypedCode)
    await visit.changes(RIGHTS, enter_code, RequestId(request_id), typed)
    return visit.go(f"/requests/{request_id}", "identified")


@post(f"{_ONE}/representative")
@shown_again("representative", page)
async def represent(visit: Looking, request_id: Id) -> Response[Any]:
    """Keeps who acts for the person, on which authority and until when."""
    form = await visit.form()
    values = {name: form.get(name) for name in ("name", "power", "authority", "scope")} | {
        "until": form.day("until"),
        "conflict_checked": form.get("conflict_checked") is not None,
        "taken_back": form.get("act") == "take_back",
    }
    await visit.changes(RIGHTS, represent_person, RequestId(request_id), convert(values, Represented))
    return visit.go(f"/requests/{request_id}", "recorded")


@post(f"{_ONE}/scope")
@shown_again("scope", page)
async def scope(visit: Looking, request_id: Id) -> Response[Any]:
    """Keeps how the request is understood, and a narrowing that the person agreed to."""
    form = await visit.form()
    values = {"understood": form.get("understood"), "narrowed": form.get("narrowed") is not None}
    await visit.changes(RIGHTS, agree_scope, RequestId(request_id), convert(values, ScopeAgreed))
    return visit.go(f"/requests/{request_id}", "recorded")


HANDLERS = (identity_page, send, enter, represent, scope)
