"""How the chunks of files were sealed is counted without reading them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_attachment_chunk_sealing", "attachment_chunk", ["organisation_id", sa.text("substr(content, 1, 2)")]
    )


def downgrade() -> None:
    op.drop_index("ix_attachment_chunk_sealing", table_name="attachment_chunk")
