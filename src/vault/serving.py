"""A server in this process: the API over an open vault, with its log sealed while it runs."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Final

import uvicorn
from litestar.types import ASGIApp, Receive, Scope, Send

from vault.accounts.networks import address, network, within
from vault.api import create_app
from vault.console import ROOT as CONSOLE
from vault.console import create_console
from vault.dispatching import Dispatcher
from vault.errors import Misconfigured, Unavailable, VaultError
from vault.logger import logger
from vault.memory import loading, settle
from vault.public import create_public_app
from vault.sealing import seal_everything
from vault.settings import Settings, this_machine
from vault.tls import Tls, TlsProtocol
from vault.warming import Later, Warming
from vault.wiring import Vault
from vault.witnesses import Courier
from vault.witnesses import load as load_witnesses
from vault.working import Worker

SEAL_EVERY_SECONDS = 2.0
_WITNESS_EVERY_SECONDS = 3.0
_DISPATCH_EVERY_SECONDS = 1.0
_WORK_EVERY_SECONDS = 0.5
_VISITORS = 200
_UPGRADE_NEEDED = 426
_LOOPBACK = ("127.0.0.0/8", "::1/128")
_NAME: Final = "vault.serving"
_SOON: Final = ("phonenumbers", "babel.dates", "babel.lists", "pypdf", "structlog")
"""Libraries that a request may need, loaded behind its back once the server listens."""


def refuse_plain(host: str, settings: Settings) -> None:
    """Raises Misconfigured for plain HTTP beyond this machine without a TLS proxy that is named (ASVS 12.2.1)."""
    if not this_machine(host) and not settings.trusted_proxies:
        raise Misconfigured(
            "plain HTTP is served on this machine alone",
            hint="give --tls-certificate and --tls-key, or name the TLS proxy before it in CVAULT_TRUSTED_PROXIES",
        )


def near_alone(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Plain HTTP for this machine and the TLS proxies that are named: whoever else speaks it is told to use TLS."""
    near = [network(one, "CVAULT_TRUSTED_PROXIES") for one in (*_LOOPBACK, *settings.trusted_proxies)]

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        peer = scope.get("client")
        if peer is None or within(address(peer[0]), near):
            await app(scope, receive, send)
            return
        headers = [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": _UPGRADE_NEEDED, "headers": headers})
        await send({"type": "http.response.body", "body": b"Use HTTPS.\n", "more_body": False})

    return guarded


class PublicServer:
    """Serves the public pages until told to stop: beside the API in one process, or in a process of its own.

    They share no route and no port. TLS and the onion service are for whatever stands in front.
    """

    def __init__(self, vault: Vault, host: str, port: int, announce: Callable[[int], None] | None = None) -> None:
        """Raises Misconfigured where others could listen."""
        refuse_plain(host, vault.settings)
        config = uvicorn.Config(
            near_alone(create_public_app(vault), vault.settings),
            host=host,
            port=port,
            access_log=False,
            log_config=None,
            server_header=False,
            # A clock that differs by seconds tells one machine from another.
            date_header=False,
            # Nobody's word is taken for where a visitor comes from, since nobody asks.
            proxy_headers=False,
            ws="none",
            lifespan="off",
            limit_concurrency=_VISITORS,
            timeout_graceful_shutdown=10,
        )
        self._server = _Announcing(config, announce)
        self._thread = threading.Thread(target=self.run, name="vault-public", daemon=True)

    def run(self) -> None:
        """Serves in this thread until a signal or `stop`. Raises Unavailable where it cannot listen."""
        listener = _listening(self._server.config.host, self._server.config.port)
        try:
            self._server.run([listener])
        finally:
            listener.close()

    def start(self) -> None:
        """Serves in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, and waits until it has ended where it was started."""
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()

    @property
    def started(self) -> bool:
        return self._server.started

    @property
    def port(self) -> int:
        return self._server.port


class Server:
    """Serves until told to stop; a started server can be stopped from another thread."""

    def __init__(
        self,
        vault: Vault,
        host: str,
        port: int,
        announce: Callable[[int], None] | None = None,
        *,
        seal_every: float = SEAL_EVERY_SECONDS,
        tls: Tls | None = None,
    ) -> None:
        """`announce` is told the port once it is listened on; the log is sealed every so many seconds.

        Raises Misconfigured where the files of `tls` cannot be used, and where there are none and others could listen.
        """
        if tls is None:
            refuse_plain(host, vault.settings)
        with loading():
            self._doors = Doors(vault)
            self._beside = _beside(vault)
        config = uvicorn.Config(
            self._doors if tls else near_alone(self._doors, vault.settings),
            host=host,
            port=port,
            # An access log would keep who asked for what; the vault's own log is the one that counts.
            access_log=False,
            log_config=None,
            server_header=False,
            # Whose headers are believed is for `api.origin` to say.
            proxy_headers=False,
            http=TlsProtocol,
            timeout_graceful_shutdown=20,
            **(tls.options() if tls else {}),
        )
        self._announce = announce
        self._server = _Announcing(config, self._listens)
        self._sealer = Sealer(vault, seal_every)
        self._warming = Warming((self._doors.console, *(partial(import_module, one) for one in _SOON)), self.stop)

    def run(self) -> None:
        """Serves in this thread until a signal or `stop`. Raises Unavailable where it cannot listen.

        A console that cannot be made, or a library that cannot be loaded, ends it too: raises what stood in the way.
        """
        listener = _listening(self._server.config.host, self._server.config.port)
        settle()
        self._sealer.start()
        for one in self._beside:
            one.start()
        try:
            self._server.run([listener])
        finally:
            for one in self._beside:
                one.stop()
            self._sealer.stop()
            listener.close()
            self._warming.stop()

    def _listens(self, port: int) -> None:
        if self._announce is not None:
            self._announce(port)
        self._warming.start()

    def stop(self) -> None:
        self._server.should_exit = True

    @property
    def started(self) -> bool:
        return self._server.started

    @property
    def port(self) -> int:
        """The port that is listened on, once started; useful where 0 asked for any."""
        return self._server.port


class Doors:
    """The API, and the console beside it below an address of its own. Each is whole without the other.

    The console is made when somebody comes to it, or the server has nothing else to do.
    """

    def __init__(self, vault: Vault) -> None:
        self._api = create_app(vault)
        self.console = Later(partial(create_console, vault))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        door: ASGIApp = self._api
        if path == CONSOLE or str(path).startswith(f"{CONSOLE}/"):
            made = self.console.made
            door = await asyncio.to_thread(self.console) if made is None else made
        await door(scope, receive, send)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = error.strerror or "unknown"
        raise Unavailable(f"cannot listen on {host}, port {port}: {reason.lower()}") from None


class _Announcing(uvicorn.Server):
    """Tells when it listens, which is when somebody may be told to connect."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[int], None] | None) -> None:
        super().__init__(config)
        self._announce = announce

    @property
    def port(self) -> int:
        return int(self.servers[0].sockets[0].getsockname()[1])

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ends on SIGINT and SIGTERM and then lets the caller finish; uvicorn's own would kill the process first."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._announce is not None:
            self._announce(self.port)


class Sealer:
    """Puts new events of every organisation into its Merkle tree, every few seconds."""

    def __init__(self, vault: Vault, every: float) -> None:
        self._vault = vault
        self._every = every
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="vault-sealer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Seals once more and ends."""
        self._stopped.set()
        self._thread.join()

    def _loop(self) -> None:
        ended = False
        while not ended:
            ended = self._stopped.wait(self._every)
            try:
                seal_everything(self._vault)
            except VaultError as error:
                logger(_NAME).warning("sealing_failed", error=error.slug)


class Repeating:
    """Does something again and again on a thread of its own: however long it takes, nobody else waits."""

    def __init__(self, name: str, every: float, act: Callable[[], object], end: Callable[[], None]) -> None:
        """`end` is called once, when the server stops, and lets `act` come to an end."""
        self._name = name
        self._every = every
        self._act = act
        self._end = end
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name=f"vault-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends once what is under way has ended; what is left is done after the next start."""
        self._stopped.set()
        self._end()
        self._thread.join()

    def _loop(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self._act()
            except VaultError as error:
                logger(_NAME).warning(f"{self._name}_failed", error=error.slug)


def _beside(vault: Vault) -> list[Repeating]:
    """What a server does besides answering. Raises Misconfigured, InvalidInput where it cannot."""
    courier = Courier(vault, load_witnesses(vault.settings.witnesses))
    dispatcher, worker = Dispatcher(vault), Worker(vault)
    return [
        Repeating("witnessing", _WITNESS_EVERY_SECONDS, courier.deliver, courier.close),
        Repeating("dispatching", _DISPATCH_EVERY_SECONDS, dispatcher.deliver, dispatcher.close),
        Repeating("working", _WORK_EVERY_SECONDS, worker.work, worker.stop),
    ]
