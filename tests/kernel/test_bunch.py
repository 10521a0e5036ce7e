"""A bunch of data keys opens what each of them sealed, in its place, and nothing else."""

from uuid import UUID

import pytest

from vault.crypto import Bunch, Context, Place, RecordAlgorithm, RecordKey, Secret, in_version
from vault.errors import Tampered
from vault.ids import new_id

ORGANISATION = new_id().bytes
PLACE = Place(row=0, version=1, record=2)
EPOCH = RecordKey(new_id(), Secret.generate())
ALGORITHMS = tuple(RecordAlgorithm)


def wrapping(row: bytes = bytes(16)) -> Context:
    return Context(ORGANISATION, "data_key", row, "wrapped")


def data_key(algorithm: RecordAlgorithm) -> tuple[RecordKey, tuple[bytes, bytes, bytes]]:
    """A data key, and as it is stored."""
    key_id, material = new_id(), Secret.generate()
    stored = (key_id.bytes, EPOCH.id.bytes, EPOCH.seal(material.reveal(), wrapping(key_id.bytes)))
    return RecordKey(key_id, material, algorithm), stored


def at(row: UUID, version: int = 0) -> Context:
    return Context(ORGANISATION, "document", row.bytes, in_version("text", version))


def opened(bunch: Bunch, *rows: tuple[bytes, int, bytes]) -> list[bytes | None]:
    before, _ = at(new_id()).around()
    return bunch.open_all(rows, PLACE, before, {version: at(new_id(), version).around()[1] for version in range(3)})


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_each_record_opens_under_its_own_key_in_its_own_version(algorithm: RecordAlgorithm) -> None:
    bunch, rows, stored = Bunch([EPOCH], wrapping()), [], []
    for version in range(3):
        key, kept = data_key(algorithm)
        row = new_id()
        stored.append(kept)
        rows.append((row.bytes, version, key.seal(b"text %d" % version, at(row, version))))
    bunch.hold(stored)
    assert opened(bunch, *rows) == [b"text 0", b"text 1", b"text 2"]


def test_what_was_sealed_under_a_destroyed_key_is_passed_over() -> None:
    (key, stored), (gone, _) = data_key(ALGORITHMS[0]), data_key(ALGORITHMS[0])
    bunch, row = Bunch([EPOCH], wrapping()), new_id()
    bunch.hold([stored])
    rows = [(row.bytes, 0, one.seal(b"text", at(row))) for one in (gone, key)]
    assert opened(bunch, *rows) == [None, b"text"]


def test_keys_of_an_earlier_page_open_nothing() -> None:
    key, stored = data_key(ALGORITHMS[0])
    bunch, row = Bunch([EPOCH], wrapping()), new_id()
    record = (row.bytes, 0, key.seal(b"text", at(row)))
    bunch.hold([stored])
    assert opened(bunch, record) == [b"text"]
    bunch.hold([])
    assert opened(bunch, record) == [None]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_no_bit_may_differ_and_no_place(algorithm: RecordAlgorithm) -> None:
    key, stored = data_key(algorithm)
    bunch, row = Bunch([EPOCH], wrapping()), new_id()
    bunch.hold([stored])
    record = key.seal(b"text", at(row))
    for where in range(len(record)):
        flipped = bytearray(record)
        flipped[where] ^= 1
        named = 2 <= where < 18
        if named:
            assert opened(bunch, (row.bytes, 0, bytes(flipped))) == [None]  # it names a key that is not there
        else:
            with pytest.raises(Tampered):
                opened(bunch, (row.bytes, 0, bytes(flipped)))
    for moved in (
        (new_id().bytes, 0, record),
        (row.bytes, 1, record),
        (row.bytes, 0, record[:20]),
        (row.bytes, 0, b""),
    ):
        with pytest.raises(Tampered):
            opened(bunch, moved)


