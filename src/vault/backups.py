"""Backups of the database, and restoring one without bringing back what was erased.

A backup is a folder: the database in its own format, and a description with its hash and the head of the erasure
ledger at that time. Neither the keystore nor the ledger is ever in it: who holds a backup alone can read nothing, and
what was erased since is erased again before a restored vault opens.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import make_url

from vault import recovery
from vault.audit import KeptCheckpoints
from vault.clock import Clock, SystemClock
from vault.crypto import file_sha256
from vault.errors import (
    Conflict,
    InvalidInput,
    KeyDestroyed,
    KeystoreUnavailable,
    Misconfigured,
    StorageUnavailable,
    Tampered,
    Unavailable,
)
from vault.keys import ErasureLedger, Head, keys_in_use
from vault.opening import open_vault
from vault.settings import Settings
from vault.storage import empty, looking, open_engine
from vault.wiring import Caller, Vault

_FORMAT: Final = "complaint-vault/backup/1"
_DESCRIPTION: Final = "backup.json"
_FILES: Final = {"sqlite": "vault.db", "postgresql": "vault.dump"}
_PROTECTION: Final = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcrl": "PGSSLCRL",
    "channel_binding": "PGCHANNELBINDING",
    "gssencmode": "PGGSSENCMODE",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
}
_PAGES_AT_ONCE: Final = 2_000


class Backup(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup says of itself."""

    format: str
    made_at: datetime
    engine: str
    file: str
    sha256: str
    ledger: Head
    """Where the erasure ledger ended; the ledger at restoring must hold this."""


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    backup: Backup
    erased_again: dict[str, int]
    """How many records of each kind were erased since the backup was made, and are now once more."""
    missing_keys: int = 0
    """Provider keys that the database names and no provider that answers holds: what stands under them is shut."""
    set_aside: str | None = None
    """The folder, beside the erasure ledger, with the checkpoints of the logs that were longer than those restored."""


def back_up(vault: Vault, by: Caller, folder: Path) -> Backup:
    """Writes a backup of the running vault's database into a new folder; the platform's log tells of it.

    Raises NotPermitted, InvalidInput for a folder that would lie with the keys, Conflict for one that is not empty,
    Unavailable where the database's own tool fails.
    """
    folder = folder.expanduser().resolve()
    vault.call(by, recovery.begin_backup)
    _refuse_the_keys_place(vault.settings, folder)
    _make_empty(folder)
    head = vault.keyring.ledger.head()
    engine = vault.storage.engine.dialect.name
    path = folder / _FILES[engine]
    path.touch(mode=0o600)
    if engine == "sqlite":
        _copy_sqlite(vault, path)
    else:
        _run("pg_dump", vault.settings, ["--format=custom", "--no-owner", f"--file={path}"])
    backup = Backup(
        format=_FORMAT,
        made_at=vault.clock.now(),
        engine=engine,
        file=path.name,
        sha256=file_sha256(path).hex(),
        ledger=head,
    )
    _write(folder / _DESCRIPTION, msgspec.json.format(msgspec.json.encode(backup), indent=1) + b"\n")
    vault.call(by, recovery.finish_backup, backup.sha256)
    return backup


def describe(folder: Path) -> Backup:
    """What a backup says of itself, its file checked. Raises InvalidInput, Tampered."""
    try:
        backup = msgspec.json.decode((folder / _DESCRIPTION).read_bytes(), type=Backup)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidInput("BACKUP", "is not the folder of a backup") from None
    if backup.format != _FORMAT or backup.file != _FILES.get(backup.engine):
        raise InvalidInput("BACKUP", "is of another format")
    try:
        whole = file_sha256(folder / backup.file).hex() == backup.sha256
    except OSError:
        whole = False
    if not whole:
        raise Tampered("the backup is not what was written")
    return backup


def restore(settings: Settings, by: Caller, folder: Path, clock: Clock | None = None) -> Restored:
    """Puts a backup in the place of a database that is not there, and erases again what was erased since.

    The keystore and the ledger are those of `settings`. On SQLite the file appears under its name only when that is
    done; the log of the restored database tells of it. Raises Conflict where there is a database, LedgerBroken for a
    ledger older than the backup, KeyDestroyed where erasing again needs keys that are gone, NotPermitted, and as
    `describe`.
    """
    clock = clock or SystemClock()
    backup = describe(folder)
    # To its end: a ledger that breaks later would be found only when half was done.
    for _ in ErasureLedger(settings.ledger).entries(backup.ledger):
        pass
    if make_url(settings.database_url).get_backend_name() != backup.engine:
        raise InvalidInput("BACKUP", f"is one of {backup.engine}, and the database is another")
    if backup.engine == "sqlite":
        done = _restore_sqlite(settings, by, folder, backup, clock)
    else:
        done = _restore_postgresql(settings, by, folder, backup, clock)
    # The logs end where the backup ends, and no longer where the newest checkpoint says.
    set_aside = KeptCheckpoints(settings.checkpoints).set_aside(clock.now())
    return done if set_aside is None else msgspec.structs.replace(done, set_aside=set_aside.name)


def _restore_sqlite(settings: Settings, by: Caller, folder: Path, backup: Backup, clock: Clock) -> Restored:
    place = Path(make_url(settings.database_url).database or "")
    if _holds_something(place):
        raise Conflict("there is a database already, or its -wal or -shm file", hint="move all of them away first")
    half = place.with_name(f".{place.name}.restoring")
    _remove(half)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        shutil.copyfile(folder / backup.file, half)
        half.chmod(0o600)
        done = _opened(msgspec.structs.replace(settings, database_url=f"sqlite:///{half}"), by, backup, clock)
        half.replace(place)
    except BaseException:
        # What was erased since may stand in it still.
        _remove(half)
        raise
    return done


