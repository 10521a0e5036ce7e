"""The baselines: a complaint is stored and read as JSON, with no encryption, policy, log or index.

`Plain` has the vault's own shape: the same framework and server, the same decoded struct, the same threads with held
connections, group commit and durability; one insert by hand, one select by hand. `usual` is what one would write
first: handlers in a pool of threads and a SQLAlchemy session for each request, equally durable.
"""

import asyncio
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Litestar, Response, get, post
from litestar.config.app import AppConfig
from litestar.params import JSONBody
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from vault.complaints import NewCase
from vault.errors import Unavailable
from vault.ids import new_id
from vault.storage import Storage, open_storage

_TABLE: Final = "CREATE TABLE IF NOT EXISTS plain_complaint (complaint_id {id} PRIMARY KEY, body {bytes} NOT NULL)"


class _Insert:
    """A unit of storage, as a verb's is, without anything around it."""

    writes = True
    shares = True

    def __init__(self, rows: list[tuple[Any, bytes]]) -> None:
        self._rows = rows

    def run(self, connection: Connection) -> None:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        connection.exec_driver_sql(f"INSERT INTO plain_complaint VALUES ({mark}, {mark})", self._rows)  # noqa: S608 -- no value stands in it

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """Nothing is told."""


class _Select:
    writes = False
    shares = True

    def __init__(self, key: Any) -> None:
        self._key = key

    def run(self, connection: Connection) -> bytes | None:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        found = connection.exec_driver_sql(
            f"SELECT body FROM plain_complaint WHERE complaint_id = {mark}",  # noqa: S608 -- likewise
            (self._key,),
        )
        return found.scalar_one_or_none()

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """Nothing is told."""


class Plain:
    """A plain store on the vault's threads."""

    def __init__(self, url: str) -> None:
        self.storage: Storage = open_storage(url, readers=4, pool=8, queue=2048)
        self._sqlite = self.storage.engine.dialect.name == "sqlite"
        with self.storage.engine.begin() as connection:
            connection.execute(text(_TABLE.format(**_types(self.storage.engine))))

    def key(self, of: UUID) -> Any:
        return of.bytes if self._sqlite else of

    def insert(self, rows: list[tuple[UUID, bytes]]) -> None:
        self.storage.submit(_Insert([(self.key(one), body) for one, body in rows])).result()

    async def store(self, body: bytes) -> UUID:
        made = new_id()
        await asyncio.wrap_future(self.storage.submit(_Insert([(self.key(made), body)])))
        return made

    async def read(self, wanted: UUID) -> bytes | None:
        return await asyncio.wrap_future(self.storage.submit(_Select(self.key(wanted))))


class Stored(msgspec.Struct):
    case_id: UUID


def plain(url: str) -> Litestar:
    """The same endpoint in the same shape."""
    store = Plain(url)

    @post("/v1/cases")
    async def store_case(data: JSONBody[NewCase]) -> Stored:
        return Stored(await store.store(msgspec.json.encode(data)))

    @get("/v1/cases/{case_id:uuid}")
    async def read_case(case_id: UUID) -> Response[NewCase]:
        found = await store.read(case_id)
        if found is None:
            raise LookupError
        return Response(msgspec.json.decode(found, type=NewCase))

    return _app([store_case, read_case])


class _Base(DeclarativeBase):
    pass


class _Complaint(_Base):
    __tablename__ = "plain_complaint"
    complaint_id: Mapped[UUID] = mapped_column(primary_key=True)
    body: Mapped[bytes]


def usual(url: str) -> Litestar:
    """The shape in which most services are written: a pool of threads, a session for each request."""
    engine = create_engine(url, connect_args={"timeout": 60} if url.startswith("sqlite") else {})
    if url.startswith("sqlite"):

        @event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: object) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "page_size=8192"):
                connection.execute(f"PRAGMA {pragma}")

    _Base.metadata.create_all(engine)

    @post("/v1/cases", sync_to_thread=True)
    def store_case(data: JSONBody[NewCase]) -> Stored:
        made = new_id()
        with Session(engine) as session:
            session.add(_Complaint(complaint_id=made, body=msgspec.json.encode(data)))
            session.commit()
        return Stored(made)

    @get("/v1/cases/{case_id:uuid}", sync_to_thread=True)
    def read_case(case_id: UUID) -> Response[NewCase]:
        with Session(engine) as session:
            found = session.get_one(_Complaint, case_id)
            return Response(msgspec.json.decode(found.body, type=NewCase))

    return _app([store_case, read_case])


def _app(handlers: list[Any]) -> Litestar:
    async def refused(_request: object, _error: Unavailable) -> Response[None]:
        return Response(None, status_code=503)

    def quiet(config: AppConfig) -> AppConfig:
        config.logging_config = None
        return config

    answers: Any = {Unavailable: refused}
    return Litestar(handlers, openapi_config=None, on_app_init=[quiet], exception_handlers=answers)


def _types(engine: Engine) -> dict[str, str]:
    return {"id": "BLOB", "bytes": "BLOB"} if engine.dialect.name == "sqlite" else {"id": "UUID", "bytes": "BYTEA"}
