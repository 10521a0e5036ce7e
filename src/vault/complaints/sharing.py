"""Verbs that share something of a case: look at the minimum extract, then send exactly what was looked at.

The vault composes and keeps; the letter itself goes out by the means of whoever calls.
"""

from datetime import date, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.complaints import bounds, store
from vault.complaints.access import appending
from vault.complaints.asking import permit
from vault.complaints.bounds import Input
from vault.complaints.codes import Category, Lane, Role, Status
from vault.complaints.course.codes import Authority, ContactChannel, Duty, Known
from vault.complaints.course.contact import Notice
from vault.complaints.course.tenancy import Filing
from vault.complaints.material import Source, holds, material, meant, written
from vault.complaints.model import CaseFile, PartyView, Step
from vault.crypto import RecordKey
from vault.deadlines import Country, next_working_day
from vault.disclosures import DisclosureAnswer, Item, NewSharing, RecipientKind, Refused
from vault.disclosures.extract import Concerned, Extract, Ground, digest, extract
from vault.disclosures.model import AgreementView, Disclosed, Line, RecipientView
from vault.disclosures.scenarios import Scenario, scenarios
from vault.disclosures.store import log, register
from vault.errors import Changed, Conflict, InvalidInput
from vault.ids import CaseId, DisclosureId, PartyId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subjects import store as subjects
from vault.subjects.consenting import consents_of
from vault.work import Work, reads, writes


class DisclosurePreview(msgspec.Struct, frozen=True, kw_only=True):
    """Exactly what would go to whom, and every reason against it. Nothing is kept of a preview."""

    title: str
    recipient: str
    addressed_to: Annotated[str, Meta(description="The single entry where an agreement has one.")]
    legal_basis: str
    items: tuple[Item, ...]
    keep: Annotated[str, Meta(description="What the recipient is told of keeping it.")]
    form: Annotated[str | None, Meta(description="How it must be sent, where that is prescribed.")]
    refused: Annotated[tuple[Refused, ...], Meta(description="While there is any, nothing goes.")]
    about: tuple[PartyId, ...]
    late: Annotated[bool, Meta(description="Whether a notice comes after what it should have come before.")]
    protected: Annotated[bool, Meta(description="Whether the address of somebody in it is protected by law.")]
    respond_by: date | None
    digest: Annotated[str, Meta(description="Names this very extract; sending asks for it.")]


