"""Roles that somebody took on in an emergency: who, why, until when; ended and reviewed by somebody else."""

from typing import Any

from litestar import Response, get, post

from vault.accounts import EmergencyReview, end_emergency, list_emergencies, review_emergency
from vault.console.forms import convert
from vault.console.sheets import shown_again
from vault.console.visiting import ACCOUNTABILITY, Id, Looking, Visit
from vault.ids import EmergencyId
from vault.policy import MEMBER


async def page(visit: Visit) -> Response[Any]:
    """What is open or waits for a review first, then what was reviewed."""
    await visit.enter()
    found = await visit.reads(ACCOUNTABILITY, list_emergencies, reviewed=True)
    await visit.recognises(who for one in found for who in (f"{MEMBER}{one.account_id}", one.reviewed_by))
    return visit.page("emergencies.html", emergencies=sorted(found, key=lambda one: one.reviewed_at is not None))


@get("/emergencies")
async def emergencies_page(visit: Looking) -> Response[Any]:
    """Every use, and what was found about it."""
    return await page(visit)


@post("/emergencies/{emergency_id:uuid}/end")
@shown_again("end-{emergency_id}", page)
async def end(visit: Looking, emergency_id: Id) -> Response[Any]:
    """Takes the roles away now."""
    await visit.changes(ACCOUNTABILITY, end_emergency, EmergencyId(emergency_id))
    return visit.go("/emergencies", "emergency_ended")


@post("/emergencies/{emergency_id:uuid}/review")
@shown_again("review-{emergency_id}", page)
async def review(visit: Looking, emergency_id: Id) -> Response[Any]:
    """Keeps what somebody else found."""
    form = await visit.form()
    values = {"justified": form.get("justified") == "yes", "finding": form.get("finding")}
    found = convert(values, EmergencyReview)
    await visit.changes(ACCOUNTABILITY, review_emergency, EmergencyId(emergency_id), found)
    return visit.go("/emergencies", "recorded")


HANDLERS = (emergencies_page, end, review)
