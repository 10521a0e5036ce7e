"""The pages that a receipt opens. It comes in the body of each form, and stands in no address and in no cookie."""

import asyncio
import base64
import binascii
from collections.abc import AsyncIterator
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from litestar import Response, get, post

from vault import anonymous, files
from vault.anonymous import Dialogue, Front, NewMessage, Revealing, Unlocked
from vault.anonymous.giveaways import giveaways
from vault.complaints import NewAttachment, Role
from vault.errors import Conflict, InvalidInput, NotFound, TooLarge
from vault.language import Language
from vault.media import MEDIA_TYPES, FileKind
from vault.public.desk import Desk, Spoken, Whose, desk_of, shown
from vault.public.draft import reporter
from vault.public.fields import Fields, HttpRequest, read_fields, read_file
from vault.public.limits import ENCODED_BYTES, FILE_BYTES, FORM_BYTES
from vault.public.rendering import HEADERS, day, kinds, marked, words
from vault.public.tokens import Standing
from vault.wiring import Caller

_WRONG: Final = 422
_PICTURES: Final = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.GIF, FileKind.WEBP})
_LABELS: Final = {"receipt": "receipt", "text": "message", "file": "file", "name": "name"}


class Visitor(NamedTuple):
    """Somebody with a receipt that opens something."""

    desk: Desk
    caller: Caller
    front: Front
    language: Language
    receipt: str
    unlocked: Unlocked

    async def dialogue(self) -> Dialogue:
        return await self.desk.vault.run(self.caller, anonymous.visit, self.unlocked)

    async def page(self, errors: dict[str, str] | None = None, **values: str) -> Response[str]:
        """The mailbox as it stands."""
        return shown(
            "mailbox",
            self.front,
            self.language,
            elsewhere="mailbox",
            status=_WRONG if errors else 200,
            dialogue=await self.dialogue(),
            receipt=self.receipt,
            errors=errors or {},
            labels=_LABELS,
            values={"text": "", "corrects": ""} | values,
            day=lambda on: day(on, self.language),
        )


class _NotOpened(Exception):
    """A receipt that opens nothing, and the page that says so."""

    def __init__(self, answer: Response[str]) -> None:
        super().__init__()
        self.answer = answer


