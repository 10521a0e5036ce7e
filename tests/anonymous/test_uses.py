"""What a report without a name may lead to and what never, held by the verbs (N-04, N-06, N-07, N-10, N-11)."""

import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from tests.anonymous.reporting import CONFIDENTIAL, REPORT, TEXT, R, answered, hand_in
from tests.world import TODAY, World, case, party, person

from vault import anonymous, complaints, evidence, resources, subject_requests
from vault.anonymous import Stances, Takes
from vault.anonymous.model import refuse, untouched
from vault.complaints import (
    Anonymity,
    CaseFile,
    Category,
    NewEntry,
    NewStep,
    Role,
    Step,
    StepKind,
    Track,
)
from vault.complaints.codes import Status
from vault.complaints.course.codes import (
    Body,
    ContactChannel,
    IncidentKind,
    ObservedBy,
    Occasion,
    WarningForm,
)
from vault.complaints.course.nameless import NEVER, beyond_entry, beyond_step, stands_alone
from vault.complaints.course.situation import ClockName
from vault.complaints.course.tenancy import Filing, Incident, Inspection, TrackChoice, WarningSent
from vault.complaints.model import CaseSummary
from vault.complaints.stance import Use
from vault.errors import Conflict, InvalidInput, Misconfigured
from vault.ids import CaseId, new_id
from vault.language import Language
from vault.subject_requests import NewRequest
from vault.subject_requests.model import Channel
from vault.subjects import Given

STANCE = Stances.load(resources.folder("policies")).of(new_id(), TODAY)  # type: ignore[arg-type]


def file(anonymity: Anonymity = Anonymity.PSEUDONYMOUS, *incidents: Incident) -> CaseFile:
    summary = CaseSummary(
        case_id=CaseId(new_id()),
        department="Afdeling 1",
        category=Category.NOISE,
        severity=complaints.Severity.MILD,
        anonymity=anonymity,
        language=Language.DANISH,
        status=Status.OPEN,
        received_on=TODAY,
        version=1,
    )
    entries = tuple(
        complaints.EntryView(entry_id=new_id(), lane=complaints.Lane.TENANCY, stored_at=None, entry=one)  # type: ignore[arg-type]
        for one in incidents
    )
    return CaseFile(case=summary, reference=None, steps=(), parties=(), documents=(), disclosures=(), entries=entries)


TOLD = Incident(on=TODAY, what=IncidentKind.NOISE, own_observation=True)
SEEN = Incident(on=TODAY, what=IncidentKind.NOISE, own_observation=True, observed_by=ObservedBy.STAFF)
INSPECTION = Inspection(on=TODAY, occasion=next(iter(Occasion)))
DIALOGUE = TrackChoice(on=TODAY, track=Track.DIALOGUE, reason="Samtale.")


@pytest.mark.parametrize(
    ("anonymity", "incidents", "alone"),
    [
        (Anonymity.ANONYMOUS, (), True),
        (Anonymity.PSEUDONYMOUS, (TOLD,), True),
        (Anonymity.PSEUDONYMOUS, (TOLD, SEEN), False),
        (Anonymity.IDENTIFIED, (), False),
        (Anonymity.CONFIDENTIAL, (TOLD,), False),
    ],
)
def test_when_a_report_stands_alone(anonymity: Anonymity, incidents: tuple[Incident, ...], alone: bool) -> None:  # noqa: FBT001
    assert stands_alone(file(anonymity, *incidents)) is alone


@pytest.mark.parametrize(
    ("entry", "use"),
    [
        (
            Inspection(on=TODAY, occasion=Occasion.REPORT if hasattr(Occasion, "REPORT") else next(iter(Occasion))),
            Use.OBSERVATION,
        ),
        (DIALOGUE, Use.DIALOGUE),
    ],
)
def test_each_use_is_the_organisations_to_give(entry: Inspection | TrackChoice, use: Use) -> None:
    others = set(Use) - {use}
    assert beyond_entry(entry, file(), set(Use)) == ()
    assert [one.obstacle.value for one in beyond_entry(entry, file(), others)] == ["not_of_use"]
    assert beyond_entry(entry, file(Anonymity.PSEUDONYMOUS, SEEN), others) == ()


