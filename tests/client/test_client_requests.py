"""A subject's request through the client, from receipt to proof; and what else an office does with it."""

import asyncio
from typing import Any

import msgspec
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.api.conftest import key_for
from tests.client.test_client import CASE, QUICK, Losing, connect
from tests.engines import SqliteServer
from tests.world import PURPOSE_OF, World

from vault.accounts import NewClient, NewStaff, Rotation
from vault.anonymous import MailboxQuestion, NewReport
from vault.api.examples import REQUEST_BODIES
from vault.client import AsyncVaultClient, Refused
from vault.complaints import Lane, NewEntry, NewGuide, NewOpening, NewParty, Role
from vault.ids import RequestId
from vault.policy import AccessQuestion, RoleName
from vault.retention import NewHold
from vault.subject_requests import (
    Closed,
    Collected,
    DocumentWithheld,
    Identified,
    NewDecision,
    NewDelivery,
    NewExtension,
    NewQuestion,
    NewRequest,
    NewReviewApproval,
    PickUp,
    Resolved,
    ScopeAgreed,
    Started,
)
from vault.subjects import Given

R = RoleName
KARIN = {"given": {"name": "Karin Ekdal", "phone": "68 10 22 31"}}


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    """SQLite alone: what the client does is the same on both."""
    return sqlite_server.new_database()


def example(shape: type, **instead: Any) -> Any:
    return msgspec.convert(REQUEST_BODIES[shape.__name__] | instead, shape)


def test_from_receipt_to_proof(world: World, address: str) -> None:
    world.store(CASE)
    with connect(world, address, R.DPO, losing := Losing(0)) as dpo:
        request_id = dpo.open_request(example(NewRequest, **KARIN)).request_id
        losing.lose(1)
        acknowledged = dpo.acknowledge_request(request_id)
        assert acknowledged.letter_id is not None
        assert dpo.read_letter(request_id, acknowledged.letter_id).startswith(b"%PDF-")
        losing.lose(2)
        asked = dpo.ask_person(request_id, example(NewQuestion))
        assert asked.paused_since is not None
        dpo.identify_person(request_id, example(Identified))
        dpo.ask_person(request_id, example(NewQuestion, doubt="scope", on="2026-11-06"))
        assert dpo.resume_clock(request_id, example(Resolved)).paused_since is None
        dpo.agree_scope(request_id, example(ScopeAgreed))
        dpo.extend_request(request_id, example(NewExtension))
        assert [one.request_id for one in dpo.requests()] == [one.request_id for one in dpo.requests_due()]
        assert b"BEGIN:VCALENDAR" in dpo.request_calendar()
        assert [one.request_id for one in dpo.prepare_requests()] == [request_id]
        assert dpo.read_findings(request_id) == []
        assert dpo.approve_request(request_id).request.state == "answered"
        assert dpo.read_package(request_id, "letter.pdf").startswith(b"%PDF-")
        made = dpo.deliver_request(request_id, example(NewDelivery, method="pick_up", despite="Alt är genomgånget."))
        assert made.delivery_id is not None
        assert made.secret is not None
        with pytest.raises(Refused):
            dpo.collect_package(made.delivery_id, example(PickUp))
        assert dpo.collect_package(made.delivery_id, PickUp(code=made.secret))["letter.pdf"].startswith(b"%PDF-")
        dpo.confirm_receipt(request_id, example(Collected))
        dpo.close_request(request_id, example(Closed))
        assert dpo.read_request(request_id).request.state == "closed"
        assert len(dpo.read_search_protocol(request_id)) > 0
    with connect(world, address, R.AUDITOR) as auditor:
        assert auditor.request_evidence(request_id).request.request_id == request_id


def test_a_review_is_read_and_decided(world: World, address: str) -> None:
    stored = world.store(CASE)
    with connect(world, address, R.DPO) as dpo:
        request_id = dpo.open_request(example(NewRequest, **KARIN)).request_id
        started = dpo.start_review(request_id, Started())
        assert dpo.read_review(request_id) == started
        text = dpo.read_review_text(request_id, started.texts[0].text_id)
        assert text.text
        assert dpo.list_review_decisions(request_id) == []
        assert dpo.list_disagreements(request_id) == []
        assert dpo.list_review_questions(request_id) is not None
        assert dpo.list_candidates(request_id) is not None
        dpo.withhold_document(request_id, example(DocumentWithheld, document_id=str(stored.documents[0])))
        approved = dpo.approve_review(request_id, example(NewReviewApproval))
        assert (approved.approved is None) != (approved.waiting is None)
        other = dpo.open_request(example(NewRequest)).request_id
        letter = dpo.decide_request(other, example(NewDecision))
        assert dpo.read_letter(other, letter).startswith(b"%PDF-")


