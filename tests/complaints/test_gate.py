"""What stands in the way of a warning and a filing, as truth tables."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from vault.complaints import (
    Anonymity,
    CaseFile,
    CaseSummary,
    Category,
    DocumentKind,
    DocumentView,
    EntryView,
    KeptEntry,
    Lane,
    PartyView,
    Role,
    Severity,
    Status,
    Track,
)
from vault.complaints.course.arrears import Demand
from vault.complaints.course.codes import (
    Authority,
    Body,
    ContactChannel,
    DemandForm,
    Duty,
    IncidentKind,
    ObservedBy,
    RestrictionException,
    Visibility,
    WarningForm,
)
from vault.complaints.course.contact import Notice
from vault.complaints.course.gate import Obstacle, obstacles, shown_by
from vault.complaints.course.tenancy import Filing, Incident, Shown, TrackChoice, WarningSent, WarningWithdrawn
from vault.deadlines import Country
from vault.ids import CaseId, DocumentId, EntryId, PartyId, SubjectId, new_id
from vault.language import Language

DK, SE = Country.DENMARK, Country.SWEDEN
DAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 21, 12, tzinfo=UTC)
COMPLAINANT, RESPONDENT, WITNESS = (PartyId(new_id()) for _ in range(3))
SEEN, HEARSAY, CHOSEN, LETTER = (EntryId(new_id()) for _ in range(4))
TEXT = DocumentId(new_id())
TENANT = SubjectId(new_id())
O = Obstacle  # noqa: E741 -- the tables below are read by column


def incident(by: ObservedBy = ObservedBy.COMPLAINANT, *, own: bool = True, **details: Any) -> Incident:
    return Incident(on=DAY, what=IncidentKind.NOISE, observed_by=by, own_observation=own, **details)


def file(*entries: tuple[EntryId, KeptEntry], lane: Lane = Lane.TENANCY, **codes: Any) -> CaseFile:
    summary = CaseSummary(
        case_id=CaseId(new_id()),
        department="Afdeling 1",
        category=Category.NOISE,
        severity=Severity.MILD,
        anonymity=Anonymity.IDENTIFIED,
        language=Language.DANISH,
        status=Status.OPEN,
        received_on=DAY,
        version=1,
    )

    def party(party_id: PartyId, role: Role, subject: SubjectId | None = None) -> PartyView:
        return PartyView(
            party_id=party_id,
            role=role,
            confidential=False,
            named_to_respondent=False,
            subject_id=subject,
            description=None,
        )

    document = DocumentView(
        document_id=TEXT,
        kind=DocumentKind.COMPLAINT,
        author_role=Role.COMPLAINANT,
        author=COMPLAINANT,
        language=Language.DANISH,
        dated_on=DAY,
        text="Larm.",
        lane=lane,
    )
    return CaseFile(
        case=msgspec.structs.replace(summary, **codes),
        reference=None,
        steps=(),
        parties=(
            party(COMPLAINANT, Role.COMPLAINANT),
            party(RESPONDENT, Role.RESPONDENT, TENANT),
            party(WITNESS, Role.WITNESS),
        ),
        documents=(document,),
        disclosures=(),
        entries=tuple(
            EntryView(entry_id=entry_id, lane=Lane.TENANCY, stored_at=NOON, entry=entry) for entry_id, entry in entries
        ),
    )


def met(entry: KeptEntry, of: CaseFile, country: Country = DK, restricted: tuple[SubjectId, ...] = ()) -> set[Obstacle]:
    return {one.obstacle for one in obstacles(entry, of, country, restricted)}


TRACK = (CHOSEN, TrackChoice(on=DAY, track=Track.WRITTEN, reason="Klart brud på husordenen."))


def warning(*incidents: EntryId, form: WarningForm = WarningForm.REMINDER, **details: Any) -> WarningSent:
    return WarningSent(on=DAY, form=form, channel=ContactChannel.LETTER, incidents=incidents, **details)


def filing(body: Body = Body.RESIDENTS_TRIBUNAL, **details: Any) -> Filing:
    return Filing(on=NOON.date(), body=body, filed_at=NOON, **details)


WARNINGS = [
    # entries before, what is relied on, anonymity, obstacles
    ([TRACK, (SEEN, incident())], [SEEN], Anonymity.IDENTIFIED, set()),
    ([(SEEN, incident())], [SEEN], Anonymity.IDENTIFIED, {O.NOT_ASSESSED}),
    ([TRACK, (SEEN, incident())], [], Anonymity.IDENTIFIED, {O.NOTHING_VERIFIED}),
    ([TRACK, (HEARSAY, incident(own=False))], [HEARSAY], Anonymity.IDENTIFIED, {O.NOTHING_VERIFIED}),
    # Nobody who cannot be named carries a sanction alone; what the organisation saw itself does (N-06).
    ([TRACK, (SEEN, incident())], [SEEN], Anonymity.ANONYMOUS, {O.NOTHING_VERIFIED}),
    ([TRACK, (SEEN, incident())], [SEEN], Anonymity.CONFIDENTIAL, {O.NOTHING_VERIFIED}),
    ([TRACK, (SEEN, incident(ObservedBy.PATROL, own=False))], [SEEN], Anonymity.ANONYMOUS, set()),
    # What was put right by a later entry carries nothing any more.
    (
        [TRACK, (SEEN, incident()), (HEARSAY, incident(own=False, replaces=SEEN))],
        [SEEN],
        Anonymity.IDENTIFIED,
        {O.NOTHING_VERIFIED},
    ),
]


@pytest.mark.parametrize(("before", "relied", "anonymity", "expected"), WARNINGS)
def test_what_a_warning_needs(
    before: list[tuple[EntryId, KeptEntry]], relied: list[EntryId], anonymity: Anonymity, expected: set[Obstacle]
) -> None:
    assert met(warning(*relied), file(*before, anonymity=anonymity)) == expected


def shown(party: PartyId, decision: Visibility) -> Shown:
    return Shown(party_id=party, decision=decision, on=DAY)


WARNED = (LETTER, warning(SEEN))
SAW = (SEEN, incident(witnesses=(WITNESS,)))
TOLD, LEFT_OUT, CONSENTED = Visibility.TOLD, Visibility.LEFT_OUT, Visibility.CONSENTED
BOTH_TOLD = (shown(COMPLAINANT, TOLD), shown(WITNESS, TOLD))

FILINGS: list[tuple[tuple[Shown, ...], dict[str, Any], set[Obstacle]]] = [
    # what was decided on whom, the case, obstacles
    (BOTH_TOLD, {}, set()),
    ((), {}, {O.SHOWS_SOMEBODY}),
    ((shown(COMPLAINANT, TOLD),), {}, {O.SHOWS_SOMEBODY}),
    ((shown(COMPLAINANT, TOLD), shown(WITNESS, LEFT_OUT)), {}, {O.STILL_RELIED_ON}),
    (BOTH_TOLD, {"anonymity": Anonymity.CONFIDENTIAL}, {O.SHOWS_A_CONFIDANT, O.NOTHING_VERIFIED}),
    ((shown(COMPLAINANT, CONSENTED), shown(WITNESS, TOLD)), {"lane": Lane.MEDIATION}, {O.NO_EVIDENCE}),
]


@pytest.mark.parametrize(("decided", "codes", "expected"), FILINGS)
def test_a_filing_shows_nobody_on_whom_nothing_was_decided(
    decided: tuple[Shown, ...], codes: dict[str, Any], expected: set[Obstacle]
) -> None:
    """X-10: what goes to a tribunal is seen by the tenant complained of."""
    of = file(TRACK, SAW, WARNED, **codes)
    assert met(filing(incidents=(SEEN,), documents=(TEXT,), shown=decided), of) == expected


def test_everybody_whom_a_filing_shows_is_named() -> None:
    of = file(SAW)
    assert {one.party_id for one in shown_by(filing(incidents=(SEEN,)), of)} == {COMPLAINANT, WITNESS}
    assert {one.party_id for one in shown_by(filing(documents=(TEXT,)), of)} == {COMPLAINANT}
    assert shown_by(filing(), of) == ()


def test_a_tribunal_wants_a_reminder_that_still_counts() -> None:
    """Almenlejeloven § 82(2): no sanction without one."""
    bare, told = file(TRACK, SAW), filing(incidents=(SEEN,), shown=BOTH_TOLD)
    assert met(told, bare) == {O.NO_REMINDER}
    withdrawn = file(TRACK, SAW, WARNED, (EntryId(new_id()), WarningWithdrawn(on=DAY, warning=LETTER)))
    assert met(told, withdrawn) == {O.NO_REMINDER}
    assert met(msgspec.structs.replace(told, body=Body.LAWYER), bare) == set()


def notice(duty: Duty, sent_at: datetime, authority: Authority = Authority.MUNICIPALITY) -> Notice:
    return Notice(
        on=sent_at.date(),
        authority=authority,
        recipient="Prøveby Kommune",
        duty=duty,
        sent_at=sent_at,
        channel=ContactChannel.DIGITAL_POST,
    )


def demand(arrived: date) -> Demand:
    return Demand(
        on=arrived,
        form=DemandForm.FORMAL,
        amount=800_000,
        channel=ContactChannel.LETTER,
        arrived_on=arrived,
        threatens_termination=True,
    )


EVICTIONS = [
    # the demand's arrival, when the municipality was told, obstacles; filed on 21 September at noon
    (date(2026, 9, 6), NOON, set()),
    (date(2026, 9, 7), NOON, {O.NO_FORMAL_DEMAND}),
    (date(2026, 9, 6), NOON.replace(minute=1), {O.MUNICIPALITY_NOT_TOLD}),
    (None, None, {O.NO_FORMAL_DEMAND, O.MUNICIPALITY_NOT_TOLD}),
]


@pytest.mark.parametrize(("arrived", "told_at", "expected"), EVICTIONS)
def test_the_municipality_is_told_not_later_than_the_eviction_is_requested(
    arrived: date | None, told_at: datetime | None, expected: set[Obstacle]
) -> None:
    """D-01, D-02, D-32; almenlejeloven §§ 90(2) and 92(2)."""
    entries: list[tuple[EntryId, KeptEntry]] = []
    if arrived:
        entries.append((EntryId(new_id()), demand(arrived)))
    if told_at:
        entries.append((EntryId(new_id()), notice(Duty.EVICTION_REQUEST, told_at)))
    of = file(*entries, category=Category.ARREARS)
    assert met(filing(Body.BAILIFFS_COURT, eviction=True), of) == expected


SWEDISH = [
    # severity, rectification sent, duty told, obstacles
    (Severity.MILD, True, Duty.DISTURBANCE, set()),
    (Severity.MILD, False, Duty.DISTURBANCE, {O.NO_RECTIFICATION}),
    (Severity.MILD, True, None, {O.SOCIAL_SERVICES_NOT_TOLD}),
    (Severity.MILD, True, Duty.COPY_OF_TERMINATION, {O.SOCIAL_SERVICES_NOT_TOLD}),
    # Where the disturbance is particularly serious, a copy of the termination is enough.
    (Severity.SERIOUS, False, Duty.COPY_OF_TERMINATION, set()),
]


@pytest.mark.parametrize(("severity", "rectified", "duty", "expected"), SWEDISH)
def test_what_swedish_law_wants_before_a_tenancy_is_ended(
    severity: Severity, *, rectified: bool, duty: Duty | None, expected: set[Obstacle]
) -> None:
    """12 kap. 25 a § jordabalken (T-10, D-20)."""
    entries: list[tuple[EntryId, KeptEntry]] = [TRACK, (SEEN, incident(ObservedBy.PATROL))]
    if rectified:
        entries.append((LETTER, warning(SEEN, form=WarningForm.RECTIFICATION)))
    if duty:
        entries.append((EntryId(new_id()), notice(duty, NOON, Authority.SOCIAL_SERVICES)))
    of = file(*entries, severity=severity)
    assert met(filing(Body.RENT_TRIBUNAL, eviction=True, incidents=(SEEN,)), of, SE) == expected


@pytest.mark.parametrize(
    ("restricted", "exception", "expected"),
    [
        ((), None, set()),
        ((TENANT,), None, {O.RESTRICTED}),
        ((TENANT,), RestrictionException.LEGAL_CLAIMS, set()),
        ((SubjectId(new_id()),), None, set()),
    ],
)
def test_data_under_restriction_are_kept_and_not_used(
    restricted: tuple[SubjectId, ...], exception: RestrictionException | None, expected: set[Obstacle]
) -> None:
    """Art. 18(2) GDPR."""
    of = file(TRACK, (SEEN, incident()))
    assert met(warning(SEEN, despite_restriction=exception), of, DK, restricted) == expected
