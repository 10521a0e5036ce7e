"""Bringing a database to the schema of this version, with Alembic, from the shipped migrations."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from vault import resources
from vault.storage.unit import translating


def migrate(engine: Engine, revision: str = "head") -> None:
    """Brings the schema up (or down) to `revision`, all steps in one transaction. Raises StorageUnavailable."""
    with translating(), engine.begin() as connection:
        config = _config(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        if _is_ancestor(config, revision, current):
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)


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
