"""What municipalities confirmed reports of concern with."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concern_receipt",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("receipt_id", Id(), nullable=False),
        sa.Column("concern_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "receipt_id", name="pk_concern_receipt"),
        sa.UniqueConstraint("organisation_id", "concern_id", name="uq_concern_receipt_organisation_id_concern_id"),
    )


def downgrade() -> None:
    op.drop_table("concern_receipt")
