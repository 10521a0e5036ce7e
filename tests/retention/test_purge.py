"""A purge erases what was planned and nothing else, goes on where it was killed, and certifies what it did."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
from tests.world import NOW, World, case, document, party, person

from vault import complaints, retention, subject_requests, subjects
from vault.complaints import CaseHolding, NewReopening, NewStep, Role, Step, StepKind, StoredCase
from vault.crypto import VerifyKey
from vault.errors import Conflict, KeyDestroyed, NotFound, Tampered
from vault.holdings import Erased
from vault.ids import CaseId
from vault.keys import Erasure, ErasureLedger, Head
from vault.language import Language
from vault.policy import RoleName
from vault.retention import ItemOutcome, Plan, SignedCertificate, actions
from vault.storage import looking, metadata
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given, Person
from vault.work import Work

JOB, DPO, INGEST = RoleName.RETENTION_JOB, RoleName.DPO, RoleName.INGEST
LONG_AGO = date(2024, 2, 1)
WHO = person("Torkild Vestermark", phones=("68 17 27 37",), date_of_birth=date(1961, 5, 6))


def old_case(world: World, who: Person = WHO) -> StoredCase:
    complainant = party("K", Role.COMPLAINANT, who)
    return world.store(case(complainant, documents=(document("Larm."),), received=LONG_AGO, closed=LONG_AGO))


def new_case(world: World, who: Person = WHO) -> StoredCase:
    return world.store(case(party("K", Role.COMPLAINANT, who), closed=date(2026, 10, 1)))


def planned(world: World) -> Plan:
    return world.call(JOB, retention.plan)


def applied(world: World, plan: Plan) -> Plan:
    world.call(JOB, retention.apply_plan, plan.plan_id)
    return world.call(JOB, retention.read_plan, plan.plan_id)


def cases(world: World) -> set[object]:
    return {one.case_id for one in world.call(DPO, complaints.list_cases)}


def certificate(signed: SignedCertificate) -> dict[str, object]:
    body: dict[str, object] = json.loads(signed.body)
    return body


def test_a_plan_lists_what_is_due_and_touches_nothing(world: World) -> None:
    due, young = old_case(world), new_case(world)
    plan = planned(world)
    assert [(item.record_id, item.cluster) for item in plan.items] == [(due.case_id, "mild")]
    assert cases(world) == {due.case_id, young.case_id}


def test_applying_erases_the_case_its_people_and_their_keys(world: World) -> None:
    due = old_case(world)
    after = applied(world, planned(world))
    assert [item.outcome for item in after.items] == [ItemOutcome.ERASED]
    assert [item.keys_destroyed for item in after.items] == [2]
    assert cases(world) == set()
    assert world.call(DPO, subjects.find_subjects, Given(phone="68172737")) == {}
    assert due.subjects[0] is not None
    with pytest.raises(NotFound):
        world.call(DPO, subjects.read_subject, due.subjects[0])


def test_a_person_who_stands_in_another_case_stays(world: World) -> None:
    old_case(world)
    kept = new_case(world)
    applied(world, planned(world))
    assert cases(world) == {kept.case_id}
    assert list(world.call(DPO, subjects.find_subjects, Given(phone="68172737"))) == [kept.subjects[0]]


def test_a_case_that_changed_since_the_plan_is_left(world: World) -> None:
    due = old_case(world)
    plan = planned(world)
    again = NewReopening(on=date(2026, 11, 20), reason="Det er sket igen.")
    world.call(RoleName.CASE_WORKER, complaints.reopen_case, due.case_id, again, 1)
    (item,) = applied(world, plan).items
    assert (item.outcome, item.reason) == (ItemOutcome.SKIPPED, "changed since the plan")
    assert cases(world) == {due.case_id}


def request_for(name: str) -> NewRequest:
    return NewRequest(
        received_on=date(2026, 11, 20),
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Hvad har I om mig?",
        given=Given(name=name, phone="68172737"),
    )


def test_an_open_access_request_holds_what_it_found(world: World) -> None:
    """A-08: what was there when the request came must still be there when it is answered."""
    due = old_case(world)
    world.call(DPO, subject_requests.open_request, request_for("Torkild Vestermark"))
    plan = planned(world)
    assert (plan.items, plan.held) == ((), 1)
    assert cases(world) == {due.case_id}


def test_a_request_that_comes_after_the_plan_still_holds(world: World) -> None:
    old_case(world)
    plan = planned(world)
    world.call(DPO, subject_requests.open_request, request_for("Torkild Vestermark"))
    (item,) = applied(world, plan).items
    assert (item.outcome, item.reason) == (ItemOutcome.SKIPPED, "on hold")


def test_the_hold_ends_when_the_time_to_complain_is_over(world: World) -> None:
    due = old_case(world)
    opened = world.call(DPO, subject_requests.open_request, request_for("Torkild Vestermark"))
    world.call(DPO, subject_requests.answer_request, opened.request_id)
    assert planned(world).held == 1
    world.clock.advance(timedelta(days=91))
    plan = planned(world)
    assert due.case_id in {item.record_id for item in plan.items}
    assert plan.held == 0


def test_the_copy_of_an_answer_goes_before_the_request(world: World) -> None:
    new_case(world)
    opened = world.call(DPO, subject_requests.open_request, request_for("Torkild Vestermark"))
    world.call(DPO, subject_requests.answer_request, opened.request_id)
    world.clock.advance(timedelta(days=120))
    assert [item.cluster for item in applied(world, planned(world)).items] == ["answer_package"]
    with pytest.raises(NotFound):
        world.call(DPO, subject_requests.read_package, opened.request_id)
    assert world.call(DPO, subject_requests.read_request, opened.request_id).package_id is None
    world.clock.advance(timedelta(days=700))
    assert "rights_request" in {item.cluster for item in applied(world, planned(world)).items}
    with pytest.raises(NotFound):
        world.call(DPO, subject_requests.read_request, opened.request_id)


def test_a_certificate_says_what_went_and_is_signed(world: World) -> None:
    due = old_case(world)
    plan = planned(world)
    signed = world.call(JOB, retention.apply_plan, plan.plan_id)
    said = certificate(signed)
    assert said["plan_digest"] == plan.digest
    assert said["erased"] == {"mild": 1}
    assert said["records"] == [str(due.case_id)]
    key = VerifyKey(base64.b64decode(signed.public_key))
    key.verify("purge-certificate", signed.body.encode(), base64.b64decode(signed.signature))
    with pytest.raises(Tampered):
        key.verify("purge-certificate", signed.body.replace("mild", "wild").encode(), b"\0" * 64)
    assert "Vestermark" not in signed.body


def test_a_plan_applied_again_gives_its_certificate_again(world: World) -> None:
    old_case(world)
    plan = planned(world)
    first = world.call(JOB, retention.apply_plan, plan.plan_id)
    world.clock.advance(timedelta(days=2))
    assert world.call(JOB, retention.apply_plan, plan.plan_id) == first


def test_a_purge_that_was_stopped_half_way_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_ERASED_AT_ONCE", 2)
    for number in range(4):
        old_case(world, person(f"Person {number}"))
    plan = planned(world)
    done = 0

    def stop_after_two(count: int, _of: int) -> None:
        nonlocal done
        done = count
        if count == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.call(JOB, retention.apply_plan, plan.plan_id, stop_after_two)
    assert len(cases(world)) == 2
    with pytest.raises(Conflict, match="not applied to its end"):
        world.call(JOB, retention.certify, plan.plan_id)
    signed = world.call(JOB, retention.apply_plan, plan.plan_id)
    assert certificate(signed)["erased"] == {"mild": 4}
    assert cases(world) == set()


def test_what_is_erased_together_is_flushed_to_the_ledger_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """And before the commit: at that moment nobody sees that anything is gone."""
    for number in range(5):
        old_case(world, person(f"Person {number}"))
    flushed: list[tuple[int, int]] = []
    append = ErasureLedger.append

    def counted(ledger: ErasureLedger, erasures: Sequence[Erasure], at: datetime) -> Head:
        with looking(world.vault.storage.engine) as connection:
            there = len(list(connection.execute(select(metadata.tables["case"].c.case_id))))
        flushed.append((sum(one.kind == "case" for one in erasures), there))
        return append(ledger, erasures, at)

    monkeypatch.setattr(ErasureLedger, "append", counted)
    monkeypatch.setattr(actions, "_ERASED_AT_ONCE", 3)
    seen: list[tuple[int, int]] = []
    plan = planned(world)
    world.call(JOB, retention.apply_plan, plan.plan_id, lambda done, of: seen.append((done, of)))
    assert flushed == [(3, 5), (2, 2)]
    assert seen == [(3, 5), (5, 5)]


def test_a_record_that_cannot_be_erased_holds_nobody_else_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those before it go, it says what is wrong, and the purge goes on there once that is mended."""
    plan = planned_of(world, 4)
    erase = CaseHolding.erase_all

    def refused(holding: CaseHolding, work: Work, records: Sequence[UUID]) -> Mapping[UUID, Erased]:
        if plan.items[2].record_id in records:
            raise Conflict("stuck")
        return erase(holding, work, records)

    with monkeypatch.context() as broken:
        broken.setattr(CaseHolding, "erase_all", refused)
        with pytest.raises(Conflict, match="stuck"):
            world.call(JOB, retention.apply_plan, plan.plan_id)
    assert cases(world) == {item.record_id for item in plan.items[2:]}
    assert certificate(world.call(JOB, retention.apply_plan, plan.plan_id))["erased"] == {"mild": 4}


