"""Each way of working that the vault is made for, walked from end to end; docs/reference/processes.md lists them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from tests.attachments.sending import SECRET, about, attach, listed, photo, read
from tests.world import TODAY, World, case, document, party, person

from vault import complaints, retention, subject_requests, subjects
from vault.complaints import (
    AddedDocument,
    Anonymity,
    CaseChange,
    CaseQuery,
    CaseView,
    Category,
    KeptEntry,
    Lane,
    Missing,
    NewClosing,
    NewEntry,
    NewReopening,
    Outcome,
    Role,
    Severity,
    Status,
    StepKind,
    StoredCase,
    Track,
)
from vault.complaints.course import codes
from vault.complaints.course.arrears import Arrears, CounsellingNote, Demand, Help, Instalment, InstalmentPlan, Payment
from vault.complaints.course.contact import ContactAttempt, Mediation, Notice, Placement, PoliceInformation, Support
from vault.complaints.course.situation import NextContact
from vault.complaints.course.tenancy import Filing, Incident, Inspection, Reply, Ruling, Shown, TrackChoice, WarningSent
from vault.errors import Conflict, InvalidInput, NotPermitted, Outdated
from vault.ids import CaseId, EntryId
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import Channel, NewRequest
from vault.subjects import FlagEnd, Given, NewFlag, PersonChange, Protection, ProtectionKind
from vault.subjects.standing.model import FlagGround, FlagKind

R = RoleName
C = codes
DAY = date(2026, 11, 2)
PURPOSE = {
    Lane.TENANCY: "complaint_handling",
    Lane.AUTHORITY: "authority_notification",
    Lane.CUSTOMER_CARE: "tenancy_support",
    Lane.ARREARS_COUNSELLING: "arrears_counselling",
    Lane.MEDIATION: "mediation",
    Lane.POLICE: "police_information",
}
WRITER = {Lane.ARREARS_COUNSELLING: R.ADVISER, Lane.MEDIATION: R.MEDIATOR}
KIRSTEN = person("Kirsten Holmegård", address="Prøvegade 2, 8799 Prøveby", phones=("68 10 22 31",))
IVER = person("Iver Brattbakk", address="Prøvegade 4, 8799 Prøveby", phones=("68 10 22 32",))


def told(**details: Any) -> complaints.NewCase:
    details.setdefault("witness_count", 1)
    details.setdefault("entries", (seen(),))
    return case(party("K", Role.COMPLAINANT, KIRSTEN), party("I", Role.RESPONDENT, IVER), **details)


def seen(by: C.ObservedBy = C.ObservedBy.COMPLAINANT, on: date = DAY, **details: Any) -> Incident:
    details.setdefault("text", "Musik til klokken tre.")
    return Incident(on=on, what=C.IncidentKind.MUSIC, observed_by=by, own_observation=True, **details)


def enter(world: World, of: StoredCase, entry: KeptEntry, lane: Lane = Lane.TENANCY) -> EntryId:
    caller = world.caller(WRITER.get(lane, R.CASE_WORKER), purpose=PURPOSE[lane])
    return world.vault.call(caller, complaints.add_entry, of.case_id, NewEntry(entry=entry))  # type: ignore[arg-type]


def view(world: World, case_id: CaseId, role: RoleName = R.CASE_WORKER, purpose: str | None = None) -> CaseView:
    return world.vault.call(world.caller(role, purpose=purpose), complaints.read_case, case_id)


def situation(world: World, of: StoredCase) -> complaints.Situation:
    return world.call(R.CASE_WORKER, complaints.read_situation, of.case_id)


def assessed(world: World, of: StoredCase, track: Track = Track.WRITTEN) -> None:
    enter(world, of, TrackChoice(on=DAY, track=track, reason="Vurderet.", clear_legal_answer=True))


def answered(world: World, name: str, phone: str) -> dict[str, Any]:
    """What somebody is told who asks for access."""
    new = NewRequest(
        received_on=DAY,
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Hvad har I?",
        given=Given(name=name, phone=phone),
    )
    opened = world.call(R.DPO, subject_requests.open_request, new)
    world.call(R.DPO, subject_requests.answer_request, opened.request_id)
    package = world.call(R.DPO, subject_requests.read_package, opened.request_id)
    decoded: dict[str, Any] = json.loads(package.files["data.json"])["answer"]
    return decoded


def kinds(answer: dict[str, Any]) -> list[str]:
    return [entry["kind"] for one in answer["cases"] for entry in one["entries"]]


def test_two_tracks_alternate_each_time_for_a_reason(world: World) -> None:
    """S0: a case is assessed first, letters come after, and dialogue and law may take turns."""
    of = world.store(told())
    letter = WarningSent(on=DAY, form=C.WarningForm.REMINDER, channel=C.ContactChannel.LETTER, incidents=of.entries)
    with pytest.raises(Conflict, match="not_assessed"):
        enter(world, of, letter)
    assessed(world, of, Track.DIALOGUE)
    assessed(world, of, Track.WRITTEN)
    enter(world, of, letter)
    assert view(world, of.case_id).case.track is Track.WRITTEN
    assert (situation(world, of).track, situation(world, of).switches) == (Track.WRITTEN, 1)
    assert not situation(world, of).clocks


def test_mediation_is_heard_by_the_mediator_and_is_no_evidence(world: World) -> None:
    of = world.store(told())
    talk = Mediation(on=DAY, state=C.MediationState.HELD, mediator="Mægler fra centret", text="De talte om søvn.")
    enter(world, of, talk, Lane.MEDIATION)
    assert not any(isinstance(one.entry, Mediation) for one in view(world, of.case_id).entries)
    mediator = view(world, of.case_id, R.MEDIATOR)
    assert [one.lane for one in mediator.entries] == [Lane.MEDIATION]
    assert mediator.documents is None
    letter = AddedDocument(document=msgspec.structs.replace(document("Referat."), lane=Lane.MEDIATION))
    kept = world.call(R.MEDIATOR, complaints.add_document, of.case_id, letter)
    filing = Filing(
        on=DAY, body=C.Body.RESIDENTS_TRIBUNAL, filed_at=datetime(2026, 11, 2, tzinfo=UTC), documents=(kept,)
    )
    check = world.call(R.CASE_WORKER, complaints.check_filing, of.case_id, NewEntry(entry=filing))
    assert "no_evidence" in {one.obstacle.value for one in check.obstacles}


def test_the_minimum_is_asked_for_and_never_keeps_a_complaint_out(world: World) -> None:
    """S0: intake; what is missing is named with the words to ask for it."""
    bare = world.store(
        case(party("I", Role.RESPONDENT, description="beboeren i nr. 4"), documents=(document("Larm."),))
    )
    assert Missing.COMPLAINANT_NAME in bare.missing
    assert Missing.INCIDENTS in bare.missing
    questions = {one.missing: one.words for one in situation(world, bare).questions}
    assert questions[Missing.WITNESS_COUNT].startswith("Hvor mange")
    enter(world, bare, seen())
    seen_now = view(world, bare.case_id).case
    change = CaseChange(witness_count=2)
    world.call(R.CASE_WORKER, complaints.change_case, bare.case_id, change, seen_now.version)
    left = {one.missing for one in situation(world, bare).questions}
    assert left == {Missing.COMPLAINANT_NAME, Missing.COMPLAINANT_ADDRESS, Missing.COMPLAINANT_CONTACT}
    incomplete = CaseQuery(complete=False)
    assert [one.case_id for one in world.call(R.CASE_WORKER, complaints.search_cases, incomplete)] == [bare.case_id]
    assert world.store(told()).missing == ()


def test_grounds_are_those_of_the_country(world: World) -> None:
    """S0: severity by the statutory grounds, which other people are not told."""
    with pytest.raises(InvalidInput):
        world.store(told(ground="se_disturbance"))
    assert world.call(R.CASE_WORKER, complaints.list_cases) == []
    world.store(told(ground="dk_violence_or_threats", severity=Severity.SERIOUS, category=Category.VIOLENCE))
    tenant, neighbour = answered(world, "Iver Brattbakk", "68102232"), answered(world, "Kirsten Holmegård", "68102231")
    fields = [{fact["field"] for fact in one["cases"][0]["facts"]} for one in (tenant, neighbour)]
    assert "ground" in fields[0]
    assert "ground" not in fields[1]


def test_what_a_resident_photographed_is_kept_clean_read_and_answered(world: World) -> None:
    """Files, photos, sound: by content, without what they say of their making, and with the complaint's own end."""
    stored = world.store(case(party("K", Role.COMPLAINANT, KIRSTEN)))
    one = attach(world, stored.case_id, photo(), about("altan.jpg", author_party_id=stored.parties[0]))
    (view,) = listed(world, stored.case_id, R.CASE_WORKER)
    assert (view.attachment_id, view.author) == (one, stored.parties[0])
    assert SECRET.encode() not in read(world, stored.case_id, one, role=R.CASE_WORKER)


