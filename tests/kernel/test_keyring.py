"""A data key opens for its own organisation and row alone, and once it is destroyed it opens nothing, for nobody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Column, Table, select, update
from tests.world import NOW, World, case, document, party, person

from vault import complaints, evidence
from vault.complaints import Role
from vault.crypto import Context
from vault.errors import KeyDestroyed, NotFound, Tampered
from vault.ids import OrganisationId, new_id
from vault.keys import ErasureLedger, FileKeystore, Keyring, Keys, Providers
from vault.keys.tables import data_key, epoch, index_token, signing_key
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import looking

R = RoleName
PLACE = Context(b"o" * 16, "document", b"r" * 16, "text")


@contextmanager
def keys_of(world: World, organisation: OrganisationId | None = None, keyring: Keyring | None = None) -> Iterator[Keys]:
    """The keys of one unit of work, of the world's own vault or of one that has just been opened."""
    with world.vault.storage.engine.begin() as connection:
        yield (keyring or world.vault.keyring).within(connection, organisation or world.organisation, NOW)


@pytest.fixture
def reopened(world: World, configured: Settings) -> Callable[[], Keyring]:
    """Makes a keyring that remembers nothing."""

    def made() -> Keyring:
        providers = Providers([FileKeystore(configured.keystore, world.clock)], "file")
        return Keyring(providers, ErasureLedger(configured.ledger))

    return made


def created(world: World, owner: UUID, organisation: OrganisationId | None = None) -> UUID:
    with keys_of(world, organisation) as keys:
        return keys.create("case", owner).id


def test_a_key_is_the_same_whoever_fetches_it(world: World, reopened: Callable[[], Keyring]) -> None:
    with keys_of(world) as keys:
        made = keys.create("case", new_id())
        sealed = made.seal(b"told", PLACE)
        assert keys.get(made.id) is made
    with keys_of(world, keyring=reopened()) as keys:
        assert keys.get(made.id).open(sealed, PLACE) == b"told"


def test_every_key_in_the_database_is_wrapped(world: World) -> None:
    created(world, new_id())
    columns = (
        data_key.c.wrapped,
        epoch.c.wrapped_encryption_key,
        epoch.c.wrapped_index_key,
        signing_key.c.wrapped_seed,
    )
    with looking(world.vault.storage.engine) as connection:
        wrapped = [one for column in columns for one in connection.scalars(select(column))]
    assert len(wrapped) >= 7
    for one in wrapped:
        assert (one[:2], len(one)) == (b"\x01\x01", 2 + 16 + 12 + 32 + 16)


def test_a_destroyed_key_opens_nothing_for_who_held_the_record(world: World) -> None:
    owner, neighbour = new_id(), new_id()
    with keys_of(world) as keys:
        first, second = keys.create("subject", owner), keys.create("subject", owner)
        kept = keys.create("subject", neighbour)
        keys.remember(owner, [("name", "sorensen"), ("phone", "+4568102231")])
        keys.remember(neighbour, [("name", "sorensen")])
    with keys_of(world) as keys:
        assert keys.get(first.id).id == first.id
        assert keys.destroy(owner) == 2
        for gone in (first, second):
            with pytest.raises(KeyDestroyed):
                keys.get(gone.id)
    with keys_of(world) as keys:
        assert keys.owners("name", "sorensen") == [neighbour]
        assert keys.owners("phone", "+4568102231") == []
        with pytest.raises(KeyDestroyed):
            keys.get_all([kept.id, first.id])
        assert keys.get(kept.id).id == kept.id
        assert keys.destroy(owner) == 0


def test_a_destruction_that_is_undone_leaves_the_key(world: World) -> None:
    """Erasure is a part of its transaction: without the commit nothing was destroyed."""
    owner = new_id()
    key_id = created(world, owner)

    def destroy_and_fail() -> None:
        with keys_of(world) as keys:
            keys.destroy(owner)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        destroy_and_fail()
    with keys_of(world) as keys:
        assert keys.get(key_id).id == key_id


def test_many_keys_come_at_once(world: World) -> None:
    """More than one statement can name."""
    with keys_of(world) as keys:
        made = [keys.create("case", new_id()).id for _ in range(1_100)]
    with keys_of(world) as keys:
        assert list(keys.get_all([*made, *made[:5]])) == made


def test_a_key_of_another_organisation_is_not_there(world: World) -> None:
    """Nor can one organisation destroy another's, or find it by what it is indexed under."""
    elsewhere, owner = world.another_organisation(), new_id()
    key_id = created(world, owner)
    with keys_of(world) as keys:
        keys.remember(owner, [("name", "sorensen")])
    with keys_of(world, elsewhere) as keys:
        with pytest.raises(KeyDestroyed):
            keys.get(key_id)
        assert keys.owners("name", "sorensen") == []
        assert keys.destroy(owner) == 0
    with keys_of(world) as keys:
        assert keys.get(key_id).id == key_id
        assert keys.owners("name", "sorensen") == [owner]


def test_the_same_value_has_another_token_in_every_organisation(world: World) -> None:
    elsewhere = world.another_organisation()
    with keys_of(world) as ours:
        theirs = world.vault.keyring.within(ours._connection, elsewhere, NOW)
        assert ours.tokens("name", "sorensen") == ours.tokens("name", "sorensen")
        assert ours.tokens("name", "sorensen") != theirs.tokens("name", "sorensen")


