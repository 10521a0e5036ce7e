"""The rare ends of keys: what is not there, cannot be written, or was destroyed a moment ago."""

import os
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select
from tests.filling import within
from tests.world import NOW, World, case, document, party, person

from vault import complaints, epochs, evidence
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.crypto import Context, IndexKey, Secret
from vault.errors import KeyDestroyed, KeystoreUnavailable, LedgerBroken, LedgerUnavailable, Misconfigured, NotFound
from vault.ids import PLATFORM, EpochId, KeyId, OrganisationId, new_id
from vault.keys import Erasure, ErasureLedger, FileKeystore, Keyring
from vault.keys.keyring import _epoch_context
from vault.keys.rotation import wrapping
from vault.keys.signers import _context as _signer_context
from vault.keys.tables import data_key, epoch
from vault.opening import initialise, open_vault
from vault.policy import RoleName
from vault.sealing import seal_log
from vault.settings import Settings, in_folder

R = RoleName


def test_an_index_key_does_not_show_itself() -> None:
    assert repr(IndexKey(Secret(b"secret material, 32 bytes long.."))) == "<IndexKey>"


def test_a_keystore_whose_lock_cannot_be_made_creates_no_key(tmp_path: Path) -> None:
    path = tmp_path / "keystore" / "keys.json"
    keystore = FileKeystore.initialise(path, StoppedClock(NOW))
    path.with_suffix(".lock").mkdir()
    with pytest.raises(KeystoreUnavailable):
        keystore.create("epoch")
    assert keystore.references() == frozenset()


def test_a_ledger_on_a_full_disk_vouches_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = ErasureLedger.initialise(tmp_path / "erasures.jsonl")
    erasure = Erasure(OrganisationId(new_id()), "case", new_id())

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(LedgerUnavailable):
            ledger.append([erasure], NOW)
    assert list(ledger.entries()) == []
    ledger.append([erasure], NOW)
    assert [entry.erasure for entry in ledger.entries()] == [erasure]


def test_an_empty_file_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "erasures.jsonl"
    path.touch()
    ledger = ErasureLedger(path)
    for attempt in (ledger.head, lambda: list(ledger.entries())):
        with pytest.raises(LedgerBroken, match="header"):
            attempt()


def test_only_a_marked_epoch_is_destroyed_at_the_provider(world: World) -> None:
    (one,) = world.call(R.OPERATOR, epochs.status).epochs
    for epoch_id in (one.epoch.epoch_id, EpochId(new_id())):
        with pytest.raises(NotFound):
            world.call(R.OPERATOR, epochs.destroy_at_provider, epoch_id)
    world.store(case(party("K", Role.COMPLAINANT, person())))


def test_a_data_key_of_an_epoch_that_is_not_there_opens_nothing(world: World) -> None:
    """As after a restore of one table without the other; PostgreSQL's own keys would not even allow it."""
    with world.vault.storage.engine.connect() as connection, pytest.raises(KeyDestroyed):
        world.vault.keyring.epoch(connection, world.organisation, EpochId(UUID(int=9)))
    assert data_key.c.epoch_id.foreign_keys


def test_an_organisation_that_is_not_there_has_no_keys(world: World) -> None:
    keyring, nobody = world.vault.keyring, OrganisationId(new_id())
    with world.vault.storage.engine.connect() as connection:
        for ask in (keyring.living, keyring.signers.current):
            with pytest.raises(NotFound):
                ask(connection, nobody)


def test_keys_are_fetched_once_and_forgotten_when_destroyed(world: World) -> None:
    """An epoch that was destroyed opens nothing in this process either, though it had been unwrapped."""
    stored = world.store(case(documents=(document("Larm."),)))
    world.call(R.OPERATOR, epochs.rotate)
    keyring: Keyring = world.vault.keyring
    old = world.call(R.OPERATOR, epochs.status).epochs[0].epoch.epoch_id
    with world.vault.storage.engine.connect() as connection:
        unwrapped = keyring.epoch(connection, world.organisation, old)
        assert keyring.epoch(connection, world.organisation, old) is unwrapped
    reference = _reference(world, old)
    keyring.destroy_at_provider(world.organisation, old, "file", reference)
    with world.vault.storage.engine.connect() as connection, pytest.raises(KeyDestroyed):
        keyring.epoch(connection, world.organisation, old)
    assert world.call(R.DPO, complaints.read_case, stored.case_id).documents
    assert world.call(R.AUDITOR, evidence.verify).checkpoints == 0


def _reference(world: World, epoch_id: EpochId) -> str:
    with world.vault.storage.engine.connect() as connection:
        found = connection.execute(select(epoch.c.provider_key).where(epoch.c.epoch_id == epoch_id))
        return str(found.scalar_one())


def test_the_ledger_is_told_of_what_has_no_key_of_its_own(world: World) -> None:
    """One person who was taken out of a case is taken out again after a backup was restored."""
    one = new_id()
    with world.vault.storage.engine.begin() as connection:
        keys = world.vault.keyring.within(connection, world.organisation, NOW)
        keys.tell("party", one)
        assert keys.erased() == (Erasure(world.organisation, "party", one),)
        keys.settle()
        assert keys.erased() == ()
        keys.settle()
    assert [entry.owner for entry in world.vault.keyring.ledger.entries()] == [one]


