"""Bringing a database to the schema of this version, with Alembic, from the shipped migrations."""

import re
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, Select, String, column, inspect, select, table

from vault import resources
from vault.errors import Conflict, InvalidInput
from vault.storage.planning import tell_planner
from vault.storage.unit import translating

if TYPE_CHECKING:
    # Alembic takes a third of a command's start, and most commands migrate nothing.
    from alembic.config import Config

_STANDS: Final = re.compile(r'^(down_)?revision = (?:"(\w+)"|None)$', re.MULTILINE)


def migrate(engine: Engine, revision: str = "head", *, down: bool = False) -> None:
    """Brings the schema up to `revision`, all steps in one transaction; or down to it, where that is meant.

    Raises Conflict for an older schema that nobody said `down` to, InvalidInput for one that does not exist,
    StorageUnavailable.
    """
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    with translating(), engine.begin() as connection:
        config = _config(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        if not _is_ancestor(config, revision, current):
            _upgrade(config, revision)
            tell_planner(connection)
        elif down:
            command.downgrade(config, revision)
        else:
            raise Conflict("the older schema cannot hold everything that is stored", hint="--down deletes the rest")


def _upgrade(config: "Config", revision: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(config, revision)
    except CommandError:
        raise InvalidInput("revision", "is no schema of this version") from None


def pending(engine: Engine) -> bool:
    """Whether the database lacks a migration that this version ships. Raises StorageUnavailable."""
    with translating(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return True
        query: Select[str] = select(column("version_num", String)).select_from(table("alembic_version"))
        current = list(connection.scalars(query))
    return current != [newest()]


def newest() -> str:
    """The revision of this version's schema: the one that no other comes after, by the shipped files themselves."""
    after: dict[str, str | None] = {}
    for path in resources.folder("migrations").glob("versions/*.py"):
        found = {down or "": revision or None for down, revision in _STANDS.findall(path.read_text("utf-8"))}
        after[str(found[""])] = found["down_"]
    (head,) = set(after) - set(after.values())
    return head


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(resources.folder("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_ancestor(config: "Config", revision: str, current: str | None) -> bool:
    if current is None or revision in ("head", current):
        return False
    if revision == "base":
        return True
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(config)
    return any(step.revision == revision for step in script.iterate_revisions(current, "base"))