def test_a_wrapped_key_of_another_row_does_not_unwrap(world: World) -> None:
    one, other = created(world, new_id()), created(world, new_id())
    swap(world, data_key, "wrapped", data_key.c.key_id, (one, other))
    for key_id in (one, other):
        with keys_of(world) as keys, pytest.raises(Tampered):
            keys.get(key_id)


def test_a_wrapped_key_of_another_organisation_does_not_unwrap(world: World) -> None:
    """Not even where it stands under the other's own epoch."""
    ours = created(world, new_id())
    theirs = created(world, new_id(), world.another_organisation())
    swap(world, data_key, "wrapped", data_key.c.key_id, (ours, theirs))
    with keys_of(world) as keys, pytest.raises(Tampered):
        keys.get(ours)


@pytest.mark.parametrize(
    ("table", "column"),
    [(epoch, "wrapped_encryption_key"), (epoch, "wrapped_index_key"), (signing_key, "wrapped_seed")],
)
def test_the_keys_of_two_organisations_cannot_be_exchanged(
    world: World, reopened: Callable[[], Keyring], table: Table, column: str
) -> None:
    """With their references: the provider's key fits then, and the place does not."""
    elsewhere = world.another_organisation()
    swap(world, table, column, table.c.organisation_id, (world.organisation, elsewhere))
    swap(world, table, "provider_key", table.c.organisation_id, (world.organisation, elsewhere))
    for organisation in (world.organisation, elsewhere):
        with keys_of(world, organisation, reopened()) as keys, pytest.raises(Tampered):
            keys.signing() if table is signing_key else keys.tokens("name", "x")


def test_the_two_keys_of_an_epoch_cannot_be_exchanged(world: World, reopened: Callable[[], Keyring]) -> None:
    """A data key is never wrapped under what is known as the index key."""
    with world.vault.storage.engine.begin() as connection:
        connection.execute(
            update(epoch)
            .where(epoch.c.organisation_id == world.organisation)
            .values(wrapped_encryption_key=epoch.c.wrapped_index_key, wrapped_index_key=epoch.c.wrapped_encryption_key)
        )
    with keys_of(world, keyring=reopened()) as keys, pytest.raises(Tampered):
        keys.create("case", new_id())


def test_an_organisation_whose_provider_key_is_destroyed_is_erased_whole(world: World, configured: Settings) -> None:
    """Every row is there, and an older copy of every row would be; nothing of it opens. The others are untouched."""
    told = case(party("K", Role.COMPLAINANT, person()), documents=(document("Larm."),), received=date(2026, 9, 1))
    stored = world.store(told)
    elsewhere = world.another_organisation()
    other = world.call_in(elsewhere, R.INGEST, complaints.store_case, told)
    with looking(world.vault.storage.engine) as connection:
        query = select(epoch.c.provider_key).where(epoch.c.organisation_id == world.organisation)
        reference = connection.scalars(query).one()
    FileKeystore(configured.keystore, world.clock).destroy(reference)
    with open_vault(configured, world.clock) as again:
        with pytest.raises(KeyDestroyed):
            again.call(world.caller(R.DPO), complaints.read_case, stored.case_id)
        assert again.call(world.caller(R.DPO, elsewhere), complaints.read_case, other.case_id).documents
        assert again.call(world.caller(R.AUDITOR), evidence.verify).events > 0


def test_an_organisation_that_does_not_exist_has_no_keys(world: World) -> None:
    with keys_of(world, OrganisationId(new_id())) as keys:
        for ask in (lambda: keys.create("case", new_id()), keys.signing, lambda: keys.tokens("name", "x")):
            with pytest.raises(NotFound):
                ask()


def test_an_owner_is_indexed_once_for_each_term(world: World) -> None:
    owner = new_id()
    with keys_of(world) as keys:
        keys.remember(owner, [("name", "sorensen"), ("name", "sorensen"), ("phone", "1")])
        keys.remember(owner, [])
    with looking(world.vault.storage.engine) as connection:
        assert len(connection.execute(select(index_token).where(index_token.c.owner_id == owner)).all()) == 2


def swap(world: World, table: Table, column: str, key: Column[Any], names: tuple[UUID, UUID]) -> None:
    """Exchanges one column of two rows."""
    with world.vault.storage.engine.begin() as connection:
        held = [connection.scalars(select(table.c[column]).where(key == name)).one() for name in names]
        for name, value in zip(names, reversed(held), strict=True):
            connection.execute(update(table).where(key == name).values({column: value}))


def test_the_only_key_of_an_owner_bears_their_id_and_goes_with_the_others(world: World) -> None:
    """What was made before owners' ids were keys' ids is found as well."""
    owner, earlier, kept = new_id(), new_id(), new_id()
    with keys_of(world) as keys:
        assert keys.create("subject", owner, only=True).id == owner
        others = [keys.create("subject", earlier).id for _ in range(2)]
        keys.create("subject", kept, only=True)
    with keys_of(world) as keys:
        assert keys.held([owner, earlier, kept, new_id()]) == {owner, earlier, kept}
        assert keys.destroy_all([owner, earlier]) == {owner: 1, earlier: 2}
        for gone in (owner, *others):
            with pytest.raises(KeyDestroyed):
                keys.get(gone)
    with keys_of(world) as keys:
        assert keys.held([owner, earlier, kept]) == {kept}
        assert keys.get(kept).id == kept


def test_a_key_that_bears_an_id_that_is_not_its_owners_stays(world: World) -> None:
    owner = new_id()
    key_id = created(world, owner)
    with keys_of(world) as keys:
        assert keys.destroy(key_id) == 0
        assert keys.held([key_id]) == frozenset()
        assert keys.get(key_id).id == key_id
