"""Whoever shares an exact term is found by the index alone; other spellings are for a search through everybody."""

from tests.world import World, case, party, person

from vault import evidence, subjects
from vault.complaints import Role
from vault.policy import RoleName
from vault.subjects import Given

R = RoleName


def test_an_exact_term_is_looked_up_and_nobody_else_is_opened(world: World) -> None:
    who = person("Søren Ægtoft", phones=("68 31 41 59",), emails=("soeren@example.org",))
    stored = world.store(case(party("K", Role.COMPLAINANT, who))).subjects
    for given in (
        Given(email="Soeren@example.org"),
        Given(phone="+45 68314159"),
        Given(name="Soeren Ægtoft"),
    ):
        assert list(world.call(R.CASE_WORKER, subjects.look_up_subjects, given)) == [*stored]
    misspelt = Given(name="Sørn Ægtofte")
    assert world.call(R.CASE_WORKER, subjects.look_up_subjects, misspelt) == {}
    asked = {one.permission for one in world.call(R.AUDITOR, evidence.read_log)}
    assert "subject:find" in asked
    assert "subject:scan" not in asked
    assert list(world.call(R.CASE_WORKER, subjects.find_subjects, misspelt)) == [*stored]
