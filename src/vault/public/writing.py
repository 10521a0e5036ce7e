"""The pages of a report that is being written. What is not sent travels in the form, and is kept nowhere."""

from typing import Any, Final
from uuid import UUID

from litestar import Response, get, post

from vault import anonymous
from vault.anonymous import Front, NewReport, Takes
from vault.anonymous.giveaways import giveaways
from vault.complaints import Anonymity, Category
from vault.errors import Conflict, InvalidInput
from vault.language import Language
from vault.public.desk import Desk, Spoken, Whose, desk_of, shown
from vault.public.draft import Draft
from vault.public.fields import HttpRequest, read_fields
from vault.public.limits import FORM_BYTES
from vault.public.rendering import day, kinds, marked
from vault.public.tokens import Standing
from vault.squares import drawn

_SAID: Final = {Standing.EARLY: "wait", Standing.LATE: "expired", Standing.OTHER: "changed"}
_LABELS: Final = {"seen_on": "seen_on", "receipt": "receipt"} | {
    name: name for name in ("state", "category", "department", "about", "text", "witnesses", "name", "phone", "email")
}
_WRONG: Final = 422


@get("/{organisation:uuid}/{language:str}/start")
async def start(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """The policy, before anything else."""
    _, front = await desk_of(request.app.state).front(organisation)
    is_open = front.stance.takes is not Takes.REFUSE
    return shown("start", front, language, open=is_open, since=day(front.stance.since, language))


@get("/{organisation:uuid}/{language:str}/write")
async def write(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """An empty form."""
    _, front = await desk_of(request.app.state).front(organisation)
    if front.stance.takes is Takes.REFUSE:
        return shown("start", front, language, open=False, since=day(front.stance.since, language))
    return shown("write", front, language, elsewhere="write", **_form(front, Draft.of({})))


@post("/{organisation:uuid}/{language:str}/check", status_code=200)
async def check(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """The text with what could betray its writer, to change or to send. Keeps nothing."""
    desk = desk_of(request.app.state)
    _, front = await desk.front(organisation)
    draft = Draft.of(await read_fields(request, FORM_BYTES))
    return _again(front, language, draft) or _looked_through(desk, front, language, draft)


@post("/{organisation:uuid}/{language:str}/send", status_code=200)
async def send(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """Stores a report that was looked through as it is, and gives its receipt."""
    desk = desk_of(request.app.state)
    _, front = await desk.front(organisation)
    fields = await read_fields(request, FORM_BYTES)
    draft, token = Draft.of(fields), fields.get("token", "")
    if wrong := _again(front, language, draft):
        return wrong
    if (standing := desk.judge(token, *draft.shown)) is not Standing.GOOD:
        return _looked_through(desk, front, language, draft, said=_SAID[standing])
    try:
        report = draft.report(language)
        receipt = await _handed_in(desk, organisation, front, report, desk.tokens.receipt(token))
    except (InvalidInput, Conflict):
        return _form_again(front, language, draft, {"state": "error_state"})
    return shown("sent", front, language, receipt=receipt, picture=receipt and drawn(receipt))


async def _handed_in(desk: Desk, organisation: UUID, front: Front, report: NewReport, receipt: str) -> str | None:
    """The receipt of a report that is stored now; none for one without. Raises Conflict, InvalidInput, Unavailable."""
    desk.spend(organisation, front)
    caller = await desk.caller(organisation)
    if report.state is Anonymity.ANONYMOUS:
        await desk.vault.run(caller, anonymous.submit, report)
        return None
    unlocked = await desk.unlock(organisation, receipt)
    await desk.vault.run(caller, anonymous.submit, report, unlocked.lock)
    return receipt


def _again(front: Front, language: Language, draft: Draft) -> Response[str] | None:
    """The form with what is wrong with it, if anything is."""
    errors = draft.errors()
    if not errors:
        try:
            draft.report(language)
        except InvalidInput as error:
            errors = {"email" if error.field == "reporter" else "state": "error_invalid"}
    return _form_again(front, language, draft, errors) if errors else None


def _form_again(front: Front, language: Language, draft: Draft, errors: dict[str, str]) -> Response[str]:
    return shown("write", front, language, elsewhere="write", status=_WRONG, **_form(front, draft, errors))


def _looked_through(desk: Desk, front: Front, language: Language, draft: Draft, said: str = "") -> Response[str]:
    spots = giveaways(draft.text, language)
    found = kinds(spots)
    return shown(
        "check",
        front,
        language,
        elsewhere="write",
        said=said,
        pieces=marked(draft.text, spots),
        found=found,
        loop_number={kind: number for number, kind in enumerate(found, start=1)},
        state=Anonymity(draft.values["state"]),
        token=desk.issue(*draft.shown),
        **_form(front, draft),
    )


def _form(front: Front, draft: Draft, errors: dict[str, str] | None = None) -> dict[str, Any]:
    stance = front.stance
    taken = [one.value for one in Category if one is not Category.ARREARS and stance.takes_category(one)]
    return {
        "values": draft.values,
        "errors": errors or {},
        "labels": _LABELS,
        "categories": taken,
        "departments": front.departments,
        "named": stance.takes_state(Anonymity.CONFIDENTIAL),
    }


HANDLERS = (start, write, check, send)
