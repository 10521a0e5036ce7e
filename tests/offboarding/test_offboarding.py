"""An organisation leaves: everything is returned to it and to nobody else, then nothing of it is left anywhere."""

import io
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyrage
import pytest
from sqlalchemy import delete, func, select, update
from tests.engines import postgresql_tools
from tests.filling import fill
from tests.kernel.test_tampering import COLUMNS
from tests.world import NOW, THE_OPERATOR, World, case, document, party, person

from vault import approvals, backups, complaints, evidence, offboarding
from vault.approvals import Waiting
from vault.audit.note import Verifier, parse_vkey
from vault.complaints import Role
from vault.complaints.tables import document as documents
from vault.crypto import Secret, SigningKey
from vault.errors import Changed, Conflict, InvalidInput, KeyDestroyed, KeystoreUnavailable, NotFound, Tampered
from vault.ids import PLATFORM, OrganisationId, new_id
from vault.keys import ORGANISATION, Erasure, keys_in_use
from vault.keys.tables import data_key, epoch
from vault.offboarding import Export, SignedCertificate, Stage, store
from vault.offboarding.model import LEFT_OUT, LEFT_OUT_COLUMNS
from vault.opening import open_vault
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


def test_nobody_offboards_alone_and_consent_is_to_one_recipient(world: World) -> None:
    export = Returned()
    assert isinstance(offboard(world, export.sink), Waiting)
    agreed(world)
    other = str(pyrage.x25519.Identity.generate().to_public())
    assert isinstance(offboard(world, export.sink, to=other), Waiting)
    assert export.whole is None
    assert isinstance(offboard(world, export.sink), Export)
    assert isinstance(offboard(world, export.sink, to=other), Waiting)


def test_every_row_is_returned_opened_and_counted(world: World) -> None:
    fill(world, world.organisation)
    before = counted(world, world.organisation)
    export = returned(world)
    head, *rows, last = export.lines()
    assert (head["format"], head["organisation_id"]) == ("complaint-vault/export/1", str(world.organisation))
    assert Counter(line["table"] for line in rows) == last["rows"]
    assert last["rows"] == {name: count for name, count in before.items() if name not in LEFT_OUT}
    for name in COLUMNS:
        table, _, column = name.partition(".")
        if table not in LEFT_OUT and column not in LEFT_OUT_COLUMNS.get(table, ()):
            values = [row[column] for row in export.rows(table) if row[column] is not None]
            assert values, name
            # What was not opened would be hexadecimal, and begin with the version of sealing.
            assert not any(isinstance(value, str) and value.startswith("0101") for value in values), name
    assert {row["identity"]["name"] for row in export.rows("subject")} >= {"Tove Overby", "Mogens Nederby"}
    assert any(row["text"].startswith("Tove Overby klager") for row in export.rows("document"))
    assert all(len(entity) == 36 for row in export.rows("audit_event") for entity in row["entities"])


def test_an_export_has_every_table_or_says_why_not() -> None:
    everything = set(metadata.tables)
    assert set(LEFT_OUT) <= everything
    assert all("organisation_id" in table.c for table in metadata.sorted_tables)
    assert set(store.exported()) == everything - set(LEFT_OUT)


def test_nothing_readable_is_in_the_export_but_for_its_recipient(world: World) -> None:
    fill(world, world.organisation)
    export = returned(world)
    assert export.whole is not None
    assert export.whole.startswith(b"age-encryption.org/v1")
    assert b"Overby" not in export.whole
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(export.whole, [pyrage.x25519.Identity.generate()])


def test_a_record_that_does_not_open_fails_the_export_and_leaves_no_file(world: World) -> None:
    fill(world, world.organisation)
    agreed(world)
    with world.vault.storage.engine.begin() as connection:
        text = connection.execute(select(documents.c.text)).scalars().first()
        assert text is not None
        connection.execute(update(documents).values(text=text[:-1] + bytes([text[-1] ^ 1])))
    export = Returned()
    with pytest.raises(Tampered):
        offboard(world, export.sink)
    assert export.whole is None


def test_nothing_is_erased_without_the_receipt_of_the_newest_export(world: World) -> None:
    fill(world, world.organisation)
    with pytest.raises(NotFound):
        finish(world, "x")
    agreed(world)
    world.vault.call(operator(world), offboarding.agree, world.organisation, TO, REASON)
    with pytest.raises(Conflict, match="no export yet"):
        finish(world, "x")
    first, second = Returned(), Returned()
    offboard(world, first.sink)
    offboard(world, second.sink)
    for wrong in ("", "x", first.receipt):
        with pytest.raises(InvalidInput, match="receipt"):
            finish(world, wrong)
    assert counted(world, world.organisation)["case"] > 1
    finish(world, f" {second.receipt.upper()} ")
    assert counted(world, world.organisation) == {}


