"""Each person in a case has a clock of their own, and goes without the case where theirs ends first."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.world import World, case, document, party, person

from vault import complaints, recovery, retention, subjects
from vault.complaints import NewEntry, Role
from vault.complaints.codes import Severity, Status, StepKind
from vault.complaints.course.codes import IncidentKind
from vault.complaints.course.tenancy import Incident
from vault.complaints.model import CaseView, Step, StoredCase, latest_days
from vault.errors import NotFound
from vault.holdings import Facts, ManyAtOnce
from vault.ids import SubjectId
from vault.policy import RoleName
from vault.retention import ItemOutcome, Plan, read
from vault.storage import metadata
from vault.wiring import HOLDINGS
from vault.work import Work, reads

JOB, DPO, INGEST, WORKER = RoleName.RETENTION_JOB, RoleName.DPO, RoleName.INGEST, RoleName.CASE_WORKER
CLOSED = date(2025, 10, 1)
KINDS = ["incident", "warning_sent", "decision", "closed", "reopened"]
NAMED = person("Torkild Vestermark", phones=("68 17 27 37",), addresses=())
TOLD = "Torkild Vestermark (tlf. 68 17 27 37) så det. Vestermark er vred. Lejeren Ole Bentsen spiller musik."


def legal_file(world: World, *, role: Role = Role.MENTIONED, who: Any = NAMED) -> StoredCase:
    """A case that a tribunal decided: it stays for three years, whoever is only mentioned in it for one."""
    steps = (
        Step(StepKind.RECEIVED, date(2025, 8, 1)),
        Step(StepKind.DECISION, date(2025, 9, 1)),
        Step(StepKind.CLOSED, CLOSED),
    )
    parties = (
        party("L", Role.RESPONDENT, person("Ole Bentsen", phones=("68 11 11 11",))),
        party("N", role, who, knowledge="Så det hele." if role is Role.WITNESS else None),
    )
    return world.store(
        case(*parties, documents=(document(TOLD),), status=Status.CLOSED, severity=Severity.SERIOUS, steps=steps)
    )


def mentioned(stored: StoredCase) -> SubjectId:
    assert stored.subjects[1] is not None
    return stored.subjects[1]


def planned(world: World) -> Plan:
    return world.call(JOB, retention.plan)


def purged(world: World) -> Plan:
    plan = planned(world)
    world.call(JOB, retention.apply_plan, plan.plan_id)
    return world.call(JOB, retention.read_plan, plan.plan_id)


def seen(world: World, stored: StoredCase) -> CaseView:
    return world.call(DPO, complaints.read_case, stored.case_id)


def test_a_case_may_be_due_for_one_person_and_not_for_another(world: World) -> None:
    stored = legal_file(world)
    plan = planned(world)
    assert [(one.kind, one.record_id, one.cluster) for one in plan.items] == [("party", stored.parties[1], "bystander")]
    assert [one.outcome for one in purged(world).items] == [ItemOutcome.ERASED]
    assert planned(world).items == ()
    with pytest.raises(NotFound):
        world.call(DPO, subjects.read_subject, mentioned(stored))
    view = seen(world, stored)
    assert view.parties is not None
    assert [(one.role, one.subject_id is None) for one in view.parties] == [
        (Role.RESPONDENT, False),
        (Role.MENTIONED, True),
    ]


def test_who_goes_is_taken_out_of_every_text_of_the_case(world: World) -> None:
    stored = legal_file(world)
    world.clock.advance(timedelta(days=30))
    purged(world)
    view = seen(world, stored)
    assert view.documents is not None
    (told,) = view.documents
    for gone in ("Torkild", "Vestermark", "68 17 27 37"):
        assert gone not in told.text
    assert "Lejeren Ole Bentsen spiller musik." in told.text


def test_who_goes_is_taken_out_by_the_names_of_every_record_of_theirs(world: World) -> None:
    stored = legal_file(world, who=person("Thor Bredahl", phones=("68 17 27 38",)))
    double = world.call(INGEST, subjects.store_subject, NAMED)
    world.call(DPO, subjects.join_subjects, mentioned(stored), double)
    world.clock.advance(timedelta(days=30))
    purged(world)
    (told,) = seen(world, stored).documents or ()
    assert "Vestermark" not in told.text
    assert "68 17 27 37" not in told.text
    assert "Lejeren Ole Bentsen spiller musik." in told.text


def test_another_part_of_the_same_person_in_the_case_keeps_its_names(world: World) -> None:
    """Who is complained of stays for longer than who is only mentioned: each part has a clock of its own."""
    stored = legal_file(world)
    tenant = stored.subjects[0]
    assert tenant is not None
    world.call(DPO, subjects.join_subjects, tenant, mentioned(stored))
    world.clock.advance(timedelta(days=30))
    purged(world)
    (told,) = seen(world, stored).documents or ()
    assert "Vestermark" not in told.text
    assert "Ole Bentsen" in told.text


def test_what_a_witness_knew_goes_with_them(world: World) -> None:
    stored = legal_file(world, role=Role.WITNESS)
    assert planned(world).items == ()
    world.clock.advance(timedelta(days=3 * 366))
    with world.vault.storage.engine.connect() as connection:
        table = metadata.tables["party"]
        assert connection.execute(select(table.c.knowledge).where(table.c.party_id == stored.parties[1])).scalar()
    assert {one.kind for one in purged(world).items} == {"case"}


def test_somebody_who_stands_in_another_case_stays_there(world: World) -> None:
    stored = legal_file(world)
    who = stored.subjects[1]
    assert who is not None
    again = world.store(case(party("K", Role.COMPLAINANT, None, subject_id=who)))
    purged(world)
    assert world.call(DPO, subjects.read_subject, who).identity is not None
    assert seen(world, again).parties[0].subject_id == who  # type: ignore[index]


def test_a_hold_on_the_case_keeps_everybody_in_it(world: World) -> None:
    stored = legal_file(world)
    new = retention.NewHold(
        record_id=stored.case_id,
        kind=retention.HoldKind.AUTHORITY,
        reason="Datatilsynet spørger til sagen.",
        review_on=date(2027, 1, 1),
    )
    world.vault.call(world.caller(DPO, purpose="storage_limitation"), retention.place_hold, new)
    plan = planned(world)
    assert (plan.items, plan.held) == ((), 1)


def test_nothing_goes_on_the_day_after_new_input(world: World) -> None:
    """Somebody is just now writing into the case: it stays for the days of grace, and its people with it."""
    stored = legal_file(world)
    told = complaints.NewDisclosure(
        disclosed_on=date(2026, 11, 20), recipient="Prøveby Kommune", legal_basis="§ 92", content="navn"
    )
    world.call(WORKER, complaints.record_disclosure, stored.case_id, told)
    plan = planned(world)
    assert (plan.items, plan.waiting) == ((), 1)
    world.clock.advance(timedelta(days=7))
    assert planned(world).waiting == 1
    world.clock.advance(timedelta(days=1))
    assert [one.kind for one in planned(world).items] == ["party"]


def test_input_after_the_plan_keeps_what_was_planned(world: World) -> None:
    stored = legal_file(world)
    plan = planned(world)
    told = complaints.NewDisclosure(
        disclosed_on=date(2026, 11, 20), recipient="Prøveby Kommune", legal_basis="§ 92", content="navn"
    )
    world.call(WORKER, complaints.record_disclosure, stored.case_id, told)
    world.call(JOB, retention.apply_plan, plan.plan_id)
    (item,) = world.call(JOB, retention.read_plan, plan.plan_id).items
    assert (item.outcome, item.reason) == (ItemOutcome.SKIPPED, "changed since the plan")


def test_reopening_stops_every_clock_of_a_case(world: World) -> None:
    stored = legal_file(world)
    again = complaints.NewReopening(on=date(2026, 11, 20), reason="Det er sket igen.")
    world.call(WORKER, complaints.reopen_case, stored.case_id, again, seen(world, stored).case.version)
    world.clock.advance(timedelta(days=400))
    assert planned(world).items == ()
    entry = NewEntry(entry=Incident(on=date(2026, 11, 21), what=IncidentKind.MUSIC, own_observation=True, text="Igen."))
    world.call(WORKER, complaints.add_entry, stored.case_id, entry)


def test_records_of_one_person_go_together(world: World) -> None:
    """A double without a case is not left behind while the record with which it was joined stands in one."""
    stored = legal_file(world, role=Role.WITNESS)
    kept = stored.subjects[1]
    assert kept is not None
    double = world.call(INGEST, subjects.store_subject, person("Torkild W. Vestermark"))
    world.call(DPO, subjects.join_subjects, kept, double)
    world.clock.advance(timedelta(days=60))
    assert planned(world).items == ()
    world.call(DPO, subjects.part_subjects, double)
    assert [(one.kind, one.record_id) for one in planned(world).items] == [("subject", double)]


def test_records_of_one_person_stay_joined_when_the_first_of_them_goes(world: World) -> None:
    """Each was stored on another day, and without a case each goes by its own."""
    first = world.call(INGEST, subjects.store_subject, person("T. Vestermark", phones=("68 17 27 39",)))
    world.clock.advance(timedelta(days=10))
    one, other = (
        world.call(INGEST, subjects.store_subject, person(name, phones=(phone,)))
        for name, phone in (("Torkild Vester", "68 17 27 40"), ("T. W. Vestermark", "68 17 27 41"))
    )
    for double in (one, other):
        world.call(DPO, subjects.join_subjects, first, double)
    world.clock.advance(timedelta(days=25))
    assert [item.record_id for item in purged(world).items] == [first]
    assert world.call(DPO, subjects.read_standing, one).joined == (other,)
    assert world.call(DPO, subjects.read_standing, other).joined == (one,)


def test_many_at_once_are_described_and_erased_as_one_by_one(world: World) -> None:
    """What is done in few statements for many must be what is done for each."""
    first, second = legal_file(world), legal_file(world, role=Role.WITNESS)
    ids = [first.case_id, second.case_id]
    found: dict[str, list[Facts]] = {}

    @reads
    def described(work: Work) -> None:
        (holding,) = (one for one in HOLDINGS if one.kind == "case")
        assert isinstance(holding, ManyAtOnce)
        found["all"] = list(holding.facts(work))
        found["each"] = [one for record in ids for one in holding.facts(work, record)]
        found["many"] = list(holding.facts_of(work, ids))

    world.call(JOB, described)
    assert found["all"] == found["each"] == found["many"]
    assert [one.id for one in found["all"]] == sorted(ids)
    assert read(world.vault.policy.folder).schedule().rule_for(found["all"][0]) is not None


def test_who_went_from_a_case_goes_again_from_a_restored_database(world: World) -> None:
    """The ledger tells of it, and before it tells of the person, by whose names the passages are found."""
    stored = legal_file(world)
    purged(world)
    told = [entry.erasure for entry in world.vault.keyring.ledger.entries()]
    assert [(one.kind, one.owner) for one in told] == [("party", stored.parties[1]), ("subject", mentioned(stored))]
    again = legal_file(world)
    as_restored = [told[0]._replace(owner=again.parties[1]), told[1]._replace(owner=mentioned(again))]
    operator = world.caller(RoleName.OPERATOR, purpose="storage_limitation")
    assert world.vault.call(operator, recovery.erase_again, as_restored).total() == 1
    view = seen(world, again)
    assert view.documents is not None
    assert "Vestermark" not in view.documents[0].text
    assert world.vault.call(operator, recovery.erase_again, as_restored).total() == 0


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.sampled_from(KINDS), st.dates(date(2023, 1, 1), date(2026, 1, 1))), max_size=12),
    st.tuples(st.sampled_from(KINDS), st.dates(date(2023, 1, 1), date(2026, 1, 1))),
)
def test_what_happens_later_never_brings_a_start_forward(steps: list[tuple[str, date]], more: tuple[str, date]) -> None:
    """A clock starts from the latest of its events, in whatever order they were written down.

    Of an end and a reopening on one day the later counts, so their order is told apart. One more event moves it back or
    not at all. Reopening alone takes an event away, and then nothing is due.
    """
    before = latest_days(date(2023, 1, 1), steps)
    after = latest_days(date(2023, 1, 1), [*steps, more])
    turns = {kind: max((day for one, day in steps if one == kind), default=None) for kind in ("closed", "reopened")}
    if turns["closed"] != turns["reopened"]:
        assert latest_days(date(2023, 1, 1), reversed(steps)) == before
    for kind in before.keys() - {"closed"}:
        assert after[kind] >= before[kind]
    if "closed" in before:
        assert "closed" not in after or after["closed"] >= before["closed"]
        assert "closed" in after or more[0] == "reopened"
