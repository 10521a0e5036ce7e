"""Bringing a database to the schema of this version, with Alembic, from the shipped migrations."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine

from vault import resources
from vault.errors import Conflict, InvalidInput
from vault.storage.unit import translating


def migrate(engine: Engine, revision: str = "head", *, down: bool = False) -> None:
    """Brings the schema up to `revision`, all steps in one transaction; or down to it, where that is meant.

    Raises Conflict for an older schema that nobody said `down` to, InvalidInput for one that does not exist,
    StorageUnavailable.
    """
    with translating(), engine.begin() as connection:
        config = _config(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        if not _is_ancestor(config, revision, current):
            _upgrade(config, revision)
        elif down:
            command.downgrade(config, revision)
        else:
            raise Conflict("the older schema cannot hold everything that is stored", hint="--down deletes the rest")


def _upgrade(config: Config, revision: str) -> None:
    try:
        command.upgrade(config, revision)
    except CommandError:
        raise InvalidInput("revision", "is no schema of this version") from None


def pending(engine: Engine) -> bool:
    """Whether the database lacks a migration that this version ships. Raises StorageUnavailable."""
    with translating(), engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        return current != ScriptDirectory.from_config(_config(connection)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(resources.folder("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_ancestor(config: Config, revision: str, current: str | None) -> bool:
    if current is None or revision in ("head", current):
        return False
    if revision == "base":
        return True
    script = ScriptDirectory.from_config(config)
    return any(step.revision == revision for step in script.iterate_revisions(current, "base"))
