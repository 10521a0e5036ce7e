"""Holds with a reason, what a plan found, the day of the last input, reviews of what is due."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant, SealedRecord

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COUNTS = ("records", "held", "waiting", "to_review", "unknown")
_CHANGED = ("case", "case_lane", "subject")


def upgrade() -> None:
    with op.batch_alter_table("hold") as holds:
        holds.add_column(sa.Column("key_id", Id(), nullable=True))
        holds.add_column(sa.Column("reason", SealedRecord(), nullable=True))
        holds.add_column(sa.Column("reviewed_at", Instant(), nullable=True))
    with op.batch_alter_table("purge_plan") as plans:
        for name in _COUNTS:
            plans.add_column(sa.Column(name, sa.Integer(), nullable=True))
    with op.batch_alter_table("purge_item") as items:
        # Everything that was planned so far was to be erased.
        items.add_column(sa.Column("action", sa.String(length=20), nullable=False, server_default="erase"))
    with op.batch_alter_table("purge_item") as items:
        items.alter_column("action", server_default=None)
    for name in _CHANGED:
        op.add_column(name, sa.Column("changed_on", sa.Date(), nullable=True))
    op.create_index("ix_subject_organisation_id_merged_into", "subject", ["organisation_id", "merged_into"])
    op.create_table(
        "retention_review",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("erase", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "record_id", name="pk_retention_review"),
    )
    op.create_table(
        "case_residue",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(length=300), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "organisation_id",
            "year",
            "month",
            "department",
            "category",
            "severity",
            "outcome",
            name="pk_case_residue",
        ),
    )


def downgrade() -> None:
    op.drop_table("case_residue")
    op.drop_table("retention_review")
    op.drop_index("ix_subject_organisation_id_merged_into", "subject")
    for name in reversed(_CHANGED):
        # Straight, since SQLite would make a table anew to which others refer.
        op.drop_column(name, "changed_on")
    with op.batch_alter_table("purge_item") as items:
        items.drop_column("action")
    with op.batch_alter_table("purge_plan") as plans:
        for name in reversed(_COUNTS):
            plans.drop_column(name)
    with op.batch_alter_table("hold") as holds:
        for name in ("reviewed_at", "reason", "key_id"):
            holds.drop_column(name)
