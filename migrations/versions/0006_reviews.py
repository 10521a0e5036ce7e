"""Reviews of answers, protocols of searches, and what an organisation remembers of its decisions."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review",
        *_of_request("review"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "request_id", name="pk_review"),
    )
    op.create_table(
        "review_text",
        *_of_request("review_text"),
        sa.Column("text_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "request_id", "text_id", name="pk_review_text"),
    )
    op.create_table(
        "review_ruling",
        *_of_request("review_ruling"),
        sa.Column("ruling_id", Id(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "request_id", "ruling_id", name="pk_review_ruling"),
    )
    op.create_table(
        "review_candidate",
        *_of_request("review_candidate"),
        sa.Column("candidate_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "request_id", "candidate_id", name="pk_review_candidate"),
    )
    op.create_table(
        "search_protocol",
        *_of_request("search_protocol"),
        sa.Column("protocol_id", Id(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "request_id", "protocol_id", name="pk_search_protocol"),
    )
    op.create_table(
        "remembered_decision",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("memory_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", Id(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subject_id"],
            ["subject.organisation_id", "subject.subject_id"],
            name="fk_remembered_decision_subject",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "memory_id", name="pk_remembered_decision"),
    )
    op.create_index(
        "ix_remembered_decision_organisation_id_subject_id", "remembered_decision", ["organisation_id", "subject_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_remembered_decision_organisation_id_subject_id", table_name="remembered_decision")
    for name in (
        "remembered_decision",
        "search_protocol",
        "review_candidate",
        "review_ruling",
        "review_text",
        "review",
    ):
        op.drop_table(name)


def _of_request(table: str) -> tuple[sa.Column[object] | sa.ForeignKeyConstraint, ...]:
    """What the tables of a request have in common."""
    return (
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("request_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "request_id"],
            ["subject_request.organisation_id", "subject_request.request_id"],
            name=f"fk_{table}_subject_request",
        ),
    )
