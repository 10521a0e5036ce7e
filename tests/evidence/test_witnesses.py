"""Witnesses learn of every checkpoint, check that the log grew, and hold nobody up when they are gone."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tests.evidence.notes import Cosigner, head, verified_text
from tests.world import NOW, World

from vault import complaints, evidence
from vault.audit import checkpoint, note, proofs
from vault.audit.witnessing import Standing
from vault.errors import LogBroken, Misconfigured
from vault.evidence.witnessing import due
from vault.ids import PLATFORM
from vault.policy import RoleName
from vault.sealing import seal_everything
from vault.witnesses import Courier, Witness, load

R = RoleName
COSIGNER = Cosigner("witness.example/w1", b"w" * 32)


class Service(HTTPServer):
    """A witness by the specification: it remembers the newest checkpoint of each log and signs what grew from it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.down = False
        self.signs = COSIGNER

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/vault"


class Taking(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        front, _, submitted = body.partition("\n\n")
        old, *path = front.split("\n")
        origin, size, root = head(submitted)
        known, before = self.server.heads.get(origin, (0, b""))
        if self.server.down or self.path != "/vault/add-checkpoint":
            self._answer(500, "")
        elif int(old.removeprefix("old ")) != known:
            self._answer(409, f"{known}\n", "text/x.tlog.size")
        else:
            try:
                proofs.check_consistency(known, size, before, root, [base64.b64decode(one) for one in path])
            except LogBroken:
                self._answer(422, "")
                return
            self.server.heads[origin] = size, root
            stranger = Cosigner("stranger.example", b"s" * 32).cosign(submitted, 1)
            self._answer(200, stranger + self.server.signs.cosign(submitted, 1_790_000_000))

    def _answer(self, status: int, body: str, kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its own name for it
        """Says nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@contextmanager
def courier(world: World, *witnesses: Witness) -> Iterator[Courier]:
    made = Courier(world.vault, witnesses)
    yield made
    made.close()


def grow(world: World, events: int = 3) -> None:
    for _ in range(events):
        world.call(R.DPO, complaints.list_cases)
    seal_everything(world.vault)


def standing(world: World) -> Standing:
    (one,) = world.call(R.AUDITOR, evidence.witness_standings)
    return one


def test_a_service_signs_for_growth_and_what_it_signed_is_kept(world: World, service: Service) -> None:
    witness = Witness(name="one", url=service.url, keys=(COSIGNER.vkey,))
    with courier(world, witness) as delivering:
        for _ in range(3):
            grow(world)
            assert delivering.deliver() >= 1
            newest = world.call(R.AUDITOR, evidence.newest_checkpoint)
            assert newest is not None
            assert standing(world).size == newest.size
            assert verified_text(newest.note + standing(world).cosignatures, COSIGNER.vkey)
            assert "stranger" not in standing(world).cosignatures
        grow(world, 0)
    assert set(service.heads) == {checkpoint.origin(one) for one in (PLATFORM, world.organisation)}


def test_a_service_that_is_down_is_told_the_newest_when_it_answers_again(world: World, service: Service) -> None:
    with courier(world, Witness(name="one", url=service.url)) as delivering:
        service.down = True
        grow(world)
        assert delivering.deliver() == 0
        failed = standing(world)
        assert (failed.failures, failed.failing_since is not None, failed.size) == (1, True, 0)
        assert "500" in failed.failure
        grow(world)
        service.down = False
        assert delivering.deliver() == 0
        world.clock.advance(timedelta(minutes=1))
        assert delivering.deliver() == 2
        assert (standing(world).failing_since, standing(world).failures) == (None, 0)


def test_nobody_there_is_a_failure_like_any_other(world: World) -> None:
    with courier(world, Witness(name="one", url="http://127.0.0.1:9/")) as delivering:
        grow(world)
        assert delivering.deliver() == 0
    assert "does not answer" in standing(world).failure


def test_a_service_that_knows_another_log_is_told_of(world: World, service: Service) -> None:
    with courier(world, Witness(name="one", url=service.url)) as delivering:
        grow(world)
        service.heads[checkpoint.origin(world.organisation)] = (1000, b"r" * 32)
        delivering.deliver()
        assert "longer log" in standing(world).failure
        service.heads[checkpoint.origin(world.organisation)] = (2, b"r" * 32)
        world.clock.advance(timedelta(minutes=1))
        delivering.deliver()
        assert "422" in standing(world).failure


def test_a_service_that_signs_with_another_key_is_not_believed(world: World, service: Service) -> None:
    service.signs = Cosigner("witness.example/w1", b"x" * 32)
    with courier(world, Witness(name="one", url=service.url, keys=(COSIGNER.vkey,))) as delivering:
        grow(world)
        assert delivering.deliver() == 0
    assert standing(world).size == 0


def test_a_file_keeps_every_checkpoint_and_the_log_is_compared_with_it(world: World, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.txt"
    with courier(world, Witness(name="archive", file=str(file))) as delivering:
        for _ in range(3):
            grow(world)
            delivering.deliver()
    kept = checkpoint.several(file.read_text("utf-8"))
    mine = [one for one in kept if one.startswith(checkpoint.origin(world.organisation))]
    assert len(mine) == 3
    assert world.call(R.AUDITOR, evidence.verify, {}, mine).outside == 3


@pytest.mark.parametrize(
    ("failures", "ago", "size", "expected"),
    [
        (0, 0, 4, True),
        (0, 0, 5, False),
        (1, 9, 4, False),
        (1, 10, 4, True),
        (5, 159, 4, False),
        (5, 160, 4, True),
        (60, 3599, 4, False),
        (60, 3600, 4, True),
    ],
)
def test_a_witness_is_tried_less_and_less_often(failures: int, ago: int, size: int, expected: bool) -> None:  # noqa: FBT001
    known = Standing(
        witness="one",
        size=size,
        cosignatures="",
        taken_at=None,
        failing_since=NOW if failures else None,
        failures=failures,
        failure="",
        tried_at=NOW,
    )
    assert due(known, 5, NOW + timedelta(seconds=ago)) is expected
    assert due(None, 5, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "nothing",
        '[[witness]]\nname = "x"\n',
        '[[witness]]\nname = "x"\nfile = "a"\nurl = "https://b.example"\n',
        '[[witness]]\nname = "x"\nurl = "ftp://b.example"\n',
        '[[witness]]\nname = "x"\nurl = "http://b.example"\n',
        '[[witness]]\nname = "x"\nurl = "https://b.example"\nkeys = ["none"]\n',
        '[[witness]]\nname = "x"\nfile = "a"\n' * 2,
    ],
)
def test_witnesses_that_make_no_sense_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "witnesses.toml").write_text(text, "utf-8")
    with pytest.raises(Misconfigured):
        load(tmp_path / "witnesses.toml")


def test_a_witness_key_is_read_as_it_is_given() -> None:
    assert note.parse_vkey(COSIGNER.vkey).kind == note.COSIGNATURE
    assert load(None) == ()
