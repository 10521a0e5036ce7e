"""Every record passes to another algorithm while the vault is in use, and whoever reads sees nothing of it."""

import threading
from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table, func, select, update
from sqlalchemy.event import listen
from tests.filling import fill
from tests.world import World, case, document, party, person

from vault import epochs, recovery, subjects
from vault.clock import StoppedClock
from vault.complaints import Role
from vault.crypto import Context, RecordAlgorithm, RecordKey, Secret, algorithm_of
from vault.errors import Conflict, KeyDestroyed, Misconfigured, NotFound, Sealed, Tampered
from vault.ids import PLATFORM, OrganisationId, SubjectId, new_id
from vault.opening import open_vault
from vault.policy import RoleName
from vault.records import sealed_anew, sealed_columns
from vault.settings import Settings, from_environment
from vault.storage import looking, metadata

R, AES, CHACHA = RoleName, RecordAlgorithm.AES_256_GCM, RecordAlgorithm.CHACHA20_POLY1305
TABLES = [*(table for table in metadata.sorted_tables if sealed_columns(table)), metadata.tables["data_key"]]
CHUNK = metadata.tables["attachment_chunk"]
algorithms = st.sampled_from(list(RecordAlgorithm))


@pytest.fixture
def other(world: World, configured: Settings, clock: StoppedClock) -> Iterator[World]:
    """The same vault as another process sees it, which seals with ChaCha20-Poly1305."""
    with open_vault(msgspec.structs.replace(configured, record_algorithm=CHACHA.value), clock) as vault:
        again = World.__new__(World)
        again.vault, again.clock, again.organisation = vault, clock, world.organisation
        yield again


def heads(world: World, organisation: OrganisationId | None = None) -> dict[str, set[bytes]]:
    """The first two bytes of every record, by column."""
    found: dict[str, set[bytes]] = {}
    with looking(world.vault.storage.engine) as connection:
        for table in TABLES:
            for column in sealed_columns(table) or [table.c.wrapped]:
                mine = table.c.organisation_id == (organisation or world.organisation)
                query = select(func.substr(column, 1, 2)).where(mine, column.is_not(None)).distinct()
                found[f"{table.name}.{column.name}"] = set(map(bytes, connection.scalars(query)))
    return found


def chunk_heads(world: World) -> set[bytes]:
    """The first two bytes of every chunk of a file."""
    with looking(world.vault.storage.engine) as connection:
        query = select(func.substr(CHUNK.c.content, 1, 2)).where(CHUNK.c.organisation_id == world.organisation)
        return set(map(bytes, connection.scalars(query)))


def check(world: World) -> int:
    return world.vault.call(world.caller(R.OPERATOR, purpose="accountability"), recovery.check_every_record)


def counted(world: World) -> dict[RecordAlgorithm, int]:
    return {one.algorithm: one.records for one in world.call(R.OPERATOR, epochs.count_records)}


def stored(world: World, name: str) -> SubjectId:
    who = person(name, phones=("68 17 27 37",))
    told = case(party("K", Role.COMPLAINANT, who), documents=(document(f"{name} klager."),))
    subject_id, *_ = world.store(told).subjects
    assert subject_id is not None
    return subject_id


def test_every_record_passes_to_the_other_algorithm_and_back(world: World, other: World) -> None:
    """Whatever table it is in; what another organisation has is not touched."""
    fill(world, world.organisation)
    elsewhere = world.another_organisation()
    fill(world, elsewhere)
    assert set().union(*heads(world).values()) == {AES.prefix}
    records = check(world)
    (before,) = world.call(R.OPERATOR, epochs.count_records)
    assert (before.algorithm, before.in_use) == (AES, True)
    steps: list[tuple[int, int]] = []
    moved = other.call(R.OPERATOR, epochs.migrate_records, lambda done, of: steps.append((done, of)))
    assert moved == before.records == steps[-1][0] == steps[-1][1]
    assert {name: found for name, found in heads(world).items() if found != {CHACHA.prefix}} == {}
    assert chunk_heads(world) == {CHACHA.stream_prefix}
    assert set().union(*heads(world, elsewhere).values()) == {AES.prefix}
    assert check(world) == check(other) == records
    assert other.call(R.OPERATOR, epochs.migrate_records) == 0
    assert world.call(R.OPERATOR, epochs.migrate_records) == moved
    assert set().union(*heads(world).values()) == {AES.prefix}
    assert chunk_heads(world) == {AES.stream_prefix}
    assert check(other) == records


