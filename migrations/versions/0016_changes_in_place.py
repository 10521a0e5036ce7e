"""How often a sealed record was changed in its place: what stood there before opens there no more."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COUNTED = (
    ("case", "reference_changes"),
    ("party", "changes"),
    ("document", "changes"),
    ("case_entry", "changes"),
    ("attachment", "changes"),
    ("disclosure", "changes"),
    ("webhook", "changes"),
    ("report", "seal_changes"),
)


def upgrade() -> None:
    for table, column in _COUNTED:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    for table, column in _COUNTED:
        op.drop_column(table, column)
