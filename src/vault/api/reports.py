"""Reports without a name or in confidence over HTTP: for tools that pass them on, and for staff who are told them."""

import msgspec
from litestar import Response, Router, get, post
from litestar.params import JSONBody

from vault import anonymous
from vault.anonymous import Front, Handed, MailboxQuestion, MailboxView, NewReport
from vault.api.callers import caller, caller_once, made
from vault.api.parameters import CasePath, HttpRequest, KeyHeader, OpenVault, PurposeHeader
from vault.ids import DocumentId


class AskedId(msgspec.Struct, frozen=True):
    """The id of the document under which a question stands in the complaint."""

    document_id: DocumentId


@get("/policy", operation_id="readReportPolicy", summary="Read what to show before somebody reports")
async def read_policy(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> Front:
    """What the organisation takes from people who do not give their name, and its texts in three languages.

    Show them before anybody writes; a report names the version that was shown.
    """
    return await vault.run(caller(request, purpose), anonymous.read_front)


@post("/", operation_id="handInReport", summary="Pass on a report without a name or in confidence")
async def hand_in(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewReport], purpose: PurposeHeader
) -> Response[Handed]:
    """Stores a report, and answers with the receipt for whoever reported.

    Nothing finer than the day is kept of it, and nothing of what this call's headers say of its way. The receipt must
    not be kept, so there is no idempotency key here.
    """
    handed = await vault.run(caller(request, purpose), anonymous.hand_in, data)
    return made(handed, f"/v1/cases/{handed.case_id}")


@get("/{case_id:uuid}/mailbox", operation_id="readMailbox", summary="See the mailbox of a report")
async def read_mailbox(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, purpose: PurposeHeader
) -> MailboxView:
    """Which messages there are, and whether an answer would be read. Their words are documents of the complaint."""
    return await vault.run(caller(request, purpose), anonymous.read_mailbox, case_id)


@post("/{case_id:uuid}/mailbox/questions", operation_id="askReporter", summary="Write to a reporter")
async def ask(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[MailboxQuestion],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> AskedId:
    """Puts a message into the mailbox. It is sent nowhere: the reporter finds it when they come with their receipt."""
    return AskedId(await vault.run(await caller_once(request, purpose, key), anonymous.ask, case_id, data))


router = Router("/reports", route_handlers=[read_policy, hand_in], tags=["Complaints"])
mailboxes = Router("/cases", route_handlers=[read_mailbox, ask], tags=["Complaints"])
