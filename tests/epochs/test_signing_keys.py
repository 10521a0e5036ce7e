"""A signing key is replaced without losing the trust in what it signed, and nobody slips a key of their own in."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, update
from tests.world import NOW, World

from vault import complaints, epochs, evidence
from vault.audit import Recorder
from vault.clock import StoppedClock
from vault.crypto import Secret, SigningKey, VerifyKey
from vault.errors import Conflict, KeyDestroyed, KeystoreUnavailable, NotFound, Sealed, Tampered
from vault.ids import OrganisationId
from vault.keys import SignerStatus, introduces
from vault.keys.signers import Signers
from vault.keys.tables import signing_key
from vault.opening import open_vault
from vault.policy import RoleName
from vault.sealing import seal_log

R = RoleName
HORIZON = timedelta(days=36)


def signers(world: World) -> list[SignerStatus]:
    return world.call(R.OPERATOR, epochs.status).signers


def busy_and_sealed(world: World) -> None:
    world.call(R.DPO, complaints.list_cases)
    seal_log(world.vault, world.organisation)


def verified(world: World) -> int:
    return world.call(R.AUDITOR, evidence.verify).checkpoints


def changed(world: World, **values: Any) -> None:
    """Changes the row of the oldest signing key, as somebody with the database could."""
    oldest = signers(world)[-1].key_id
    with world.vault.storage.engine.begin() as connection:
        mine = (signing_key.c.organisation_id == world.organisation) & (signing_key.c.key_id == oldest)
        connection.execute(update(signing_key).where(mine).values(values))


def test_what_the_old_key_signed_goes_on_verifying(world: World) -> None:
    for _ in range(3):
        busy_and_sealed(world)
        world.call(R.OPERATOR, epochs.replace_signer)
    busy_and_sealed(world)
    assert verified(world) == 4
    assert len({one.public_key for one in signers(world)}) == 4
    assert [one.retired_at is None for one in signers(world)] == [True, False, False, False]


def test_who_trusted_the_old_key_can_follow_to_the_new_one(world: World) -> None:
    world.call(R.OPERATOR, epochs.replace_signer)
    new, old = signers(world)
    assert new.introduction is not None
    before, after = VerifyKey(old.public_key), VerifyKey(new.public_key)
    introduces(world.organisation, before, after, new.introduction)
    stranger = SigningKey(Secret.generate()).public()
    for wrong in ((stranger, after), (before, stranger)):
        with pytest.raises(Tampered):
            introduces(world.organisation, *wrong, new.introduction)
    with pytest.raises(Tampered):
        introduces(OrganisationId(new.key_id), before, after, new.introduction)


def test_keys_vouch_for_each_other_in_the_words_that_are_written_down(world: World) -> None:
    """In other words, every key of before would be one that nobody vouches for."""
    world.call(R.OPERATOR, epochs.replace_signer)
    with world.vault.storage.engine.connect() as connection:
        mine = select(signing_key).where(signing_key.c.organisation_id == world.organisation)
        new, old = connection.execute(mine.order_by(signing_key.c.key_id.desc())).all()
    after, before = VerifyKey(new.public_key), VerifyKey(old.public_key)
    before.verify("signing-key-successor", world.organisation.bytes + new.public_key, new.introduction)
    after.verify("signing-key-predecessor", world.organisation.bytes + old.public_key, old.voucher)


@pytest.mark.parametrize(
    "lie",
    [
        lambda: {"public_key": SigningKey(Secret.generate()).public().raw},
        lambda: {"voucher": None},
        lambda: {"voucher": bytes(64)},
    ],
)
def test_a_public_key_that_somebody_put_there_is_not_believed(world: World, lie: Callable[[], dict[str, Any]]) -> None:
    busy_and_sealed(world)
    world.call(R.OPERATOR, epochs.replace_signer)
    changed(world, **lie())
    with pytest.raises(Sealed):
        verified(world)


def test_another_process_signs_with_the_new_key_at_once(world: World) -> None:
    busy_and_sealed(world)
    with open_vault(world.vault.settings, world.clock) as other:
        other.call(world.caller(R.OPERATOR, purpose="administration"), epochs.replace_signer)
    busy_and_sealed(world)
    signed = checkpoint_signers(world)
    assert len(signed) == 2
    assert verified(world) == 2


def checkpoint_signers(world: World) -> set[bytes]:
    """The key hashes in the checkpoints, which differ where the key does."""
    with world.vault.storage.engine.connect() as connection:
        notes = connection.exec_driver_sql("SELECT note FROM audit_checkpoint").scalars().all()
    mine = [note for note in notes if str(world.organisation) in note]
    return {base64.b64decode(note.rstrip("\n").rsplit(" ", 1)[1])[:4] for note in mine}


def test_the_old_private_half_goes_when_no_backup_needs_it(world: World) -> None:
    busy_and_sealed(world)
    world.call(R.OPERATOR, epochs.replace_signer)
    old = signers(world)[1].key_id
    with pytest.raises(Conflict):
        world.call(R.OPERATOR, epochs.destroy_signer, old)
    with open_vault(world.vault.settings, StoppedClock(NOW + HORIZON)) as later:
        caller = world.caller(R.OPERATOR, purpose="administration")
        later.call(caller, epochs.replace_signer)
        states = later.call(caller, epochs.status).signers
        assert [one.destroyed_at is not None for one in states] == [False, False, True]
        assert later.call(world.caller(R.AUDITOR), evidence.verify).checkpoints == 1


def test_a_private_half_is_destroyed_once_that_is_committed_and_not_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit that fails leaves a key that signs; a kill behind it, a key that the next rotation destroys."""
    world.call(R.OPERATOR, epochs.replace_signer)
    old, held = signers(world)[1].key_id, world.vault.keyring.providers.named("file").references
    world.clock.advance(HORIZON)
    before = held()

    def refused(*_: object) -> None:
        raise KeystoreUnavailable("down")

    with monkeypatch.context() as broken:
        broken.setattr(Recorder, "note", refused)
        with pytest.raises(KeystoreUnavailable):
            world.call(R.OPERATOR, epochs.destroy_signer, old)
    assert held() == before
    assert signers(world)[1].destroyed_at is None
    world.call(R.OPERATOR, epochs.destroy_signer, old)
    assert held() == before
    world.call(R.OPERATOR, epochs.replace_signer)
    assert len(held() - before) == 1
    assert len(before - held()) == 1
    assert [one.destroyed_at is not None for one in signers(world)] == [False, False, True]


