"""Entries of the legal matter: what was observed, what was sent, what was brought before whom, how it ended."""

from datetime import date
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from vault.complaints.codes import Lane, Outcome, StepKind, Track
from vault.complaints.course.codes import (
    Body,
    ContactChannel,
    IncidentKind,
    ObservedBy,
    Occasion,
    Ruled,
    Sanction,
    Visibility,
    WarningForm,
)
from vault.complaints.course.entry import Amount, Entries, Entry, Moment, Parties, PhraseCode, Prose, TimeOfDay
from vault.complaints.fields import ShortText
from vault.ids import DocumentId, EntryId, PartyId
from vault.language import Language

_WARNED: Final = {
    WarningForm.REMINDER: StepKind.REMINDER_SENT,
    WarningForm.RECTIFICATION: StepKind.REMINDER_SENT,
    WarningForm.WARNING: StepKind.WARNING_SENT,
}


class Incident(Entry, tag="incident", frozen=True, kw_only=True):
    """Something that was observed: when, what, and by whom."""

    what: IncidentKind
    observed_by: ObservedBy = ObservedBy.COMPLAINANT
    own_observation: Annotated[bool, Meta(description="Whether whoever tells it saw or heard it themselves.")]
    time: TimeOfDay | None = None
    until: TimeOfDay | None = None
    measured: Annotated[ShortText, Meta(description="What was measured, such as a sound level.")] | None = None
    witnesses: Parties = ()

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.INCIDENT,)


class TrackChoice(Entry, tag="track_choice", frozen=True, kw_only=True):
    """The way in which the complaint is met from now on, and why."""

    track: Track
    reason: Prose
    clear_legal_answer: bool | None = None
    parties_want_dialogue: bool | None = None

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.TRACK_CHOSEN,)


class WarningSent(Entry, tag="warning", frozen=True, kw_only=True):
    """A reminder, a request to put things right, or a warning, with the incidents on which it rests."""

    form: WarningForm
    channel: ContactChannel
    incidents: Entries

    def steps(self) -> tuple[StepKind, ...]:
        return (_WARNED[self.form],)


class WarningWithdrawn(Entry, tag="warning_withdrawn", frozen=True, kw_only=True):
    """A warning that no longer counts."""

    warning: EntryId

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.WARNING_WITHDRAWN,)


class Reply(Entry, tag="reply", frozen=True, kw_only=True):
    """An answer to whoever complained, in fixed words that tell nothing of anybody else."""

    phrase: PhraseCode
    language: Language
    channel: ContactChannel

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.REPLIED,)


class Shown(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody whose name a filing shows to the other party, and what was decided about that."""

    party_id: PartyId
    decision: Visibility
    on: date


class Filing(Entry, tag="filing", frozen=True, kw_only=True):
    """A matter that is brought before a tribunal, a court, the bailiff or a lawyer, with what it relies on."""

    body: Body
    filed_at: Moment
    eviction: bool = False
    reference: ShortText | None = None
    incidents: Entries = ()
    documents: Annotated[tuple[DocumentId, ...], Meta(max_length=200)] = ()
    shown: Annotated[tuple[Shown, ...], Meta(max_length=50)] = ()

    def steps(self) -> tuple[StepKind, ...]:
        lawyer = self.body is Body.LAWYER
        filed = StepKind.ESCALATED_TO_LAWYER if lawyer else StepKind.ESCALATED_TO_TRIBUNAL
        return (filed, StepKind.EVICTION_REQUESTED) if self.eviction else (filed,)


class Ruling(Entry, tag="ruling", frozen=True, kw_only=True):
    """A decision by a tribunal or court."""

    body: Body
    ruled: Ruled
    sanction: Sanction = Sanction.NONE
    reference: ShortText | None = None

    def steps(self) -> tuple[StepKind, ...]:
        conditional = self.sanction is Sanction.CONDITIONAL_TENANCY
        return (StepKind.DECISION, StepKind.CONDITIONAL_TENANCY) if conditional else (StepKind.DECISION,)


class Inspection(Entry, tag="inspection", frozen=True, kw_only=True):
    """An inspection of a home, and how its costs are shared."""

    occasion: Occasion
    participants: Annotated[ShortText, Meta(description="By function.")] | None = None
    tenant_cost: Amount | None = None
    landlord_cost: Amount | None = None
    municipality_cost: Amount | None = None
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.TENANCY, Lane.CUSTOMER_CARE)

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.INSPECTION,)


class Naming(Entry, tag="naming", frozen=True, kw_only=True):
    """Whoever reported gave their name, in confidence or openly; nobody but they can.

    What they had told before does not become named by that, unless they say that they stand by it.
    """

    party_id: PartyId
    openly: bool
    told_before: Entries = ()
    confirmed: Entries = ()
    """Of those, what they saw themselves and stand by under their name."""


class Closing(Entry, tag="closing", frozen=True, kw_only=True):
    """The end of a case and what it came to."""

    outcome: Outcome

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.CLOSED,)


class Reopening(Entry, tag="reopening", frozen=True, kw_only=True):
    """A closed case that was taken up again, and why."""

    reason: Prose

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.REOPENED,)