def _holds_something(database: Path) -> bool:
    """Whether a database is there, or what would ruin another: a write-ahead log would be played into it.

    One without a table is what a command leaves that was run where none was.
    """
    _, *logs = _with_logs(database)
    if any(one.exists() for one in logs):
        return True
    if not database.exists() or not database.stat().st_size:
        return False
    try:
        with looking(open_engine(f"sqlite:///{database}")) as connection:
            return not empty(connection)
    except StorageUnavailable:
        return True


def _remove(database: Path) -> None:
    for one in _with_logs(database):
        one.unlink(missing_ok=True)


def _with_logs(database: Path) -> tuple[Path, ...]:
    """A SQLite database and the files that belong to it."""
    return database, *(database.with_name(database.name + suffix) for suffix in ("-wal", "-shm"))


def _restore_postgresql(settings: Settings, by: Caller, folder: Path, backup: Backup, clock: Clock) -> Restored:
    engine = open_engine(settings.database_url)
    try:
        with looking(engine) as connection:
            if not empty(connection):
                raise Conflict("the database is not empty", hint="name an empty one in CVAULT_DATABASE_URL")
    finally:
        engine.dispose()
    options = ["--exit-on-error", "--single-transaction", "--no-owner"]
    _run("pg_restore", settings, options, folder / backup.file)
    return _opened(settings, by, backup, clock)


def _opened(settings: Settings, by: Caller, backup: Backup, clock: Clock) -> Restored:
    """Opens what was restored, which erases again, and keeps that it was restored. Raises KeyDestroyed."""
    try:
        vault = open_vault(settings, clock)
    except KeyDestroyed:
        raise KeyDestroyed(
            "what was erased since cannot be erased again: keys for it are not at their provider any more",
            hint="restore a backup from after they were destroyed, or put the newest keystore in place",
        ) from None
    with vault:
        vault.call(by, recovery.restored, backup.sha256, vault.erased_again.total())
        return Restored(backup=backup, erased_again=vault.erased_again, missing_keys=_missing(vault))


def _missing(vault: Vault) -> int:
    """How many keys the database names that are not held, as far as providers answer."""
    with looking(vault.storage.engine) as connection:
        named = keys_in_use(connection)
    missing = 0
    for name, needed in named.items():
        held: frozenset[str] = frozenset()
        with suppress(KeystoreUnavailable):
            held = vault.keyring.providers.named(name).references()
        missing += len(needed - held)
    return missing


def _refuse_the_keys_place(settings: Settings, folder: Path) -> None:
    """Raises InvalidInput where one copy of a folder would hold a backup and what opens it."""
    home = settings.home.resolve()
    for kept in settings.kept_apart:
        beside = kept.parent
        # Whoever copies the vault's folder with the keys in it would copy a backup in it as well.
        wide = home if beside.resolve().is_relative_to(home) else beside
        if folder == beside or folder.is_relative_to(wide) or beside.is_relative_to(folder):
            raise InvalidInput("FOLDER", "would put the backup together with keys, credentials or the erasure ledger")


def _make_empty(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise Conflict("the folder for the backup is not empty", hint="name a new one for each backup")
    except OSError:
        raise Unavailable("the folder for the backup cannot be made") from None


def _copy_sqlite(vault: Vault, path: Path) -> None:
    """SQLite's online backup: writers go on meanwhile, and the copy is of one instant."""
    import sqlite3

    copy = sqlite3.connect(path)
    try:
        with looking(vault.storage.engine) as connection:
            driver: Any = connection.connection.driver_connection
            driver.backup(copy, pages=_PAGES_AT_ONCE)
        copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error:
        raise Unavailable("the database cannot be copied") from None
    finally:
        copy.close()
    _flush(path)


def _run(tool: str, settings: Settings, options: list[str], file: Path | None = None) -> None:
    """One of PostgreSQL's own tools. The password reaches it through the environment and never as an argument."""
    found = shutil.which(tool, path=str(settings.postgresql_bin) if settings.postgresql_bin else None)
    if found is None:
        raise Misconfigured(f"{tool} is not installed", hint="name its folder in CVAULT_POSTGRESQL_BIN")
    environment = _connection(settings.database_url)
    command = [found, *options, "--dbname", environment["PGDATABASE"], *([str(file)] if file else [])]
    done = subprocess.run(  # noqa: S603 -- the database's own tool, with our own options
        command, env=os.environ | environment, capture_output=True, check=False
    )
    if done.returncode != 0:
        # What the tool prints may hold rows.
        raise Unavailable(f"{tool} ended with code {done.returncode}")


def _connection(url: str) -> Mapping[str, str]:
    parts = make_url(url)
    values = {
        "PGHOST": parts.host or str(parts.query.get("host", "")),
        "PGPORT": str(parts.port or ""),
        "PGUSER": parts.username or "",
        "PGPASSWORD": str(parts.password or ""),
        "PGDATABASE": parts.database or "",
        # How the connection is protected must be the same as for the vault itself.
        **{name: str(parts.query.get(option, "")) for option, name in _PROTECTION.items()},
    }
    return {name: value for name, value in values.items() if value}


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
