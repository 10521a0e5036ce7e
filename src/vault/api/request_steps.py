"""The steps between receipt and the answer to a request, over HTTP."""

from typing import Annotated, TypeVar

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import organisations, subject_requests
from vault.api.callers import caller, caller_once, made
from vault.api.parameters import HttpRequest, KeyHeader, OpenVault, PurposeHeader, RequestPath
from vault.ids import LetterId, RequestId
from vault.subject_requests import (
    Answered,
    DocumentWithheld,
    DueRequest,
    FileDecided,
    Fulfilled,
    Hit,
    HitAllowed,
    Identified,
    IssuedCode,
    Moved,
    NewAnnouncement,
    NewCode,
    NewDecision,
    NewExtension,
    NewFulfilment,
    NewQuestion,
    QueueItem,
    Represented,
    Resolved,
    ScopeAgreed,
    TypedCode,
)

LetterPath = Annotated[LetterId, PathParameter(description="A letter, by the id that writing it answered with.")]
_ONE = "/{request_id:uuid}"
T = TypeVar("T")


class DueList(msgspec.Struct, frozen=True):
    """Requests that are not answered."""

    items: list[DueRequest]


class Findings(msgspec.Struct, frozen=True):
    """What the check of finished files stopped."""

    items: tuple[Hit, ...]


class Queue(msgspec.Struct, frozen=True):
    """What became of every open request."""

    items: list[QueueItem]


class WrittenLetter(msgspec.Struct, frozen=True):
    """A letter that was written."""

    letter_id: LetterId


@get("/due", operation_id="listDueRequests", summary="List what is due")
async def list_due(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    within: Annotated[int, QueryParameter(ge=0, le=400, description="In how many days at most.")] = 400,
) -> DueList:
    """Requests that are not answered, the most urgent first, with the date that holds without a pause; no names."""
    return DueList(await vault.run(caller(request, purpose), subject_requests.requests_due, within))


