"""Below the operations: where one request ends and the next begins, what every answer carries, and TLS."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import structlog
from tests.accounts.certificates import Authority, Pair
from tests.api.conftest import key_for
from tests.api.test_api_origin import serving
from tests.world import World

from vault.api.headers import ALWAYS
from vault.policy import RoleName
from vault.tls import Tls

BEHIND = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
"""What somebody hides behind a request of theirs, to be taken for one of somebody else."""


@pytest.fixture
def address(sqlite_world: World) -> Iterator[str]:
    with serving(sqlite_world) as url:
        yield url.removesuffix("/v1/cases")


def answered(address: str, sent: bytes) -> bytes:
    """Everything that comes back until the server closes the connection."""
    host, _, port = address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(sent)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: +5",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding: chunked, identity",
    ],
)
def test_a_request_whose_end_is_in_doubt_ends_the_connection(address: str, head: bytes) -> None:
    """RFC 9112, section 6.3; ASVS 4.2.1: nothing that is hidden behind one is taken for a request."""
    said = answered(address, b"POST /v1/cases HTTP/1.1\r\nHost: a\r\n" + head + b"\r\n\r\n0\r\n\r\n" + BEHIND)
    assert said.startswith(b"HTTP/1.1 400 ")
    assert said.count(b"HTTP/1.1 ") == 1


def test_trace_and_methods_that_nobody_knows_are_refused(address: str) -> None:
    """ASVS 13.4.4: nothing that was sent is sent back."""
    for path in ("/v1/cases", "/console/sign-in", "/health/live", "/openapi/openapi.json"):
        for method in ("TRACE", "CONNECT"):
            answer = httpx.request(method, address + path, headers={"X-Sent": "hemmeligmaerke"})
            assert answer.status_code in {400, 404, 405}, (method, path)
            assert "hemmeligmaerke" not in answer.text


def test_every_answer_says_what_it_is_and_what_a_browser_may_do_with_it(sqlite_world: World, address: str) -> None:
    """ASVS 3.4 and 4.1.1: also what no handler of ours answered, and every text says how it is written."""
    key = key_for(sqlite_world, RoleName.DPO)
    good = {"Authorization": f"Bearer {key}", "Vault-Purpose": "rights_fulfilment"}
    answers = [
        httpx.get(f"{address}/v1/cases", headers=good),
        httpx.get(f"{address}/v1/cases"),
        httpx.get(f"{address}/v1/nothing", headers=good),
        httpx.patch(f"{address}/v1/cases", headers=good),
        httpx.get(f"{address}/health/live"),
        httpx.get(f"{address}/openapi/openapi.json"),
    ]
    assert [one.status_code for one in answers] == [200, 401, 404, 405, 200, 200]
    for one in answers:
        assert {name: one.headers[name] for name in ALWAYS if name != "Cache-Control"} == {
            name: value for name, value in ALWAYS.items() if name != "Cache-Control"
        }
        assert one.headers["content-type"].partition(";")[0] in {"application/json", "application/problem+json"} | {
            "application/vnd.oai.openapi+json"
        }
    for path in ("/console/sign-in", "/console/nothing"):
        assert httpx.get(address + path).headers["content-type"] == "text/html; charset=utf-8"


def test_a_parameter_counts_where_it_belongs_and_once(sqlite_world: World, address: str) -> None:
    """ASVS 15.3.7: what stands in a query is no header, and of two that contradict each other none is chosen."""
    key = key_for(sqlite_world, RoleName.DPO)
    good = {"Authorization": f"Bearer {key}", "Vault-Purpose": "rights_fulfilment"}
    assert httpx.get(f"{address}/v1/cases?limit=1&limit=2", headers=good).status_code == 422
    assert httpx.get(f"{address}/v1/cases?Vault-Purpose=statistics", headers=good).status_code == 422
    only = {"Authorization": f"Bearer {key}"}
    assert httpx.get(f"{address}/v1/cases?Vault-Purpose=rights_fulfilment", headers=only).status_code == 422
    twice = [*good.items(), ("Vault-Purpose", "statistics")]
    assert httpx.get(f"{address}/v1/cases", headers=twice).status_code == 422


def shaken(port: int, authority: Authority, **wanted: object) -> tuple[str | None, str]:
    """What a handshake agrees on: version and cipher."""
    context = ssl.create_default_context(cafile=str(authority.pem))
    context.set_ciphers("ALL:@SECLEVEL=0")
    for name, value in wanted.items():
        if name == "ciphers":
            context.set_ciphers(str(value))
        else:
            setattr(context, name, value)
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as agreed,
    ):
        cipher = agreed.cipher()
        assert cipher is not None
        return agreed.version(), cipher[0]


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_agrees_on_nothing_old(sqlite_world: World, tmp_path: Path) -> None:
    """ASVS 12.1.1, 12.1.2: TLS 1.3 where it can, 1.2 with a fresh key and authenticated encryption, and no other."""
    authority = Authority(tmp_path, datetime.now(UTC))
    own: Pair = authority.sign("server")
    with serving(sqlite_world, tls=Tls(certificate=own.certificate, key=own.key)) as url:
        port = int(url.removesuffix("/v1/cases").rpartition(":")[2])
        assert shaken(port, authority)[0] == "TLSv1.3"
        version, cipher = shaken(port, authority, maximum_version=ssl.TLSVersion.TLSv1_2)
        assert (version, cipher.startswith("ECDHE-"), "GCM" in cipher or "CHACHA20" in cipher) == (
            "TLSv1.2",
            True,
            True,
        )
        for weak in (
            {"minimum_version": ssl.TLSVersion.TLSv1, "maximum_version": ssl.TLSVersion.TLSv1_1},
            {"maximum_version": ssl.TLSVersion.TLSv1_2, "ciphers": "AES128-GCM-SHA256:@SECLEVEL=0"},
            {"maximum_version": ssl.TLSVersion.TLSv1_2, "ciphers": "ECDHE-ECDSA-AES128-SHA256:@SECLEVEL=0"},
        ):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                shaken(port, authority, **weak)
        with pytest.raises(httpx.TransportError):
            httpx.get(url.replace("https:", "http:"))


def test_a_line_of_the_servers_log_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """ASVS 16.4.1: a value cannot begin an entry of its own, whatever it holds."""
    structlog.get_logger("vault.api").error("page_failed", detail="x\n2026-01-01 [info] all_is_well\x1b[2J")
    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert "\x1b[2J" not in printed
