"""Files of a package beside its letter and data."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "package_file",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("file_id", Id(), nullable=False),
        sa.Column("package_id", Id(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "package_id"],
            ["request_package.organisation_id", "request_package.package_id"],
            name="fk_package_file_request_package",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "file_id", name="pk_package_file"),
    )
    op.create_index("ix_package_file_organisation_id_package_id", "package_file", ["organisation_id", "package_id"])


def downgrade() -> None:
    op.drop_index("ix_package_file_organisation_id_package_id", table_name="package_file")
    op.drop_table("package_file")
