"""The minimum extract of a case for a scenario, and everything that speaks against sharing it. Pure.

Truth tables stand in tests/disclosures/test_extract.py. What a scenario does not name does not go, whoever asks: an
extract is composed field by field, and no text of a case is among the fields but what `incident_words` gives, masked.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.crypto import sha256
from vault.deadlines import Country
from vault.disclosures.codes import WRITTEN, Basis, Field, Need, Refusal
from vault.disclosures.model import AgreementView, ConsentView, Item, Line, RecipientView, Words, carrying
from vault.disclosures.scenarios import Scenario, Wording
from vault.ids import EntryId, PartyId, RecipientId, SubjectId
from vault.language import Language


class NewSharing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be shared of a complaint: for which scenario, with whom, and what the vault cannot know."""

    scenario: Annotated[str, Meta(min_length=1, max_length=60)]
    recipient_id: RecipientId
    about: Annotated[PartyId, Meta(description="Whom it is about, where the case leaves a choice.")] | None = None
    to_substitute: Annotated[bool, Meta(description="Whether it goes to who stands in for the single entry.")] = False
    also: Annotated[tuple[Field, ...], Meta(max_length=30, description="Fields beyond the minimum.")] = ()
    words: Annotated[dict[Field, Words], Meta(description="Fields that no case holds, written for this.")] = {}
    incidents: Annotated[tuple[EntryId, ...], Meta(max_length=200, description="Those on which it rests.")] = ()
    witnesses: Annotated[tuple[PartyId, ...], Meta(max_length=50, description="Those who accept being named.")] = ()
    weighing: Annotated[Words, Meta(description="The weighing of interests, where it rests on one.")] | None = None
    despite_restriction: Annotated[
        Line | None, Meta(description="Why it may go although the person's data are restricted (Art. 18(2)).")
    ] = None


