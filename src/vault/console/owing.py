"""What sharing owes: people who must be told that data about them are kept, recipients who owe an answer, notices.

Each is settled where it stands: told, not told or not yet and why; sent, answered, or not needed and why.
"""

from typing import Any, Final

from litestar import Response, get, post

from vault.complaints import NewInformation, answer_disclosure, list_due, record_information
from vault.complaints.course.codes import ContactChannel
from vault.complaints.information import InformationGround, InformationKind
from vault.console.forms import Form, convert
from vault.console.sheets import shown_again
from vault.console.visiting import RIGHTS, Id, Looking, Visit
from vault.disclosures import DisclosureAnswer, NoticeOutcome, settle_notice
from vault.ids import CaseId, DisclosureId, NoticeId

_SHOWN: Final = 50
_HERE: Final = "/owed"


async def page(visit: Visit) -> Response[Any]:
    """Everything that is owed, the soonest due first of each kind."""
    await visit.enter()
    found = await visit.reads(RIGHTS, list_due)
    return visit.page(
        "owed.html",
        information=found.information[:_SHOWN],
        answers=found.answers[:_SHOWN],
        notices=found.notices[:_SHOWN],
        counts=[len(found.information), len(found.answers), len(found.notices)],
        channels=list(ContactChannel),
        grounds=list(InformationGround),
    )


@get(_HERE)
async def owed_page(visit: Looking) -> Response[Any]:
    """Who must be told, who owes an answer, and what recipients must hear of."""
    return await page(visit)


@post("/cases/{case_id:uuid}/information")
@shown_again("tell-{party_id}", page)
async def tell(visit: Looking, case_id: Id) -> Response[Any]:
    """Keeps that somebody was told, or why not, or why not yet."""
    await visit.changes(RIGHTS, record_information, CaseId(case_id), _information(await visit.form()))
    return visit.go(_HERE, "recorded")


@post("/cases/{case_id:uuid}/disclosures/{disclosure_id:uuid}/answer")
@shown_again("answer-{disclosure_id}", page)
async def answer(visit: Looking, case_id: Id, disclosure_id: Id) -> Response[Any]:
    """Keeps what a recipient answered."""
    form = await visit.form()
    said = convert({"on": form.day("on"), "receipt": form.get("receipt"), "words": form.get("words")}, DisclosureAnswer)
    await visit.changes(RIGHTS, answer_disclosure, CaseId(case_id), DisclosureId(disclosure_id), said)
    return visit.go(_HERE, "recorded")


@post("/notices/{notice_id:uuid}")
@shown_again("notice-{notice_id}", page)
async def notice(visit: Looking, notice_id: Id) -> Response[Any]:
    """Keeps that a notice was sent or answered, or why none is needed."""
    form = await visit.form()
    values = {
        "state": form.get("act"),
        "on": form.day("on"),
        "channel": form.get("channel"),
        "words": form.get("words"),
    }
    await visit.changes(RIGHTS, settle_notice, NoticeId(notice_id), convert(values, NoticeOutcome))
    return visit.go(_HERE, "recorded")


def _information(form: Form) -> NewInformation:
    """What became of it: told by a channel, or a ground; one with a day is only postponed. Raises InvalidInput."""
    values: dict[str, Any] = {"party_id": form.get("party_id"), "on": form.day("on")}
    if form.get("act") == "told":
        return convert(values | {"kind": InformationKind.TOLD, "channel": form.get("channel")}, NewInformation)
    again = form.day("review_on")
    kind = InformationKind.EXEMPT if again is None else InformationKind.POSTPONED
    values |= {"kind": kind, "ground": form.get("ground"), "reason": form.get("reason"), "review_on": again}
    return convert(values, NewInformation)


HANDLERS = (owed_page, tell, answer, notice)
