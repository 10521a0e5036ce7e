"""Sharing over HTTP: recipients, agreements, consents, extracts of a complaint, notices, what is due."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Response, Router, get, patch, post, put
from litestar.params import JSONBody, PathParameter, QueryParameter

from vault import complaints, disclosures, subjects
from vault.api.callers import caller, caller_once, tagged, version
from vault.api.parameters import (
    CasePath,
    HttpRequest,
    KeyHeader,
    MatchHeader,
    OpenVault,
    PurposeHeader,
    SubjectPath,
)
from vault.complaints import DisclosurePreview, Dispatched, NewDispatch, NewInformation, SharingDue
from vault.disclosures import (
    AgreementChange,
    AgreementView,
    ConcernView,
    ConsentView,
    DisclosureAnswer,
    NewAgreement,
    NewConcern,
    NewConfirmation,
    NewConsent,
    NewRecipient,
    NewSharing,
    NoticeOutcome,
    NoticeView,
    RecipientChange,
    RecipientView,
    ReportedConcern,
    ScenarioView,
    Withdrawal,
)
from vault.ids import AgreementId, ConcernId, ConsentId, DisclosureId, InformationId, NoticeId, RecipientId
from vault.language import Language

RecipientPath = Annotated[RecipientId, PathParameter(description="A recipient in the register.")]
AgreementPath = Annotated[AgreementId, PathParameter(description="A cooperation agreement.")]
ConsentPath = Annotated[ConsentId, PathParameter(description="A consent of the person.")]
DisclosurePath = Annotated[DisclosureId, PathParameter(description="A disclosure of the complaint.")]
ConcernPath = Annotated[ConcernId, PathParameter(description="A reported concern.")]
NoticePath = Annotated[NoticeId, PathParameter(description="A notice that a recipient is owed.")]
LanguageQuery = Annotated[
    Language | None, QueryParameter(description="Of titles and legal bases; the organisation's own if absent.")
]
SettledQuery = Annotated[bool, QueryParameter(description="Whether settled notices are listed as well.")]


class NewEnding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The last day of a recipient or an agreement."""

    on: date


class GivenConsentId(msgspec.Struct, frozen=True):
    """The id of a consent that was recorded."""

    consent_id: ConsentId


class RecordedInformationId(msgspec.Struct, frozen=True):
    """The id under which it is kept that somebody was told, or why not."""

    information_id: InformationId


