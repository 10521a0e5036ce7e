"""The steps between receipt and the end of a request, over HTTP."""

from typing import Annotated

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import organisations, subject_requests
from vault.api.callers import caller
from vault.api.parameters import HttpRequest, OpenVault, PurposeHeader, RequestPath
from vault.ids import HandoverId, LetterId
from vault.subject_requests import (
    Answered,
    Closed,
    Collected,
    DocumentWithheld,
    DueRequest,
    Evidence,
    FileDecided,
    Fulfilled,
    Hit,
    HitAllowed,
    Identified,
    IssuedCode,
    MadeDelivery,
    Moved,
    NewAnnouncement,
    NewCode,
    NewDecision,
    NewDelivery,
    NewExtension,
    NewFulfilment,
    NewQuestion,
    PickUp,
    QueueItem,
    Represented,
    RequestView,
    Resolved,
    ScopeAgreed,
    TypedCode,
)

LetterPath = Annotated[LetterId, PathParameter(description="A letter, by the id that writing it answered with.")]
DeliveryPath = Annotated[HandoverId, PathParameter(description="A delivery that waits to be collected.")]
_ONE = "/{request_id:uuid}"


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


class Collection(msgspec.Struct, frozen=True):
    """A collected package: each file by its name, in base64."""

    files: dict[str, bytes]


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
    name = (await vault.run(who, organisations.profile)).profile.name
    content = subject_requests.calendar(due, name, vault.clock.now())
    return Response(content, media_type="text/calendar", headers={"Cache-Control": "no-store"})


@post("/run", operation_id="runRequests", summary="Prepare every open request")
async def run_queue(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Queue:
    """Composes and checks the answer of every open request whose clock runs; each waits for approval then."""
    return Queue(await vault.run(caller(request, purpose), subject_requests.run_queue))


@post(f"{_ONE}/acknowledgement", operation_id="acknowledgeRequest", summary="Write the letter of receipt")
async def acknowledge(vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader) -> Moved:
    """Writes that the request was received and by when it is answered."""
    return await vault.run(caller(request, purpose), subject_requests.acknowledge_request, request_id)


@post(f"{_ONE}/questions", operation_id="askPerson", summary="Ask, and stop the clock")
async def ask(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewQuestion],
    purpose: PurposeHeader,
) -> Moved:
    """Asks who somebody is or what they mean, for a doubt of this request. The clock stands still until it ends."""
    return await vault.run(caller(request, purpose), subject_requests.ask_person, request_id, data)


@post(f"{_ONE}/clarifications", operation_id="resumeClock", summary="End a doubt about the scope")
async def resume(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[Resolved], purpose: PurposeHeader
) -> Moved:
    """Records that the question is answered: the clock runs on from that day."""
    return await vault.run(caller(request, purpose), subject_requests.resume_clock, request_id, data)


@post(f"{_ONE}/extension", operation_id="extendRequest", summary="Extend by two months")
async def extend(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewExtension],
    purpose: PurposeHeader,
) -> Moved:
    """Extends the time once, within the first month, and writes the letter that tells the person why."""
    return await vault.run(caller(request, purpose), subject_requests.extend_request, request_id, data)


@post(f"{_ONE}/scope", operation_id="agreeScope", summary="Record how it is understood")
async def agree_scope(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[ScopeAgreed], purpose: PurposeHeader
) -> None:
    """Records how the request is understood, and a narrowing that the person agreed to."""
    await vault.run(caller(request, purpose), subject_requests.agree_scope, request_id, data)


@post(f"{_ONE}/identity", operation_id="identifyPerson", summary="Record how identity was established")
async def identify(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[Identified], purpose: PurposeHeader
) -> None:
    """Records the method and what came of it, and ends a doubt. A proof is shown and never sent here."""
    await vault.run(caller(request, purpose), subject_requests.identify_person, request_id, data)


@post(f"{_ONE}/codes", operation_id="sendCode", summary="Make a code for a known address")
async def send_code(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[NewCode], purpose: PurposeHeader
) -> IssuedCode:
    """Makes a code for an address or phone that was on record before the request. It is shown once."""
    return await vault.run(caller(request, purpose), subject_requests.send_code, request_id, data)


@post(f"{_ONE}/codes/entered", operation_id="enterCode", summary="Enter a code")
async def enter_code(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[TypedCode], purpose: PurposeHeader
) -> None:
    """Proves a known address by the code that was sent there. Five attempts."""
    await vault.run(caller(request, purpose), subject_requests.enter_code, request_id, data)


@post(f"{_ONE}/representative", operation_id="representPerson", summary="Record who acts for the person")
async def represent(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[Represented], purpose: PurposeHeader
) -> None:
    """Records on which authority somebody acts for the person, how far and until when."""
    await vault.run(caller(request, purpose), subject_requests.represent_person, request_id, data)


@post(f"{_ONE}/withheld", operation_id="withholdDocument", summary="Keep a document out")
async def withhold(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[DocumentWithheld],
    purpose: PurposeHeader,
) -> None:
    """Keeps one document out of the answer as a whole, on a ground and with facts of its own."""
    await vault.run(caller(request, purpose), subject_requests.withhold_document, request_id, data)


