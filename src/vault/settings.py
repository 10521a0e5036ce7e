"""Settings of one installation, and the only place that reads the environment.

A vault lives in a folder: `vault.db` (unless a database URL says otherwise) and, outside of every database
backup, the keystore and the erasure ledger. `CVAULT_HOME`, `CVAULT_DATABASE_URL`, `CVAULT_KEYSTORE`, `CVAULT_LEDGER`,
`CVAULT_PASSPHRASE_FILE`, `CVAULT_POLICIES`, `CVAULT_WITNESSES`, `CVAULT_METRICS_TOKEN_FILE` and
`CVAULT_POSTGRESQL_BIN` override.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec

from vault import resources
from vault.errors import Misconfigured

_LEDGER = "erasures.jsonl"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How this vault is to be opened. `database_url` is a SQLAlchemy URL for SQLite or PostgreSQL."""

    home: Path
    database_url: str
    keystore: Path
    ledger: Path
    passphrase_file: Path | None = None
    """A file with the passphrase that seals the keystore, if one does."""
    policies: Path
    witnesses: Path | None = None
    """A file that names who is told of every checkpoint of the logs, if anybody is."""
    metrics_token: Path | None = None
    """A file with the token that metrics are given for; without one there are none on the API."""
    postgresql_bin: Path | None = None
    """Where pg_dump and pg_restore are, if not on the path."""
    readers: int = 4
    pool: int = 8
    queue: int = 2048

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
    if token := env.get("CVAULT_METRICS_TOKEN_FILE"):
        changes["metrics_token"] = Path(token).expanduser().resolve()
    if tools := env.get("CVAULT_POSTGRESQL_BIN"):
        changes["postgresql_bin"] = Path(tools).expanduser().resolve()
    if policies := env.get("CVAULT_POLICIES"):
        changes["policies"] = Path(policies).expanduser().resolve()
        if not changes["policies"].is_dir():
            raise Misconfigured("CVAULT_POLICIES does not name a folder")
    return msgspec.structs.replace(settings, **changes)


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