@get("/{organisation:uuid}/{language:str}/mailbox")
async def enter(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    _, front = await desk_of(request.app.state).front(organisation)
    return shown("enter", front, language, elsewhere="mailbox")


@post("/{organisation:uuid}/{language:str}/mailbox", status_code=200)
async def mailbox(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """Everything that was written, from both sides."""
    return await (await _visitor(request, organisation, language, await read_fields(request, FORM_BYTES))).page()


@post("/{organisation:uuid}/{language:str}/message", status_code=200)
async def message(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """A message with what could betray its writer, to change or to send."""
    fields = await read_fields(request, FORM_BYTES)
    return await _looked_through(await _visitor(request, organisation, language, fields), fields)


@post("/{organisation:uuid}/{language:str}/message-send", status_code=200)
async def send_message(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    fields = await read_fields(request, FORM_BYTES)
    visitor = await _visitor(request, organisation, language, fields)
    shown_words = (visitor.receipt, fields.get("corrects", ""), fields.get("text", ""))
    if visitor.desk.judge(fields.get("token", ""), *shown_words) not in (Standing.GOOD, Standing.EARLY):
        return await _looked_through(visitor, fields)
    try:
        given = {
            "text": fields.get("text", ""),
            "corrects": int(fields["corrects"]) if fields.get("corrects") else None,
        }
        new = msgspec.convert(given, NewMessage)
        await visitor.desk.vault.run(visitor.caller, anonymous.write, visitor.unlocked, new)
    except (msgspec.ValidationError, ValueError, InvalidInput):
        return await visitor.page({"text": "error_invalid"}, text=fields.get("text", ""))
    return await visitor.page()


@post("/{organisation:uuid}/{language:str}/withdraw", status_code=200)
async def withdraw(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    fields = await read_fields(request, FORM_BYTES)
    visitor = await _visitor(request, organisation, language, fields)
    if fields.get("sure") == "yes":
        try:
            await visitor.desk.vault.run(visitor.caller, anonymous.withdraw, visitor.unlocked)
        except Conflict:
            return await visitor.page()
    return await visitor.page()


@post("/{organisation:uuid}/{language:str}/name", status_code=200)
async def give_name(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """N-08: nobody but the reporter changes what is known of them."""
    fields = await read_fields(request, FORM_BYTES)
    visitor = await _visitor(request, organisation, language, fields)
    try:
        openly = fields.get("openly") == "yes"
        new = Revealing(reporter=reporter(fields), openly=openly, stands_by=openly and fields.get("stands_by") == "yes")
        await visitor.desk.vault.run(visitor.caller, anonymous.reveal, visitor.unlocked, new)
    except (InvalidInput, Conflict):
        return await visitor.page({"name": "error_required" if not fields.get("name") else "error_invalid"})
    return await visitor.page()


@post("/{organisation:uuid}/{language:str}/export", status_code=200)
async def export(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[Any]:
    """Everything of the reporter's, for them to keep (N-12)."""
    fields = await read_fields(request, FORM_BYTES)
    visitor = await _visitor(request, organisation, language, fields)
    content = msgspec.json.format(msgspec.json.encode(await visitor.dialogue()), indent=2)
    told = HEADERS | {"Content-Disposition": 'attachment; filename="mailbox.json"'}
    return Response(content, media_type="application/json", headers=told)


@post("/{organisation:uuid}/{language:str}/file", status_code=200, request_max_body_size=FILE_BYTES + FORM_BYTES)
async def file(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """A file, cleaned in memory, with what was taken out. Keeps nothing: the cleaned file goes back into the form."""
    sent = await read_file(request, FILE_BYTES + FORM_BYTES)
    visitor = await _visitor(request, organisation, language, sent.fields)
    try:
        found = await _cleaned(visitor.desk, sent.content)
    except TooLarge:
        return await visitor.page({"file": "error_file_large"})
    except InvalidInput:
        return await visitor.page({"file": "error_file"})
    return shown(
        "file",
        visitor.front,
        language,
        elsewhere="mailbox",
        told=[one.value for one in found.told],
        receipt=visitor.receipt,
        content=base64.b64encode(found.content).decode(),
    )


@post("/{organisation:uuid}/{language:str}/file-look", status_code=200, request_max_body_size=ENCODED_BYTES * 2)
async def look_at_file(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[Any]:
    """The cleaned file as it would be kept, before it is. A picture is shown, and not left on a disk."""
    fields = await read_fields(request, ENCODED_BYTES * 2)
    visitor = await _visitor(request, organisation, language, fields)
    try:
        found = await _cleaned(visitor.desk, base64.b64decode(fields.get("content", ""), validate=True))
    except (InvalidInput, TooLarge, binascii.Error, ValueError):
        return await visitor.page({"file": "error_file"})
    shown_how = "inline" if found.kind in _PICTURES else f'attachment; filename="file.{found.kind.value}"'
    told = HEADERS | {"Content-Disposition": shown_how}
    return Response(found.content, media_type=MEDIA_TYPES[found.kind], headers=told)


@post("/{organisation:uuid}/{language:str}/file-send", status_code=200, request_max_body_size=ENCODED_BYTES * 2)
async def send_file(request: HttpRequest, organisation: Whose, language: Spoken) -> Response[str]:
    """Attaches a cleaned file. It is cleaned again, since it was out of our hands."""
    fields = await read_fields(request, ENCODED_BYTES * 2)
    visitor = await _visitor(request, organisation, language, fields)
    try:
        found = await _cleaned(visitor.desk, base64.b64decode(fields.get("content", ""), validate=True))
        await _attached(visitor, found)
    except (InvalidInput, TooLarge, binascii.Error, ValueError):
        return await visitor.page({"file": "error_file"})
    return await visitor.page()


async def _attached(visitor: Visitor, found: files.Cleaned) -> None:
    vault, caller = visitor.desk.vault, visitor.caller
    place = await vault.run(caller, anonymous.place_of_files, visitor.unlocked)
    # The name that it came with could tell of its owner.
    name = f"{words(visitor.language)['file'].lower()}.{found.kind.value}"
    new = NewAttachment(
        name=name,
        author_role=Role.COMPLAINANT,
        author_party_id=place.party_id,
        language=place.language,
        dated_on=visitor.desk.today(),
    )
    kept = await files.attach(vault, caller, place.case_id, new, _at_once(found.content))
    await vault.run(caller, anonymous.note_file, visitor.unlocked, kept, name)


async def _at_once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _cleaned(desk: Desk, content: bytes) -> files.Cleaned:
    if len(content) > FILE_BYTES:
        raise TooLarge("the file is too large")
    if not content:
        raise InvalidInput("file", "is a file with nothing in it")
    async with desk.turn.taken():
        return await asyncio.to_thread(files.cleaned, desk.vault, content)


async def _visitor(request: HttpRequest, organisation: UUID, language: Language, fields: Fields) -> Visitor:
    """Raises _NotOpened, which is answered alike for a slip and for a receipt that opens nothing."""
    desk = desk_of(request.app.state)
    caller, front = await desk.front(organisation)
    try:
        unlocked = await desk.unlock(organisation, fields.get("receipt", ""))
        await desk.vault.run(caller, anonymous.visit, unlocked)
    except (InvalidInput, NotFound):
        errors = {"receipt": "error_receipt"}
        raise _NotOpened(
            shown("enter", front, language, elsewhere="mailbox", status=_WRONG, errors=errors, labels=_LABELS)
        ) from None
    return Visitor(desk, caller, front, language, anonymous.receipt.read(fields["receipt"]), unlocked)


async def _looked_through(visitor: Visitor, fields: Fields) -> Response[str]:
    text, corrects = fields.get("text", ""), fields.get("corrects", "")
    if not text:
        return await visitor.page({"text": "error_required"}, corrects=corrects)
    spots = giveaways(text, visitor.language)
    found = kinds(spots)
    return shown(
        "message",
        visitor.front,
        visitor.language,
        elsewhere="mailbox",
        pieces=marked(text, spots),
        found=found,
        loop_number={kind: number for number, kind in enumerate(found, start=1)},
        receipt=visitor.receipt,
        corrects=corrects,
        text=text,
        token=visitor.desk.issue(visitor.receipt, corrects, text),
    )


def not_opened(_request: HttpRequest, error: _NotOpened) -> Response[str]:
    return error.answer


NOT_OPENED: Final = _NotOpened
HANDLERS = (enter, mailbox, message, send_message, withdraw, give_name, export, file, look_at_file, send_file)