@pytest.mark.parametrize("kind", StepKind)
def test_no_step_says_what_no_entry_could(kind: StepKind) -> None:
    for state in (Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS, Anonymity.CONFIDENTIAL):
        found = [one.obstacle.value for one in beyond_step(kind, file(state, TOLD), set(Use))]
        assert found == (["nothing_verified"] if kind in NEVER else [])
        assert beyond_step(kind, file(state, SEEN), ()) == ()
    assert beyond_step(kind, file(Anonymity.IDENTIFIED), ()) == ()


def test_a_report_is_untouched_until_somebody_does_something() -> None:
    assert untouched(file(Anonymity.PSEUDONYMOUS, TOLD))
    done = msgspec.structs.replace(file(), steps=(Step(StepKind.INSPECTION, TODAY),))
    assert not untouched(done)


@pytest.mark.parametrize("state", [Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS, Anonymity.CONFIDENTIAL])
def test_it_is_no_ground_for_a_warning_no_evidence_and_starts_no_clock(world: World, state: Anonymity) -> None:
    handed = hand_in(world, CONFIDENTIAL if state is Anonymity.CONFIDENTIAL else REPORT, state=state)
    add = complaints.add_entry
    world.call(R.CASE_WORKER, add, handed.case_id, NewEntry(entry=DIALOGUE))
    told = [one.entry_id for one in read(world, handed.case_id).entries if isinstance(one.entry, Incident)]
    warning = WarningSent(on=TODAY, form=WarningForm.REMINDER, channel=ContactChannel.LETTER, incidents=tuple(told))
    with pytest.raises(Conflict, match="nothing_verified"):
        world.call(R.CASE_WORKER, add, handed.case_id, NewEntry(entry=warning))
    filing = Filing(on=TODAY, body=Body.RESIDENTS_TRIBUNAL, filed_at=world.clock.now(), incidents=tuple(told))
    with pytest.raises(Conflict, match="nothing_verified"):
        world.call(R.CASE_WORKER, add, handed.case_id, NewEntry(entry=filing))
    warned = NewStep(step=Step(StepKind.WARNING_SENT, TODAY))
    with pytest.raises(Conflict, match="nothing_verified"):
        world.call(R.CASE_WORKER, complaints.add_step, handed.case_id, warned)
    situation = world.call(R.CASE_WORKER, complaints.read_situation, handed.case_id)
    assert ClockName.ACT_ON_COMPLAINT not in [one.name for one in situation.clocks]
    seen = msgspec.structs.replace(SEEN, text="Hørt af vagten.")
    own = world.call(R.CASE_WORKER, add, handed.case_id, NewEntry(entry=seen))
    again = msgspec.structs.replace(warning, incidents=(own,))
    world.call(R.CASE_WORKER, add, handed.case_id, NewEntry(entry=again))


def test_an_organisation_that_refuses_takes_nothing() -> None:
    refusing = msgspec.structs.replace(STANCE, takes=Takes.REFUSE)
    limited = msgspec.structs.replace(STANCE, takes=Takes.LIMITS, categories=(Category.VIOLENCE,))
    for stance in (refusing, limited):
        with pytest.raises(Conflict, match="does not take"):
            refuse(REPORT, stance, locked=True, today=TODAY)
    violent = msgspec.structs.replace(REPORT, category=Category.VIOLENCE)
    refuse(violent, limited, locked=True, today=TODAY)
    with pytest.raises(InvalidInput):
        refuse(REPORT, STANCE, locked=False, today=TODAY)