def test_a_key_that_was_moved_or_stands_under_another_epoch_opens_nothing() -> None:
    (key, stored), (known, other), row = data_key(ALGORITHMS[0]), data_key(ALGORITHMS[0]), new_id()
    sound = (row.bytes, 0, known.seal(b"text", at(row)))
    record = (row.bytes, 0, key.seal(b"text", at(row)))
    moved = (stored[0], stored[1], other[2])
    elsewhere = (stored[0], new_id().bytes, stored[2])
    for one in (moved, elsewhere):
        bunch = Bunch([EPOCH], wrapping())
        bunch.hold([one, other])
        assert opened(bunch, sound) == [b"text"]
        with pytest.raises(Tampered):
            opened(bunch, record)


def test_an_epoch_that_is_learnt_later_unwraps_and_can_be_handed_over() -> None:
    (key, stored), row = data_key(ALGORITHMS[0]), new_id()
    record = (row.bytes, 0, key.seal(b"text", at(row)))
    bunch = Bunch([], wrapping())
    assert (bunch.epochs, bunch.handed_over()) == (frozenset(), ())
    bunch.learn(EPOCH)
    assert bunch.epochs == {EPOCH.id.bytes}
    other = Bunch([RecordKey(UUID(bytes=one), Secret(key)) for one, key in bunch.handed_over()], bunch.wrapping)
    for one in (bunch, other):
        one.hold([stored])
        assert opened(one, record) == [b"text"]


def test_what_cannot_be_a_record_or_a_wrapped_key_is_said_to_be_none() -> None:
    (key, stored), row = data_key(ALGORITHMS[0]), new_id()
    sealed = key.seal(b"text", at(row))
    bunch = Bunch([EPOCH], wrapping())
    bunch.hold([(stored[0], stored[1], b"\xff\xff" + stored[2][2:])])
    with pytest.raises(Tampered, match="a wrapped key has no valid header"):
        opened(bunch, (row.bytes, 0, sealed))
    bunch.hold([stored])
    for broken in (b"\xff\xff" + sealed[2:], sealed[:29]):
        with pytest.raises(Tampered, match="a record has no valid header"):
            opened(bunch, (row.bytes, 0, broken))
    with pytest.raises(Tampered, match=f"{row.hex} or its key fails authentication"):
        opened(bunch, (row.bytes, 0, sealed[:30]))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_keys_are_wrapped_anew_each_in_its_place(algorithm: RecordAlgorithm) -> None:
    (key, stored), (other, further), row = data_key(ALGORITHMS[0]), data_key(ALGORITHMS[0]), new_id()
    under = RecordKey(new_id(), Secret.generate(), algorithm)
    anew = Bunch([EPOCH], wrapping()).wrapped_anew([stored, further], under)
    assert all(one.startswith(algorithm.prefix + under.id.bytes) for one in anew)
    materials = [under.open(one, wrapping(at)) for one, (at, *_) in zip(anew, (stored, further), strict=True)]
    assert RecordKey(key.id, Secret(materials[0])).open(key.seal(b"text", at(row)), at(row)) == b"text"
    assert RecordKey(other.id, Secret(materials[1])).open(other.seal(b"more", at(row)), at(row)) == b"more"
    with pytest.raises(Tampered):
        under.open(anew[0], wrapping(further[0]))


def test_no_key_is_wrapped_anew_that_does_not_open_in_its_place() -> None:
    (_, stored), (_, other), bunch = data_key(ALGORITHMS[0]), data_key(ALGORITHMS[0]), Bunch([EPOCH], wrapping())
    under = RecordKey(new_id(), Secret.generate())
    flipped = [stored[2][:at] + bytes([stored[2][at] ^ 1]) + stored[2][at + 1 :] for at in range(len(stored[2]))]
    for wrapped in [*flipped, other[2], b"", stored[2][:20]]:
        with pytest.raises(Tampered):
            bunch.wrapped_anew([other, (stored[0], stored[1], wrapped)], under)