class NewDispatch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An extract to send: what it is of, and the digest with which it was looked at."""

    sharing: NewSharing
    digest: Annotated[str, Meta(min_length=64, max_length=64, pattern="^[0-9a-f]+$")]
    channel: ContactChannel
    receipt: Line | None = None


class Dispatched(msgspec.Struct, frozen=True, kw_only=True):
    """A disclosure that was recorded: what to send, to whom, and until when an answer is due."""

    disclosure_id: DisclosureId
    addressed_to: str
    items: tuple[Item, ...]
    keep: str
    respond_by: date | None


class _Prepared(msgspec.Struct, frozen=True, kw_only=True):
    scenario: Scenario
    recipient: RecipientView
    extract: Extract
    preview: DisclosurePreview
    about: tuple[PartyView, ...]
    file: CaseFile


@reads
def preview_disclosure(work: Work, case_id: CaseId, sharing: NewSharing) -> DisclosurePreview:
    """The minimum extract of a case for a scenario, and what speaks against sharing it.

    Raises NotFound, InvalidInput for a scenario, incident, witness or party that is none of the case's.
    """
    _permit(work, case_id)
    prepared = _prepare(work, case_id, sharing)
    work.audit.involve(sharing.recipient_id)
    work.audit.note(f"looked at {sharing.scenario}")
    return prepared.preview


@writes
def disclose(work: Work, case_id: CaseId, new: NewDispatch) -> Dispatched:
    """Records that exactly what was looked at goes out, in full (D-00); a notice by duty is entered with it.

    Raises NotFound, InvalidInput as `preview_disclosure`; Conflict where something speaks against it, named by code;
    Changed where the extract is no longer the one that was looked at.
    """
    _permit(work, case_id)
    key = store.case_key(work, case_id, Input.EXTRACT)
    prepared = _prepare(work, case_id, new.sharing)
    if refused := prepared.extract.refused:
        named = ", ".join(dict.fromkeys(one.refusal.value for one in refused))
        raise Conflict(f"this may not be shared: {named}", hint="the preview says which field it is about")
    if new.digest != prepared.preview.digest:
        raise Changed("the extract is not the one that was looked at", hint="look again")
    if (duty := prepared.scenario.notice) is not None:
        _enter_notice(work, case_id, key, prepared, new, Duty(duty))
    people = [one.subject_id for one in prepared.about if one.subject_id is not None]
    disclosure_id = log.add(
        work,
        case_id,
        key,
        _record(work, prepared, new),
        people,
        log.Clear(
            recipient_id=new.sharing.recipient_id,
            scenario=prepared.scenario.code,
            respond_by=prepared.preview.respond_by,
        ),
    )
    work.audit.involve(disclosure_id, new.sharing.recipient_id, *people)
    work.audit.note(prepared.scenario.code)
    return Dispatched(
        disclosure_id=disclosure_id,
        addressed_to=prepared.preview.addressed_to,
        items=prepared.preview.items,
        keep=prepared.preview.keep,
        respond_by=prepared.preview.respond_by,
    )


@writes
def answer_disclosure(work: Work, case_id: CaseId, disclosure_id: DisclosureId, answer: DisclosureAnswer) -> None:
    """Keeps what a recipient answered, and its own case number. Raises NotFound, Conflict."""
    permit(work, case_id, Permission.CASE_LIST, Permission.CASE_DISCLOSURE_RECORD)
    work.audit.involve(disclosure_id)
    if answer.on > legal_day(work.now):
        raise InvalidInput("on", "is a day to come")
    log.answer(work, case_id, disclosure_id, store.case_key(work, case_id, Input.ACCOUNT), answer)


def _permit(work: Work, case_id: CaseId) -> None:
    permit(work, case_id, Permission.CASE_LIST, Permission.CASE_PARTIES_READ, Permission.CASE_DISCLOSURE_COMPOSE)


def _prepare(work: Work, case_id: CaseId, sharing: NewSharing) -> _Prepared:
    known, profile, today = scenarios(work.policy.folder), organisations.load(work), legal_day(work.now)
    file = store.open_files(work, [case_id])[0]
    scenario, recipient = known.get(sharing.scenario), register.recipient_of(work, sharing.recipient_id)
    people = subjects.load(work, [one.subject_id for one in file.parties if one.subject_id is not None])
    source = Source(file=file, people=people, profile=profile, wording=known.wording, today=today)
    about = meant(sharing, scenario, file)
    ground = Ground(
        country=profile.country,
        today=today,
        purpose=work.purpose.code,
        department=file.case.department,
        recipient=recipient,
        agreements=tuple(register.agreements_with(work, sharing.recipient_id)),
        concerned=_concerned(work, file, about),
        holds=holds(sharing, source),
        material=material(sharing, source, about),
        written=written(sharing, source, about),
    )
    found = extract(sharing, scenario, ground, known.wording, profile.language)
    preview = _preview(sharing, scenario, ground, found, source, about)
    return _Prepared(scenario=scenario, recipient=recipient, extract=found, preview=preview, about=about, file=file)


def _concerned(work: Work, file: CaseFile, about: tuple[PartyView, ...]) -> tuple[Concerned, ...]:
    people = [one.subject_id for one in about if one.subject_id is not None]
    restricted, protected = subjects.restricted(work, people), subjects.protected(work, people)
    return tuple(
        Concerned(
            subject_id=one,
            consents=consents_of(work, one),
            restricted=one in restricted or file.case.restricted,
            protected=one in protected,
        )
        for one in people
    )


def _preview(
    sharing: NewSharing,
    scenario: Scenario,
    ground: Ground,
    found: Extract,
    source: Source,
    about: tuple[PartyView, ...],
) -> DisclosurePreview:
    language = source.profile.language
    addressed_to = _addressed_to(sharing, ground.recipient, found.agreement)
    return DisclosurePreview(
        title=scenario.title[language],
        recipient=ground.recipient.known_as,
        addressed_to=addressed_to,
        legal_basis=scenario.legal_basis[language],
        items=found.items,
        keep=scenario.keep[language],
        form=scenario.form[language] if scenario.form else None,
        refused=found.refused,
        about=tuple(one.party_id for one in about),
        late=_late(scenario, source.file),
        protected=any(one.protected for one in ground.concerned),
        respond_by=_respond_by(scenario, found.agreement, ground.today, ground.country),
        digest=digest(sharing, addressed_to, found.items),
    )


def _addressed_to(sharing: NewSharing, recipient: RecipientView, agreement: AgreementView | None) -> str:
    """The single entry of an agreement, or the one who stands in; else the address in the register, and no other."""
    if agreement is None:
        if sharing.to_substitute:
            raise InvalidInput("to_substitute", "is for recipients with whom an agreement runs")
        return recipient.recipient.address
    if not sharing.to_substitute:
        return agreement.agreement.contact
    if agreement.agreement.substitute is None:
        raise InvalidInput("to_substitute", "the agreement names nobody who stands in")
    return agreement.agreement.substitute


def _late(scenario: Scenario, file: CaseFile) -> bool:
    """Whether a notice comes after the filing that it should have come before (D-32)."""
    filed = any(isinstance(one.entry, Filing) and one.entry.eviction for one in file.entries)
    return scenario.notice is not None and filed


def _respond_by(scenario: Scenario, agreement: AgreementView | None, today: date, country: Country) -> date | None:
    days = (agreement and agreement.agreement.response_days) or scenario.respond_within
    if days is None:
        return None
    due = today
    for _ in range(days):
        due = next_working_day(due + timedelta(days=1), country)
    return due


def _record(work: Work, prepared: _Prepared, new: NewDispatch) -> Disclosed:
    scenario, preview, found = prepared.scenario, prepared.preview, prepared.extract
    offences = (Category.THREATS_OR_HARASSMENT, Category.VIOLENCE, Category.VANDALISM)
    return Disclosed(
        disclosed_on=legal_day(work.now),
        recipient=preview.recipient,
        legal_basis=preview.legal_basis,
        content="\n".join(f"{one.title}: {'; '.join(one.lines)}" for one in preview.items),
        at=work.now,
        by=work.actor.ref,
        addressed_to=preview.addressed_to,
        purpose=scenario.purpose,
        articles=scenario.articles,
        consents=tuple(one.consent_id for one in found.consents),
        agreement_id=found.agreement.agreement_id if found.agreement else None,
        agreement=found.agreement.agreement.title if found.agreement else None,
        items=preview.items,
        digest=preview.digest,
        weighing=new.sharing.weighing,
        health=found.health,
        offence=scenario.offences and prepared.file.case.category in offences,
        protected=preview.protected,
        despite_restriction=new.sharing.despite_restriction,
        channel=new.channel.value,
        receipt=new.receipt,
        keep=preview.keep,
    )


def _enter_notice(
    work: Work, case_id: CaseId, key: RecordKey, prepared: _Prepared, new: NewDispatch, duty: Duty
) -> None:
    """A notice by duty is the entry that a filing waits for; the two cannot come apart. Raises Finished."""
    bounds.refuse(Input.ENTRY, closed=prepared.file.case.status is Status.CLOSED, restricted=False)
    permit(work, case_id, appending(Lane.AUTHORITY))
    told = [one.entry.children for one in prepared.file.entries if isinstance(one.entry, Notice)]
    entry = Notice(
        on=legal_day(work.now),
        authority=(
            Authority.MUNICIPALITY
            if prepared.recipient.recipient.kind is RecipientKind.MUNICIPALITY
            else Authority.SOCIAL_SERVICES
        ),
        recipient=prepared.preview.recipient[:300],
        duty=duty,
        sent_at=work.now,
        channel=new.channel,
        receipt=new.receipt,
        children=told[-1] if told else Known.UNKNOWN,
        about=() if [one.role for one in prepared.about] == [Role.RESPONDENT] else prepared.preview.about,
    )
    (entry_id,) = store.add_entries(work, case_id, store.LaneKeys(work, case_id, key), [entry])
    store.add_steps(work, case_id, [Step(kind, entry.on, Lane.AUTHORITY) for kind in entry.steps()])
    work.audit.involve(entry_id)
