"""What is kept although its period is over: holds in force, those first that somebody forgot."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from litestar import Response, get, post

from vault.console.forms import Form, convert
from vault.console.sheets import shown_again
from vault.console.visiting import STORAGE, Id, Looking, Visit
from vault.errors import InvalidInput, NotFound
from vault.ids import HoldId
from vault.retention import (
    HoldEnd,
    HoldKind,
    HoldReview,
    HoldView,
    NewHold,
    end_hold,
    list_holds,
    place_hold,
    read_deletions,
    review_hold,
)

_SHOWN: Final = 50
_USUAL: Final = timedelta(days=91)
_PLACED: Final = tuple(one for one in HoldKind if one is not HoldKind.ACCESS_REQUEST)
"""Those that a person places; one for a request follows from it."""


async def page(visit: Visit) -> Response[Any]:
    """The holds in force, and a form for another; `about` is the record that a link from its page names."""
    await visit.enter()
    found = in_order(await visit.reads(STORAGE, list_holds))
    followed = [one for one in found if one.cause_id is not None]
    placed = [one for one in found if one.cause_id is None][:_SHOWN]
    await visit.recognises(one.owner for one in placed)
    return visit.page(
        "holds.html",
        holds=placed,
        requests=by_cause(followed)[:_SHOWN],
        followed=len(followed),
        kinds=_PLACED,
        about=visit.request.query_params.get("about") or "",
        again=(visit.today + _USUAL).isoformat(),
    )


@get("/retention/holds")
async def holds_page(visit: Looking) -> Response[Any]:
    """What is kept, and why."""
    return await page(visit)


@get("/records/{record_id:uuid}")
async def record_page(visit: Looking, record_id: Id) -> Response[Any]:
    """To the case or the person that a hold keeps."""
    await visit.enter()
    try:
        found = await visit.reads(STORAGE, read_deletions, [record_id])
    except NotFound:
        found = []
    # Somebody who stands in a case has no day of their own: whatever is no case is looked for among people.
    case = any(one.kind == "case" and one.record_id == record_id for one in found)
    return visit.go(f"/{'cases' if case else 'people'}/{record_id}")


@post("/retention/holds")
@shown_again("f", page)
async def place(visit: Looking) -> Response[Any]:
    """Keeps a case, or every case of a person."""
    try:
        await visit.changes(STORAGE, place_hold, _new(await visit.form()))
    except NotFound:
        raise InvalidInput("record_id", "is neither a case nor a person") from None
    return visit.go("/retention/holds", "held")


@post("/retention/holds/{hold_id:uuid}/review")
@shown_again("again-{hold_id}", page)
async def review(visit: Looking, hold_id: Id) -> Response[Any]:
    """Says that a hold was looked at and goes on."""
    again = convert({"review_on": (await visit.form()).day("review_on")}, HoldReview)
    await visit.changes(STORAGE, review_hold, HoldId(hold_id), again)
    return visit.go("/retention/holds", "hold_goes_on")


@post("/retention/holds/{hold_id:uuid}/end")
@shown_again("end-{hold_id}", page)
async def end(visit: Looking, hold_id: Id) -> Response[Any]:
    """Lifts a hold today."""
    await visit.changes(STORAGE, end_hold, HoldId(hold_id), HoldEnd())
    return visit.go("/retention/holds", "hold_ended")


def in_order(holds: Iterable[HoldView]) -> list[HoldView]:
    """Forgotten ones first, then by the day on which somebody looks at them; those that end stand last."""
    return sorted(holds, key=lambda one: (one.until is not None, not one.forgotten, one.review_on, one.hold_id))


def by_cause(holds: Iterable[HoldView]) -> list[list[HoldView]]:
    """Those that follow from one request together, in the order of the first of them."""
    found: dict[object, list[HoldView]] = {}
    for one in holds:
        found.setdefault(one.cause_id, []).append(one)
    return list(found.values())


def _new(form: Form) -> NewHold:
    """The hold as the form says it. Raises InvalidInput, naming the field."""
    values = {name: form.get(name) for name in ("record_id", "kind", "reason")}
    return convert(values | {"review_on": form.day("review_on")}, NewHold)


HANDLERS = (holds_page, record_page, place, review, end)
