"""An organisation leaves: everything is returned to it and to nobody else, then nothing of it is left anywhere."""

from collections import Counter
from datetime import timedelta

import msgspec
import pyrage
import pytest
from sqlalchemy import select, update
from tests.filling import fill
from tests.kernel.test_tampering import COLUMNS
from tests.offboarding.leaving import (
    REASON,
    TO,
    Returned,
    agreed,
    counted,
    finish,
    offboard,
    operator,
    platform_key,
    returned,
)
from tests.world import NOW, World, case, party, person

from vault import complaints, evidence, offboarding
from vault.approvals import Waiting
from vault.audit.note import Verifier
from vault.complaints import Role
from vault.complaints.tables import document as documents
from vault.crypto import Secret, SigningKey
from vault.errors import Changed, Conflict, InvalidInput, KeyDestroyed, NotFound, Tampered
from vault.ids import PLATFORM, OrganisationId, new_id
from vault.keys import keys_in_use
from vault.offboarding import Export, Stage, store
from vault.offboarding.model import LEFT_OUT, LEFT_OUT_COLUMNS
from vault.policy import RoleName
from vault.storage import looking, metadata

R = RoleName


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
