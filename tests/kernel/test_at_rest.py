"""What lies on the disk: nothing readable, nothing that can be moved, nothing left of what was erased."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from tests.world import World, case, document, party, person

from vault import complaints, retention, subjects
from vault.complaints import NewDisclosure, Role, StoredCase
from vault.errors import KeyDestroyed, KeystoreUnavailable, Tampered
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import metadata

R = RoleName
LONG_AGO = date(2024, 1, 2)
# None of four letters: ciphertext holds any of those by chance, once in some ten thousand files.
PRIVATE = (
    "Thyra",
    "Kildebrønd",
    "140260",
    "68 19 29 39",
    "68192939",
    "thyra@",
    "Mosevej",
    "kaffen",
    "2024-0099",
    "Lægehuset",
)


def private_case(world: World) -> StoredCase:
    who = person(
        "Thyra Kildebrønd",
        national_id="140260-9914",
        date_of_birth=date(1960, 2, 14),
        phones=("68 19 29 39",),
        emails=("thyra@brev.example",),
        address="Mosevej 3, 8799 Prøveby",
    )
    return world.store(
        case(
            party("K", Role.COMPLAINANT, who),
            party("I", Role.RESPONDENT, description="ham med kaffen"),
            documents=(document("Thyra drikker kaffen på trappen.", author="K", role=Role.COMPLAINANT),),
            received=LONG_AGO,
            closed=LONG_AGO,
            reference="2024-0099",
            disclosures=(
                NewDisclosure(disclosed_on=LONG_AGO, recipient="Lægehuset", legal_basis="6(1)(f)", content="kaffen"),
            ),
        )
    )


def everything(world: World) -> bytes:
    """Every value of every row, as the database gives it."""
    with world.vault.storage.engine.connect() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    values = [value for row in rows for value in row]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def test_no_row_holds_what_a_person_is_or_said(world: World) -> None:
    private_case(world)
    held = everything(world)
    for word in PRIVATE:
        assert word.encode() not in held


def test_no_file_of_a_vault_holds_it_either(sqlite_world: World) -> None:
    private_case(sqlite_world)
    settings = sqlite_world.vault.settings
    database = Path(settings.database_url.removeprefix("sqlite:///"))
    files = [*database.parent.glob(f"{database.name}*"), *(one for one in settings.home.rglob("*") if one.is_file())]
    assert len(files) >= 2
    for file in files:
        content = file.read_bytes()
        for word in PRIVATE:
            assert word.encode() not in content, file.name


def test_a_text_that_was_put_into_another_row_does_not_open(world: World) -> None:
    """Neither within a case, nor with the key's row beside it."""
    document_table = metadata.tables["document"]
    told = case(documents=(document("Den første."), document("Den anden.")))
    stored = world.store(told)
    with world.vault.storage.engine.begin() as connection:
        first = connection.scalars(
            select(document_table.c.text).where(document_table.c.document_id == stored.documents[0])
        ).one()
        connection.execute(
            update(document_table).where(document_table.c.document_id == stored.documents[1]).values(text=first)
        )
    with pytest.raises(Tampered):
        world.call(R.DPO, complaints.read_case, stored.case_id)


def test_two_data_keys_that_were_exchanged_open_nothing(world: World) -> None:
    keys = metadata.tables["data_key"]
    first, second = world.store(case(documents=(document("A"),))), world.store(case(documents=(document("B"),)))
    with world.vault.storage.engine.begin() as connection:
        wrapped = {
            row.owner_id: row.wrapped for row in connection.execute(select(keys).where(keys.c.owner_kind == "case"))
        }
        for one, other in ((first.case_id, second.case_id), (second.case_id, first.case_id)):
            connection.execute(update(keys).where(keys.c.owner_id == one).values(wrapped=wrapped[other]))
    for stored in (first, second):
        with pytest.raises(Tampered):
            world.call(R.DPO, complaints.read_case, stored.case_id)


def test_rows_that_come_back_after_an_erasure_cannot_be_opened(world: World) -> None:
    """As when a table is restored from a backup without the keys."""
    names = ("case", "case_step", "party", "document", "disclosure", "subject")
    stored = private_case(world)
    with world.vault.storage.engine.connect() as connection:
        kept = {name: [row._asdict() for row in connection.execute(select(metadata.tables[name]))] for name in names}
    plan = world.call(R.RETENTION_JOB, retention.plan)
    world.call(R.RETENTION_JOB, retention.apply_plan, plan.plan_id)
    assert b"disclosure" not in everything(world)
    with world.vault.storage.engine.begin() as connection:
        for name in ("subject", "case", "case_step", "party", "document", "disclosure"):
            connection.execute(insert(metadata.tables[name]), kept[name])
    with pytest.raises(KeyDestroyed):
        world.call(R.DPO, complaints.read_case, stored.case_id)
    assert stored.subjects[0] is not None
    with pytest.raises(KeyDestroyed):
        world.call(R.DPO, subjects.read_subject, stored.subjects[0])


def test_without_its_keystore_a_vault_gives_nothing(world: World, configured: Settings) -> None:
    stored = private_case(world)
    with open_vault(configured) as again:
        configured.keystore.rename(configured.keystore.with_suffix(".gone"))
        with pytest.raises(KeystoreUnavailable):
            again.call(world.caller(R.DPO), complaints.read_case, stored.case_id)


@pytest.mark.parametrize(("change", "error"), [('"material":"AAAA', KeystoreUnavailable), ('"material":"', Tampered)])
def test_another_keystore_opens_nothing(
    world: World, configured: Settings, change: str, error: type[Exception]
) -> None:
    """One that is damaged says so; one with other keys under the same names opens nothing."""
    stored = private_case(world)
    held = json.loads(configured.keystore.read_text("utf-8"))
    materials = [entry["material"] for entry in held["keys"].values()]
    for entry, material in zip(held["keys"].values(), [*materials[1:], materials[0]], strict=True):
        entry["material"] = material
    content = json.dumps(held, separators=(",", ":")).replace('"material":"', change)
    configured.keystore.write_text(content, "utf-8")
    with open_vault(configured) as again, pytest.raises(error):
        again.call(world.caller(R.DPO), complaints.read_case, stored.case_id)