def test_what_changed_since_the_export_is_exported_first(world: World) -> None:
    fill(world, world.organisation)
    export = returned(world)
    world.store(case(party("K", Role.COMPLAINANT, person())))
    with pytest.raises(Changed, match="since the export"):
        finish(world, export.receipt)
    again = Returned()
    offboard(world, again.sink)
    finish(world, again.receipt)
    assert counted(world, world.organisation) == {}


def test_nothing_of_it_is_left_and_others_go_on(world: World) -> None:
    other = world.another_organisation()
    for organisation in (world.organisation, other):
        fill(world, organisation)
    kept = counted(world, other)
    with looking(world.vault.storage.engine) as connection:
        held = keys_in_use(connection)
    export = returned(world)
    finish(world, export.receipt)
    assert counted(world, world.organisation) == {}
    assert {name: count for name, count in counted(world, other).items() if not name.startswith("audit")} == {
        name: count for name, count in kept.items() if not name.startswith("audit")
    }
    with looking(world.vault.storage.engine) as connection:
        still = keys_in_use(connection)
    (provider,) = world.vault.keyring.providers
    assert len(held["file"] - still["file"]) == 2
    assert provider.references() == still["file"]
    assert [one.organisation_id for one in world.vault.organisations()] == [other]
    view = world.call_in(other, R.DPO, complaints.list_cases)
    assert len(view) == kept["case"] > 1
    with pytest.raises(NotFound):
        world.call(R.INGEST, complaints.store_case, case())


def test_the_certificate_is_the_installations_and_is_checked_without_a_vault(world: World) -> None:
    fill(world, world.organisation)
    export = returned(world)
    trusted = platform_key(world)
    cases = counted(world, world.organisation)["case"]
    signed = finish(world, export.receipt)
    told = offboarding.check(signed, [trusted])
    assert told.organisation_id == world.organisation
    assert told.export is not None
    assert (told.export.recipient, told.rows_erased["case"], told.keys_destroyed) == (TO, cases, {"file": 2})
    assert told.gone_from == NOW.date()
    assert finish(world, "any") == signed
    stranger = Verifier("x", SigningKey(Secret.generate()).public())
    with pytest.raises(Tampered, match="not trusted"):
        offboarding.check(signed, [stranger])
    other = signed.body.replace(f'"case":{cases}', f'"case":{cases + 1}')
    assert other != signed.body
    with pytest.raises(Tampered):
        offboarding.check(msgspec.structs.replace(signed, body=other), [trusted])
    for broken in ({"body": "{}"}, {"signature": "!"}):
        with pytest.raises(InvalidInput):
            offboarding.check(msgspec.structs.replace(signed, **broken), [trusted])


def test_the_installations_log_tells_of_it(world: World) -> None:
    export = returned(world)
    finish(world, export.receipt)
    log = world.vault.call(world.caller(R.AUDITOR, PLATFORM), evidence.read_log)
    told = [one.detail for one in reversed(log) if one.permission == "organisation:offboard"]
    assert told[-3].startswith("erased ")
    assert told[-2] == "2 keys destroyed"
    assert all(world.organisation in one.entities for one in log if one.detail in told[-3:-1])


def test_a_provider_that_does_not_answer_is_asked_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(world, world.organisation)
    export = returned(world)
    (provider,) = world.vault.keyring.providers

    def silent(_: str) -> None:
        raise KeystoreUnavailable("the key provider does not answer")

    with monkeypatch.context() as patch:
        patch.setattr(provider, "destroy", silent)
        with pytest.raises(KeystoreUnavailable):
            finish(world, export.receipt)
    assert counted(world, world.organisation) == {}
    with pytest.raises(Conflict, match="erased already"):
        offboard(world, Returned().sink)
    assert offboarding.check(finish(world, export.receipt), [platform_key(world)]).keys_destroyed == {"file": 2}


def test_what_somebody_under_way_leaves_behind_goes_before_the_certificate(world: World) -> None:
    """A call that was let in before, and is refused after, leaves its event."""
    export = returned(world)
    world.vault.call(operator(world), offboarding.erase, world.organisation, export.receipt)
    with pytest.raises(NotFound):
        world.call(R.INGEST, complaints.store_case, case())
    assert set(counted(world, world.organisation)) <= {"audit_event", "audit_mention"}
    with looking(world.vault.storage.engine) as connection:
        assert offboarding.unfinished(connection) == [world.organisation]
    finish(world, export.receipt)
    assert counted(world, world.organisation) == {}
    with looking(world.vault.storage.engine) as connection:
        assert offboarding.unfinished(connection) == []


def test_a_provider_that_is_not_configured_any_more_keeps_everything(world: World) -> None:
    """Or its keys would be held by nobody who could be asked to destroy them."""
    fill(world, world.organisation)
    export = returned(world)
    with world.vault.storage.engine.begin() as connection:
        mine = epoch.c.organisation_id == world.organisation
        connection.execute(update(epoch).where(mine).values(provider="kms"))
    before = counted(world, world.organisation)["case"]
    with pytest.raises(Conflict, match="kms, which is not configured"):
        finish(world, export.receipt)
    assert counted(world, world.organisation)["case"] == before > 1


