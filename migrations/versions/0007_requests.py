"""The history of requests, their letters and deliveries.

Revision ID: 0007
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _added() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("claimed", sa.String(20), nullable=False, server_default="access"),
        sa.Column("regime", sa.String(20), nullable=False, server_default="data_protection"),
        sa.Column("moved_due_on", sa.Date(), nullable=True),
        sa.Column("paused_since", sa.Date(), nullable=True),
        sa.Column("extended_on", sa.Date(), nullable=True),
    )


def _tables() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "request_entry": (
            sa.Column("entry_id", Id(), nullable=False),
            sa.Column("request_id", Id(), nullable=False),
            sa.Column("at", Instant(), nullable=False),
            sa.Column("kind", sa.String(20), nullable=False),
            sa.Column("details", sa.LargeBinary(), nullable=False),
        ),
        "request_letter": (
            sa.Column("letter_id", Id(), nullable=False),
            sa.Column("request_id", Id(), nullable=False),
            sa.Column("made_at", Instant(), nullable=False),
            sa.Column("kind", sa.String(20), nullable=False),
            sa.Column("content", sa.LargeBinary(), nullable=False),
        ),
        "request_subject": (
            sa.Column("request_id", Id(), nullable=False),
            sa.Column("subject_id", Id(), nullable=False),
        ),
        "request_delivery": (
            sa.Column("delivery_id", Id(), nullable=False),
            sa.Column("request_id", Id(), nullable=False),
            sa.Column("package_id", Id(), nullable=False),
            sa.Column("made_at", Instant(), nullable=False),
            sa.Column("expires_at", Instant(), nullable=False),
            sa.Column("attempts", sa.Integer(), nullable=False),
            sa.Column("collected_at", Instant(), nullable=True),
            sa.Column("code", sa.LargeBinary(), nullable=False),
        ),
    }


_KEYS = {
    "request_entry": ("entry_id",),
    "request_letter": ("letter_id",),
    "request_subject": ("request_id", "subject_id"),
    "request_delivery": ("delivery_id",),
}
_SOUGHT_BY = {"request_subject": "subject_id"}


def upgrade() -> None:
    for column in _added():
        op.add_column("subject_request", column)
    for name, columns in _tables().items():
        op.create_table(
            name,
            sa.Column("organisation_id", Id(), nullable=False),
            *columns,
            sa.ForeignKeyConstraint(
                ["organisation_id", "request_id"],
                ["subject_request.organisation_id", "subject_request.request_id"],
                name=f"fk_{name}_subject_request",
            ),
            sa.PrimaryKeyConstraint("organisation_id", *_KEYS[name], name=f"pk_{name}"),
        )
        sought = _SOUGHT_BY.get(name, "request_id")
        op.create_index(f"ix_{name}_organisation_id_{sought}", name, ["organisation_id", sought], unique=False)


def downgrade() -> None:
    for name in reversed(_KEYS):
        op.drop_index(f"ix_{name}_organisation_id_{_SOUGHT_BY.get(name, 'request_id')}", table_name=name)
        op.drop_table(name)
    for column in reversed(_added()):
        op.drop_column("subject_request", column.name)