@post(f"{_ONE}/files", operation_id="decideFile", summary="Decide whether a file goes out")
async def decide_file(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[FileDecided], purpose: PurposeHeader
) -> None:
    """Records whether a picture, recording or other file goes out, by somebody who looked at it or listened to it."""
    await vault.run(caller(request, purpose), subject_requests.decide_file, request_id, data)


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


@post(f"{_ONE}/findings", operation_id="allowFinding", summary="Let out what the check stopped")
async def allow_finding(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[HitAllowed], purpose: PurposeHeader
) -> None:
    """Decides that something may go out, with a reason. Somebody else approves the answer then."""
    await vault.run(caller(request, purpose), subject_requests.allow_finding, request_id, data)


@post(f"{_ONE}/approval", operation_id="approveRequest", summary="Approve an answer")
async def approve(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> RequestView:
    """Approves the composed answer as it is."""
    return await vault.run(caller(request, purpose), subject_requests.approve_request, request_id)


@post(f"{_ONE}/decision", operation_id="decideRequest", summary="Decide by letter")
async def decide(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[NewDecision], purpose: PurposeHeader
) -> WrittenLetter:
    """Refuses a request, or grants it wholly or partly and carries it out, by a letter with reasons and remedies."""
    letter = await vault.run(caller(request, purpose), subject_requests.decide_request, request_id, data)
    return WrittenLetter(letter)


@post(f"{_ONE}/fulfilments", operation_id="fulfilRequest", summary="Carry something out")
async def fulfil(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewFulfilment],
    purpose: PurposeHeader,
) -> Fulfilled:
    """Does what does not wait for the decision, such as restricting meanwhile, or lifts a restriction after it."""
    return await vault.run(caller(request, purpose), subject_requests.fulfil_request, request_id, data)


@post(f"{_ONE}/lifting-notices", operation_id="announceLifting", summary="Tell that a restriction ends")
async def announce_lifting(
    vault: OpenVault,
    request: HttpRequest,
    request_id: RequestPath,
    data: JSONBody[NewAnnouncement],
    purpose: PurposeHeader,
) -> WrittenLetter:
    """Writes the letter that a restriction will be lifted; it goes out before it is (Art. 18(3) GDPR)."""
    return WrittenLetter(await vault.run(caller(request, purpose), subject_requests.announce_lifting, request_id, data))


@get(f"{_ONE}/letters/{{letter_id:uuid}}", operation_id="readLetter", summary="Fetch a letter")
async def read_letter(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, letter_id: LetterPath, purpose: PurposeHeader
) -> Response[bytes]:
    """A letter about a request, as tagged PDF."""
    content = await vault.run(caller(request, purpose), subject_requests.read_letter, request_id, letter_id)
    return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})


@post(f"{_ONE}/delivery", operation_id="deliverRequest", summary="Deliver an answer")
async def deliver(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[NewDelivery], purpose: PurposeHeader
) -> MadeDelivery:
    """Makes what goes out of an approved answer: encrypted, or to be collected once with a code."""
    return await vault.run(caller(request, purpose), subject_requests.deliver_request, request_id, data)


@post(f"{_ONE}/receipt", operation_id="confirmReceipt", summary="Record a receipt")
async def confirm_receipt(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[Collected], purpose: PurposeHeader
) -> None:
    """Records that the person has the answer."""
    await vault.run(caller(request, purpose), subject_requests.confirm_receipt, request_id, data)


@post(f"{_ONE}/closing", operation_id="closeRequest", summary="Close a request")
async def close(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, data: JSONBody[Closed], purpose: PurposeHeader
) -> None:
    """Ends the work on a request that is answered, was withdrawn or was handed on."""
    await vault.run(caller(request, purpose), subject_requests.close_request, request_id, data)


@get(f"{_ONE}/evidence", operation_id="readEvidence", summary="The file for an authority")
async def read_evidence(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> Evidence:
    """What was done, when and why, with hashes and proofs of the log. It names nobody."""
    return await vault.run(caller(request, purpose), subject_requests.request_evidence, request_id)


@get(f"{_ONE}/portable", operation_id="exportPortable", summary="Fetch portable data")
async def export_portable(
    vault: OpenVault, request: HttpRequest, request_id: RequestPath, purpose: PurposeHeader
) -> Response[bytes]:
    """What a person provided, to be taken elsewhere (Art. 20 GDPR): contact details and their own words, as JSON."""
    content = await vault.run(caller(request, purpose), subject_requests.export_portable, request_id)
    return Response(content, media_type="application/json", headers={"Cache-Control": "no-store"})


@post("/deliveries/{delivery_id:uuid}/collection", operation_id="collectPackage", summary="Collect a package")
async def collect(
    vault: OpenVault, request: HttpRequest, delivery_id: DeliveryPath, data: JSONBody[PickUp], purpose: PurposeHeader
) -> Collection:
    """Gives a package for its code, once. Five attempts."""
    package = await vault.run(caller(request, purpose), subject_requests.collect_package, delivery_id, data)
    return Collection(package.files)


router = Router(
    "/access-requests",
    route_handlers=[
        *(list_due, read_calendar, run_queue, acknowledge, ask, resume, extend, agree_scope, identify, send_code),
        *(enter_code, represent, withhold, prepare, read_findings, allow_finding, approve, decide, read_letter),
        *(fulfil, announce_lifting, decide_file),
        *(deliver, confirm_receipt, close, read_evidence, export_portable, collect),
    ],
    tags=["Access requests"],
)
