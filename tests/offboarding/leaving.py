"""An organisation that leaves, as tests take it through the steps."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, BinaryIO

import pyrage
from sqlalchemy import func, select
from tests.world import World

from vault import approvals, evidence, offboarding
from vault.approvals import Waiting
from vault.audit.note import Verifier, parse_vkey
from vault.ids import PLATFORM, OrganisationId
from vault.offboarding import Export, SignedCertificate
from vault.policy import RoleName
from vault.storage import looking, metadata
from vault.wiring import Caller

R = RoleName


REASON = "Kontrakten er ophørt."


THEIRS = pyrage.x25519.Identity.generate()


TO = str(THEIRS.to_public())


class Returned:
    """What was exported, as whoever holds the identity reads it."""

    def __init__(self) -> None:
        self.whole: bytes | None = None

    @contextmanager
    def sink(self) -> Iterator[BinaryIO]:
        file = io.BytesIO()
        yield file
        self.whole = file.getvalue()

    def lines(self) -> list[Any]:
        assert self.whole is not None
        return [json.loads(line) for line in pyrage.decrypt(self.whole, [THEIRS]).splitlines()]

    def rows(self, table: str) -> list[Any]:
        return [line["row"] for line in self.lines() if line.get("table") == table]

    @property
    def receipt(self) -> str:
        return str(self.lines()[-1]["receipt"])


def operator(world: World, who: str = "local:uid-1") -> Caller:
    return world.by(who, R.OPERATOR, PLATFORM)


def offboard(
    world: World,
    sink: Callable[[], AbstractContextManager[BinaryIO]],
    organisation: OrganisationId | None = None,
    to: str = TO,
) -> Waiting | Export:
    leaving = organisation or world.organisation
    return world.vault.call(operator(world), offboarding.offboard, leaving, to, REASON, sink)


def agreed(world: World, to: str = TO) -> None:
    """Two people agreed to it; nothing is exported yet."""
    waiting = world.vault.call(operator(world), offboarding.agree, world.organisation, to, REASON)
    assert isinstance(waiting, Waiting)
    second = world.by("local:uid-2", R.CUSTODIAN, PLATFORM)
    world.vault.call(second, approvals.confirm, waiting.approval_id)


def returned(world: World) -> Returned:
    """The export, made and kept."""
    agreed(world)
    export = Returned()
    assert isinstance(offboard(world, export.sink), Export)
    return export


def finish(world: World, receipt: str) -> SignedCertificate:
    return world.vault.call(operator(world), offboarding.finish, world.organisation, receipt)


def counted(world: World, organisation: OrganisationId) -> dict[str, int]:
    """How many rows each table has of an organisation, where it has any."""
    with looking(world.vault.storage.engine) as connection:
        found = {
            name: connection.execute(
                select(func.count()).select_from(table).where(table.c.organisation_id == organisation)
            ).scalar_one()
            for name, table in metadata.tables.items()
        }
    return {name: count for name, count in found.items() if count}


def platform_key(world: World) -> Verifier:
    auditor = world.caller(R.AUDITOR, PLATFORM)
    newest, *_ = world.vault.call(auditor, evidence.verifier_keys)
    return parse_vkey(newest)
