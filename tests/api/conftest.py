"""A server on a free port over a fresh vault, and keys for every role: the API as other systems meet it."""

import threading
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from tests.accounts.members import Member
from tests.plain_http import PLAIN
from tests.world import PURPOSE_OF, World

from vault import accounts
from vault.accounts import NewClient
from vault.ids import OrganisationId
from vault.policy import RoleName
from vault.serving import Server

As = Callable[..., httpx.Client]
AsMember = Callable[[Member], httpx.Client]


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """Where the API of the world's vault answers."""
    server = Server(world.vault, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    yield f"http://127.0.0.1:{server.port}"
    server.stop()
    thread.join(timeout=30)
    assert not thread.is_alive()


@pytest.fixture
def as_role(world: World, address: str) -> Iterator[As]:
    """Clients by role; each states the purpose that its role works for."""
    made: list[httpx.Client] = []

    def connect(role: RoleName, organisation: OrganisationId | None = None, purpose: str | None = None) -> httpx.Client:
        headers = {
            "Authorization": f"Bearer {key_for(world, role, organisation)}",
            "Vault-Purpose": purpose or PURPOSE_OF[role],
        }
        made.append(httpx.Client(base_url=address, headers=headers, timeout=30, verify=PLAIN))
        return made[-1]

    yield connect
    for client in made:
        client.close()


@pytest.fixture
def as_member(address: str) -> Iterator[AsMember]:
    """The API with the session of a member of staff in place of a key."""
    made: list[httpx.Client] = []

    def connect(member: Member) -> httpx.Client:
        headers = {"Authorization": f"Bearer {member.cookies.session}", "Vault-Purpose": "administration"}
        made.append(httpx.Client(base_url=address, headers=headers, timeout=30))
        return made[-1]

    yield connect
    for client in made:
        client.close()


def key_for(world: World, role: RoleName, organisation: OrganisationId | None = None, days: int = 30) -> str:
    new = NewClient(label=f"{role.value} system", roles=frozenset({role}), days_valid=days)
    made = world.call_in(organisation or world.organisation, RoleName.OPERATOR, accounts.create_client, new)
    assert made.key is not None
    return made.key
