"""What tests of moving keys between two providers do again and again."""

from tests.world import World, case, document, party, person

from vault import approvals, complaints, epochs
from vault.approvals import Waiting
from vault.complaints import Role, StoredCase
from vault.epochs import Left
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings

R = RoleName


def stored(world: World, text: str = "Larm.") -> StoredCase:
    return world.store(case(party("K", Role.COMPLAINANT, person()), documents=(document(text),)))


def text(world: World, one: StoredCase) -> str:
    view = world.call(R.DPO, complaints.read_case, one.case_id)
    assert view.documents is not None
    return view.documents[0].text


def move(world: World, to: str = "transit") -> int:
    return world.call(R.OPERATOR, epochs.move, to)


def leave(world: World, provider: str) -> Left:
    return world.vault.call(world.by("local:uid-1", R.OPERATOR), epochs.leave, provider)


def confirm(world: World, waiting: Waiting | None) -> None:
    assert waiting is not None
    world.vault.call(world.by("local:uid-2", R.CUSTODIAN), approvals.confirm, waiting.approval_id)


def at(world: World) -> set[str]:
    return {one.epoch.provider for one in world.call(R.OPERATOR, epochs.status).epochs}


def reopened(world: World, both: Settings) -> World:
    """As after a restart: nothing is remembered."""
    again = World.__new__(World)
    again.vault, again.clock, again.organisation = open_vault(both, world.clock), world.clock, world.organisation
    return again


def keys_of(world: World) -> dict[str, frozenset[str]]:
    return {one.name: one.references() for one in world.vault.keyring.providers}
