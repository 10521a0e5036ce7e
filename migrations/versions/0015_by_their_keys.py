"""SQLite keeps tables of small rows in the order of their keys; two indexes hold only what is sought by them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = (
    *("index_token", "data_key", "audit_event", "audit_mention", "case_step", "party"),
    *("disclosure_person", "request_subject", "purge_item"),
)
_SPARSE = (("case", "assigned_to"), ("subject", "merged_into"))


def upgrade() -> None:
    _rebuilt(by_key=True)
    for table, column in _SPARSE:
        _indexed(table, column, sa.column(column).is_not(None))


def downgrade() -> None:
    for table, column in _SPARSE:
        _indexed(table, column, None)
    _rebuilt(by_key=False)


def _rebuilt(*, by_key: bool) -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in _TABLES:
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_with_rowid": not by_key}):
            """Nothing else is changed."""


def _indexed(table: str, column: str, only: sa.ColumnElement[bool] | None) -> None:
    name = f"ix_{table}_organisation_id_{column}"
    op.drop_index(name, table)
    op.create_index(name, table, ["organisation_id", column], postgresql_where=only, sqlite_where=only)
