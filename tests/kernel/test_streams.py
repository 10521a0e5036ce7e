"""A stream opens only whole, in order and in its own place, whatever is done to its chunks."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.crypto import (
    CHUNK_BYTES,
    Chunk,
    Context,
    RecordAlgorithm,
    RecordKey,
    Secret,
    StreamSealer,
    key_id_of,
    sha256,
)
from vault.crypto.stream import CHUNK_OVERHEAD_BYTES
from vault.errors import Tampered

KEY = RecordKey(UUID(int=5), Secret(bytes(range(32))))
PLACE = Context(b"o" * 16, "attachment_chunk", b"s" * 16, "content")
STREAM = KEY.stream(PLACE)
EDGES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 3 * CHUNK_BYTES + 7]


def content(size: int) -> bytes:
    return (b"0123456789abcdef" * (size // 16 + 1))[:size]


def sealed(plaintext: bytes, pieces: int = 1, context: Context = PLACE) -> list[Chunk]:
    sealer = StreamSealer(KEY.stream(context))
    step = max(len(plaintext) // pieces, 1)
    found = [one for at in range(0, len(plaintext), step) for one in sealer.take(plaintext[at : at + step])]
    found.append(sealer.finish())
    assert (sealer.size, sealer.count, sealer.sha256) == (len(plaintext), len(found), sha256(plaintext))
    return found


@pytest.mark.parametrize("size", EDGES)
@pytest.mark.parametrize("pieces", [1, 3, 17])
def test_a_stream_opens_as_it_was_however_it_arrived(size: int, pieces: int) -> None:
    chunks = sealed(content(size), pieces)
    assert b"".join(STREAM.open_all(chunks)) == content(size)
    assert len(chunks) == max(-(-size // CHUNK_BYTES), 1)
    assert all(len(one.content) == CHUNK_BYTES + CHUNK_OVERHEAD_BYTES for one in chunks[:-1])
    assert [one.last for one in chunks] == [*[False] * (len(chunks) - 1), True]


@settings(max_examples=30)
@given(st.lists(st.binary(max_size=CHUNK_BYTES // 3), max_size=12))
def test_any_pieces_are_put_together_again(pieces: list[bytes]) -> None:
    sealer = StreamSealer(STREAM)
    chunks = [one for piece in pieces for one in sealer.take(piece)]
    assert b"".join(STREAM.open_all([*chunks, sealer.finish()])) == b"".join(pieces)


CHUNKS = sealed(content(2 * CHUNK_BYTES + 100))


@settings(max_examples=60)
@given(st.data())
def test_any_flipped_bit_is_refused(data: st.DataObject) -> None:
    one = CHUNKS[2]
    place = data.draw(st.integers(0, len(one.content) - 1))
    flipped = bytearray(one.content)
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Tampered):
        STREAM.open(one._replace(content=bytes(flipped)))


@pytest.mark.parametrize(
    "order",
    [[], [0], [0, 1], [1, 2], [0, 2], [0, 2, 1], [1, 0, 2], [0, 0, 1, 2], [0, 1, 2, 2], [0, 1, 1], [2]],
    ids=str,
)
def test_chunks_that_are_missing_doubled_or_moved_are_refused(order: list[int]) -> None:
    with pytest.raises(Tampered):
        list(STREAM.open_all([CHUNKS[number] for number in order]))


@pytest.mark.parametrize("order", [[0, 1], [0, 2, 1], [1, 0, 2]], ids=str)
def test_renumbering_them_does_not_help(order: list[int]) -> None:
    """The number and the end are authenticated, so whoever rewrites the rows' columns gains nothing."""

    def renumbered() -> Iterator[Chunk]:
        for number, one in enumerate(order):
            yield Chunk(number, number == len(order) - 1, CHUNKS[one].content)

    with pytest.raises(Tampered):
        list(STREAM.open_all(renumbered()))


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(organisation=b"p" * 16),
        PLACE._replace(table="document"),
        PLACE._replace(row=b"t" * 16),
        PLACE._replace(field="text"),
    ],
)
def test_a_chunk_of_another_stream_is_refused(elsewhere: Context) -> None:
    (foreign,) = sealed(b"en anden fil", context=elsewhere)
    with pytest.raises(Tampered):
        STREAM.open(foreign)