def test_what_nobody_can_be_named_for_is_no_ground_for_a_warning(world: World) -> None:
    """S0: anonymous complaints are followed up and never sanctioned by themselves."""
    of = world.store(
        case(party("I", Role.RESPONDENT, IVER), anonymity=Anonymity.ANONYMOUS, entries=(seen(),), witness_count=0)
    )
    assessed(world, of)
    letter = WarningSent(on=DAY, form=C.WarningForm.WARNING, channel=C.ContactChannel.LETTER, incidents=of.entries)
    with pytest.raises(Conflict, match="nothing_verified"):
        enter(world, of, letter)
    checked = enter(world, of, seen(C.ObservedBy.PATROL, measured="62 dB"))
    enter(world, of, msgspec.structs.replace(letter, incidents=(checked,)))


def test_lanes_run_beside_each_other_and_are_read_apart(world: World) -> None:
    """S1: three parallel processes; the shared timeline shows only what is neutral."""
    of = world.store(told())
    duty = Notice(
        on=DAY,
        authority=C.Authority.SOCIAL_SERVICES,
        recipient="Socialforvaltningen",
        duty=C.Duty.DISTURBANCE,
        sent_at=datetime(2026, 11, 2, 9, tzinfo=UTC),
        channel=C.ContactChannel.DIGITAL_POST,
    )
    enter(world, of, duty, Lane.AUTHORITY)
    enter(world, of, Support(on=DAY, what=C.SupportKind.HOME_CARE, result=C.Progress.ARRANGED), Lane.CUSTOMER_CARE)
    enter(world, of, CounsellingNote(on=DAY, text="Har mistet sit arbejde."), Lane.ARREARS_COUNSELLING)
    for lane, role in (
        (Lane.AUTHORITY, R.CASE_WORKER),
        (Lane.CUSTOMER_CARE, R.CASE_WORKER),
        (Lane.ARREARS_COUNSELLING, R.ADVISER),
    ):
        here = view(world, of.case_id, role, PURPOSE[lane])
        assert {one.lane for one in here.entries} == {lane}
        assert [one.lane for one in here.lanes] == [lane]
        kinds = {step.kind for step in here.steps}
        assert kinds <= {StepKind.RECEIVED} | ({StepKind.SOCIAL_SERVICES_NOTIFIED} if lane is Lane.AUTHORITY else set())
    handling = view(world, of.case_id)
    assert {one.lane for one in handling.entries} == {Lane.TENANCY}
    assert StepKind.SOCIAL_SERVICES_NOTIFIED not in {step.kind for step in handling.steps}
    with pytest.raises(NotPermitted):
        enter(world, of, CounsellingNote(on=DAY, lane=Lane.ARREARS_COUNSELLING, text="…"), Lane.TENANCY)
    everything = view(world, of.case_id, R.DPO)
    assert {one.lane for one in everything.entries} == {
        Lane.TENANCY,
        Lane.AUTHORITY,
        Lane.CUSTOMER_CARE,
        Lane.ARREARS_COUNSELLING,
    }


