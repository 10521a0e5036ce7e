"""Entries about reaching people, and about those who help beside the legal matter."""

from typing import Annotated, ClassVar, Final

from msgspec import Meta

from vault.complaints.codes import Lane, StepKind
from vault.complaints.course.codes import (
    Authority,
    ContactChannel,
    ContactResult,
    Duty,
    Known,
    MediationState,
    Placed,
    PoliceMatter,
    Progress,
    SupportKind,
)
from vault.complaints.course.entry import Entry, Moment, Parties, PhraseCode
from vault.complaints.fields import ShortText

_MEDIATED: Final = {
    MediationState.OFFERED: StepKind.MEDIATION_OFFERED,
    MediationState.HELD: StepKind.MEDIATED,
    MediationState.ENDED: StepKind.MEDIATION_ENDED,
}
_NOTIFIED: Final = {
    Authority.MUNICIPALITY: StepKind.MUNICIPALITY_NOTIFIED,
    Authority.SOCIAL_SERVICES: StepKind.SOCIAL_SERVICES_NOTIFIED,
}


class ContactAttempt(Entry, tag="contact_attempt", frozen=True, kw_only=True):
    """An attempt to reach somebody, by one channel."""

    channel: ContactChannel
    result: ContactResult
    companion: Annotated[ShortText, Meta(description="Who came along to a visit, and for whom they work.")] | None = (
        None
    )
    phrase: Annotated[PhraseCode, Meta(description="The neutral text that was used.")] | None = None
    lanes: ClassVar[tuple[Lane, ...]] = (
        Lane.TENANCY,
        Lane.CUSTOMER_CARE,
        Lane.AUTHORITY,
        Lane.ARREARS_COUNSELLING,
        Lane.MEDIATION,
    )

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.VISIT if self.channel is ContactChannel.VISIT else StepKind.OUTREACH,)


class Mediation(Entry, tag="mediation", frozen=True, kw_only=True):
    """A stage of a mediation. What is said in one is no evidence unless both parties agree that it is."""

    state: MediationState
    mediator: ShortText | None = None
    topic: Annotated[ShortText, Meta(description="In neutral words.")] | None = None
    consenting: Parties = ()
    evidence_agreed: bool = False
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.MEDIATION,)

    def steps(self) -> tuple[StepKind, ...]:
        return (_MEDIATED[self.state],) if self.state in _MEDIATED else ()


class Notice(Entry, tag="notice", frozen=True, kw_only=True):
    """A notice to an authority that the law asks for."""

    authority: Authority
    recipient: ShortText
    duty: Duty
    sent_at: Moment
    channel: ContactChannel
    receipt: ShortText | None = None
    children: Annotated[Known, Meta(description="Whether children under 18 are known to live there.")] = Known.UNKNOWN
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.AUTHORITY,)

    def steps(self) -> tuple[StepKind, ...]:
        return (_NOTIFIED[self.authority],)


class Support(Entry, tag="support", frozen=True, kw_only=True):
    """Support by others: which kind, and what became of it."""

    what: SupportKind
    result: Progress
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.CUSTOMER_CARE, Lane.AUTHORITY)


class Placement(Entry, tag="placement", frozen=True, kw_only=True):
    """A home that the municipality assigned: the decision and practical needs alone."""

    placed: Placed
    needs: ShortText | None = None
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.CUSTOMER_CARE,)


class PoliceInformation(Entry, tag="police_information", frozen=True, kw_only=True):
    """What the police were told or told."""

    matter: PoliceMatter
    reference: ShortText | None = None
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.POLICE,)

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.POLICE_CONTACT,)
