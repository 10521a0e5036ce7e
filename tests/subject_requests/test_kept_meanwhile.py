"""Whoever asks is kept with everything of theirs until they are answered, also what comes in later (A-08)."""

from datetime import date, timedelta

from tests.subject_requests.stepping import ME, asked, call
from tests.world import World, case, party, person

from vault import retention, subject_requests, subjects
from vault.complaints import Role
from vault.policy import RoleName

JOB, DPO, INGEST = RoleName.RETENTION_JOB, RoleName.DPO, RoleName.INGEST
LONG_AGO = date(2024, 2, 1)


def test_somebody_who_stands_in_no_case_is_there_when_they_are_answered(world: World) -> None:
    """They would go thirty days after they were stored, and the answer is due after those."""
    world.call(INGEST, subjects.store_subject, ME)
    assert call(world, subject_requests.open_request, asked()).cases_held == 0
    world.clock.advance(timedelta(days=32))
    plan = world.call(JOB, retention.plan)
    assert (plan.items, plan.held) == ((), 1)


def test_what_is_stored_or_joined_after_they_asked_is_kept_too(world: World) -> None:
    who = world.call(INGEST, subjects.store_subject, ME)
    double = world.store(
        case(
            party("K", Role.COMPLAINANT, person("S. Holm", phones=("68 44 44 44",))), received=LONG_AGO, closed=LONG_AGO
        )
    )
    assert double.subjects[0] is not None
    call(world, subject_requests.open_request, asked())
    assert [one.record_id for one in world.call(JOB, retention.plan).items] == [double.case_id]
    call(world, subjects.join_subjects, who, double.subjects[0])
    world.store(case(party("K", Role.COMPLAINANT, subject_id=who), received=LONG_AGO, closed=LONG_AGO))
    plan = world.call(JOB, retention.plan)
    assert (plan.items, plan.held) == ((), 2)
