"""New databases whose tables Citus keeps on its machines; a cluster is not started here, it is named.

`VAULT_TEST_CITUS_URL` names the coordinator; its user must be allowed to create databases. `VAULT_TEST_CITUS_WORKERS`
names its workers as host:port, with commas between; without any, the coordinator keeps every shard by itself.
"""

import os
import re
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from vault.settings import normalised_url
from vault.storage import distribution, migrate, open_engine

COORDINATOR = os.environ.get("VAULT_TEST_CITUS_URL", "")
WORKERS = [one for one in os.environ.get("VAULT_TEST_CITUS_WORKERS", "").split(",") if one]

_TABLE = re.compile(r"'[^']+'")
_NOT_YET = """
SELECT quote_ident(tablename) FROM pg_tables
WHERE schemaname = 'public' AND quote_ident(tablename) NOT IN (SELECT table_name::text FROM citus_tables)
"""


def distributed_database(revision: str = "head") -> str:
    """The address of a new database in which every table of a revision is distributed and no row stands."""
    name = f"vault_test_{uuid4().hex}"
    coordinator = make_url(normalised_url(COORDINATOR))
    workers = [(host, int(port)) for host, _, port in (one.rpartition(":") for one in WORKERS)]
    for url in (coordinator, *(coordinator.set(host=host, port=port) for host, port in workers)):
        _told(url, f'CREATE DATABASE "{name}"')
        _told(url.set(database=name), "CREATE EXTENSION citus")
    made = coordinator.set(database=name)
    if workers:
        _told(made, f"SELECT citus_set_coordinator_host('{made.host}', {made.port or 5432})")
        for host, port in workers:
            _told(made, f"SELECT citus_add_node('{host}', {port})")
    address = made.render_as_string(hide_password=False)
    engine = open_engine(address)
    migrate(engine, revision)
    engine.dispose()
    distribute(address)
    return address


def distribute(address: str) -> None:
    """Runs what `distribution` prints for each table that is there and not distributed yet."""
    url = make_url(address)
    engine = create_engine(url)
    with engine.connect() as connection:
        waiting = {f"'{name}'" for (name,) in connection.execute(text(_NOT_YET))}
    engine.dispose()
    _told(url, *(one for one in distribution() if _TABLE.findall(one)[0] in waiting))


def _told(url: URL, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
