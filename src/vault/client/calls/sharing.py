"""Sharing: recipients, agreements, consents, extracts of a complaint, what recipients are owed."""

from datetime import date

from vault.client.calls.call import Call, asking, changing, making, nothing, only, putting, reading, shaped, written
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
from vault.ids import (
    AgreementId,
    CaseId,
    ConcernId,
    ConsentId,
    DisclosureId,
    InformationId,
    NoticeId,
    RecipientId,
    SubjectId,
)
from vault.language import Language
from vault.subjects import GivenTo


def register_recipient(new: NewRecipient, *, key: str | None = None) -> Call[RecipientView]:
    """Takes somebody into the register of those who may be given something of a complaint."""
    return making("/v1/recipients", new, shaped(RecipientView), key)


def list_recipients() -> Call[list[RecipientView]]:
    """Everybody in the register, those to whom nothing goes any more among them."""
    return reading("/v1/recipients", list[RecipientView])


def change_recipient(recipient_id: RecipientId, change: RecipientChange, *, version: int) -> Call[RecipientView]:
    """Changes a recipient who is still in the version that was read; else `outdated`."""
    return changing(f"/v1/recipients/{recipient_id}", change, RecipientView, version)


def end_recipient(recipient_id: RecipientId, on: date) -> Call[None]:
    """From then on nothing goes to the recipient. An agreement with them ends first."""
    return putting(f"/v1/recipients/{recipient_id}/end", {"on": on}, nothing)


def list_scenarios(language: Language | None = None) -> Call[list[ScenarioView]]:
    """The situations in which something may be shared: with whom, on which basis, what goes and what must not."""
    spoken = {} if language is None else {"language": language.value}
    return reading("/v1/scenarios", list[ScenarioView], spoken)


def make_agreement(new: NewAgreement, *, key: str | None = None) -> Call[AgreementView]:
    """Keeps a cooperation agreement. While it runs, what goes to the recipient goes to its single entry."""
    return making("/v1/agreements", new, shaped(AgreementView), key)


def list_agreements() -> Call[list[AgreementView]]:
    """Every agreement that is kept, those that ended among them."""
    return reading("/v1/agreements", list[AgreementView])


def change_agreement(agreement_id: AgreementId, change: AgreementChange, *, version: int) -> Call[AgreementView]:
    """Changes an agreement that is still in the version that was read; else `outdated`."""
    return changing(f"/v1/agreements/{agreement_id}", change, AgreementView, version)


def end_agreement(agreement_id: AgreementId, on: date) -> Call[None]:
    """Ends an agreement; the day is its last."""
    return putting(f"/v1/agreements/{agreement_id}/end", {"on": on}, nothing)


def give_consent(subject_id: SubjectId, new: NewConsent, *, key: str | None = None) -> Call[ConsentId]:
    """Records that a person consented: to one purpose and one recipient, in which words, and what shows it."""
    return making(f"/v1/subjects/{subject_id}/consents", new, only(ConsentId), key)


def read_consents(subject_id: SubjectId) -> Call[list[ConsentView]]:
    """What a person consented to, and what of it was withdrawn."""
    return reading(f"/v1/subjects/{subject_id}/consents", list[ConsentView])


def withdraw_consent(subject_id: SubjectId, consent_id: ConsentId, withdrawal: Withdrawal) -> Call[None]:
    """From then on nothing goes on this consent. What went before stays as it was."""
    return putting(f"/v1/subjects/{subject_id}/consents/{consent_id}/withdrawal", withdrawal, nothing)


def list_disclosures(subject_id: SubjectId) -> Call[list[GivenTo]]:
    """To whom something of a person was given, when and on which basis, over every complaint; not what it was."""
    return reading(f"/v1/subjects/{subject_id}/disclosures", list[GivenTo])


def preview_disclosure(case_id: CaseId, sharing: NewSharing) -> Call[DisclosurePreview]:
    """The minimum that a scenario gives of a complaint, to whom, and what speaks against it. Keeps and sends nothing.

    The purpose must be that of the scenario: `run` takes another than the client's own.
    """
    return asking(f"/v1/cases/{case_id}/disclosure-previews", sharing, DisclosurePreview)


def disclose(case_id: CaseId, new: NewDispatch, *, key: str | None = None) -> Call[Dispatched]:
    """Records that exactly what was looked at goes out; you send it, to the address that the answer names."""
    return making(f"/v1/cases/{case_id}/dispatches", new, shaped(Dispatched), key)


def answer_disclosure(case_id: CaseId, disclosure_id: DisclosureId, answer: DisclosureAnswer) -> Call[None]:
    """Records what a recipient answered, and its own case number."""
    return putting(f"/v1/cases/{case_id}/disclosures/{disclosure_id}/answer", answer, nothing)


def record_information(case_id: CaseId, new: NewInformation, *, key: str | None = None) -> Call[InformationId]:
    """Records that a party was told that data about them are kept, with which guide; or why not, or not yet."""
    return making(f"/v1/cases/{case_id}/information", new, only(InformationId), key)


def list_sharing_due() -> Call[SharingDue]:
    """Who must be told by when that data about them are kept, which recipients owe an answer, and open notices."""
    return reading("/v1/sharing-due", SharingDue)


def report_concern(new: NewConcern, *, key: str | None = None) -> Call[ReportedConcern]:
    """Records that a concern for a child is reported to the municipality. It belongs to no complaint."""
    return making("/v1/concerns", new, shaped(ReportedConcern), key)


def list_concerns() -> Call[list[ConcernView]]:
    """Reports of concern with their receipts; thirty days after one was sent, its receipt alone."""
    return reading("/v1/concerns", list[ConcernView])


def confirm_concern(concern_id: ConcernId, new: NewConfirmation) -> Call[None]:
    """Records that the municipality confirmed that it has received a report, and its receipt."""
    return putting(f"/v1/concerns/{concern_id}/confirmation", new, nothing)


def list_notices(*, settled: bool = False) -> Call[list[NoticeView]]:
    """Recipients who must hear that what they were given was rectified, erased or restricted; the soonest due first."""
    return reading("/v1/notices", list[NoticeView], {"settled": "true"} if settled else {})


def settle_notice(notice_id: NoticeId, outcome: NoticeOutcome) -> Call[NoticeView]:
    """Records that a notice was sent, what was answered, or why none is needed. Sent twice, it was sent twice."""
    path = f"/v1/notices/{notice_id}/outcomes"
    return Call(method="POST", path=path, read=shaped(NoticeView), safe=False, body=written(outcome))
