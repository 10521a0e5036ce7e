"""Column types that mean the same on both engines."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, Dialect, LargeBinary, TypeDecorator, Uuid
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import TypeEngine

from vault.ids import id_of

IdT = TypeVar("IdT", bound=UUID)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


_Process = Callable[[Any], Any]
_RECENT: Final = 1_000
_recent: Final[dict[bytes, UUID]] = {}


class _Bytes(LargeBinary):
    """Bytes as both drivers take and give them; SQLAlchemy's own would wrap each value twice."""

    def bind_processor(self, dialect: Dialect) -> None:
        """Nothing is to be done."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Nothing is to be done."""


class Id(TypeDecorator[UUID]):
    """A UUID: 16 bytes on SQLite, the native type on PostgreSQL."""

    impl = LargeBinary
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> _Process | None:
        return _id_bytes if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> _Process | None:
        return _id_of if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> Any:
        return value.bytes if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return UUID(bytes=value) if value is not None and dialect.name == "sqlite" else value


class RawId(TypeDecorator[Any]):
    """An id as the driver gives it, for passes over very many rows in which ids are only compared; see `known_id`."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())


class IdBytes(TypeDecorator[bytes]):
    """The sixteen bytes of an id, on both engines: for walks through everything, which make no object of an id."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary(16) if dialect.name == "sqlite" else Uuid())

    def bind_processor(self, dialect: Dialect) -> _Process | None:
        return None if dialect.name == "sqlite" else _id_of

    def result_processor(self, dialect: Dialect, coltype: object) -> _Process | None:
        del coltype
        return None if dialect.name == "sqlite" else _id_bytes


class ManyIdBytes(TypeDecorator[Any]):
    """A list of such as one value, as `ManyIds`. Only ever bound."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary() if dialect.name == "sqlite" else ARRAY(Uuid()))

    def bind_processor(self, dialect: Dialect) -> _Process | None:
        return b"".join if dialect.name == "sqlite" else _ids_of


class Ids(tuple[IdT, ...]):  # noqa: SLOT001 -- what is made of it once is kept in its dictionary
    """Ids that stand in several statements: for SQLite they are put together once."""

    @cached_property
    def joined(self) -> bytes:
        return b"".join([one.int.to_bytes(16) for one in self])


class ManyIds(TypeDecorator[Ids[Any]]):
    """Ids as one value: their bytes one behind the other on SQLite, an array on PostgreSQL. Only ever bound."""

    impl = LargeBinary
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(LargeBinary() if dialect.name == "sqlite" else ARRAY(Uuid()))

    def process_bind_param(self, value: Ids[Any] | None, dialect: Dialect) -> Any:
        return value.joined if value is not None and dialect.name == "sqlite" else value


def known_id(raw: bytes | UUID) -> UUID:
    """A raw id as an id."""
    return UUID(bytes=raw) if isinstance(raw, bytes) else raw


class Token(LargeBinary):
    """Sixteen bytes of a keyed hash. PostgreSQL keeps them as a UUID, before which no length stands."""

    def __init__(self) -> None:
        super().__init__(16)

    def bind_processor(self, dialect: Dialect) -> _Process | None:
        return None if dialect.name == "sqlite" else _id_of

    def result_processor(self, dialect: Dialect, coltype: object) -> _Process | None:
        del coltype
        return None if dialect.name == "sqlite" else _id_bytes


@compiles(Token, "postgresql")
def _as_uuid(_token: Token, _compiler: Any, **_how: Any) -> str:
    return "UUID"


class SealedRecord(_Bytes):
    """A record that `crypto` sealed under the data key which it names, for its table, its row and its column.

    `version` names the column of the row's version, for a record that is changed in its place: it is sealed for that as
    well, so that one from before a change does not open there. Version 0 is as if there were none.
    """

    def __init__(self, *, version: str | None = None) -> None:
        super().__init__()
        self.version = version


class SealedChunk(_Bytes):
    """A chunk of a stream that `crypto` sealed under the data key which it names, for its table and its stream.

    Its row has the stream's id as `stream_id` and its place in the stream as `number`.
    """


class Instant(TypeDecorator[datetime]):
    """An aware instant: microseconds since 1970 on SQLite, `timestamptz` on PostgreSQL. Always read as UTC."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(BigInteger() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return _microseconds(value)

    def bind_processor(self, dialect: Dialect) -> _Process | None:
        return _microseconds if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if dialect.name == "sqlite":
            return _EPOCH + timedelta(microseconds=value)
        return value.astimezone(UTC)  # type: ignore[no-any-return]


def _id_bytes(value: UUID | None) -> bytes | None:
    return None if value is None else value.int.to_bytes(16)


def bound(bind: _Process, values: list[Any]) -> list[Any]:
    """What `bind` makes of each value of a column.

    Most that are not ids are the same for every row of a batch, and so is the organisation.
    """
    first = values[0]
    if first is values[-1] and len(set(map(id, values))) == 1:
        return [bind(first)] * len(values)
    if bind is _id_bytes:
        return [None if value is None else value.int.to_bytes(16) for value in values]
    return [bind(value) for value in values]


def _id_of(value: bytes | None) -> UUID | None:
    """As `UUID(bytes=value)`, which asks about five other ways to be made first: a purge reads fifteen ids a case.

    The organisation and the epoch come with nearly every row, so the last ones are remembered.
    """
    if value is None:
        return None
    if (known := _recent.get(value)) is not None:
        return known
    one = id_of(int.from_bytes(value, "big"))
    if len(_recent) >= _RECENT:
        _recent.clear()
    _recent[value] = one
    return one


def _ids_of(values: Sequence[bytes]) -> list[UUID]:
    return [UUID(bytes=one) for one in values]


def _microseconds(value: datetime | None) -> int | None:
    if value is None:
        return None
    since = value - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