def test_a_lane_goes_with_its_key_and_leaves_the_case(world: World) -> None:
    """S1, S4: advice is erased three months after it ended, whatever becomes of the case (R-05)."""
    of = world.store(told())
    enter(world, of, CounsellingNote(on=DAY, text="Har mistet sit arbejde."), Lane.ARREARS_COUNSELLING)
    adviser = world.caller(R.ADVISER)
    world.vault.call(adviser, complaints.close_lane, of.case_id, Lane.ARREARS_COUNSELLING, DAY, 1)
    with pytest.raises(Conflict):
        enter(world, of, CounsellingNote(on=DAY, text="Mere."), Lane.ARREARS_COUNSELLING)
    world.clock.advance(timedelta(days=120))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert [(one.kind, one.cluster) for one in plan.items] == [("lane", "counselling")]
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    left = view(world, of.case_id, R.DPO)
    assert {one.lane for one in left.entries} == {Lane.TENANCY}
    assert left.lanes == ()


def test_a_hold_on_the_case_keeps_its_lanes(world: World) -> None:
    """A-08: nothing in scope goes between request and answer."""
    of = world.store(told())
    enter(world, of, CounsellingNote(on=DAY, text="Har mistet sit arbejde."), Lane.ARREARS_COUNSELLING)
    world.call(R.ADVISER, complaints.close_lane, of.case_id, Lane.ARREARS_COUNSELLING, DAY, 1)
    answer = answered(world, "Iver Brattbakk", "68102232")
    assert "counselling_note" in kinds(answer)
    world.clock.advance(timedelta(days=45))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert plan.items == ()
    world.clock.advance(timedelta(days=47))
    assert world.call(R.RETENTION_JOB, retention.plan).held == 0