def test_a_policy_of_ones_own_stands_in_place_of_the_common_one(tmp_path: Path) -> None:
    folder = tmp_path / "anonymity"
    shutil.copytree(resources.folder("policies") / "anonymity", folder)
    own = new_id()
    text = (folder / "defaults.toml").read_text("utf-8")
    (folder / f"{own}.toml").write_text(text.replace('takes = "accept"', 'takes = "refuse"'), "utf-8")
    stances = Stances.load(tmp_path)
    assert stances.of(own, TODAY).takes is Takes.REFUSE  # type: ignore[arg-type]
    assert stances.of(new_id(), TODAY).takes is Takes.ACCEPT  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('sv = "Vi tar inte emot', 'xx = "Vi tar inte emot'),
        ('states = ["pseudonymous"', 'states = ["identified", "pseudonymous"'),
        ("[version.promise.confidential]", "[version.promise.identified]"),
        ('uses = ["observation"', 'uses = ["warning"'),
        ("reports_an_hour = 60", "reports_an_hour = 0"),
    ],
)
def test_a_policy_that_says_too_little_or_too_much_is_refused(tmp_path: Path, before: str, after: str) -> None:
    text = (resources.folder("policies") / "anonymity" / "defaults.toml").read_text("utf-8")
    assert before in text
    (tmp_path / "anonymity").mkdir()
    (tmp_path / "anonymity" / "defaults.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(Misconfigured, match="anonymity"):
        Stances.load(tmp_path)


def test_repeated_openings_of_one_report_are_told_in_the_review(world: World) -> None:
    """N-10."""
    handed = hand_in(world)
    for _ in range(5):
        read(world, handed.case_id)
        world.clock.advance(timedelta(minutes=1))
    reviewed = world.call(R.AUDITOR, evidence.review, TODAY)
    told = [one for one in reviewed.findings if one.kind.value == "guarded"]
    assert [(one.actor, one.concerning) for one in told] == [("test:case_worker", (handed.case_id,))]


def test_nothing_says_that_somebody_probably_wrote_it(world: World) -> None:
    """N-10: no search leads from a person to a report that they may have written, whatever stands in it."""
    world.store(case(party("K", Role.COMPLAINANT, person("Karla Eskebjerg", phones=("68141516",)))))
    handed = hand_in(world, text=f"{TEXT} Mvh Karla Eskebjerg, 68 14 15 16")
    wanted = NewRequest(
        received_on=TODAY,
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Hvad har I?",
        given=Given(name="Karla Eskebjerg", phone="68141516"),
    )
    opened = world.call(R.DPO, subject_requests.open_request, wanted)
    composed = world.call(R.DPO, subject_requests.compose_answer, opened.request_id)
    assert str(handed.case_id) not in [one.case_id for one in composed.answer.cases]


def read(world: World, case_id: CaseId) -> complaints.CaseView:
    return world.call(R.CASE_WORKER, complaints.read_case, case_id)


def test_the_respondents_answer_never_carries_who_spoke_in_confidence(world: World) -> None:
    """X-31: nor does it carry the mailbox, whose words are documents and masked as such."""
    ivan = person("Ivan Tornbjerg", phones=("68991516",))
    handed = hand_in(world, CONFIDENTIAL, text="Ivan Tornbjerg larmer. Jeg hedder Karla Eskebjerg, 68 14 15 16.")
    world.call(
        R.CASE_WORKER,
        complaints.add_party,
        handed.case_id,
        party("I", Role.RESPONDENT, ivan),
        read(world, handed.case_id).case.version,
    )
    more = anonymous.NewMessage(text="Karla igen. Ivan Tornbjerg larmede i nat.")
    world.call(R.PUBLIC, anonymous.write, handed.unlocked, more)
    answer = answered(world, "Ivan Tornbjerg", "68991516")
    told = msgspec.json.encode(answer).decode()
    assert "Tornbjerg" in told
    assert not any(word in told for word in ("Karla", "Eskebjerg", "68 14 15 16", "68141516"))
    log = msgspec.json.encode(world.call(R.AUDITOR, evidence.read_log)).decode()
    assert "Eskebjerg" not in log
