"""Entries about a debt, and the help that is kept apart from it."""

from datetime import date
from typing import Annotated, ClassVar, Final

import msgspec
from msgspec import Meta

from vault.complaints.codes import Lane, StepKind
from vault.complaints.course.codes import (
    ContactChannel,
    DemandForm,
    HelpKind,
    PlanState,
    Progress,
)
from vault.complaints.course.entry import Amount, Entry
from vault.complaints.fields import ShortText

_PLANNED: Final = {
    PlanState.AGREED: StepKind.PAYMENT_PLAN,
    PlanState.KEPT: StepKind.PLAN_KEPT,
    PlanState.BROKEN: StepKind.PLAN_BROKEN,
}


class Arrears(Entry, tag="arrears", frozen=True, kw_only=True):
    """Rent that was not paid when it was due."""

    lease: ShortText
    amount: Amount
    due_on: date

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.ARREARS_REGISTERED,)


class Demand(Entry, tag="demand", frozen=True, kw_only=True):
    """A reminder of a debt or a formal demand for it."""

    form: DemandForm
    amount: Amount
    channel: ContactChannel
    arrived_on: date | None = None
    threatens_termination: bool = False

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.REMINDER_SENT,)


class Instalment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a debt and when it is due."""

    due_on: date
    amount: Amount


class InstalmentPlan(Entry, tag="instalment_plan", frozen=True, kw_only=True):
    """An agreement to pay in parts, and whether it was kept."""

    state: PlanState
    instalments: Annotated[tuple[Instalment, ...], Meta(max_length=120)] = ()

    def steps(self) -> tuple[StepKind, ...]:
        return (_PLANNED[self.state],)


class Payment(Entry, tag="payment", frozen=True, kw_only=True):
    """A payment, and whether it settled the debt."""

    amount: Amount
    settled: bool = False

    def steps(self) -> tuple[StepKind, ...]:
        return (StepKind.ARREARS_PAID,) if self.settled else ()


class Help(Entry, tag="help", frozen=True, kw_only=True):
    """Help with paying: which kind, and what became of it."""

    what: HelpKind
    result: Progress
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.ARREARS_COUNSELLING,)


class CounsellingNote(Entry, tag="counselling_note", frozen=True, kw_only=True):
    """A note of the counsellor's, kept apart from the landlord's file."""

    topic: ShortText | None = None
    lanes: ClassVar[tuple[Lane, ...]] = (Lane.ARREARS_COUNSELLING,)