def test_after_two_letters_somebody_calls(world: World) -> None:
    """S1, S2: attempts by channel, and what to do next."""
    of = world.store(told())
    for number in (1, 2):
        attempt = ContactAttempt(
            on=DAY + timedelta(days=number),
            channel=C.ContactChannel.LETTER,
            result=C.ContactResult.NO_ANSWER,
            phrase="please_call_about_tenancy",
        )
        enter(world, of, attempt)
    assert situation(world, of).next_contact is NextContact.CALL_OR_VISIT
    visit = ContactAttempt(
        on=DAY + timedelta(days=5),
        channel=C.ContactChannel.VISIT,
        result=C.ContactResult.REACHED,
        companion="støtteperson, kommunen",
    )
    enter(world, of, visit)
    assert situation(world, of).next_contact is NextContact.NOTHING
    assert situation(world, of).attempts == {"letter": 2, "visit": 1}
    with pytest.raises(InvalidInput):
        enter(world, of, msgspec.structs.replace(visit, phrase="you_owe_us_money"))


def test_a_reply_is_made_of_fixed_words(world: World) -> None:
    """S1: the complainant is told that it was handled, and never how."""
    of = world.store(told())
    reply = Reply(on=DAY, phrase="handled", language=Language.DANISH, channel=C.ContactChannel.EMAIL)
    with pytest.raises(InvalidInput):
        enter(world, of, msgspec.structs.replace(reply, text="Han er syg."))
    enter(world, of, reply)
    assert "reply" in kinds(answered(world, "Kirsten Holmegård", "68102231"))
    assert "reply" not in kinds(answered(world, "Iver Brattbakk", "68102232"))


def test_from_a_reminder_to_a_conditional_tenancy(world: World) -> None:
    """S1, S3: warning, tribunal, sanction; who is shown must have been told."""
    of = world.store(told())
    assessed(world, of)
    enter(
        world,
        of,
        WarningSent(on=DAY, form=C.WarningForm.REMINDER, channel=C.ContactChannel.LETTER, incidents=of.entries),
    )
    filing = Filing(
        on=DAY, body=C.Body.RESIDENTS_TRIBUNAL, filed_at=datetime(2026, 11, 2, 12, tzinfo=UTC), incidents=of.entries
    )
    check = world.call(R.CASE_WORKER, complaints.check_filing, of.case_id, NewEntry(entry=filing))
    assert check.shows == (of.parties[0],)
    with pytest.raises(Conflict, match="shows_somebody"):
        enter(world, of, filing)
    decided = Shown(party_id=of.parties[0], decision=C.Visibility.TOLD, on=DAY)
    enter(world, of, msgspec.structs.replace(filing, shown=(decided,)))
    ruled = Ruling(
        on=DAY, body=C.Body.RESIDENTS_TRIBUNAL, ruled=C.Ruled.UPHELD, sanction=C.Sanction.CONDITIONAL_TENANCY
    )
    enter(world, of, ruled)
    assert situation(world, of).conditional_until == date(2027, 11, 2)
    told_tenant = kinds(answered(world, "Iver Brattbakk", "68102232"))
    assert {"warning", "filing", "ruling"} <= set(told_tenant)
    told_neighbour = kinds(answered(world, "Kirsten Holmegård", "68102231"))
    assert "filing" in told_neighbour  # It shows her name.
    assert not {"warning", "ruling"} & set(told_neighbour)


