"""Settings of one installation, and the only place that reads the environment.

A vault lives in a folder: `vault.db` (unless a database URL says otherwise) and, outside of every database
backup, the keystore and the erasure ledger. `CVAULT_HOME`, `CVAULT_DATABASE_URL`, `CVAULT_KEYSTORE`, `CVAULT_LEDGER`,
`CVAULT_PASSPHRASE_FILE`, `CVAULT_POLICIES`, `CVAULT_WITNESSES`, `CVAULT_OPENID`, `CVAULT_ORIGIN`,
`CVAULT_METRICS_TOKEN_FILE`, `CVAULT_TRUSTED_PROXIES`, `CVAULT_RECORD_ALGORITHM`, `CVAULT_CLAMD`,
`CVAULT_RECOGNISER`, `CVAULT_WEBHOOK_NETWORKS`, `CVAULT_RATE_LIMIT`, `CVAULT_REPLICA_URL` and `CVAULT_POSTGRESQL_BIN`
override. Key providers other than the keystore's file have variables of their own: each is configured as soon as the
first of them is set.
Secrets stand in files and never in a variable.
"""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from vault import resources
from vault.errors import Misconfigured

_LEDGER = "erasures.jsonl"
_TIMEOUT = 5.0


class Pkcs11Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A PKCS#11 token: the vendor's shared library, the token's label, and a file with the user's PIN."""

    module: Path
    token: str
    pin_file: Path


class TransitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A transit engine of HashiCorp Vault or OpenBao. `timeout` in seconds."""

    address: str
    token_file: Path
    mount: str = "transit"
    namespace: str | None = None
    ca_file: Path | None = None
    """Who vouches for the server's certificate, if not the system's authorities."""
    timeout: float = _TIMEOUT


class KmsSettings(msgspec.Struct, frozen=True, kw_only=True):
    """AWS KMS in one region. `timeout` in seconds."""

    region: str
    credentials_file: Path | None = None
    """As the AWS command line writes it; the machine's own role if there is none."""
    address: str | None = None
    """Another endpoint than the region's own, such as one within a VPC."""
    waiting_days: int = 7
    """How long AWS waits before it deletes a key: 7 to 30."""
    timeout: float = _TIMEOUT


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How this vault is to be opened. `database_url` is a SQLAlchemy URL for SQLite or PostgreSQL."""

    home: Path
    database_url: str
    keystore: Path
    ledger: Path
    passphrase_file: Path | None = None
    """A file with the passphrase that seals the keystore, if one does."""
    key_provider: str = "file"
    """Where new keys are made: file, pkcs11, transit or kms."""
    pkcs11: Pkcs11Settings | None = None
    transit: TransitSettings | None = None
    kms: KmsSettings | None = None
    record_algorithm: str = "aes-256-gcm"
    """How new records are sealed: aes-256-gcm or chacha20-poly1305."""
    policies: Path
    witnesses: Path | None = None
    """A file that names who is told of every checkpoint of the logs, if anybody is."""
    openid: Path | None = None
    """A file that names the providers of OpenID Connect at which members of staff sign in, if there are any."""
    origin: str | None = None
    """Where browsers reach the vault, such as `https://vault.example`; passkeys are bound to it."""
    metrics_token: Path | None = None
    """A file with the token that metrics are given for; without one there are none on the API."""
    clamd: str | None = None
    """Where a virus scanner looks at files that are attached: `unix:/path` or `tcp://host:port`."""
    postgresql_bin: Path | None = None
    """Where pg_dump and pg_restore are, if not on the path."""
    recogniser: str | None = None
    """The entry point of what finds names beside the vault's own rules, if something is plugged in."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks of the proxies whose headers tell where a caller comes from and which certificate they showed."""
    webhook_networks: tuple[str, ...] = ()
    """Networks of the operator's own to which messages to other systems may go, without TLS as well."""
    replica_url: str | None = None
    """A copy of the database by streaming replication, on which what looks through everything may run."""
    rate_limit: int = 6000
    """How many requests a client may make in a minute; 0 for as many as it likes."""
    readers: int = 4
    pool: int = 8
    queue: int = 2048

    @property
    def approved_policy(self) -> Path:
        """Where the access policy to which two people agreed is kept: beside the erasure ledger."""
        return self.ledger.with_name("approved-policy.json")

    @property
    def kept_apart(self) -> tuple[Path, ...]:
        """What must never lie with a backup: keys, the erasure ledger, and what opens the keys at another provider."""
        credentials = (
            self.passphrase_file,
            None if self.pkcs11 is None else self.pkcs11.pin_file,
            None if self.transit is None else self.transit.token_file,
            None if self.kms is None else self.kms.credentials_file,
        )
        return (self.keystore, self.ledger, *(one for one in credentials if one is not None))

    @property
    def checkpoints(self) -> Path:
        """Where the newest checkpoint of each log is kept: beside the erasure ledger, outside of every backup."""
        return self.ledger.with_name("checkpoints")