def test_a_record_whose_key_is_gone_fails_the_export(world: World) -> None:
    fill(world, world.organisation)
    agreed(world)
    with world.vault.storage.engine.begin() as connection:
        connection.execute(delete(data_key).where(data_key.c.owner_kind == "package"))
    with pytest.raises(KeyDestroyed):
        offboard(world, Returned().sink)


def test_a_process_that_ended_after_the_ledger_goes_on_where_it_was(world: World) -> None:
    """The ledger is on the disk before the rows are gone for good; who opens the vault next finishes it."""
    fill(world, world.organisation)
    export = returned(world)
    cases = counted(world, world.organisation)["case"]
    gone = Erasure(world.organisation, ORGANISATION, world.organisation)
    world.vault.keyring.ledger.append([gone], world.clock.now())
    with open_vault(world.vault.settings, world.clock) as opened:
        assert opened.erased_again == 1
        assert opened.organisations() == []
        signed = opened.call(operator(world), offboarding.finish, world.organisation, export.receipt)
    assert offboarding.check(signed, [platform_key(world)]).rows_erased["case"] == cases
    assert counted(world, world.organisation) == {}


def test_a_restored_backup_yields_nothing_of_it(world: World, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    world.vault.settings = msgspec.structs.replace(world.vault.settings, postgresql_bin=postgresql_tools())
    fill(world, world.organisation)
    other = world.another_organisation()
    world.call_in(other, R.INGEST, complaints.store_case, case(documents=(document("Larm."),)))
    backups.back_up(world.vault, THE_OPERATOR, tmp_path / "backup")
    finish(world, returned(world).receipt)
    place = f"sqlite:///{tmp_path / 'restored' / 'vault.db'}"
    if world.vault.storage.engine.dialect.name == "postgresql":
        place = request.getfixturevalue("postgresql_server").empty_database()
    settings = msgspec.structs.replace(world.vault.settings, database_url=place)
    backups.restore(settings, THE_OPERATOR, tmp_path / "backup", world.clock)
    with open_vault(settings, world.clock) as restored:
        assert [one.organisation_id for one in restored.organisations()] == [other]
        again = World.__new__(World)
        again.vault, again.clock, again.organisation = restored, world.clock, world.organisation
        assert counted(again, world.organisation) == {}
        assert len(restored.call(world.caller(R.DPO, other), complaints.list_cases)) == 1
        certificate = restored.call(operator(world), offboarding.finish, world.organisation, "")
        assert offboarding.check(certificate, [platform_key(again)]).export is None


def test_without_the_ledger_the_keys_are_gone_all_the_same(world: World) -> None:
    """Whoever restores a backup by hand has rows that no key opens."""
    fill(world, world.organisation)
    with looking(world.vault.storage.engine) as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(epoch))]
    mine = next(row for row in rows if row["organisation_id"] == world.organisation)
    finish(world, returned(world).receipt)
    (provider,) = world.vault.keyring.providers
    assert mine["provider_key"] not in provider.references()


def test_only_the_installation_itself_offboards(world: World) -> None:
    mine = world.by("local:uid-1", R.OPERATOR)
    for verb, more in (
        (offboarding.agree, (TO, REASON)),
        (offboarding.erase, ("x",)),
        (offboarding.erase_again, ()),
        (offboarding.certify, ()),
    ):
        purpose = "storage_limitation" if verb is offboarding.erase_again else "administration"
        caller = msgspec.structs.replace(mine, purpose=purpose)
        with pytest.raises(NotFound):
            world.vault.call(caller, verb, world.organisation, *more)
    for nothing in (PLATFORM, OrganisationId(new_id())):
        with pytest.raises(NotFound):
            world.vault.call(operator(world), offboarding.agree, nothing, TO, REASON)
    with pytest.raises(InvalidInput, match="age recipient"):
        world.vault.call(operator(world), offboarding.agree, world.organisation, "age1x", REASON)


def test_each_step_waits_for_the_one_before(world: World) -> None:
    agreed(world)
    begun = world.vault.call(operator(world), offboarding.agree, world.organisation, TO, REASON)
    assert not isinstance(begun, Waiting)
    assert begun.stage is Stage.AGREED
    for verb in (offboarding.destroy_keys, offboarding.certify):
        with pytest.raises(Conflict, match="not erased yet"):
            world.vault.call(operator(world), verb, world.organisation)
    export = Returned()
    made = offboard(world, export.sink)
    assert isinstance(made, Export)
    finish(world, export.receipt)
    with pytest.raises(Conflict, match="erased already"):
        world.vault.call(operator(world), offboarding.keep_export, world.organisation, made)
    world.clock.advance(timedelta(days=1))
    with pytest.raises((Conflict, NotFound, KeyDestroyed)):
        offboard(world, Returned().sink)