def test_arrears_from_the_first_reminder_to_the_request_for_eviction(world: World) -> None:
    """S2, S4: two clocks, a plan, help apart from the file, and the municipality told in time."""
    of = world.store(case(party("L", Role.RESPONDENT, IVER), category=Category.ARREARS))
    assert of.missing == ()
    early = date(2026, 10, 1)
    enter(world, of, Arrears(on=early, lease="417-04", amount=800_000, due_on=early))
    demand = Demand(
        on=early,
        form=C.DemandForm.FORMAL,
        amount=800_000,
        channel=C.ContactChannel.LETTER,
        arrived_on=early + timedelta(days=1),
        threatens_termination=True,
    )
    enter(world, of, demand)
    clocks = {one.name.value: (one.due_on, one.statutory) for one in situation(world, of).clocks}
    assert clocks == {"outreach": (date(2026, 10, 9), False), "pay_after_demand": (date(2026, 10, 16), True)}
    plan = (Instalment(due_on=date(2026, 12, 1), amount=400_000), Instalment(due_on=date(2027, 1, 1), amount=400_000))
    enter(world, of, InstalmentPlan(on=DAY, state=C.PlanState.AGREED, instalments=plan))
    advice = Help(on=DAY, what=C.HelpKind.BUDGET, result=C.Progress.ARRANGED)
    enter(world, of, advice, Lane.ARREARS_COUNSELLING)
    enter(world, of, InstalmentPlan(on=DAY, state=C.PlanState.BROKEN))
    filed = datetime(2026, 11, 20, 10, tzinfo=UTC)
    request = Filing(on=filed.date(), body=C.Body.BAILIFFS_COURT, filed_at=filed, eviction=True)
    with pytest.raises(Conflict, match="municipality_not_told"):
        enter(world, of, request)
    notice = Notice(
        on=filed.date(),
        authority=C.Authority.MUNICIPALITY,
        recipient="Prøveby Kommune",
        duty=C.Duty.EVICTION_REQUEST,
        sent_at=filed,
        channel=C.ContactChannel.DIGITAL_POST,
        children=C.Known.YES,
    )
    enter(world, of, notice, Lane.AUTHORITY)
    enter(world, of, request)
    enter(world, of, Payment(on=TODAY, amount=800_000, settled=True))
    assert situation(world, of).owed == 0
    assert {"arrears", "demand", "help", "notice", "filing", "payment"} <= set(
        kinds(answered(world, "Iver Brattbakk", "68102232"))
    )


def test_homes_that_the_municipality_assigns(world: World) -> None:
    """S3: the decision and practical needs, inspections by function, costs."""
    of = world.store(case(party("L", Role.RESPONDENT, IVER), category=Category.OTHER))
    assigned = Placement(on=DAY, placed=C.Placed.RECOMMENDED, needs="stueetage")
    enter(world, of, assigned, Lane.CUSTOMER_CARE)
    inspection = Inspection(
        on=DAY, lane=Lane.CUSTOMER_CARE, occasion=C.Occasion.MOVE_IN, participants="lejer, kommune, udlejer"
    )
    enter(world, of, inspection, Lane.CUSTOMER_CARE)
    here = view(world, of.case_id, R.CASE_WORKER, "tenancy_support")
    assert [complaints.KINDS[one.entry.__struct_config__.tag] for one in here.entries] == [Placement, Inspection]  # type: ignore[index]


def test_what_the_police_supplied_is_a_class_of_its_own(world: World) -> None:
    """S-15: read by the data protection officer alone, gone after six months."""
    of = world.store(told())
    enter(world, of, PoliceInformation(on=DAY, matter=C.PoliceMatter.CONVICTION, text="Dom."), Lane.POLICE)
    assert view(world, of.case_id, R.DPO).entries
    assert not view(world, of.case_id, R.ADVISER, "police_information").entries
    assert not view(world, of.case_id, R.CASE_WORKER, "police_information").entries
    world.clock.advance(timedelta(days=190))
    assert [one.cluster for one in world.call(R.RETENTION_JOB, retention.plan).items] == ["police_information"]


def test_a_complaint_that_proved_wrong_is_kept_and_not_used(world: World) -> None:
    """R-03: marked, restricted, and gone first."""
    of = world.store(told())
    version = view(world, of.case_id).case.version
    end = NewClosing(on=DAY, outcome=Outcome.UNFOUNDED, text="Naboen var bortrejst.")
    world.call(R.CASE_WORKER, complaints.close_case, of.case_id, end, version)
    closed = view(world, of.case_id).case
    assert (closed.status, closed.outcome, closed.restricted) == (Status.CLOSED, Outcome.UNFOUNDED, True)
    with pytest.raises(Conflict):
        enter(world, of, seen())
    world.clock.advance(timedelta(days=75))
    assert [one.cluster for one in world.call(R.RETENTION_JOB, retention.plan).items] == ["unfounded"]
    again = NewReopening(on=DAY, reason="Ny oplysning.")
    world.call(R.CASE_WORKER, complaints.reopen_case, of.case_id, again, closed.version)
    assert not view(world, of.case_id).case.restricted
    enter(world, of, seen())
    assert world.call(R.RETENTION_JOB, retention.plan).items == ()


