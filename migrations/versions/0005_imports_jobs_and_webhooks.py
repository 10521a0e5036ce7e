"""Imports that go on where they were, long work, and messages to other systems."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_line",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("import_id", Id(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=16), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "import_id", "key", name="pk_import_line"),
    )
    op.create_table(
        "import_run",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("import_id", Id(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("latest_at", Instant(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "import_id", name="pk_import_run"),
    )
    op.create_table(
        "job",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("job_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("target_id", Id(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("cancelling", sa.Boolean(), nullable=False),
        sa.Column("problem", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "job_id", name="pk_job"),
    )
    op.create_index("ix_job_organisation_id_state", "job", ["organisation_id", "state"])
    op.create_table(
        "webhook",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("webhook_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("types", sa.String(length=600), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "webhook_id", name="pk_webhook"),
    )
    op.create_table(
        "webhook_delivery",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("delivery_id", Id(), nullable=False),
        sa.Column("webhook_id", Id(), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=True),
        sa.Column("failure", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "delivery_id", name="pk_webhook_delivery"),
    )
    op.create_index(
        "ix_webhook_delivery_organisation_id_state_next_at", "webhook_delivery", ["organisation_id", "state", "next_at"]
    )
    op.create_index(
        "ix_webhook_delivery_organisation_id_webhook_id_delivery_id",
        "webhook_delivery",
        ["organisation_id", "webhook_id", "delivery_id"],
    )


def downgrade() -> None:
    op.drop_index("ix_webhook_delivery_organisation_id_webhook_id_delivery_id", table_name="webhook_delivery")
    op.drop_index("ix_webhook_delivery_organisation_id_state_next_at", table_name="webhook_delivery")
    op.drop_table("webhook_delivery")
    op.drop_table("webhook")
    op.drop_index("ix_job_organisation_id_state", table_name="job")
    op.drop_table("job")
    op.drop_table("import_run")
    op.drop_table("import_line")
