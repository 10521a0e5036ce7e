"""Restrictions and objections that a request brought about: put in force at once, announced to be lifted, lifted.

Whoever asked is told before a restriction is lifted (Art. 18(3) GDPR): the page offers to lift one once that letter is
written and its day has come.
"""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post

from vault.console.forms import Form, convert
from vault.console.meant import people_meant
from vault.console.sheets import shown_again
from vault.console.visiting import RIGHTS, Id, Looking, Visit
from vault.ids import RequestId
from vault.subject_requests import (
    Kept,
    NewAnnouncement,
    NewFulfilment,
    announce_lifting,
    fulfil_request,
    read_history,
    read_request,
)
from vault.subject_requests.history.entries import LiftAnnounced
from vault.subjects.standing.model import FlagGround, FlagKind, FlagView

_ONE: Final = "/requests/{request_id:uuid}/restrictions"


class InForce(msgspec.Struct, frozen=True, kw_only=True):
    """A flag of somebody, and what they were told of its end."""

    flag: FlagView
    told: LiftAnnounced | None
    may_end: bool


async def page(visit: Visit, request_id: UUID) -> Response[Any]:
    """Whoever is meant, with what keeps their data from use."""
    await visit.enter()
    request = await visit.reads(RIGHTS, read_request, RequestId(request_id))
    history = await visit.reads(RIGHTS, read_history, RequestId(request_id))
    meant = await people_meant(visit, request)
    return visit.page(
        "restrictions.html",
        request=request,
        meant=[(one.person, [_in_force(visit, flag, history) for flag in one.flags]) for one in meant],
        flag_grounds=list(FlagGround),
    )


def _in_force(visit: Visit, flag: FlagView, history: Sequence[Kept]) -> InForce:
    said = [one.entry for one in history if isinstance(one.entry, LiftAnnounced) and one.entry.flag_id == flag.flag_id]
    told = said[-1] if said else None
    due = told is not None and told.on <= visit.today
    return InForce(flag=flag, told=told, may_end=due or flag.flag.kind is FlagKind.OBJECTION)


@get(_ONE)
async def restrictions_page(visit: Looking, request_id: Id) -> Response[Any]:
    """What keeps the data of whoever asks from use, and until when."""
    return await page(visit, request_id)


@post(f"{_ONE}/now")
@shown_again("now-{subject_id}", page)
async def restrict_now(visit: Looking, request_id: Id) -> Response[Any]:
    """Restricts the use, or notes an objection, before anything is decided."""
    form = await visit.form()
    deed: dict[str, Any] = {"subject_id": form.get("subject_id"), "reason": form.get("reason")}
    if form.get("act") == "object":
        deed["deed"] = "note_objection"
    else:
        deed |= {"deed": "restrict", "ground": form.get("ground")}
    await _fulfil(visit, request_id, deed)
    return visit.go(f"/requests/{request_id}/restrictions", "restricted")


@post(f"{_ONE}/announced")
@shown_again("announce-{flag_id}", page)
async def announce(visit: Looking, request_id: Id) -> Response[Any]:
    """Writes the letter that tells of the end, with its day and the reasons."""
    form = await visit.form()
    values = _flag(form) | {"on": form.day("on"), "reasons": form.get("reasons")}
    await visit.changes(RIGHTS, announce_lifting, RequestId(request_id), convert(values, NewAnnouncement))
    return visit.go(f"/requests/{request_id}/restrictions", "announced")


@post(f"{_ONE}/ended")
@shown_again("end-{flag_id}", page)
async def end(visit: Looking, request_id: Id) -> Response[Any]:
    """Lifts a restriction that was announced, or ends an objection with its answer."""
    form = await visit.form()
    await _fulfil(visit, request_id, {"deed": "end_flag", "decision": form.get("decision")} | _flag(form))
    return visit.go(f"/requests/{request_id}/restrictions", "lifted")


async def _fulfil(visit: Visit, request_id: UUID, deed: dict[str, Any]) -> None:
    given = {name: value for name, value in deed.items() if value is not None}
    await visit.changes(RIGHTS, fulfil_request, RequestId(request_id), convert({"deeds": [given]}, NewFulfilment))


def _flag(form: Form) -> dict[str, Any]:
    return {"subject_id": form.get("subject_id"), "flag_id": form.get("flag_id")}


HANDLERS = (restrictions_page, restrict_now, announce, end)
