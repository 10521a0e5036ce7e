"""The pages of somebody who asks for their own data, with their name; and of whoever brings the code of an answer."""

from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Response, get, post

from vault import subject_requests
from vault.errors import Conflict, IdempotencyConflict, InvalidInput, NotFound
from vault.idempotency import Once
from vault.ids import HandoverId
from vault.language import Language
from vault.public.desk import Spoken, Whose, desk_of, shown
from vault.public.draft import day_of
from vault.public.fields import Fields, HttpRequest, read_fields
from vault.public.limits import FORM_BYTES
from vault.public.rendering import HEADERS, day
from vault.public.tokens import Standing
from vault.subject_requests import Channel, NewRequest, PickUp

_FIELDS: Final = ("name", "date_of_birth", "address", "phone", "email", "wanted")
_GIVEN: Final = ("name", "address", "phone", "email")
_LONGEST: Final = dict.fromkeys(_GIVEN, 200) | {"wanted": 20_000}
_TO_COLLECT: Final = ("number", "code")
_REQUESTS_AN_HOUR: Final = 60
"""For each organisation. Every one opens and compares all that is stored, and each starts a clock."""
_WRONG: Final = 422


@get("/{organisation:uuid}/{language:str}/own-data")
async def ask(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """An empty form."""
    return await _form(request, organisation, language, dict.fromkeys(_FIELDS, ""))


@post("/{organisation:uuid}/{language:str}/own-data", status_code=200)
async def send(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """Registers the request, and says until when it is answered. A form that is sent twice makes one request."""
    desk = desk_of(request.app.state)
    fields = await read_fields(request, FORM_BYTES)
    values = {name: fields.get(name, "") for name in _FIELDS}
    token = fields.get("token", "")
    if desk.judge(token, "own-data") is not Standing.GOOD:
        return await _form(request, organisation, language, values, {"name": "wait"})
    if wrong := _wrong(values):
        return await _form(request, organisation, language, values, wrong)
    try:
        new = _request(values, language, desk.today())
        desk.spend_on_requests(organisation, _REQUESTS_AN_HOUR)
        caller = await desk.caller(organisation, "rights_fulfilment")
        once = msgspec.structs.replace(caller, once=Once(token, msgspec.json.encode(new)))
        async with desk.turn.taken():
            sent = await desk.vault.run(once, subject_requests.submit_request, new)
    except IdempotencyConflict:
        # Other words in a form that was sent before: looked at again, and sent anew.
        return await _form(request, organisation, language, values, {"wanted": "wait"})
    except InvalidInput as error:
        return await _form(request, organisation, language, values, {error.field: "error_invalid"})
    _, front = await desk.front(organisation)
    return shown(
        "asked", front, language, elsewhere="own-data", due=day(sent.due_on, language), number=sent.request_id.hex[-8:]
    )


@get("/{organisation:uuid}/{language:str}/collect")
async def at_the_counter(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    return await _counter(request, organisation, language, dict.fromkeys(_TO_COLLECT, ""))


@post("/{organisation:uuid}/{language:str}/collect", status_code=200)
async def collect(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[Any]:
    """The answer as one file, once. A number that is none, a code that is not right and one too late look alike."""
    desk = desk_of(request.app.state)
    fields = await read_fields(request, FORM_BYTES)
    caller = await desk.caller(organisation, "rights_fulfilment")
    try:
        wanted = HandoverId(UUID(fields.get("number", "")))
        pick_up = msgspec.convert({"code": fields.get("code", "")}, PickUp)
        package = await desk.vault.run(caller, subject_requests.collect_package, wanted, pick_up)
    except (ValueError, NotFound, Conflict):
        values = {name: fields.get(name, "") for name in _TO_COLLECT}
        return await _counter(request, organisation, language, values, {"code": "error_collect"})
    told = HEADERS | {"Content-Disposition": 'attachment; filename="answer.zip"'}
    return Response(subject_requests.zipped(package.files), media_type="application/zip", headers=told)


def _wrong(values: Fields) -> dict[str, str]:
    """By field, which sentence says what is wrong. A name alone finds nobody for certain."""
    found = {name: "error_required" for name in ("wanted", "name") if not values[name]}
    found |= {name: "error_long" for name, most in _LONGEST.items() if len(values[name]) > most}
    if not (values["address"] or values["date_of_birth"]):
        found["date_of_birth"] = "error_required"
    try:
        day_of(values["date_of_birth"])
    except ValueError:
        found["date_of_birth"] = "error_invalid"
    return found


def _request(values: Fields, language: Language, today: date) -> NewRequest:
    """What a form says with which nothing is wrong. Raises InvalidInput where it does not fit all the same."""
    given = {name: values[name] for name in _GIVEN if values[name]}
    fields = {
        "received_on": today,
        "channel": Channel.PORTAL,
        "language": language,
        "text": values["wanted"],
        "given": given | {"date_of_birth": day_of(values["date_of_birth"])},
    }
    try:
        return msgspec.convert(fields, NewRequest)
    except msgspec.ValidationError:
        raise InvalidInput("wanted", "does not fit its form") from None


async def _form(
    request: HttpRequest, organisation: UUID, language: Language, values: Fields, errors: dict[str, str] | None = None
) -> Response[str]:
    desk = desk_of(request.app.state)
    _, front = await desk.front(organisation)
    return shown(
        "own-data",
        front,
        language,
        elsewhere="own-data",
        status=_WRONG if errors else 200,
        values=values,
        errors=errors or {},
        labels={name: f"own_{name}" for name in _FIELDS},
        token=desk.issue("own-data"),
    )


async def _counter(
    request: HttpRequest, organisation: UUID, language: Language, values: Fields, errors: dict[str, str] | None = None
) -> Response[str]:
    _, front = await desk_of(request.app.state).front(organisation)
    status = _WRONG if errors else 200
    labels = {name: f"collect_{name}" for name in _TO_COLLECT}
    return shown(
        "collect",
        front,
        language,
        elsewhere="collect",
        status=status,
        values=values,
        errors=errors or {},
        labels=labels,
    )


HANDLERS = (ask, send, at_the_counter, collect)
