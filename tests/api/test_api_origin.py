"""Networks and certificates over real HTTP and TLS: what a proxy says counts only where it is trusted."""

import asyncio
import base64
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from tests.accounts.certificates import Authority, Pair
from tests.world import World

from vault import accounts
from vault.accounts import NewClient
from vault.errors import InvalidInput, Misconfigured
from vault.policy import RoleName
from vault.serving import Doors, Server, near_alone
from vault.tls import Tls

R = RoleName
PURPOSE = {"Vault-Purpose": "rights_fulfilment"}


@contextmanager
def serving(world: World, *, trusted: tuple[str, ...] = (), tls: Tls | None = None) -> Iterator[str]:
    world.vault.settings = msgspec.structs.replace(world.vault.settings, trusted_proxies=trusted)
    server = Server(world.vault, "127.0.0.1", 0, tls=tls)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http{'s' if tls else ''}://127.0.0.1:{server.port}/v1/cases"
    finally:
        server.stop()
        thread.join(timeout=30)


def client(world: World, **details: Any) -> str | None:
    new = NewClient(label="case system", roles=frozenset({R.DPO}), **details)
    return world.call(R.ORG_ADMIN, accounts.create_client, new).key


def status(url: str, key: str | None, **headers: str) -> int:
    sent = PURPOSE | {"Authorization": f"Bearer {key}"} | {name.replace("_", "-"): one for name, one in headers.items()}
    return httpx.get(url, headers=sent).status_code


def test_plain_http_is_for_this_machine_and_the_proxies_that_are_named(world: World) -> None:
    """Whoever else speaks it sends their key in the clear: they are told so, and nothing is looked at."""
    key = client(world)
    settings = msgspec.structs.replace(world.vault.settings, trusted_proxies=("198.51.100.0/24",))
    app: Any = near_alone(Doors(world.vault), settings)

    async def asked(peer: str) -> int:
        transport = httpx.ASGITransport(app, client=(peer, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://vault.example") as there:
            return (await there.get("/v1/cases", headers=PURPOSE | {"Authorization": f"Bearer {key}"})).status_code

    async def all_of(*peers: str) -> list[int]:
        return [await asked(one) for one in peers]

    assert asyncio.run(all_of("127.0.0.1", "::1", "198.51.100.7")) == [200, 200, 200]
    assert asyncio.run(all_of("192.0.2.9", "::ffff:192.0.2.9", "nobody")) == [426, 426, 426]


def test_a_proxy_that_is_not_trusted_moves_nobody(world: World) -> None:
    bound, at_home = client(world, networks=("192.0.2.0/24",)), client(world, networks=("127.0.0.0/8",))
    with serving(world) as url:
        assert status(url, bound, X_Forwarded_For="192.0.2.5") == 401
        assert status(url, at_home, X_Forwarded_For="192.0.2.5") == 200


def test_a_trusted_proxy_tells_where_a_caller_comes_from(world: World) -> None:
    bound = client(world, networks=("192.0.2.0/24",))
    with serving(world, trusted=("127.0.0.1",)) as url:
        assert status(url, bound, X_Forwarded_For="192.0.2.5") == 200
        assert status(url, bound, X_Forwarded_For="192.0.2.5, 203.0.113.9") == 401
        assert status(url, bound, X_Forwarded_For="nonsense") == 401
        assert status(url, bound) == 401


def test_a_proxy_that_is_no_network_is_refused_at_once(world: World) -> None:
    world.vault.settings = msgspec.structs.replace(world.vault.settings, trusted_proxies=("the proxy",))
    with pytest.raises(InvalidInput):
        Server(world.vault, "127.0.0.1", 0)


def test_a_certificate_is_believed_of_a_trusted_proxy_alone(world: World, tmp_path: Path) -> None:
    pair = Authority(tmp_path, world.clock.now()).sign("sag")
    client(world, certificate=pair.certificate.read_text())
    shown = base64.b64encode(ssl.PEM_cert_to_DER_cert(pair.certificate.read_text())).decode()
    headers = PURPOSE | {"Vault-Organisation": str(world.organisation)}
    with serving(world, trusted=("127.0.0.1",)) as url:
        assert httpx.get(url, headers=headers | {"Client-Cert": f":{shown}:"}).status_code == 200
        for wrong in (shown, ":!:", f":{shown[:-8]}:", f":{shown}:, :{shown}:", ""):
            assert httpx.get(url, headers=headers | {"Client-Cert": wrong}).status_code == 401, wrong
        assert httpx.get(url, headers=PURPOSE | {"Client-Cert": f":{shown}:"}).status_code == 401
        elsewhere = headers | {"Vault-Organisation": "nowhere", "Client-Cert": f":{shown}:"}
        assert httpx.get(url, headers=elsewhere).status_code == 401
    with serving(world) as url:
        assert httpx.get(url, headers=headers | {"Client-Cert": f":{shown}:"}).status_code == 401


def context(authority: Authority, pair: Pair | None) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(authority.pem))
    if pair is not None:
        made.load_cert_chain(pair.certificate, pair.key)
    return made


def test_tls_with_this_process_proves_a_client(world: World, tmp_path: Path) -> None:
    """A real handshake: the authority's certificates are let in by their fingerprint, a stranger's does not connect."""
    now = datetime.now(UTC)
    # The handshake goes by the machine's clock, so the vault does here as well.
    world.clock.advance(now - world.clock.now())
    authority = Authority(tmp_path, now)
    own, known, unknown = authority.sign("server"), authority.sign("sag"), authority.sign("andet")
    (tmp_path / "foreign").mkdir()
    stranger = Authority(tmp_path / "foreign", now).sign("sag")
    client(world, certificate=known.certificate.read_text())
    headers = PURPOSE | {"Vault-Organisation": str(world.organisation)}
    tls = Tls(certificate=own.certificate, key=own.key, client_authority=authority.pem)
    with serving(world, tls=tls) as url:
        for pair, expected in ((known, 200), (unknown, 401), (None, 401)):
            assert httpx.get(url, headers=headers, verify=context(authority, pair)).status_code == expected
        with pytest.raises(httpx.TransportError):
            httpx.get(url, headers=headers, verify=context(authority, stranger))


def test_files_that_are_not_for_tls_are_refused(world: World, tmp_path: Path) -> None:
    authority = Authority(tmp_path, datetime.now(UTC))
    one, other = authority.sign("one"), authority.sign("other")
    with pytest.raises(Misconfigured):
        Server(world.vault, "127.0.0.1", 0, tls=Tls(certificate=one.certificate, key=other.key))
    with pytest.raises(Misconfigured):
        Server(world.vault, "127.0.0.1", 0, tls=Tls(certificate=one.certificate, key=tmp_path / "none"))