def test_another_key_opens_nothing() -> None:
    other = RecordKey(UUID(int=5), Secret(bytes(32))).stream(PLACE)
    with pytest.raises(Tampered, match="authentication"):
        other.open(CHUNKS[0])


def test_a_chunk_is_no_record_and_a_record_is_no_chunk() -> None:
    with pytest.raises(Tampered):
        KEY.open(CHUNKS[0].content, PLACE)
    with pytest.raises(Tampered):
        STREAM.open(Chunk(0, last=True, content=KEY.seal(b"Larm.", PLACE)))


def test_a_chunk_says_whose_it_is() -> None:
    assert {key_id_of(one.content) for one in CHUNKS} == {KEY.id}


@pytest.mark.parametrize("algorithm", list(RecordAlgorithm))
def test_a_stream_passes_to_another_algorithm_chunk_by_chunk(algorithm: RecordAlgorithm) -> None:
    """Each chunk opens at any time, under whichever it is, and one that does not open is not sealed anew."""
    key = RecordKey(KEY.id, Secret(bytes(range(32))), algorithm).stream(PLACE)
    passed = [key.sealed_anew(one) for one in CHUNKS]
    assert [(one.number, one.last, one.content[:2]) for one in passed] == [
        (one.number, one.last, algorithm.stream_prefix) for one in CHUNKS
    ]
    for mixed in ([*passed[:1], *CHUNKS[1:]], [*CHUNKS[:2], *passed[2:]], passed):
        assert b"".join(STREAM.open_all(mixed)) == b"".join(key.open_all(mixed)) == content(2 * CHUNK_BYTES + 100)
    assert [STREAM.sealed_anew(one) for one in passed] == CHUNKS
    with pytest.raises(Tampered):
        key.sealed_anew(CHUNKS[0]._replace(number=1))


def test_no_algorithm_opens_what_another_sealed() -> None:
    """The header is authenticated, and no two algorithms share a key."""
    one = CHUNKS[2]
    for other in set(RecordAlgorithm) - {RecordAlgorithm.AES_256_GCM}:
        with pytest.raises(Tampered, match="authentication"):
            STREAM.open(one._replace(content=other.stream_prefix + one.content[2:]))


@pytest.mark.parametrize(("wanted", "of"), [(range(3), 3), (range(1, 2), 3), (range(1, 3), 3)])
def test_some_chunks_are_opened_alone(wanted: range, of: int) -> None:
    some = [CHUNKS[number] for number in wanted]
    expected = content(2 * CHUNK_BYTES + 100)[wanted.start * CHUNK_BYTES : wanted.stop * CHUNK_BYTES]
    assert b"".join(STREAM.open_some(some, wanted, of)) == expected


@pytest.mark.parametrize(
    ("given_", "wanted", "of"),
    [
        ([0, 1], range(3), 3),
        ([0, 2], range(2), 3),
        ([0, 1, 2], range(2), 3),
        ([0, 1, 2], range(3), 4),
        ([], range(1), 1),
    ],
)
def test_some_chunks_that_are_not_those_asked_for_are_refused(given_: list[int], wanted: range, of: int) -> None:
    with pytest.raises(Tampered):
        list(STREAM.open_some([CHUNKS[number] for number in given_], wanted, of))


def test_nothing_is_sealed_behind_the_end() -> None:
    """A number that came twice under one key would betray both chunks."""
    sealer = StreamSealer(STREAM)
    sealer.finish()
    with pytest.raises(ValueError, match="ended"):
        list(sealer.take(b"mere"))
    with pytest.raises(ValueError, match="ended"):
        sealer.finish()


def test_neither_shows_its_key() -> None:
    assert "attachment_chunk" in repr(STREAM)
    assert bytes(range(32)).hex() not in repr(STREAM) + repr(StreamSealer(STREAM))