def test_lanes_reports_and_confidence(world: World, address: str) -> None:
    with connect(world, address, R.CASE_WORKER) as worker, connect(world, address, R.MEDIATOR) as mediator:
        handed = worker.hand_in_report(example(NewReport))
        assert handed.receipt is not None
        assert worker.read_report_policy().organisation_id == world.organisation
        worker.ask_reporter(handed.case_id, example(MailboxQuestion))
        assert len(worker.read_mailbox(handed.case_id).messages) == 2
        offered = {"entry": {"kind": "mediation", "on": "2026-10-01", "state": "offered"}}
        case_id = worker.store_case(CASE).case_id
        mediator.add_entry(case_id, msgspec.convert(offered, NewEntry))
        (lane,) = mediator.read_case(case_id).lanes
        ended = mediator.close_lane(case_id, Lane.MEDIATION, lane.opened_on, version=lane.version)
        assert ended.closed_on == lane.opened_on
        assert mediator.reopen_lane(case_id, Lane.MEDIATION, version=ended.version).closed_on is None
        witness = NewParty(label="V", role=Role.WITNESS, confidential=True)
        party = worker.add_party(case_id, witness, version=worker.read_case(case_id).case.version)
    with connect(world, address, R.DPO) as dpo:
        waiting = dpo.open_confidential_identity(case_id, party.party_id, example(NewOpening)).waiting
        assert waiting is not None
        (listed,) = dpo.list_approvals()
        assert listed.approval_id == waiting.approval_id
        dpo.withdraw_approval(listed.approval_id)


def test_the_organisation_keeps_itself(world: World, address: str) -> None:
    with connect(world, address, R.ORG_ADMIN) as admin:
        before = admin.read_organisation()
        changed = msgspec.structs.replace(before.profile, contact="ny@proevestenen.example")
        admin.change_organisation(changed, version=before.version)
        with pytest.raises(Refused) as outdated:
            admin.change_organisation(before.profile, version=before.version)
        assert outdated.value.slug == "outdated"
        assert admin.read_organisation().profile.contact == "ny@proevestenen.example"
        invited = admin.invite_staff(example(NewStaff))
        admin.change_staff_roles(invited.account_id, {R.CASE_WORKER})
        admin.change_staff_departments(invited.account_id, {"Afdeling 3"})
        (member,) = admin.list_staff()
        assert (member.roles, member.departments) == (frozenset({R.CASE_WORKER}), frozenset({"Afdeling 3"}))
        assert admin.reset_staff(invited.account_id).invitation != invited.invitation
        assert admin.sign_staff_out(invited.account_id) == 0
        assert admin.list_open_cases_of(invited.account_id) == []
        admin.end_staff(invited.account_id)
        made = admin.create_client(example(NewClient))
        assert admin.rotate_client(made.client_id, example(Rotation)).key != made.key
        admin.revoke_client(made.client_id)
        assert [one.client_id for one in admin.list_clients() if one.revoked_at] == [made.client_id]
        guide = admin.publish_guide(example(NewGuide))
        assert admin.list_guides() == [admin.read_guide(guide.guide_id)]
        assert admin.explain_access(example(AccessQuestion))
        assert admin.test_access().disagreements == []


def test_the_log_is_read_and_proven(world: World, address: str) -> None:
    stored = world.store(CASE)
    subject = stored.subjects[0]
    assert subject is not None
    with connect(world, address, R.AUDITOR) as auditor:
        assert auditor.verify_log().sealed >= 0
        assert next(iter(auditor.events())).permission
        assert auditor.read_log_keys() is not None
        assert auditor.review_access().day is not None
    with connect(world, address, R.DPO) as dpo:
        dpo.read_subject(subject)
        assert dpo.read_consultations(subject)
        assert dpo.list_disclosures(subject) == []
        assert dpo.for_purpose("storage_limitation").read_deletions(stored.case_id)
        assert dpo.list_protections_due() == []


def test_a_plan_is_made_read_and_applied(world: World, address: str) -> None:
    with connect(world, address, R.RETENTION_JOB) as job:
        plan = job.plan_purge()
        assert job.read_plan(plan.plan_id).items == plan.items
        certificate = job.apply_plan(plan.plan_id)
        assert job.read_certificate(plan.plan_id) == certificate
        assert [one.plan_id for one in job.list_plans()] == [plan.plan_id]
        assert job.report_overdue().records == {}
    with connect(world, address, R.BOARD) as board:
        assert board.make_statistics_report(2026).year == 2026


def test_the_same_awaited(world: World, address: str) -> None:
    async def work() -> RequestId:
        async with AsyncVaultClient(address, key_for(world, R.DPO), PURPOSE_OF[R.DPO], retries=QUICK) as dpo:
            opened = await dpo.open_request(example(NewRequest))
            await dpo.identify_person(opened.request_id, example(Identified))
            assert [one.request_id async for one in dpo.requests()] == [opened.request_id]
            assert await dpo.find_subjects(Given(name="Nobody Known")) == []
            held = dpo.for_purpose("storage_limitation")
            with pytest.raises(Refused):
                await held.place_hold(example(NewHold))
            return opened.request_id

    with connect(world, address, R.DPO) as dpo:
        assert dpo.read_request(asyncio.run(work())).request.state