def in_folder(home: Path, *, database_url: str | None = None) -> Settings:
    """Settings with every default, for a vault in `home`."""
    home = home.expanduser().resolve()
    return Settings(
        home=home,
        database_url=normalised_url(database_url or f"sqlite:///{home / 'vault.db'}"),
        keystore=home / "keystore" / "keys.json",
        ledger=home / "keystore" / _LEDGER,
        policies=resources.folder("policies"),
    )


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings as the environment gives them. Raises Misconfigured for an unusable value."""
    env = os.environ if environment is None else environment
    settings = in_folder(Path(env.get("CVAULT_HOME", "vault-data")), database_url=env.get("CVAULT_DATABASE_URL"))
    changes: dict[str, Path] = {}
    if keystore := env.get("CVAULT_KEYSTORE"):
        changes["keystore"] = Path(keystore).expanduser().resolve()
        changes["ledger"] = changes["keystore"].with_name(_LEDGER)
    if ledger := env.get("CVAULT_LEDGER"):
        changes["ledger"] = Path(ledger).expanduser().resolve()
    if passphrase := env.get("CVAULT_PASSPHRASE_FILE"):
        changes["passphrase_file"] = Path(passphrase).expanduser().resolve()
    if witnesses := env.get("CVAULT_WITNESSES"):
        changes["witnesses"] = Path(witnesses).expanduser().resolve()
    if openid := env.get("CVAULT_OPENID"):
        changes["openid"] = Path(openid).expanduser().resolve()
    if token := env.get("CVAULT_METRICS_TOKEN_FILE"):
        changes["metrics_token"] = Path(token).expanduser().resolve()
    if tools := env.get("CVAULT_POSTGRESQL_BIN"):
        changes["postgresql_bin"] = Path(tools).expanduser().resolve()
    if policies := env.get("CVAULT_POLICIES"):
        changes["policies"] = Path(policies).expanduser().resolve()
        if not changes["policies"].is_dir():
            raise Misconfigured("CVAULT_POLICIES does not name a folder")
    return msgspec.structs.replace(
        settings,
        **changes,
        clamd=_scanner(env),
        trusted_proxies=tuple(env.get("CVAULT_TRUSTED_PROXIES", "").replace(",", " ").split()),
        origin=_address(env, "CVAULT_ORIGIN") if env.get("CVAULT_ORIGIN") else None,
        webhook_networks=tuple(env.get("CVAULT_WEBHOOK_NETWORKS", "").replace(",", " ").split()),
        rate_limit=int(_number(env, "CVAULT_RATE_LIMIT", settings.rate_limit, 0, 1_000_000)),
        replica_url=_replica(env, settings.database_url),
        recogniser=env.get("CVAULT_RECOGNISER") or None,
        key_provider=env.get("CVAULT_KEY_PROVIDER", settings.key_provider),
        record_algorithm=env.get("CVAULT_RECORD_ALGORITHM", settings.record_algorithm),
        pkcs11=_pkcs11(env),
        transit=_transit(env),
        kms=_kms(env),
    )


def _scanner(env: Mapping[str, str]) -> str | None:
    address = env.get("CVAULT_CLAMD") or None
    host = (address or "").removeprefix("tcp://").rpartition(":")[0].strip("[]")
    if address is not None and address.startswith("tcp:") and not this_machine(host):
        # clamd knows no TLS, and every file goes to it whole.
        raise Misconfigured("CVAULT_CLAMD is on another machine", hint="reach it through a tunnel, or run it here")
    return address


def _replica(env: Mapping[str, str], database_url: str) -> str | None:
    if not (url := env.get("CVAULT_REPLICA_URL")):
        return None
    replica = normalised_url(url)
    if replica.startswith("sqlite") or database_url.startswith("sqlite"):
        raise Misconfigured("CVAULT_REPLICA_URL is for PostgreSQL", hint="a file has no replica")
    return replica


def _pkcs11(env: Mapping[str, str]) -> Pkcs11Settings | None:
    if not env.get("CVAULT_PKCS11_MODULE"):
        return None
    return Pkcs11Settings(
        module=_path(env, "CVAULT_PKCS11_MODULE"),
        token=_needed(env, "CVAULT_PKCS11_TOKEN"),
        pin_file=_path(env, "CVAULT_PKCS11_PIN_FILE"),
    )


def _transit(env: Mapping[str, str]) -> TransitSettings | None:
    if not env.get("CVAULT_TRANSIT_ADDRESS"):
        return None
    return TransitSettings(
        address=_address(env, "CVAULT_TRANSIT_ADDRESS"),
        token_file=_path(env, "CVAULT_TRANSIT_TOKEN_FILE"),
        mount=env.get("CVAULT_TRANSIT_MOUNT", "transit"),
        namespace=env.get("CVAULT_TRANSIT_NAMESPACE"),
        ca_file=_path(env, "CVAULT_TRANSIT_CA_FILE") if env.get("CVAULT_TRANSIT_CA_FILE") else None,
        timeout=_number(env, "CVAULT_TRANSIT_TIMEOUT", _TIMEOUT, 0.1, 60),
    )


def _kms(env: Mapping[str, str]) -> KmsSettings | None:
    if not env.get("CVAULT_KMS_REGION"):
        return None
    return KmsSettings(
        region=_needed(env, "CVAULT_KMS_REGION"),
        credentials_file=_path(env, "CVAULT_KMS_CREDENTIALS_FILE") if env.get("CVAULT_KMS_CREDENTIALS_FILE") else None,
        address=_address(env, "CVAULT_KMS_ADDRESS") if env.get("CVAULT_KMS_ADDRESS") else None,
        waiting_days=int(_number(env, "CVAULT_KMS_WAITING_DAYS", 7, 7, 30)),
        timeout=_number(env, "CVAULT_KMS_TIMEOUT", _TIMEOUT, 0.1, 60),
    )


def _needed(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        raise Misconfigured(f"{name} is not set", hint="the key provider needs it")
    return value


def _path(env: Mapping[str, str], name: str) -> Path:
    return Path(_needed(env, name)).expanduser().resolve()


def _number(env: Mapping[str, str], name: str, usual: float, least: float, most: float) -> float:
    try:
        value = float(env.get(name, usual))
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise Misconfigured(f"{name} is not a number from {least:g} to {most:g}")
    return value


def _address(env: Mapping[str, str], name: str) -> str:
    """A URL over TLS; without it only to this machine itself, since a token and keys go over it."""
    address = _needed(env, name)
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Misconfigured(f"{name} is not an address") from None
    if parts.username or parts.password or parts.query or not host:
        raise Misconfigured(f"{name} is not an address", hint="write https://host:port and nothing else")
    if parts.scheme != "https" and not (parts.scheme == "http" and this_machine(host)):
        raise Misconfigured(f"{name} is not protected by TLS", hint="write https://…")
    return address.rstrip("/")


def this_machine(host: str) -> bool:
    """Whether what is sent to a host stays on this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def normalised_url(url: str) -> str:
    """The URL with its driver: `postgresql://` becomes `postgresql+psycopg://`. Raises Misconfigured."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        raise Misconfigured("the database URL has no scheme", hint="use sqlite:///file or postgresql://host/name")
    match scheme:
        case "sqlite":
            return url
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return f"postgresql+psycopg://{rest}"
        case _:
            raise Misconfigured("the database is neither SQLite nor PostgreSQL")
