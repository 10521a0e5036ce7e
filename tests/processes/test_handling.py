"""Handling a complaint: tracks, intake, grounds, files, replies, endings."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from tests.attachments.sending import SECRET, about, attach, listed, photo, read
from tests.processes.telling import (
    DAY,
    IVER,
    KIRSTEN,
    C,
    R,
    answered,
    assessed,
    enter,
    kinds,
    seen,
    situation,
    told,
    view,
)
from tests.world import World, case, document, party

from vault import complaints, retention
from vault.complaints import (
    AddedDocument,
    Anonymity,
    CaseChange,
    CaseQuery,
    Category,
    Lane,
    Missing,
    NewClosing,
    NewEntry,
    NewReopening,
    Outcome,
    Role,
    Severity,
    Status,
    Track,
)
from vault.complaints.catalogue import catalogue
from vault.complaints.course.contact import Mediation
from vault.complaints.course.tenancy import Filing, Reply, WarningSent
from vault.errors import Conflict, InvalidInput
from vault.language import Language


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


def test_a_reply_is_made_of_fixed_words(world: World) -> None:
    """S1: the complainant is told that it was handled, and never how."""
    of = world.store(told())
    reply = Reply(on=DAY, phrase="handled", language=Language.DANISH, channel=C.ContactChannel.EMAIL)
    with pytest.raises(InvalidInput):
        enter(world, of, msgspec.structs.replace(reply, text="Han er syg."))
    enter(world, of, reply)
    (kept,) = [one.entry for one in view(world, of.case_id).entries or () if isinstance(one.entry, Reply)]
    assert kept.text == catalogue(world.vault.policy.folder).words("reply", "handled", Language.DANISH)
    assert "reply" in kinds(answered(world, "Kirsten Holmegård", "68102231"))
    assert "reply" not in kinds(answered(world, "Iver Brattbakk", "68102232"))


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