@post("/recipients", operation_id="registerRecipient", summary="Register a recipient")
async def register_recipient(
    vault: OpenVault,
    request: HttpRequest,
    data: JSONBody[NewRecipient],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> RecipientView:
    """Takes somebody into the register of those who may be given something of a complaint."""
    return await vault.run(await caller_once(request, purpose, key), disclosures.register_recipient, data)


@get("/recipients", operation_id="listRecipients", summary="List recipients")
async def list_recipients(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[RecipientView]:
    """Everybody in the register, those to whom nothing goes any more among them."""
    return await vault.run(caller(request, purpose), disclosures.list_recipients)


@patch("/recipients/{recipient_id:uuid}", operation_id="changeRecipient", summary="Change a recipient")
async def change_recipient(
    vault: OpenVault,
    request: HttpRequest,
    recipient_id: RecipientPath,
    data: JSONBody[RecipientChange],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> Response[RecipientView]:
    """Changes name, unit or address of a recipient (JSON Merge Patch)."""
    who = caller(request, purpose)
    changed = await vault.run(who, disclosures.change_recipient, recipient_id, data, version(match))
    return tagged(changed, changed.version)


@put("/recipients/{recipient_id:uuid}/end", operation_id="endRecipient", summary="End a recipient", status_code=204)
async def end_recipient(
    vault: OpenVault,
    request: HttpRequest,
    recipient_id: RecipientPath,
    data: JSONBody[NewEnding],
    purpose: PurposeHeader,
) -> None:
    """From then on nothing goes to the recipient. An agreement with them ends first."""
    await vault.run(caller(request, purpose), disclosures.end_recipient, recipient_id, data.on)


@get("/scenarios", operation_id="listScenarios", summary="List what may be shared")
async def list_scenarios(
    vault: OpenVault, request: HttpRequest, purpose: PurposeHeader, language: LanguageQuery = None
) -> list[ScenarioView]:
    """The situations in which something may be shared: with whom, on which basis, what goes and what must not."""
    return await vault.run(caller(request, purpose), disclosures.list_scenarios, language)


@post("/agreements", operation_id="makeAgreement", summary="Keep a cooperation agreement")
async def make_agreement(
    vault: OpenVault,
    request: HttpRequest,
    data: JSONBody[NewAgreement],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> AgreementView:
    """Keeps an agreement. While it runs, what goes to the recipient goes to its single entry and nowhere else."""
    return await vault.run(await caller_once(request, purpose, key), disclosures.make_agreement, data)


@get("/agreements", operation_id="listAgreements", summary="List cooperation agreements")
async def list_agreements(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[AgreementView]:
    """Every agreement that is kept, those that ended among them."""
    return await vault.run(caller(request, purpose), disclosures.list_agreements)


@patch("/agreements/{agreement_id:uuid}", operation_id="changeAgreement", summary="Change an agreement")
async def change_agreement(
    vault: OpenVault,
    request: HttpRequest,
    agreement_id: AgreementPath,
    data: JSONBody[AgreementChange],
    purpose: PurposeHeader,
    match: MatchHeader = None,
) -> Response[AgreementView]:
    """Changes an agreement, its homes and its single entry among it (JSON Merge Patch)."""
    who = caller(request, purpose)
    changed = await vault.run(who, disclosures.change_agreement, agreement_id, data, version(match))
    return tagged(changed, changed.version)


@put("/agreements/{agreement_id:uuid}/end", operation_id="endAgreement", summary="End an agreement", status_code=204)
async def end_agreement(
    vault: OpenVault,
    request: HttpRequest,
    agreement_id: AgreementPath,
    data: JSONBody[NewEnding],
    purpose: PurposeHeader,
) -> None:
    """Ends an agreement; the day is its last."""
    await vault.run(caller(request, purpose), disclosures.end_agreement, agreement_id, data.on)


@post("/subjects/{subject_id:uuid}/consents", operation_id="giveConsent", summary="Record a consent")
async def give_consent(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    data: JSONBody[NewConsent],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> GivenConsentId:
    """Records that a person consented: to one purpose and one recipient, in which words, how, and what shows it."""
    who = await caller_once(request, purpose, key)
    return GivenConsentId(await vault.run(who, subjects.give_consent, subject_id, data))


@get("/subjects/{subject_id:uuid}/disclosures", operation_id="listDisclosures", summary="List who was given something")
async def list_disclosures(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, purpose: PurposeHeader
) -> list[subjects.GivenTo]:
    """To whom something of a person was given, when and on which basis, over every complaint; not what it was."""
    return await vault.run(caller(request, purpose), subjects.list_disclosures, subject_id)


@get("/subjects/{subject_id:uuid}/consents", operation_id="readConsents", summary="Read a person's consents")
async def read_consents(
    vault: OpenVault, request: HttpRequest, subject_id: SubjectPath, purpose: PurposeHeader
) -> tuple[ConsentView, ...]:
    """What a person consented to, and what of it was withdrawn."""
    return await vault.run(caller(request, purpose), subjects.read_consents, subject_id)


@put(
    "/subjects/{subject_id:uuid}/consents/{consent_id:uuid}/withdrawal",
    operation_id="withdrawConsent",
    summary="Withdraw a consent",
    status_code=204,
)
async def withdraw_consent(
    vault: OpenVault,
    request: HttpRequest,
    subject_id: SubjectPath,
    consent_id: ConsentPath,
    data: JSONBody[Withdrawal],
    purpose: PurposeHeader,
) -> None:
    """From then on nothing goes on this consent. What went before stays as it was."""
    await vault.run(caller(request, purpose), subjects.withdraw_consent, subject_id, consent_id, data)


@post(
    "/cases/{case_id:uuid}/disclosure-previews",
    operation_id="previewDisclosure",
    summary="Look at an extract",
    status_code=200,
)
async def preview_disclosure(
    vault: OpenVault, request: HttpRequest, case_id: CasePath, data: JSONBody[NewSharing], purpose: PurposeHeader
) -> DisclosurePreview:
    """The minimum that a scenario gives of a complaint, to whom it would go, and everything that speaks against it.

    The purpose must be that of the scenario. Nothing is kept and nothing is sent.
    """
    return await vault.run(caller(request, purpose), complaints.preview_disclosure, case_id, data)


@post("/cases/{case_id:uuid}/dispatches", operation_id="disclose", summary="Send an extract")
async def disclose(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewDispatch],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> Dispatched:
    """Records that exactly what was looked at goes out. Your system sends it, to the address that the answer names.

    A notice by duty is entered in the complaint with it. What must not go is a `conflict` that names why; an extract
    that changed since it was looked at is refused.
    """
    return await vault.run(await caller_once(request, purpose, key), complaints.disclose, case_id, data)


@put(
    "/cases/{case_id:uuid}/disclosures/{disclosure_id:uuid}/answer",
    operation_id="answerDisclosure",
    summary="Record a recipient's answer",
    status_code=204,
)
async def answer_disclosure(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    disclosure_id: DisclosurePath,
    data: JSONBody[DisclosureAnswer],
    purpose: PurposeHeader,
) -> None:
    """Records what a recipient answered, and its own case number."""
    await vault.run(caller(request, purpose), complaints.answer_disclosure, case_id, disclosure_id, data)


@post("/cases/{case_id:uuid}/information", operation_id="recordInformation", summary="Record that somebody was told")
async def record_information(
    vault: OpenVault,
    request: HttpRequest,
    case_id: CasePath,
    data: JSONBody[NewInformation],
    purpose: PurposeHeader,
    key: KeyHeader = None,
) -> RecordedInformationId:
    """Records that a party was told that data about them are kept, with which guide; or why not, or not yet."""
    who = await caller_once(request, purpose, key)
    return RecordedInformationId(await vault.run(who, complaints.record_information, case_id, data))


@get("/sharing-due", operation_id="listSharingDue", summary="List what sharing owes")
async def list_due(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> SharingDue:
    """Who must be told by when that data about them are kept, which recipients owe an answer, and open notices."""
    return await vault.run(caller(request, purpose), complaints.list_due)


@post("/concerns", operation_id="reportConcern", summary="Report concern for a child")
async def report_concern(
    vault: OpenVault, request: HttpRequest, data: JSONBody[NewConcern], purpose: PurposeHeader, key: KeyHeader = None
) -> ReportedConcern:
    """Records that a concern is reported to the municipality. It belongs to no complaint, and is deleted in a month."""
    return await vault.run(await caller_once(request, purpose, key), disclosures.report_concern, data)


@get("/concerns", operation_id="listConcerns", summary="List concerns for children")
async def list_concerns(vault: OpenVault, request: HttpRequest, purpose: PurposeHeader) -> list[ConcernView]:
    """Reports with their receipts; thirty days after one was sent, its receipt alone."""
    return await vault.run(caller(request, purpose), disclosures.list_concerns)


@put(
    "/concerns/{concern_id:uuid}/confirmation",
    operation_id="confirmConcern",
    summary="Record that a report was received",
    status_code=204,
)
async def confirm_concern(
    vault: OpenVault,
    request: HttpRequest,
    concern_id: ConcernPath,
    data: JSONBody[NewConfirmation],
    purpose: PurposeHeader,
) -> None:
    """Records that the municipality confirmed that it has received a report, and its receipt."""
    await vault.run(caller(request, purpose), disclosures.confirm_concern, concern_id, data)


@get("/notices", operation_id="listNotices", summary="List notices to recipients")
async def list_notices(
    vault: OpenVault,
    request: HttpRequest,
    purpose: PurposeHeader,
    settled: SettledQuery = False,  # noqa: FBT002 -- a query parameter has no other form
) -> list[NoticeView]:
    """Recipients who must hear that what they were given was rectified, erased or restricted; the soonest due first."""
    return await vault.run(caller(request, purpose), disclosures.list_notices, settled=settled)


@post("/notices/{notice_id:uuid}/outcomes", operation_id="settleNotice", summary="Follow a notice", status_code=200)
async def settle_notice(
    vault: OpenVault, request: HttpRequest, notice_id: NoticePath, data: JSONBody[NoticeOutcome], purpose: PurposeHeader
) -> NoticeView:
    """Records that a notice was sent, what was answered, or why none is needed."""
    return await vault.run(caller(request, purpose), disclosures.settle_notice, notice_id, data)


router = Router(
    "/",
    route_handlers=[
        register_recipient,
        list_recipients,
        change_recipient,
        end_recipient,
        list_scenarios,
        make_agreement,
        list_agreements,
        change_agreement,
        end_agreement,
        give_consent,
        read_consents,
        list_disclosures,
        withdraw_consent,
        preview_disclosure,
        disclose,
        answer_disclosure,
        record_information,
        list_due,
        report_concern,
        list_concerns,
        confirm_concern,
        list_notices,
        settle_notice,
    ],
    tags=["Sharing"],
)
