"""What must agree after a crash: records and their keys, index and people, ledger and database, log and checkpoints."""

from uuid import UUID

from sqlalchemy import select
from tests.world import World

from vault import complaints, evidence, recovery
from vault.keys import ErasureLedger
from vault.policy import RoleName
from vault.sealing import seal_log
from vault.settings import Settings
from vault.storage import looking, metadata
from vault.wiring import Vault

R = RoleName


def cases(vault: Vault, world: World) -> set[UUID]:
    pages = [vault.call(world.caller(R.DPO), complaints.list_cases, None, 500)]
    while pages[-1]:
        pages.append(vault.call(world.caller(R.DPO), complaints.list_cases, pages[-1][-1].case_id, 500))
    return {one.case_id for page in pages for one in page}


def holds_together(vault: Vault, settings: Settings, world: World) -> None:
    """Every record opens, the log verifies, and nothing that the ledger names still has a key."""
    seal_log(vault, world.organisation)
    vault.call(world.caller(R.AUDITOR), evidence.verify)
    vault.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)
    erased = {entry.owner for entry in ErasureLedger(settings.ledger).entries()}
    with looking(vault.storage.engine) as connection:
        keys = metadata.tables["data_key"].c
        held = {(row.owner_kind, row.owner_id) for row in connection.execute(select(keys.owner_kind, keys.owner_id))}
        tokens = set(connection.scalars(select(metadata.tables["index_token"].c.owner_id)))
        people = set(connection.scalars(select(metadata.tables["subject"].c.subject_id)))
        rows = set(connection.scalars(select(metadata.tables["case"].c.case_id)))
    owners = {owner for kind, owner in held if kind in ("case", "subject")}
    assert not erased & ({owner for _, owner in held} | tokens | people | rows)
    assert owners == people | rows
    assert tokens == people
