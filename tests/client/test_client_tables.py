"""A table through the client: what became of each row as it comes, each once, over a network that breaks."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.api.conftest import key_for
from tests.client.test_client import QUICK, connect
from tests.client.test_client_sharing import MAPPING
from tests.engines import SqliteServer
from tests.world import PURPOSE_OF, World

from vault.client import AsyncVaultClient, Refused, Unreachable, VaultClient
from vault.ids import ImportId, new_id
from vault.imports import LineOutcome
from vault.policy import RoleName

R = RoleName
HEAD = "Sagsnr;Afdeling;Modtaget;Klager;Klage\n"
SOME = ImportId(new_id())
LINE = b'{"line":2,"outcome":"stored"}\n'


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    """SQLite alone: what the client does is the same on both."""
    return sqlite_server.new_database()


def table(rows: int) -> io.BytesIO:
    lines = (f"2026-{number};Afdeling 3;14-09-2026;Karin Ekdal;Musik hver nat.\n" for number in range(rows))
    return io.BytesIO((HEAD + "".join(lines)).encode())


class Breaking(httpx.BaseTransport):
    """A network that gives so many bytes of the answer about a table, and breaks, so many times."""

    def __init__(self, after: int, times: int) -> None:
        self._inner = httpx.HTTPTransport()
        self._after = after
        self._left = times

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if not request.url.path.endswith("/tables") or not self._left:
            return answer
        self._left -= 1
        return httpx.Response(answer.status_code, headers=answer.headers, stream=Broken(answer.iter_raw(), self._after))

    def close(self) -> None:
        self._inner.close()


class Broken(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes], after: int) -> None:
        self._pieces = pieces
        self._after = after

    def __iter__(self) -> Iterator[bytes]:
        yield b"".join(self._pieces)[: self._after]
        raise httpx.ReadError("broke")


def test_each_row_is_told_of_once_though_the_answer_broke_in_the_middle_of_a_line(world: World, address: str) -> None:
    with connect(world, address, R.INGEST, Breaking(500, times=2)) as client:
        import_id = client.begin_import()
        results = list(client.import_table(import_id, MAPPING, table(20)))
        assert [one.line for one in results] == list(range(2, 22))
        told = [one.outcome for one in results]
        first = told.index(LineOutcome.KNOWN)
        assert 0 < first < 20
        assert told == [LineOutcome.STORED] * first + [LineOutcome.KNOWN] * (20 - first)
        assert client.read_import(import_id).stored == 20
    with connect(world, address, R.INGEST, Breaking(0, times=99)) as client, pytest.raises(Unreachable):
        list(client.import_table(client.begin_import(), MAPPING, table(1)))


def test_the_same_awaited(world: World, address: str) -> None:
    async def work() -> None:
        key = key_for(world, R.INGEST)
        async with AsyncVaultClient(address, key, PURPOSE_OF[R.INGEST], retries=QUICK) as client:
            import_id = await client.begin_import()
            told = [one async for one in client.import_table(import_id, MAPPING, table(3))]
            assert [one.outcome for one in told] == [LineOutcome.STORED] * 3
            with pytest.raises(Refused) as refused:
                await anext(client.import_table(SOME, MAPPING, table(1)))
            assert refused.value.slug == "not-found"

    asyncio.run(work())


def test_nothing_is_held_back_until_the_end() -> None:
    """An answer without end is read a line at a time."""

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            while True:
                yield LINE * 2

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Endless())

    with VaultClient("http://v", "k", "p", transport=httpx.MockTransport(answer)) as client:
        lines = client.import_table(SOME, MAPPING, table(1))
        assert [next(lines).line for _ in range(1000)] == [2] * 1000


def test_an_endless_answer_is_awaited_a_line_at_a_time() -> None:
    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield LINE[:7]
                yield LINE[7:]

    async def work() -> None:
        transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
        async with AsyncVaultClient("http://v", "k", "p", transport=transport) as client:
            lines = client.import_table(SOME, MAPPING, table(1))
            assert [(await anext(lines)).line for _ in range(1000)] == [2] * 1000

    asyncio.run(work())


def test_what_is_no_answer_of_a_vault_is_refused() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=LINE + b"<html>\n"))
    with VaultClient("http://v", "k", "p", transport=transport) as client:
        lines = client.import_table(SOME, MAPPING, table(1))
        assert next(lines).line == 2
        with pytest.raises(Refused, match="not a vault"):
            next(lines)
