"""A creation that carries an idempotency key is done once, however often and however simultaneously it comes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import msgspec
import pytest
from sqlalchemy import func, select
from tests.world import NOW, World, case, document, party, person

from vault import complaints, evidence
from vault.complaints import NewCase, Role, StoredCase
from vault.errors import IdempotencyConflict, InvalidInput, NotPermitted
from vault.idempotency import Once, forget
from vault.idempotency import idempotency as kept
from vault.ids import OrganisationId
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.settings import Settings
from vault.storage import looking, metadata
from vault.wiring import Caller, Vault

R = RoleName
CASE = case(party("K", Role.COMPLAINANT, person()), documents=(document("Larm hver nat."),))
OTHER = case(party("K", Role.COMPLAINANT, person("Somebody Else")))
IMPOSSIBLE = case(party("K", Role.COMPLAINANT), party("K", Role.WITNESS))


def store(
    world: World,
    key: str,
    new: NewCase = CASE,
    *,
    vault: Vault | None = None,
    organisation: OrganisationId | None = None,
    actor: str = "client:one",
) -> StoredCase:
    """Stores a case as a door does that was given an idempotency key."""
    who = Actor(actor, organisation or world.organisation, frozenset({R.INGEST}))
    caller = Caller(who, "complaint_handling", Once(key, msgspec.json.encode(new)))
    return (vault or world.vault).call(caller, complaints.store_case, new)


def count(world: World) -> int:
    with looking(world.vault.storage.engine) as connection:
        return connection.execute(select(func.count()).select_from(metadata.tables["case"])).scalar_one()


def test_the_same_request_is_done_once_and_answered_alike(world: World) -> None:
    first = store(world, "k-1")
    assert store(world, "k-1") == first
    assert store(world, "k-2") != first
    assert count(world) == 2


def test_many_at_once_are_one(world: World) -> None:
    """As when a gateway sends again because it waited too long."""
    together = Barrier(12)

    def send(_: int) -> StoredCase:
        together.wait(timeout=20)
        return store(world, "k-1")

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(send, range(12)))
    assert len({answer.case_id for answer in answers}) == 1
    assert count(world) == 1


def test_a_different_request_under_the_same_key_is_refused(world: World) -> None:
    first = store(world, "k-1")
    with pytest.raises(IdempotencyConflict):
        store(world, "k-1", OTHER)
    assert store(world, "k-1") == first
    assert count(world) == 1


def test_two_different_requests_at_once_are_one_and_a_refusal(world: World) -> None:
    together = Barrier(2)

    def send(new: NewCase) -> object:
        together.wait(timeout=20)
        try:
            return store(world, "k-1", new)
        except IdempotencyConflict as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, (CASE, OTHER)))
    assert sorted(type(answer).__name__ for answer in answers) == ["IdempotencyConflict", "StoredCase"]
    assert count(world) == 1


def test_what_failed_did_not_use_the_key_up(world: World) -> None:
    for _ in range(2):
        with pytest.raises(InvalidInput):
            store(world, "k-1", IMPOSSIBLE)
    assert store(world, "k-1") == store(world, "k-1")
    assert count(world) == 1


def test_the_answer_is_kept_across_a_restart(world: World, configured: Settings) -> None:
    first = store(world, "k-1")
    world.vault.close()
    with open_vault(configured, world.clock) as again:
        assert store(world, "k-1", vault=again) == first
        with pytest.raises(IdempotencyConflict):
            store(world, "k-1", OTHER, vault=again)
    assert count(world) == 1


def test_a_key_means_something_to_its_own_client_and_organisation_alone(world: World) -> None:
    """Nobody learns the ids of another's case by guessing keys."""
    stored = {
        store(world, "k-1").case_id,
        store(world, "k-1", actor="client:two").case_id,
        store(world, "k-1", organisation=world.another_organisation()).case_id,
    }
    assert len(stored) == 3


def test_what_is_kept_says_nothing_of_the_request(world: World) -> None:
    """Equal requests have unlike fingerprints in two organisations: they cannot be guessed without the key."""
    store(world, "k-1")
    store(world, "k-1", organisation=world.another_organisation())
    with looking(world.vault.storage.engine) as connection:
        rows = connection.execute(select(kept)).all()
    assert len({row.fingerprint for row in rows}) == len(rows) == 2
    assert b"Testrup" not in b"".join(row.result for row in rows)


def test_old_keys_are_forgotten_for_one_organisation_and_before_a_day(world: World) -> None:
    first = store(world, "k-1")
    elsewhere = world.another_organisation()
    kept_there = store(world, "k-1", organisation=elsewhere)
    with world.vault.storage.engine.begin() as connection:
        assert forget(connection, world.organisation, before=NOW) == 0
        assert forget(connection, world.organisation, before=NOW.replace(year=NOW.year + 1)) == 1
    assert store(world, "k-1").case_id != first.case_id
    assert store(world, "k-1", organisation=elsewhere) == kept_there


def test_who_asks_again_must_be_permitted_as_much_and_is_told_of(world: World) -> None:
    """A client whose role was taken away learns nothing from a key that it used before."""
    store(world, "k-1")
    store(world, "k-1")
    told = [one for one in world.call(R.AUDITOR, evidence.read_log) if one.permission == "case:store"]
    assert [(one.outcome, "idempotency" in one.detail) for one in told] == [("done", True), ("done", False)]
    demoted = Caller(
        Actor("client:one", world.organisation, frozenset({R.BOARD})),
        "complaint_handling",
        Once("k-1", msgspec.json.encode(CASE)),
    )
    with pytest.raises(NotPermitted):
        world.vault.call(demoted, complaints.store_case, CASE)