def test_chunks_are_counted_by_an_index_and_their_files_are_not_read(sqlite_world: World) -> None:
    asked: list[str] = []
    engine = sqlite_world.vault.storage.engine
    listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    sqlite_world.call(R.OPERATOR, epochs.count_records)
    (query,) = (one for one in asked if "attachment_chunk" in one and "group by" in one.lower())
    with looking(engine) as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", (b"",)).all()
    assert [row[3] for row in plan] == [
        "SEARCH attachment_chunk USING INDEX ix_attachment_chunk_sealing (organisation_id=?)"
    ]


def test_both_algorithms_are_read_by_everybody_and_told_apart(world: World, other: World) -> None:
    one, two = stored(world, "Tove Overby"), stored(other, "Mogens Nederby")
    for reader in (world, other):
        found = reader.call(R.DPO, subjects.find_subjects, subjects.Given(phone="68172737"))
        assert set(found) >= {one, two}
        assert check(reader) == check(world)
    assert set(counted(world)) == {AES, CHACHA}
    assert not next(one for one in other.call(R.OPERATOR, epochs.count_records) if one.algorithm is AES).in_use
    other.call(R.OPERATOR, epochs.migrate_records)
    assert set(counted(world)) == {CHACHA}


def test_a_migration_that_was_stopped_goes_on_with_what_is_left(
    world: World, other: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vault.epochs.algorithms._ROWS_AT_ONCE", 2)
    for number in range(5):
        stored(world, f"Person {number}")
    waiting = counted(world)[AES]

    def stop(done: int, _of: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        other.call(R.OPERATOR, epochs.migrate_records, stop)
    left = counted(other)[AES]
    assert 0 < left < waiting
    assert check(world) == check(other)
    assert other.call(R.OPERATOR, epochs.migrate_records) == left
    assert set(counted(other)) == {CHACHA}


def test_rotation_wraps_under_the_algorithm_in_use(world: World, other: World) -> None:
    stored(world, "Tove Overby")
    other.call(R.OPERATOR, epochs.rotate)
    assert heads(world)["data_key.wrapped"] == {CHACHA.prefix}
    assert check(world) == check(other) > 0


def test_writers_go_on_meanwhile_and_no_change_is_lost(
    world: World, other: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who is changed while records are sealed anew has the newest number, and everything opens."""
    monkeypatch.setattr("vault.epochs.algorithms._ROWS_AT_ONCE", 1)
    born = {"date_of_birth": "1970-03-04", "national_id": "040370-9914", "national_id_basis": "court_filing"}
    who = msgspec.convert({"name": "Tove Overby", **born}, subjects.Person)
    subject_id = world.call(R.INGEST, subjects.store_subject, who)
    for number in range(6):
        stored(world, f"Person {number}")
    ended = threading.Event()

    def migrate() -> None:
        while not ended.is_set():
            for each in (other, world):
                try:
                    each.call(R.OPERATOR, epochs.migrate_records)
                except Conflict:
                    continue

    thread = threading.Thread(target=migrate)
    thread.start()
    try:
        for number in range(20):
            changed = msgspec.structs.replace(who, phones=(f"68 17 27 {number + 10}",))
            assert world.call(R.INGEST, subjects.store_subject, changed) == subject_id
    finally:
        ended.set()
        thread.join()
    assert check(world) == check(other)
    found = world.call(R.DPO, subjects.find_subjects, subjects.Given(phone="68172729"))
    assert subject_id in set(found)


def change(world: World, table: Table, name: str, mask: int) -> None:
    with world.vault.storage.engine.begin() as connection:
        content = connection.scalars(select(table.c[name])).first()
        assert content is not None
        changed = content[:-1] + bytes([content[-1] ^ mask])
        connection.execute(update(table).where(table.c[name] == content).values({name: changed}))


def test_a_record_that_does_not_open_is_not_sealed_anew(world: World, other: World) -> None:
    """It would pass for whole from then on."""
    stored(world, "Tove Overby")
    table = metadata.tables["document"]
    change(world, table, "text", 1)
    with pytest.raises(Tampered, match=r"document\.text"):
        other.call(R.OPERATOR, epochs.migrate_records)
    assert heads(world)["document.text"] == {AES.prefix}
    change(world, table, "text", 1)
    other.call(R.OPERATOR, epochs.migrate_records)
    assert check(world)
    change(world, table, "text", 1)
    with pytest.raises(Sealed):
        check(world)


def test_a_record_whose_key_is_gone_is_named_as_such(world: World, other: World) -> None:
    stored(world, "Tove Overby")
    keys = metadata.tables["data_key"]
    with world.vault.storage.engine.begin() as connection:
        connection.execute(keys.delete().where(keys.c.owner_kind == "case"))
    with pytest.raises(KeyDestroyed):
        other.call(R.OPERATOR, epochs.migrate_records)


def test_only_tables_of_records_are_touched(world: World) -> None:
    with pytest.raises(NotFound):
        world.call(R.OPERATOR, epochs.migrate_some, "organisation", None)


def test_who_stores_under_another_algorithm_meanwhile_is_noticed(world: World, other: World) -> None:
    stored(world, "Tove Overby")

    def store_as_before(_done: int, _of: int) -> None:
        stored(world, str(new_id()))

    with pytest.raises(Conflict, match="meanwhile"):
        other.call(R.OPERATOR, epochs.migrate_records, store_as_before)


def test_the_installation_itself_has_nothing_to_migrate(other: World) -> None:
    assert other.vault.call(other.caller(R.OPERATOR, PLATFORM), epochs.migrate_records) == 0


def test_an_algorithm_that_is_none_is_refused_on_opening(configured: Settings) -> None:
    with pytest.raises(Misconfigured, match="CVAULT_RECORD_ALGORITHM") as refused:
        open_vault(msgspec.structs.replace(configured, record_algorithm="rot13"))
    assert "chacha20-poly1305" in (refused.value.hint or "")
    given_by = from_environment({"CVAULT_HOME": "x", "CVAULT_RECORD_ALGORITHM": "chacha20-poly1305"})
    assert given_by.record_algorithm == "chacha20-poly1305"


@given(st.binary(max_size=500), algorithms, algorithms, st.integers(min_value=0))
def test_whatever_is_sealed_anew_is_the_same_and_is_bound_as_before(
    plaintext: bytes, old: RecordAlgorithm, new: RecordAlgorithm, place: int
) -> None:
    material, key_id, where = Secret(bytes(range(32))), new_id(), Context(b"o" * 16, "document", b"r" * 16, "text")
    before, after = RecordKey(key_id, material, old), RecordKey(key_id, material, new)
    record = before.seal(plaintext, where)
    anew = sealed_anew(after, where, record)
    assert (algorithm_of(record), algorithm_of(anew)) == (old, new)
    for key in (before, after):
        assert key.open(record, where) == key.open(anew, where) == plaintext
        with pytest.raises(Tampered):
            key.open(anew, where._replace(field="reference"))
    flipped = bytearray(anew)
    flipped[place % len(anew)] ^= 1 << place % 8
    with pytest.raises(Tampered):
        before.open(bytes(flipped), where)
