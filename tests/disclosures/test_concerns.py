"""Concern for a child: by duty, apart from every complaint, and gone after thirty days (D-07, S-41)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from tests.disclosures.given import recipient
from tests.world import TODAY, World

from vault import disclosures, retention
from vault.disclosures import NewConcern, NewConfirmation, RecipientKind, ReportedConcern
from vault.disclosures.tables import concern
from vault.errors import InvalidInput, NotPermitted
from vault.ids import RecipientId
from vault.policy import RoleName

R = RoleName


def report(world: World, to: RecipientId) -> ReportedConcern:
    new = NewConcern(
        recipient_id=to,
        child="Dreng på omkring fem år",
        address="Prøvegade 4, 2. tv.",
        observed_on=TODAY,
        observation="Sad alene på trappen fra klokken 20 til 23.",
        reporter="Vagttelefonen",
    )
    return world.vault.call(world.caller(R.CASE_WORKER, purpose="child_protection"), disclosures.report_concern, new)


def test_a_report_goes_to_the_municipality_and_is_confirmed_within_six_working_days(world: World) -> None:
    here = recipient(world, RecipientKind.MUNICIPALITY)
    made = report(world, here)
    assert (made.addressed_to, made.confirm_by) == ("Rådhuspladsen 1, 8799 Prøvekøbing", date(2026, 12, 1))
    with pytest.raises(InvalidInput):
        report(world, recipient(world, RecipientKind.LAWYER))


def test_nobody_but_the_officer_reads_one_back_and_nothing_ties_it_to_a_complaint(world: World) -> None:
    report(world, recipient(world, RecipientKind.MUNICIPALITY))
    with pytest.raises(NotPermitted):
        world.vault.call(world.caller(R.CASE_WORKER, purpose="child_protection"), disclosures.list_concerns)
    (kept,) = world.call(R.DPO, disclosures.list_concerns)
    assert kept.concern is not None
    assert kept.concern.observation.startswith("Sad alene")
    assert {column.name for column in concern.columns if column.name.endswith("_id")} == {
        "organisation_id",
        "concern_id",
        "key_id",
    }


def test_the_copy_goes_after_thirty_days(world: World) -> None:
    report(world, recipient(world, RecipientKind.MUNICIPALITY))
    world.clock.advance(timedelta(days=31))
    plan = world.call(R.RETENTION_JOB, retention.plan)
    assert [(one.kind, one.cluster) for one in plan.items] == [("concern", "child_concern")]
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert world.call(R.DPO, disclosures.list_concerns) == []
    with world.vault.storage.engine.connect() as connection:
        assert connection.execute(select(concern)).all() == []


def test_the_receipt_alone_outlives_the_copy(world: World) -> None:
    """Checklist 25: the municipality keeps the matter, and here it is shown that it has it."""
    made = report(world, recipient(world, RecipientKind.MUNICIPALITY))
    worker = world.caller(R.CASE_WORKER, purpose="child_protection")
    received = NewConfirmation(on=TODAY, receipt="UND-2026-3310")
    world.vault.call(worker, disclosures.confirm_concern, made.concern_id, received)
    (whole,) = world.call(R.DPO, disclosures.list_concerns)
    assert (whole.receipt, whole.concern is None) == ("UND-2026-3310", False)
    for months, left in ((1, ["UND-2026-3310"]), (37, [])):
        world.clock.advance(timedelta(days=31 * months))
        plan = world.call(R.RETENTION_JOB, retention.plan)
        world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
        found = world.call(R.DPO, disclosures.list_concerns)
        assert [one.receipt for one in found] == left
        assert all(one.concern is None for one in found)
