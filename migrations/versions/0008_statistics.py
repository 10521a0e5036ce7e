"""Counts that outlive cases, the reports made of them, and by what somebody was to be reached."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "statistic",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_code", sa.String(length=300), nullable=False),
        sa.Column("column_code", sa.String(length=300), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id", "year", "table_name", "row_code", "column_code", name="pk_statistic"
        ),
    )
    op.create_table(
        "statistics_report",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("report_id", Id(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "report_id", name="pk_statistics_report"),
    )
    with op.batch_alter_table("case_step") as steps:
        steps.add_column(sa.Column("channel", sa.String(length=20), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("case_step") as steps:
        steps.drop_column("channel")
    op.drop_table("statistics_report")
    op.drop_table("statistic")