def test_what_is_erased_of_another_organisation_is_settled_with_the_installations_own(world: World) -> None:
    one = new_id()
    with world.vault.storage.engine.begin() as connection:
        keys = world.vault.keyring.within(connection, PLATFORM, NOW)
        keys.of(world.organisation).tell("party", one)
        keys.settle()
    (told,) = world.vault.keyring.ledger.entries()
    assert told.erasure == Erasure(world.organisation, "party", one)


def test_a_keyring_says_whether_its_provider_answers(world: World) -> None:
    world.vault.keyring.check()
    world.vault.settings.keystore.chmod(0o644)
    with pytest.raises(KeystoreUnavailable):
        world.vault.keyring.check()


def test_what_is_retired_already_stays_as_it_is(world: World) -> None:
    world.call(R.OPERATOR, epochs.rotate)
    before = world.call(R.OPERATOR, epochs.status).epochs
    world.call(R.OPERATOR, epochs.finish)
    assert world.call(R.OPERATOR, epochs.status).epochs == before


def test_a_vaults_database_is_not_made_one_with_new_keys(configured: Settings, tmp_path: Path) -> None:
    """Nothing in it would open with them."""
    elsewhere = msgspec.structs.replace(
        configured, keystore=tmp_path / "other" / "keys.json", ledger=tmp_path / "other" / "erasures.jsonl"
    )
    with pytest.raises(Misconfigured, match="a vault's already"):
        initialise(elsewhere)
    assert not (tmp_path / "other").exists()


def test_a_vault_is_made_where_no_database_is_yet(tmp_path: Path) -> None:
    made = in_folder(tmp_path / "new")
    initialise(made, StoppedClock(NOW))
    with open_vault(made, StoppedClock(NOW)) as vault:
        (first,) = World(vault, StoppedClock(NOW)).call(R.OPERATOR, epochs.status).epochs
    assert first.epoch.number == 1


def test_what_stands_beside_a_wrapped_key_is_as_it_is_written_down() -> None:
    """Whatever is changed here closes every data key that there is."""
    organisation, key_id = OrganisationId(UUID(int=3)), UUID(int=7)
    there = (UUID(int=3).bytes, UUID(int=7).bytes)
    assert wrapping(organisation, key_id) == Context(there[0], "data_key", there[1], "wrapped")
    assert _epoch_context(organisation, EpochId(key_id), "index") == Context(there[0], "epoch", there[1], "index")
    assert _signer_context(organisation, KeyId(key_id)) == Context(there[0], "signing_key", there[1], "seed")


def test_an_epoch_that_nobody_decided_to_destroy_is_not_destroyed(world: World) -> None:
    (held,) = world.call(R.OPERATOR, epochs.status).epochs
    for wanted in (held.epoch.epoch_id, EpochId(new_id())):
        with pytest.raises(NotFound):
            world.call(R.OPERATOR, epochs.destroy_at_provider, wanted)


def test_who_asks_for_days_alone_has_nothing_counted(world: World) -> None:
    world.store(case(party("K", Role.COMPLAINANT, person())))
    world.call(R.OPERATOR, epochs.rotate)
    with world.vault.storage.engine.connect() as connection:
        rotation = world.vault.keyring.within(connection, world.organisation, NOW).rotation()
        counted, told = rotation.epochs(), rotation.epochs(count=False)
    assert sum(one.data_keys for one in counted) > 0
    assert told == [msgspec.structs.replace(one, data_keys=0, index_tokens=0) for one in counted]


def test_owners_without_a_key_are_not_held_and_a_provider_key_may_be_destroyed_twice(world: World) -> None:
    kept, gone = new_id(), new_id()
    (held,) = world.call(R.OPERATOR, epochs.status).epochs
    reference = _reference(world, held.epoch.epoch_id)
    with world.vault.storage.engine.begin() as connection:
        keys = world.vault.keyring.within(connection, world.organisation, NOW)
        for owner in (kept, gone):
            keys.create("case", owner)
        keys.destroy(gone)
        assert keys.held([kept, gone, new_id()]) == {kept}
        keys.settle()
        for _ in range(2):
            keys.destroy_at_provider("file", reference)
    assert reference not in world.vault.keyring.providers.named("file").references()


def test_nothing_is_remembered_of_an_organisation_that_has_ended(world: World) -> None:
    other = world.another_organisation()
    for organisation in (world.organisation, other):
        within(world, organisation).store(case(party("K", Role.COMPLAINANT, person())))
        seal_log(world.vault, organisation)
    keyring = world.vault.keyring
    remembered = (keyring._epochs, keyring.signers._opened)
    assert all({world.organisation, other} <= {known for known, _ in one} for one in remembered)
    with world.vault.storage.engine.connect() as connection:
        keys = keyring.within(connection, world.organisation, NOW)
        (data,) = connection.scalars(
            select(data_key.c.key_id).where(
                data_key.c.organisation_id == world.organisation, data_key.c.owner_kind == "case"
            )
        ).all()
        keys.get(data)
        assert keys.waiting_days("file") == 0
        keys.end()
        assert not keys._opened
        # So that a backup that is restored is rid of it too.
        assert keys.erased() == (Erasure(world.organisation, "organisation", world.organisation),)
    assert all(other in (left := {known for known, _ in one}) and world.organisation not in left for one in remembered)
