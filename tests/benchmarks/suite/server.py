"""A server in a process of its own: `python -m tests.benchmarks.suite.server KIND DATABASE_URL FOLDER`.

`vault` makes and serves a vault, or opens what is there; `narrow` is one that lets little work wait; `plain` and
`usual` are the baselines. The first line on standard output is JSON: the port and the headers that a client sends. Ends
on SIGTERM.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar
from tests.benchmarks.suite import plain
from tests.world import NOW, PURPOSE_OF, World, settings

from vault import accounts
from vault.accounts import NewClient
from vault.clock import StoppedClock
from vault.memory import settle
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.serving import Server
from vault.settings import Settings
from vault.wiring import Vault

ROLES = (RoleName.INGEST, RoleName.CASE_WORKER, RoleName.DPO)
QUEUES = {"vault": 2048, "narrow": 16}
"""How much work may wait, in each kind of vault."""


def vault_settings(url: str, folder: Path) -> Settings:
    """As shipped, but for the limit of requests a minute."""
    made = settings(folder, url)
    return msgspec.structs.replace(made, rate_limit=0, readers=4, pool=8)


@contextmanager
def opened(url: str, folder: Path, queue: int = 2048) -> Iterator[tuple[Vault, dict[str, Any]]]:
    """The vault that is there, or a new one; and what its clients must know."""
    made, kept = msgspec.structs.replace(vault_settings(url, folder), queue=queue), folder / "headers.json"
    clock = StoppedClock(NOW)
    fresh = not made.keystore.exists()
    if fresh:
        initialise(made, clock)
    with open_vault(made, clock) as vault:
        if fresh:
            world = World(vault, clock)
            headers = {role.value: _headers(world, role) for role in ROLES}
            kept.write_bytes(msgspec.json.encode({"organisation": str(world.organisation), "roles": headers}))
        yield vault, msgspec.json.decode(kept.read_bytes())


def serve_vault(url: str, folder: Path, queue: int = 2048) -> None:
    with opened(url, folder, queue) as (vault, known):

        def announce(port: int) -> None:
            _say({"port": port} | known)

        Server(vault, "127.0.0.1", 0, announce).run()


def _headers(world: World, role: RoleName) -> dict[str, str]:
    new = NewClient(label=f"{role.value} system", roles=frozenset({role}), days_valid=30)
    made = world.call(RoleName.OPERATOR, accounts.create_client, new)
    return {"Authorization": f"Bearer {made.key}", "Vault-Purpose": PURPOSE_OF[role]}


def serve(app: Litestar) -> None:
    """As `vault.serving` does."""

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            _say({"port": self.servers[0].sockets[0].getsockname()[1], "roles": {}})

    Announcing(uvicorn.Config(app, port=0, access_log=False, log_config=None, server_header=False)).run()


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(msgspec.json.encode(told).decode() + "\n")
    sys.stdout.flush()


def main(kind: str, url: str, folder: str) -> None:
    # As `vault.serving` does; the baselines gain by it as well.
    settle()
    if kind in QUEUES:
        serve_vault(url, Path(folder), QUEUES[kind])
    else:
        serve(plain.plain(url) if kind == "plain" else plain.usual(url))


if __name__ == "__main__":
    main(*sys.argv[1:])
