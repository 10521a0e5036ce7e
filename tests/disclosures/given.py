"""What tests of sharing begin from: a municipality with a single entry, home care, and a case about a tenant."""

from datetime import UTC, date, datetime
from typing import Any

from tests.world import World, case, party, person

from vault import complaints, disclosures, subjects
from vault.complaints import DisclosurePreview, Dispatched, KeptEntry, NewDispatch, NewEntry, Role, StoredCase
from vault.complaints.codes import Track
from vault.complaints.course import codes
from vault.complaints.course.tenancy import Incident, TrackChoice, WarningSent
from vault.disclosures import ConsentChannel, NewAgreement, NewConsent, NewRecipient, NewSharing, RecipientKind
from vault.ids import ConsentId, RecipientId, SubjectId
from vault.policy import RoleName

C, R = codes, RoleName
DAY = date(2026, 11, 2)
KIRSTEN = person("Kirsten Holmegård", address="Prøvegade 2, 8799 Prøveby", phones=("68 10 22 31",))
IVER = person("Iver Brattbakk", address="Prøvegade 4, 8799 Prøveby", phones=("68 10 22 32",))
SUPPORT, NOTIFYING, HANDLING = "tenancy_support", "authority_notification", "complaint_handling"


def stored(world: World, **details: Any) -> StoredCase:
    """A complaint of Kirsten's about Iver, with one incident."""
    seen = Incident(
        on=DAY,
        what=C.IncidentKind.MUSIC,
        observed_by=C.ObservedBy.COMPLAINANT,
        own_observation=True,
        time="23:40",
        text="Musik hos Iver Brattbakk; Kirsten Holmegård bankede på.",
    )
    details.setdefault("entries", (seen,))
    return world.store(case(party("K", Role.COMPLAINANT, KIRSTEN), party("I", Role.RESPONDENT, IVER), **details))


def tenant(of: StoredCase) -> SubjectId:
    found = of.subjects[1]
    assert found is not None
    return found


def recipient(world: World, kind: RecipientKind, unit: str | None = None) -> RecipientId:
    new = NewRecipient(kind=kind, name="Prøvekøbing Kommune", unit=unit, address="Rådhuspladsen 1, 8799 Prøvekøbing")
    return world.call(R.DPO, disclosures.register_recipient, new).recipient_id


def agreement(world: World, with_whom: RecipientId, **details: Any) -> None:
    new = NewAgreement(
        recipient_id=with_whom,
        title="Samarbejdsaftale 2026",
        started_on=date(2026, 1, 1),
        legal_basis="samtykke",
        arrangement="hver er dataansvarlig for sit",
        contact="En indgang, indgang@kommune.example",
        substitute="Vagten, vagt@kommune.example",
        **details,
    )
    world.call(R.ORG_ADMIN, disclosures.make_agreement, new)


def consent(world: World, of: SubjectId, to: RecipientId, purpose: str = SUPPORT, *, health: bool = False) -> ConsentId:
    new = NewConsent(
        recipient_id=to,
        purpose=purpose,
        health=health,
        wording="Må vi give oplysningen videre?",
        wording_version="2026-1",
        given_on=DAY,
        channel=ConsentChannel.WRITING,
        evidence="journal 17",
    )
    return world.call(R.CASE_WORKER, subjects.give_consent, of, new)


def preview(world: World, of: StoredCase, asked: NewSharing, purpose: str = SUPPORT) -> DisclosurePreview:
    caller = world.caller(R.CASE_WORKER, purpose=purpose)
    return world.vault.call(caller, complaints.preview_disclosure, of.case_id, asked)


def disclose(world: World, of: StoredCase, asked: NewSharing, purpose: str = SUPPORT) -> Dispatched:
    """Looks and sends, as a case worker does."""
    seen = preview(world, of, asked, purpose)
    caller = world.caller(R.CASE_WORKER, purpose=purpose)
    new = NewDispatch(sharing=asked, digest=seen.digest, channel=C.ContactChannel.DIGITAL_POST)
    return world.vault.call(caller, complaints.disclose, of.case_id, new)


def enter(world: World, of: StoredCase, entry: KeptEntry) -> Any:
    return world.call(R.CASE_WORKER, complaints.add_entry, of.case_id, NewEntry(entry=entry))  # type: ignore[arg-type]


def warned(world: World, of: StoredCase, form: C.WarningForm = C.WarningForm.RECTIFICATION) -> None:
    enter(world, of, TrackChoice(on=DAY, track=Track.WRITTEN, reason="Vurderet."))
    enter(world, of, WarningSent(on=DAY, form=form, channel=C.ContactChannel.LETTER, incidents=of.entries))


def at(hour: int) -> datetime:
    return datetime(2026, 11, 23, hour, tzinfo=UTC)
