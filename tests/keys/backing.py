"""Each provider with something real behind it, and ways to take that away."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.keys import kms, softhsm, transit
from tests.world import NOW

from vault.clock import StoppedClock
from vault.keys import FileKeystore, KeyProvider
from vault.keys.kms import KmsKeys
from vault.keys.pkcs11 import Pkcs11Keys
from vault.keys.token import module
from vault.keys.transit import TransitKeys
from vault.settings import KmsSettings, TransitSettings

NAMES = ("file", "pkcs11", "transit", "kms")


@dataclass(frozen=True)
class Backing:
    """`again` opens the same provider as another process would; `down` takes away what it stands on."""

    provider: KeyProvider
    again: Callable[[], KeyProvider]
    down: Callable[[], AbstractContextManager[None]]
    secrets: tuple[bytes, ...] = ()
    """What no message may show: PIN, token, credentials."""


@contextmanager
def backing(name: str, folder: Path) -> Iterator[Backing]:
    with {"file": _file, "pkcs11": _pkcs11, "transit": _transit, "kms": _kms}[name](folder) as made:
        yield made


@contextmanager
def _file(folder: Path) -> Iterator[Backing]:
    path, clock = folder / "keystore" / "keys.json", StoppedClock(NOW)
    yield Backing(
        FileKeystore.initialise(path, clock), lambda: FileKeystore(path, clock), lambda: moved_away(path.parent)
    )


@contextmanager
def _pkcs11(folder: Path) -> Iterator[Backing]:
    settings = softhsm.new_token(folder)
    # The tests beside this one made tokens meanwhile, and SoftHSM looks for new ones on beginning alone.
    module(str(settings.module)).begin_anew()
    yield Backing(
        Pkcs11Keys(settings),
        lambda: Pkcs11Keys(settings),
        lambda: moved_away(softhsm.tokens()),
        (softhsm.PIN.encode(),),
    )


@contextmanager
def _transit(folder: Path) -> Iterator[Backing]:
    with transit.serving() as (address, engine):
        settings = TransitSettings(address=address, token_file=secret_file(folder / "token", transit.TOKEN), timeout=30)
        yield Backing(
            TransitKeys(settings),
            lambda: TransitKeys(settings),
            lambda: behaving(engine, "gone"),
            (transit.TOKEN.encode(),),
        )


@contextmanager
def _kms(folder: Path) -> Iterator[Backing]:
    with kms.serving() as (address, service):
        settings = KmsSettings(
            region=kms.REGION,
            address=address,
            credentials_file=secret_file(folder / "credentials", kms.CREDENTIALS),
            timeout=30,
        )
        yield Backing(
            KmsKeys(settings),
            lambda: KmsKeys(settings),
            lambda: behaving(service, "down"),
            (kms.SECRET_KEY.encode(), kms.ACCESS_KEY.encode()),
        )


def secret_file(path: Path, content: str) -> Path:
    path.write_text(content + "\n")
    path.chmod(0o600)
    return path


@contextmanager
def moved_away(path: Path) -> Iterator[None]:
    away = path.rename(path.with_name(path.name + "-away"))
    try:
        yield
    finally:
        away.rename(path)


@contextmanager
def behaving(server: transit.Engine | kms.Service, mode: str) -> Iterator[None]:
    server.mode = mode
    try:
        yield
    finally:
        server.mode = "ok"
