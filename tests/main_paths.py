"""The main paths through a vault, one after the other: for databases that are not like the ones of the other tests."""

from datetime import date

from tests.world import NOW, World, case, party, person

from vault import complaints, epochs, retention, subject_requests, subjects
from vault.complaints import Role
from vault.language import Language
from vault.policy import RoleName
from vault.sealing import seal_everything
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given

R = RoleName


def main_paths(world: World) -> None:
    """Stores, finds, reads, answers, erases, rotates, seals."""
    long_ago = date(2020, 2, 1)
    who = party("K", Role.COMPLAINANT, person("Solvej Kragelund", phones=("68 90 80 70",)))
    world.store(case(who, received=long_ago, closed=long_ago))
    kept = world.store(case(who)).case_id
    given = Given(name="Solvej Kragelund", phone="68908070")
    assert world.call(R.DPO, subjects.find_subjects, given)
    assert world.call(R.CASE_WORKER, complaints.read_case, kept).parties
    new = NewRequest(
        received_on=NOW.date(), channel=Channel.EMAIL, language=Language.DANISH, text="Alt, tak.", given=given
    )
    opened = world.call(R.DPO, subject_requests.open_request, new)
    world.call(R.DPO, subject_requests.compose_answer, opened.request_id)
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    world.call(R.OPERATOR, epochs.rotate)
    seal_everything(world.vault)
