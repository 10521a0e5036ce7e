"""Reports without a name or in confidence, and their reporters' mailboxes."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("report_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("terms", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("lookup", sa.LargeBinary(length=16), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["case.organisation_id", "case.case_id"],
            name="fk_report_case",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "report_id", name="pk_report"),
    )
    op.create_index("ix_report_organisation_id_lookup", "report", ["organisation_id", "lookup"], unique=True)
    op.create_index("ix_report_organisation_id_case_id", "report", ["organisation_id", "case_id"], unique=True)
    op.create_table(
        "report_message",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("report_id", Id(), nullable=False),
        sa.Column("message_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("document_id", Id(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "report_id"],
            ["report.organisation_id", "report.report_id"],
            name="fk_report_message_report",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "report_id", "message_id", name="pk_report_message"),
    )


def downgrade() -> None:
    op.drop_table("report_message")
    op.drop_index("ix_report_organisation_id_case_id", table_name="report")
    op.drop_index("ix_report_organisation_id_lookup", table_name="report")
    op.drop_table("report")
