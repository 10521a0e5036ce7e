"""Verbs about recipients and cooperation agreements, and what is known of the scenarios."""

from datetime import date

import msgspec

from vault.clock import legal_day
from vault.disclosures.codes import Basis, Field, RecipientKind
from vault.disclosures.model import (
    AgreementChange,
    AgreementView,
    NewAgreement,
    NewRecipient,
    RecipientChange,
    RecipientView,
)
from vault.disclosures.scenarios import Scenario, scenarios
from vault.disclosures.store import register
from vault.disclosures.tables import agreement, recipient
from vault.errors import Conflict, InvalidInput
from vault.ids import AgreementId, RecipientId
from vault.language import Language
from vault.organisations import store as organisations
from vault.patches import given, refuse_outdated
from vault.policy import Permission
from vault.work import Work, reads, writes


class ScenarioView(msgspec.Struct, frozen=True, kw_only=True):
    """A situation in which something may be shared: with whom, on which basis, what goes and what must not."""

    code: str
    title: str
    recipients: tuple[RecipientKind, ...]
    purpose: str
    basis: Basis
    legal_basis: str
    gives: tuple[Field, ...]
    may: tuple[Field, ...]
    never: tuple[Field, ...]
    form: str | None


@writes
def register_recipient(work: Work, new: NewRecipient) -> RecipientView:
    """Takes somebody into the register of those who may be given something."""
    work.permit(Permission.RECIPIENT_CHANGE)
    recipient_id = register.add_recipient(work, new, legal_day(work.now))
    work.audit.involve(recipient_id)
    return register.recipient_of(work, recipient_id)


@reads
def list_recipients(work: Work) -> list[RecipientView]:
    """Everybody in the register, those who ended among them."""
    work.permit(Permission.RECIPIENT_READ)
    return register.recipients(work)


@writes
def change_recipient(work: Work, recipient_id: RecipientId, change: RecipientChange, seen: int) -> RecipientView:
    """Changes name, unit or address of a recipient. Raises NotFound, Outdated."""
    work.permit(Permission.RECIPIENT_CHANGE, recipient_id)
    held, named = register.recipient_of(work, recipient_id), given(change)
    if not named:
        refuse_outdated("recipient", held.version, seen)
        work.audit.unchanged()
        return held
    register.replace_recipient(work, recipient_id, msgspec.structs.replace(held.recipient, **named), seen)
    work.audit.note(f"changed: {', '.join(sorted(named))}")
    return register.recipient_of(work, recipient_id)


@writes
def end_recipient(work: Work, recipient_id: RecipientId, on: date) -> None:
    """Nothing goes to a recipient any more. Raises NotFound, Conflict while an agreement with them runs."""
    work.permit(Permission.RECIPIENT_CHANGE, recipient_id)
    today = _past(work, on)
    if register.recipient_of(work, recipient_id).ended_on is not None:
        raise Conflict("the recipient has ended already")
    if any(one.runs(today) for one in register.agreements_with(work, recipient_id)):
        raise Conflict("an agreement with the recipient runs", hint="end the agreement first")
    register.end(work, recipient, recipient_id, on)


@writes
def make_agreement(work: Work, new: NewAgreement) -> AgreementView:
    """Keeps a cooperation agreement. From its first day, what goes to the recipient goes to its single entry.

    Raises NotFound for a recipient who is not in the register, InvalidInput for days out of order.
    """
    work.permit(Permission.AGREEMENT_CHANGE)
    if register.recipient_of(work, new.recipient_id).ended_on is not None:
        raise Conflict("the recipient has ended")
    if new.ends_on is not None and new.ends_on < new.started_on:
        raise InvalidInput("ends_on", "is before started_on")
    agreement_id = register.add_agreement(work, new)
    work.audit.involve(agreement_id, new.recipient_id)
    return register.agreement_of(work, agreement_id)


@reads
def list_agreements(work: Work) -> list[AgreementView]:
    """Every cooperation agreement that is kept, those that ended among them."""
    work.permit(Permission.AGREEMENT_READ)
    return register.agreements(work)


@writes
def change_agreement(work: Work, agreement_id: AgreementId, change: AgreementChange, seen: int) -> AgreementView:
    """Changes an agreement, its homes and its single entry among it. Raises NotFound, Outdated, InvalidInput."""
    work.permit(Permission.AGREEMENT_CHANGE, agreement_id)
    kept, named = register.agreement_of(work, agreement_id), given(change)
    if not named:
        refuse_outdated("agreement", kept.version, seen)
        work.audit.unchanged()
        return kept
    changed = msgspec.structs.replace(kept.agreement, **named)
    if changed.ends_on is not None and changed.ends_on < changed.started_on:
        raise InvalidInput("ends_on", "is before started_on")
    register.replace_agreement(work, agreement_id, changed, seen)
    work.audit.note(f"changed: {', '.join(sorted(named))}")
    return register.agreement_of(work, agreement_id)


@writes
def end_agreement(work: Work, agreement_id: AgreementId, on: date) -> None:
    """Ends an agreement; `on` is its last day. Raises NotFound, Conflict where it ended already."""
    work.permit(Permission.AGREEMENT_CHANGE, agreement_id)
    _past(work, on)
    held = register.agreement_of(work, agreement_id)
    if held.ended_on is not None:
        raise Conflict("the agreement has ended already")
    if on < held.agreement.started_on:
        raise InvalidInput("on", "is before it began")
    register.end(work, agreement, agreement_id, on)


@reads
def list_scenarios(work: Work, language: Language | None = None) -> list[ScenarioView]:
    """The situations in which an organisation of this country may share something, in its language if none is named."""
    work.permit(Permission.RECIPIENT_READ)
    profile = organisations.load(work)
    spoken = language or profile.language
    return [_view(one, spoken) for one in scenarios(work.policy.folder) if one.country is profile.country]


def _view(one: Scenario, language: Language) -> ScenarioView:
    return ScenarioView(
        code=one.code,
        title=one.title[language],
        recipients=tuple(sorted(one.recipients)),
        purpose=one.purpose,
        basis=one.basis,
        legal_basis=one.legal_basis[language],
        gives=one.gives,
        may=one.may,
        never=tuple(sorted(one.never)),
        form=one.form[language] if one.form else None,
    )


def _past(work: Work, on: date) -> date:
    """Today. Raises InvalidInput for a day to come."""
    today = legal_day(work.now)
    if on > today:
        raise InvalidInput("on", "is a day to come")
    return today
