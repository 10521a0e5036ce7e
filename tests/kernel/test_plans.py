"""What one record costs must not grow with the others: SQLite's own plan of every statement is the witness.

A statement that finds its rows by the organisation alone reads everything that the organisation has. It may where it
stops after a page, or where the verb's work is to look at everything.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, PrimaryKeyConstraint, Table, UniqueConstraint, event, text
from tests.benchmarks.suite.complaints import email, name, phone
from tests.benchmarks.suite.mixes import VaultStore
from tests.world import World

from vault import complaints, epochs, subjects
from vault.policy import RoleName
from vault.storage import metadata, migrate
from vault.subjects import Given

R = RoleName
GROWING = (
    *("case", "party", "document", "case_entry", "case_step", "case_remark", "case_lane", "case_information"),
    *("disclosure", "disclosure_person", "attachment", "attachment_chunk", "report", "report_message", "child_concern"),
    *("subject", "subject_flag", "subject_tie", "consent", "data_key", "index_token", "notice", "purge_item"),
    *("audit_event", "audit_mention", "audit_subtree", "idempotency", "import_line", "session", "remembered_decision"),
    *("subject_request", "request_subject", "request_entry", "request_letter", "request_package", "package_file"),
)
"""Not holds: as many are in force as there are open requests and proceedings, and a purge asks for all of them."""
READS_ALL = re.compile(
    rf"SCAN (?:{'|'.join(metadata.tables)})\b"
    rf"|SEARCH (?:{'|'.join(GROWING)})(?: USING [A-Z ]*INDEX \S+)?(?: \(organisation_id=\?\))?$"
)
"""Small tables as well are never read with the rows of every other organisation."""
PLANNED = re.compile(r"\s*(?:SELECT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every statement meanwhile."""
    told: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        told.append(statement)

    event.listen(Engine, "before_cursor_execute", tell)
    try:
        yield told
    finally:
        event.remove(Engine, "before_cursor_execute", tell)


def reading_all(world: World, statements: list[str]) -> list[str]:
    """Those that find rows of a growing table by the organisation alone, and do not stop after a page; with why."""
    found = []
    with world.vault.storage.engine.connect() as connection:
        for statement in dict.fromkeys(one for one in statements if PLANNED.match(one)):
            values = (None,) * statement.count("?")
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            plan = [str(row[3]) for row in rows]
            paged = "LIMIT" in statement and not any("TEMP B-TREE" in one for one in plan)
            found += [f"{one}: {statement}" for one in plan if READS_ALL.match(one) and not paged]
    return found


def test_no_record_is_found_by_reading_all_of_them(sqlite_world: World) -> None:
    """Every operation of GDPRbench's mixes, pages, and what people are looked up by, under two living epochs."""
    world = sqlite_world
    store = VaultStore(world, 30, 10)
    world.call(R.OPERATOR, epochs.rotate)
    given = Given(name=name(4), phone=phone(4), email=email(4))
    acts: dict[str, Callable[[int], object]] = store.acts() | {
        "look_up": lambda _: world.call(R.CASE_WORKER, subjects.look_up_subjects, given),
        "list": lambda _: world.call(R.CASE_WORKER, complaints.list_cases, None, 10),
    }
    told: dict[str, list[str]] = {}
    for what, act in acts.items():
        with listening() as statements:
            act(3)
        assert statements
        told[what] = reading_all(world, statements)
    assert {what: found for what, found in told.items() if found} == {}


def test_a_statement_that_reads_all_is_seen(sqlite_world: World) -> None:
    """The witness itself: without an index for it, a search reads everything of the organisation."""
    asked = "SELECT document_id FROM document WHERE organisation_id = ? AND dated_on = ?"
    assert reading_all(sqlite_world, [asked]) != []


def test_the_planner_is_told_of_every_index(sqlite_world: World) -> None:
    """And again whenever a schema is brought up to date: an index that a migration added would be missing otherwise."""
    engine = sqlite_world.vault.storage.engine
    asked = text("SELECT tbl, count(*), min(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl")
    with engine.begin() as connection:
        told = {table: (indexes, rows) for table, indexes, rows in connection.execute(asked)}
        connection.execute(text("DELETE FROM sqlite_stat1"))
    assert told == {one.name: (_indexes(one), 1_000_000) for one in metadata.tables.values()}
    migrate(engine)
    with engine.connect() as connection:
        assert {row[0] for row in connection.execute(asked)} == told.keys()


def _indexes(table: Table) -> int:
    """How many a table has: its own, and one for each rule of what is there once."""
    unique = [one for one in table.constraints if isinstance(one, PrimaryKeyConstraint | UniqueConstraint)]
    return len(table.indexes) + len(unique)
