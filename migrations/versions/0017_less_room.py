"""Two indexes hold only what is sought by them; PostgreSQL keeps hashes without a length, and tidies up the log."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_HASHES = (("index_token", "token"), ("import_line", "key"), ("import_line", "fingerprint"))
_SPARSE = (
    ("data_key", "owner_id", sa.column("owner_id") != sa.column("key_id")),
    ("party", "subject_id", sa.column("subject_id").is_not(None)),
)


def upgrade() -> None:
    for table, column, only in _SPARSE:
        _indexed(table, column, only)
    if op.get_bind().dialect.name == "postgresql":
        for table, column in _HASHES:
            op.alter_column(table, column, type_=sa.Uuid(), postgresql_using=f"encode({column}, 'hex')::uuid")
        # Every event is written twice, since sealing gives it its place. What that leaves is room for the next ones
        # once it was tidied up; as the server is set by itself, a fifth of the log would wait for that.
        op.execute("ALTER TABLE audit_event SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit_event RESET (autovacuum_vacuum_scale_factor)")
        for table, column in _HASHES:
            op.alter_column(table, column, type_=sa.LargeBinary(), postgresql_using=f"uuid_send({column})")
    for table, column, _ in _SPARSE:
        _indexed(table, column, None)


def _indexed(table: str, column: str, only: sa.ColumnElement[bool] | None) -> None:
    name = f"ix_{table}_organisation_id_{column}"
    op.drop_index(name, table)
    op.create_index(name, table, ["organisation_id", column], postgresql_where=only, sqlite_where=only)
