"""Attachments: what is known of a file, and the sealed chunks that it is made of."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("attachment_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("author_role", sa.String(length=20), nullable=False),
        sa.Column("author_party_id", Id(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("lane", sa.String(length=30), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_attachment_case"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "attachment_id", name="pk_attachment"),
    )
    op.create_index(
        "ix_attachment_organisation_id_attachment_id", "attachment", ["organisation_id", "attachment_id"], unique=True
    )
    op.create_table(
        "attachment_chunk",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("stream_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("attachment_id", Id(), nullable=False),
        sa.Column("last", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id", "attachment_id"],
            ["attachment.organisation_id", "attachment.case_id", "attachment.attachment_id"],
            name="fk_attachment_chunk_attachment",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "stream_id", "number", name="pk_attachment_chunk"),
    )
    op.create_index(
        "ix_attachment_chunk_organisation_id_case_id_attachment_id",
        "attachment_chunk",
        ["organisation_id", "case_id", "attachment_id"],
    )


def downgrade() -> None:
    op.drop_table("attachment_chunk")
    op.drop_table("attachment")