def test_a_provider_that_was_left_holds_no_replacement_up(world: World) -> None:
    world.call(R.OPERATOR, epochs.replace_signer)
    world.clock.advance(HORIZON)
    world.call(R.OPERATOR, epochs.replace_signer)
    with world.vault.storage.engine.begin() as connection:
        gone = signing_key.c.destroyed_at.is_not(None)
        assert connection.execute(update(signing_key).where(gone).values(provider="pkcs11")).rowcount == 1
    world.call(R.OPERATOR, epochs.replace_signer)
    assert len(signers(world)) == 4


def test_of_two_who_replace_a_key_at_once_one_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each made a key of their own; only one may vouch for what comes next."""
    made = Signers.create

    def and_another_came_first(self: Signers, connection: Connection, *given: Any, **named: Any) -> SigningKey:
        connection.execute(update(signing_key).values(retired_at=NOW))
        return made(self, connection, *given, **named)

    monkeypatch.setattr(Signers, "create", and_another_came_first)
    with pytest.raises(Conflict, match="a moment ago"):
        world.call(R.OPERATOR, epochs.replace_signer)
    monkeypatch.undo()
    assert len(signers(world)) == 1
    busy_and_sealed(world)
    assert verified(world) == 1


def test_the_key_in_use_is_never_destroyed(world: World) -> None:
    with pytest.raises(NotFound):
        world.call(R.OPERATOR, epochs.destroy_signer, signers(world)[0].key_id)


def test_a_row_that_is_taken_away_does_not_bring_an_old_key_back(world: World) -> None:
    """After the private half is gone, the row alone signs nothing."""
    world.call(R.OPERATOR, epochs.replace_signer)
    caller = world.caller(R.OPERATOR, purpose="administration")
    with open_vault(world.vault.settings, StoppedClock(NOW + HORIZON)) as later:
        later.call(caller, epochs.replace_signer)
        newer = [one.key_id for one in later.call(caller, epochs.status).signers[:2]]
        with later.storage.engine.begin() as connection:
            mine = signing_key.c.organisation_id == world.organisation
            connection.execute(delete(signing_key).where(mine, signing_key.c.key_id.in_(newer)))
    with open_vault(world.vault.settings, world.clock) as again, pytest.raises(KeyDestroyed):
        again.call(world.caller(R.AUDITOR), evidence.verify)
