"""What the work behind an idempotency key asked permission for, however much that was."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SHORT = sa.String(length=600)


def upgrade() -> None:
    with op.batch_alter_table("idempotency") as kept:
        kept.alter_column("permissions", existing_type=_SHORT, type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    # An answer that does not fit is forgotten, as it would be a day later: half of its permissions would let it out.
    kept_answers = sa.table("idempotency", sa.column("permissions", sa.Text()))
    op.execute(kept_answers.delete().where(sa.func.length(kept_answers.c.permissions) > _SHORT.length))
    with op.batch_alter_table("idempotency") as kept:
        kept.alter_column("permissions", existing_type=sa.Text(), type_=_SHORT, existing_nullable=False)