class Concerned(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom it is about: what they consented to and what stands in the way."""

    subject_id: SubjectId
    consents: tuple[ConsentView, ...] = ()
    restricted: bool = False
    protected: bool = False


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What the words hold that were written for this."""

    health: bool = False
    offence: bool = False
    national_id: bool = False
    names_others: bool = False


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on which a decision rests."""

    country: Country
    today: date
    purpose: str
    department: str
    recipient: RecipientView
    agreements: tuple[AgreementView, ...] = ()
    concerned: tuple[Concerned, ...]
    holds: frozenset[Need] = frozenset()
    material: Mapping[Field, tuple[str, ...]] = {}
    written: Written = Written()


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Why nothing may go, and which field it is about where it is about one."""

    refusal: Refusal
    field: Field | None = None


class Extract(msgspec.Struct, frozen=True, kw_only=True):
    """What would go, and what speaks against it. Nothing goes while anything does."""

    items: tuple[Item, ...]
    refused: tuple[Refused, ...]
    consents: tuple[ConsentView, ...]
    """Those that carry it."""
    agreement: AgreementView | None
    """The one under which it goes."""
    health: bool


def extract(sharing: NewSharing, scenario: Scenario, ground: Ground, wording: Wording, language: Language) -> Extract:
    """The minimum for the scenario, with what was asked for beyond it, and every reason against it."""
    agreement = agreement_for(ground)
    carried = [carrying(one.consents, sharing.recipient_id, scenario.purpose, ground.today) for one in ground.concerned]
    consents = tuple(one for one in carried if isinstance(one, ConsentView)) if _on_consent(scenario) else ()
    wanted = tuple(dict.fromkeys((*scenario.gives, *(one for one in sharing.also if one in scenario.may))))
    items = tuple(
        Item(field=field, title=wording.field[field][language], lines=lines)
        for field in wanted
        if (lines := _lines(field, sharing, ground))
    )
    refused = (
        *_of_scenario(sharing, scenario, ground),
        *(Refused(refusal=one) for one in carried if isinstance(one, Refusal) and _on_consent(scenario)),
        *_of_fields(sharing, scenario, wanted, ground),
        *_of_people(sharing, scenario, wanted, ground),
        *_of_words(scenario, consents, ground),
    )
    return Extract(
        items=items,
        refused=tuple(dict.fromkeys(refused)),
        consents=consents,
        agreement=agreement,
        health=ground.written.health,
    )


def agreement_for(ground: Ground) -> AgreementView | None:
    """The agreement with the recipient that runs and is about the home."""
    running = [one for one in ground.agreements if one.runs(ground.today) and one.covers(ground.department)]
    return max(running, key=lambda one: one.agreement.started_on, default=None)


def digest(sharing: NewSharing, addressed_to: str, items: tuple[Item, ...]) -> str:
    """Names exactly what was looked at before it is sent: another where any of it changed."""
    return sha256(msgspec.json.encode([sharing, addressed_to, items], order="sorted")).hex()


def _on_consent(scenario: Scenario) -> bool:
    return scenario.basis is Basis.CONSENT


def _lines(field: Field, sharing: NewSharing, ground: Ground) -> tuple[str, ...]:
    if field in WRITTEN:
        return (sharing.words[field],) if field in sharing.words else ()
    return tuple(ground.material.get(field, ()))


def _of_scenario(sharing: NewSharing, scenario: Scenario, ground: Ground) -> Iterator[Refused]:
    if scenario.country is not ground.country:
        yield Refused(refusal=Refusal.OTHER_COUNTRY)
    if scenario.purpose != ground.purpose:
        yield Refused(refusal=Refusal.OTHER_PURPOSE)
    if ground.recipient.recipient.kind not in scenario.recipients:
        yield Refused(refusal=Refusal.OTHER_RECIPIENT)
    if ground.recipient.ended_on is not None:
        yield Refused(refusal=Refusal.RECIPIENT_ENDED)
    runs = any(one.runs(ground.today) for one in ground.agreements)
    if runs and agreement_for(ground) is None and scenario.basis in (Basis.CONSENT, Basis.INTEREST):
        # What a statute asks for goes whatever was agreed on.
        yield Refused(refusal=Refusal.OUTSIDE_AGREEMENT)
    if scenario.basis is Basis.INTEREST and sharing.weighing is None:
        yield Refused(refusal=Refusal.NO_WEIGHING)
    if scenario.needs - ground.holds:
        yield Refused(refusal=Refusal.DOES_NOT_FIT)


def _of_fields(sharing: NewSharing, scenario: Scenario, wanted: tuple[Field, ...], ground: Ground) -> Iterator[Refused]:
    carried = {*scenario.gives, *scenario.may}
    for field in dict.fromkeys((*sharing.also, *sharing.words)):
        if field not in carried or (field in sharing.words and field not in WRITTEN):
            yield Refused(refusal=Refusal.MUST_NOT_GO, field=field)
    for field in wanted:
        if not _lines(field, sharing, ground):
            yield Refused(refusal=Refusal.LACKS, field=field)


def _of_people(sharing: NewSharing, scenario: Scenario, wanted: tuple[Field, ...], ground: Ground) -> Iterator[Refused]:
    if not ground.concerned:
        yield Refused(refusal=Refusal.NOBODY_KNOWN)
    free = sharing.despite_restriction is not None or scenario.basis in (Basis.DUTY, Basis.DANGER)
    for one in ground.concerned:
        if one.restricted and not free:
            yield Refused(refusal=Refusal.RESTRICTED)
        if one.protected and not scenario.protected_address and {Field.ADDRESS, Field.PARTIES} & set(wanted):
            yield Refused(refusal=Refusal.PROTECTED_ADDRESS, field=Field.ADDRESS)


def _of_words(scenario: Scenario, consents: tuple[ConsentView, ...], ground: Ground) -> Iterator[Refused]:
    named = not _on_consent(scenario) or (bool(consents) and all(one.consent.health for one in consents))
    if ground.written.health and not (scenario.health and named):
        yield Refused(refusal=Refusal.HEALTH)
    if ground.written.offence and not scenario.offences:
        yield Refused(refusal=Refusal.OFFENCE)
    if ground.written.national_id:
        yield Refused(refusal=Refusal.NATIONAL_ID)
    if ground.written.names_others:
        yield Refused(refusal=Refusal.NAMES_OTHERS)