def test_two_records_of_one_person_are_joined_by_a_person_and_parted_again(world: World) -> None:
    """Whoever is found by one record is answered from both; taking it back leaves both as they were."""
    first = world.store(told())
    moved = person("Iver Brattbakk", address="Nygade 9, 8799 Prøveby", phones=("68 10 99 99",))
    second = world.store(case(party("K", Role.COMPLAINANT, KIRSTEN), party("I", Role.RESPONDENT, moved)))
    one, other = first.subjects[1], second.subjects[1]
    assert one is not None
    assert other is not None
    assert one != other  # A shared name is never enough.
    assert len(answered(world, "Iver Brattbakk", "68102232")["cases"]) == 1
    world.call(R.DPO, subjects.join_subjects, one, other)
    both = answered(world, "Iver Brattbakk", "68102232")
    assert (len(both["cases"]), len(both["records"])) == (2, 2)
    with pytest.raises(Conflict):
        world.call(R.DPO, subjects.join_subjects, other, one)
    world.call(R.DPO, subjects.part_subjects, other)
    assert len(answered(world, "Iver Brattbakk", "68102232")["cases"]) == 1
    assert world.call(R.DPO, subjects.read_standing, one).joined == ()


def test_data_under_restriction_are_kept_and_not_used_until_the_person_was_told(world: World) -> None:
    """Art. 18: an act towards the person is refused, an exception is stated, the lifting is told before."""
    of = world.store(told())
    tenant = of.subjects[1]
    assert tenant is not None
    flag = NewFlag(kind=FlagKind.RESTRICTION, ground=FlagGround.ACCURACY_CONTESTED, on=DAY, reason="Var bortrejst.")
    flag_id = world.call(R.DPO, subjects.add_flag, tenant, flag)
    attempt = ContactAttempt(on=DAY, channel=C.ContactChannel.LETTER, result=C.ContactResult.NO_ANSWER)
    with pytest.raises(Conflict, match="restricted"):
        enter(world, of, attempt)
    enter(world, of, msgspec.structs.replace(attempt, despite_restriction=C.RestrictionException.CONSENT))
    fields = [fact["field"] for fact in answered(world, "Iver Brattbakk", "68102232")["standing"]]
    assert fields[0] == "restriction"
    assert "reason" in fields
    told_after = FlagEnd(on=DAY, told_on=DAY + timedelta(days=1))
    with pytest.raises(InvalidInput):
        world.call(R.DPO, subjects.end_flag, tenant, flag_id, told_after)
    world.call(R.DPO, subjects.end_flag, tenant, flag_id, FlagEnd(on=DAY, told_on=DAY))
    enter(world, of, attempt)


def test_a_protection_runs_out_and_is_asked_for_again(world: World) -> None:
    """S-30: the Danish protection lapses after a year; a change says which version it is of."""
    kept = Protection(kind=ProtectionKind.DK_NAME_AND_ADDRESS, until=date(2026, 11, 1), recheck_on=date(2026, 10, 1))
    who = world.call(R.INGEST, subjects.store_subject, msgspec.structs.replace(KIRSTEN, protection=kept))
    assert [one.subject_id for one in world.call(R.CASE_WORKER, subjects.protections_due)] == [who]
    renewed = msgspec.structs.replace(kept, until=date(2027, 11, 1), recheck_on=date(2027, 10, 1))
    change = PersonChange(protection=renewed, former_names=("Kirsten Vang",))
    world.call(R.CASE_WORKER, subjects.change_subject, who, change, 1)
    assert world.call(R.CASE_WORKER, subjects.protections_due) == []
    with pytest.raises(Outdated):
        world.call(R.CASE_WORKER, subjects.change_subject, who, PersonChange(minor=True), 1)
    with pytest.raises(InvalidInput):
        world.call(R.CASE_WORKER, subjects.change_subject, who, PersonChange(national_id="040370-9914"), 2)
    held = world.call(R.CASE_WORKER, subjects.read_subject, who)
    assert (held.version, held.identity and held.identity.former_names) == (2, ("Kirsten Vang",))
