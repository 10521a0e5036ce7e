"""New databases whose tables Citus keeps on its machines; a cluster is not started here, it is named.

`VAULT_TEST_CITUS_URL` names the coordinator; its user must be allowed to create databases. `VAULT_TEST_CITUS_WORKERS`
names its workers as host:port, with commas between; without any, the coordinator keeps every shard by itself.
"""

import os
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from vault.settings import normalised_url
from vault.storage import distribution, migrate, open_engine

COORDINATOR = os.environ.get("VAULT_TEST_CITUS_URL", "")
WORKERS = os.environ.get("VAULT_TEST_CITUS_WORKERS", "")


def distributed_database() -> str:
    """The address of a new database in which every table is distributed by organisation and no row stands."""
    name = f"vault_test_{uuid4().hex}"
    coordinator = make_url(normalised_url(COORDINATOR))
    workers = [(host, int(port)) for host, _, port in (one.partition(":") for one in WORKERS.split(",") if one)]
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
    migrate(engine)
    engine.dispose()
    _told(made, *distribution())
    return address


def _told(url: URL, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
