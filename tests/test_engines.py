"""Both databases carry the same path: store, read back, in one world each."""

from tests.world import World, case, document, party, person

from vault import complaints
from vault.complaints import Role
from vault.policy import RoleName


def test_what_was_stored_is_read_back(world: World) -> None:
    told = "Det spiller højt hver nat."
    stored = world.store(
        case(party("P1", Role.COMPLAINANT, person()), documents=(document(told, author="P1", role=Role.COMPLAINANT),))
    )
    seen = world.call(RoleName.CASE_WORKER, complaints.read_case, stored.case_id)
    assert seen.documents is not None
    assert [one.text for one in seen.documents] == [told]
