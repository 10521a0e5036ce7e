"""Files through the client: kept once over a network that loses answers, fetched whole over one that breaks."""

import asyncio
import io
from collections.abc import Iterator

import httpx
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.api.conftest import key_for
from tests.attachments.sending import about
from tests.client.test_client import CASE, QUICK, Losing, connect
from tests.world import PURPOSE_OF, World

from vault.client import AsyncVaultClient, Refused, Unreachable, VaultClient
from vault.complaints import Deletion, Part
from vault.ids import AttachmentId, CaseId, new_id
from vault.policy import RoleName

R = RoleName
IDS = (CaseId(new_id()), AttachmentId(new_id()))
TEXT = "".join(f"{number}: Der blev banket p\u00e5 r\u00f8rene.\n" for number in range(40_000)).encode()


class Breaking(httpx.BaseTransport):
    """A network that gives so many bytes of each answer's body, and breaks."""

    def __init__(self, after: int, times: int) -> None:
        self._inner = httpx.HTTPTransport()
        self._after = after
        self._times = times
        self.ranges: list[str | None] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        if request.method != "GET":
            return answer
        self.ranges.append(request.headers.get("Range"))
        if len(self.ranges) > self._times:
            return answer
        broken = _Broken(answer.iter_raw(), self._after)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=broken)

    def close(self) -> None:
        self._inner.close()


class _Broken(httpx.SyncByteStream):
    def __init__(self, pieces: Iterator[bytes], after: int) -> None:
        self._pieces = pieces
        self._after = after

    def __iter__(self) -> Iterator[bytes]:
        given = 0
        for piece in self._pieces:
            yield piece[: self._after - given]
            given += len(piece)
            if given >= self._after:
                raise httpx.ReadError("broke")


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite alone: what the client does is the same on both."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


def test_a_file_whose_answer_was_lost_is_attached_once(world: World, address: str) -> None:
    with connect(world, address, R.CASE_WORKER, losing := Losing(0)) as worker:
        stored = worker.store_case(CASE)
        losing.lose(1)
        attachment_id = worker.add_attachment(stored.case_id, about("noter.txt"), io.BytesIO(TEXT))
        (kept,) = worker.list_attachments(stored.case_id)
        assert (kept.attachment_id, kept.name, kept.size) == (attachment_id, "noter.txt", len(TEXT))
        assert b"".join(worker.read_attachment(stored.case_id, attachment_id)) == TEXT
        text = worker.read_attachment_text(stored.case_id, attachment_id).text
        assert text is not None
        assert text.startswith("0: Der blev")
        with pytest.raises(Refused) as refused:
            next(worker.read_attachment(stored.case_id, attachment_id, Part.ORIGINAL))
        assert refused.value.problem.status == 403
        worker.delete_attachment(stored.case_id, attachment_id, Deletion.DUPLICATE)
        assert worker.list_attachments(stored.case_id) == []


def test_a_download_goes_on_where_it_broke(world: World, address: str) -> None:
    with connect(world, address, R.CASE_WORKER, broken := Breaking(300_000, times=3)) as worker:
        case_id = worker.store_case(CASE).case_id
        attachment_id = worker.add_attachment(case_id, about("noter.txt"), io.BytesIO(TEXT))
        assert b"".join(worker.read_attachment(case_id, attachment_id)) == TEXT
        assert broken.ranges == [None] + [f"bytes={start}00000-{len(TEXT) - 1}" for start in (3, 6, 9)]
        part = worker.read_attachment(case_id, attachment_id, start=10, stop=400_000)
        assert b"".join(part) == TEXT[10:400_000]
        assert b"".join(worker.read_attachment(case_id, attachment_id, start=5, stop=10**9)) == TEXT[5:]
        with pytest.raises(Refused) as refused:
            next(worker.read_attachment(case_id, attachment_id, start=10**9))
        assert refused.value.problem.status == 416
        with pytest.raises(ValueError, match="range"):
            next(worker.read_attachment(case_id, attachment_id, start=5, stop=5))
    with connect(world, address, R.CASE_WORKER, Breaking(0, times=99)) as worker, pytest.raises(Unreachable):
        next(worker.read_attachment(case_id, attachment_id))


def test_another_file_in_its_place_is_not_gone_on_with() -> None:
    """Half of one file and half of another would be neither."""

    def changing(request: httpx.Request) -> httpx.Response:
        if "Range" in request.headers:
            return httpx.Response(200, headers={"ETag": '"b"', "Content-Length": "10"}, content=b"0123456789")
        body = _Broken(iter([b"0123456789"]), 5)
        return httpx.Response(200, headers={"ETag": '"a"', "Content-Length": "10"}, stream=body)

    with VaultClient("http://v", "k", "p", retries=QUICK, transport=httpx.MockTransport(changing)) as client:
        pieces = client.read_attachment(*IDS)
        assert next(pieces) == b"01234"
        with pytest.raises(Refused, match="not the one"):
            next(pieces)


def test_a_file_that_cannot_be_sent_again_is_not_sent() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with VaultClient("http://v", "k", "p") as client, pytest.raises(ValueError, match="seekable"):
        client.add_attachment(IDS[0], about(), Pipe(b"x"))


def test_the_same_awaited(world: World, address: str) -> None:
    async def work() -> None:
        key = key_for(world, R.CASE_WORKER)
        async with AsyncVaultClient(address, key, PURPOSE_OF[R.CASE_WORKER], retries=QUICK) as client:
            case_id = (await client.store_case(CASE)).case_id
            one = await client.add_attachment(case_id, about("noter.txt"), io.BytesIO(TEXT))
            assert b"".join([piece async for piece in client.read_attachment(case_id, one, stop=99)]) == TEXT[:99]
            with pytest.raises(Refused) as refused:
                await client.add_attachment(case_id, about("noter.txt"), io.BytesIO(b"MZ" + bytes(100)))
            assert refused.value.slug == "invalid-input"

    asyncio.run(work())
