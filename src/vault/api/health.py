"""Whether the server lives, and whether it can do its work. No key is needed and nothing is told but that."""

from typing import Literal

import msgspec
from litestar import Response, Router, get
from sqlalchemy import Connection, text

from vault.api.parameters import OpenVault
from vault.errors import VaultError


class Health(msgspec.Struct, frozen=True, omit_defaults=True):
    status: Literal["alive", "ready", "unavailable"]
    because: str | None = None


class _Probe:
    """The smallest unit of work: it shows that the database answers this process."""

    writes = True

    def run(self, connection: Connection) -> None:
        connection.execute(text("SELECT 1"))

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """Nothing was done that the log would have to tell."""


@get("/live", operation_id="live", summary="Is the server alive?")
async def live() -> Health:
    """Answers as long as the process does."""
    return Health("alive")


@get("/ready", operation_id="ready", summary="Can the server do its work?")
async def ready(vault: OpenVault) -> Response[Health]:
    """200 where keystore and database answer, 503 where one does not."""
    try:
        await vault.probe(_Probe())
    except VaultError as error:
        return Response(Health("unavailable", error.slug), status_code=503)
    return Response(Health("ready"))


router = Router("/health", route_handlers=[live, ready], tags=["Health"])