@get("/calendar", operation_id="readRequestCalendar", summary="Due dates as an iCalendar file")
async def read_calendar(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Response[bytes]:
    """Target and due date of each request as whole days with reminders; ids and codes, nobody's name."""
    who = caller(request, purpose)
    due = await vault.run(who, subject_requests.requests_due)
    of = (await vault.run(who, organisations.profile)).profile
    content = subject_requests.calendar(due, of.name, vault.clock.now(), of.language)
    return Response(content, media_type="text/calendar", headers={"Cache-Control": "no-store"})


@post("/run", operation_id="runRequests", summary="Prepare every open request")
async def run_queue(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Queue:
    """Composes and checks the answer of every open request whose clock runs; each waits for approval then."""
    return Queue(await vault.run(caller(request, purpose), subject_requests.run_queue))


@post(f"{_ONE}/acknowledgement", operation_id="acknowledgeRequest", summary="Write the letter of receipt")
async def acknowledge(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader, key: KeyHeader = None
) -> Response[Moved]:
    """Writes that the request was received and by when it is answered."""
    done = await vault.run(await caller_once(request, purpose, key), subject_requests.acknowledge_request, request_id)
    return _lettered(request_id, done.letter_id, done)


@post(f"{_ONE}/questions", operation_id="askPerson", summary="Ask, and stop the clock")
async def ask(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewQuestion],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> Response[Moved]:
    """Asks who somebody is or what they mean, for a doubt of this request. The clock stands still until it ends."""
    done = await vault.run(await caller_once(request, purpose, key), subject_requests.ask_person, request_id, data)
    return _lettered(request_id, done.letter_id, done)


@post(f"{_ONE}/clarifications", operation_id="resumeClock", summary="End a doubt about the scope")
async def resume(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[Resolved],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> Response[Moved]:
    """Records that the question is answered: the clock runs on from that day."""
    done = await vault.run(await caller_once(request, purpose, key), subject_requests.resume_clock, request_id, data)
    return _lettered(request_id, done.letter_id, done)


@post(f"{_ONE}/extension", operation_id="extendRequest", summary="Extend by two months")
async def extend(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewExtension],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> Response[Moved]:
    """Extends the time once, within the first month, and writes the letter that tells the person why."""
    done = await vault.run(await caller_once(request, purpose, key), subject_requests.extend_request, request_id, data)
    return _lettered(request_id, done.letter_id, done)


@post(f"{_ONE}/scope", operation_id="agreeScope", summary="Record how it is understood", status_code=204)
async def agree_scope(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[ScopeAgreed],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Records how the request is understood, and a narrowing that the person agreed to."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.agree_scope, request_id, data)


@post(f"{_ONE}/identity", operation_id="identifyPerson", summary="Record how identity was established", status_code=204)
async def identify(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[Identified],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Records the method and what came of it, and ends a doubt. A proof is shown and never sent here."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.identify_person, request_id, data)


@post(f"{_ONE}/codes", operation_id="sendCode", summary="Make a code for a known address")
async def send_code(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[NewCode], purpose: PurposeHeader
) -> Response[IssuedCode]:
    """Makes a code for an address or phone that was on record before the request. It is shown once."""
    done = await vault.run(caller(request, purpose), subject_requests.send_code, request_id, data)
    return _lettered(request_id, done.letter_id, done)


@post(f"{_ONE}/codes/entered", operation_id="enterCode", summary="Enter a code", status_code=204)
async def enter_code(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[TypedCode], purpose: PurposeHeader
) -> None:
    """Proves a known address by the code that was sent there. Five attempts."""
    await vault.run(caller(request, purpose), subject_requests.enter_code, request_id, data)


@post(
    f"{_ONE}/representative", operation_id="representPerson", summary="Record who acts for the person", status_code=204
)
async def represent(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[Represented],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Records on which authority somebody acts for the person, how far and until when."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.represent_person, request_id, data)


@post(f"{_ONE}/withheld", operation_id="withholdDocument", summary="Keep a document out", status_code=204)
async def withhold(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[DocumentWithheld],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Keeps one document out of the answer as a whole, on a ground and with facts of its own."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.withhold_document, request_id, data)


@post(f"{_ONE}/files", operation_id="decideFile", summary="Decide whether a file goes out", status_code=204)
async def decide_file(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[FileDecided],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Records whether a picture, recording or other file goes out, by somebody who looked at it or listened to it."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.decide_file, request_id, data)


@post(f"{_ONE}/preparation", operation_id="prepareRequest", summary="Compose and check an answer")
async def prepare(vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader) -> Answered:
    """Composes an answer and checks the finished files; it waits for approval then and can be composed anew."""
    return await vault.run(caller(request, purpose), subject_requests.prepare_request, request_id)


@get(f"{_ONE}/findings", operation_id="readFindings", summary="Read what the check stopped")
async def read_findings(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> Findings:
    """What of other people stands in the finished files without a decision."""
    return Findings(await vault.run(caller(request, purpose), subject_requests.read_findings, request_id))


@post(f"{_ONE}/findings", operation_id="allowFinding", summary="Let out what the check stopped", status_code=204)
async def allow_finding(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[HitAllowed],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> None:
    """Decides that something may go out, with a reason. Somebody else approves the answer then."""
    await vault.run(await caller_once(request, purpose, key), subject_requests.allow_finding, request_id, data)


@post(f"{_ONE}/decision", operation_id="decideRequest", summary="Decide by letter")
async def decide(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewDecision],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> Response[WrittenLetter]:
    """Refuses a request, or grants it wholly or partly and carries it out, by a letter with reasons and remedies."""
    letter = await vault.run(
        await caller_once(request, purpose, key), subject_requests.decide_request, request_id, data
    )
    return _lettered(request_id, letter, WrittenLetter(letter))


@post(f"{_ONE}/fulfilments", operation_id="fulfilRequest", summary="Carry something out")
async def fulfil(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewFulfilment],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> Fulfilled:
    """Does what does not wait for the decision, such as restricting meanwhile, or lifts a restriction after it."""
    return await vault.run(await caller_once(request, purpose, key), subject_requests.fulfil_request, request_id, data)


@post(f"{_ONE}/lifting-notices", operation_id="announceLifting", summary="Tell that a restriction ends")
async def announce_lifting(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewAnnouncement],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> Response[WrittenLetter]:
    """Writes the letter that a restriction will be lifted; it goes out before it is (Art. 18(3) GDPR)."""
    letter = await vault.run(
        await caller_once(request, purpose, key), subject_requests.announce_lifting, request_id, data
    )
    return _lettered(request_id, letter, WrittenLetter(letter))


@get(f"{_ONE}/letters/{{letter_id:uuid}}", operation_id="readLetter", summary="Fetch a letter")
async def read_letter(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, letter_id: LetterPath, purpose: PurposeHeader
) -> Response[bytes]:
    """A letter about a request, as tagged PDF."""
    content = await vault.run(caller(request, purpose), subject_requests.read_letter, request_id, letter_id)
    return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})


def _lettered(request_id: RequestId, letter_id: LetterId | None, answer: T) -> Response[T]:
    """An answer that says where the letter is that was written, if one was."""
    if letter_id is None:
        return Response(answer)
    return made(answer, f"/v1/access-requests/{request_id}/letters/{letter_id}")


router = Router(
    "/access-requests",
    route_handlers=[
        *(list_due, read_calendar, run_queue, acknowledge, ask, resume, extend, agree_scope, identify, send_code),
        *(enter_code, represent, withhold, prepare, read_findings, allow_finding, decide, read_letter),
        *(fulfil, announce_lifting, decide_file),
    ],
    tags=["Access requests"],
)
