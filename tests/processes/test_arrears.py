"""Arrears: from default to payment or eviction, and homes that the municipality assigns."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.processes.telling import DAY, IVER, C, R, answered, enter, kinds, situation, view
from tests.world import TODAY, World, case, party

from vault import complaints
from vault.complaints import (
    Category,
    Lane,
    Role,
)
from vault.complaints.course.arrears import Arrears, Demand, Help, Instalment, InstalmentPlan, Payment
from vault.complaints.course.contact import Notice, Placement
from vault.complaints.course.tenancy import Filing, Inspection
from vault.errors import Conflict


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