def test_each_record_is_looked_at_anew_in_the_transaction_that_erases_it(world: World) -> None:
    plan = planned_of(world, 3)
    changed = plan.items[1].record_id
    # Somebody moved out, which a closed complaint is told of: its period counts from there.
    moved = NewStep(step=Step(StepKind.MOVED_OUT, date(2024, 2, 2)))
    world.call(INGEST, complaints.add_step, CaseId(changed), moved)
    outcomes = {item.record_id: item.outcome for item in applied(world, plan).items}
    assert outcomes.pop(changed) is ItemOutcome.SKIPPED
    assert set(outcomes.values()) == {ItemOutcome.ERASED}
    assert cases(world) == {changed}


def planned_of(world: World, count: int) -> Plan:
    """A plan of so many cases."""
    for number in range(count):
        old_case(world, person(f"Person {number}"))
    return planned(world)


def test_only_what_was_planned_can_be_erased(world: World) -> None:
    young = new_case(world)
    plan = planned(world)
    with pytest.raises(NotFound):
        world.call(JOB, retention.erase_item, plan.plan_id, young.case_id)
    assert cases(world) == {young.case_id}


def test_a_plan_of_another_organisation_does_not_exist(world: World) -> None:
    due = old_case(world)
    plan, elsewhere = planned(world), world.another_organisation()
    with pytest.raises(NotFound):
        world.call_in(elsewhere, JOB, retention.apply_plan, plan.plan_id)
    assert cases(world) == {due.case_id}


def test_the_digest_names_exactly_what_is_planned(world: World) -> None:
    old_case(world)
    first = planned(world)
    assert planned(world).digest == first.digest
    old_case(world, person("Somebody Else"))
    assert planned(world).digest != first.digest


def test_an_erased_case_opens_for_nobody_who_kept_its_rows(world: World) -> None:
    """What a backup of the rows would still hold cannot be opened: the key is gone."""
    due = old_case(world)
    assert len(rows(world, "data_key")) == 2
    applied(world, planned(world))
    assert rows(world, "data_key") == rows(world, "index_token") == rows(world, "document") == []
    with pytest.raises((NotFound, KeyDestroyed)):
        world.call(DPO, complaints.read_case, due.case_id)


def rows(world: World, table: str) -> list[object]:
    with world.vault.storage.engine.connect() as connection:
        return list(connection.execute(select(metadata.tables[table])))


def test_plans_carry_no_personal_data(world: World) -> None:
    old_case(world)
    assert b"Vestermark" not in msgspec.json.encode(planned(world))
    assert planned(world).made_at == NOW
