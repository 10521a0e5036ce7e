"""Members of staff: accounts, what proves them, their sessions, and what they took on in an emergency."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("sign_in_id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=True),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("waits_for", sa.String(length=20), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "sign_in_id", name="pk_sign_in"),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "token", name="pk_sign_in_failure"),
    )
    op.create_index("ix_sign_in_failure_organisation_id_last_at", "sign_in_failure", ["organisation_id", "last_at"])
    op.create_table(
        "staff_account",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("departments", sa.Text(), nullable=False),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("proofs", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("invitation", sa.LargeBinary(length=32), nullable=True),
        sa.Column("invited_until", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "account_id", name="pk_staff_account"),
    )
    op.create_table(
        "emergency",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("emergency_id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("reviewed_at", Instant(), nullable=True),
        sa.Column("reviewed_by", sa.String(length=80), nullable=True),
        sa.Column("justified", sa.String(length=10), nullable=True),
        sa.Column("review", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["staff_account.organisation_id", "staff_account.account_id"],
            name="fk_emergency_staff_account",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "emergency_id", name="pk_emergency"),
    )
    op.create_index("ix_emergency_organisation_id_account_id", "emergency", ["organisation_id", "account_id"])
    op.create_table(
        "known_device",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("device_id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["staff_account.organisation_id", "staff_account.account_id"],
            name="fk_known_device_staff_account",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "device_id", name="pk_known_device"),
    )
    op.create_index("ix_known_device_organisation_id_account_id", "known_device", ["organisation_id", "account_id"])
    op.create_table(
        "passkey",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("passkey_id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("credential", sa.LargeBinary(length=32), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("signed", sa.BigInteger(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["staff_account.organisation_id", "staff_account.account_id"],
            name="fk_passkey_staff_account",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "passkey_id", name="pk_passkey"),
    )
    op.create_index("ix_passkey_organisation_id_account_id", "passkey", ["organisation_id", "account_id"])
    op.create_index("ix_passkey_organisation_id_credential", "passkey", ["organisation_id", "credential"], unique=True)
    op.create_table(
        "session",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("session_id", Id(), nullable=False),
        sa.Column("account_id", Id(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("previous_until", Instant(), nullable=True),
        sa.Column("form_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("rotated_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "account_id"],
            ["staff_account.organisation_id", "staff_account.account_id"],
            name="fk_session_staff_account",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "session_id", name="pk_session"),
    )
    op.create_index("ix_session_organisation_id_account_id", "session", ["organisation_id", "account_id"])


def downgrade() -> None:
    op.drop_index("ix_session_organisation_id_account_id", table_name="session")
    op.drop_table("session")
    op.drop_index("ix_passkey_organisation_id_credential", table_name="passkey")
    op.drop_index("ix_passkey_organisation_id_account_id", table_name="passkey")
    op.drop_table("passkey")
    op.drop_index("ix_known_device_organisation_id_account_id", table_name="known_device")
    op.drop_table("known_device")
    op.drop_index("ix_emergency_organisation_id_account_id", table_name="emergency")
    op.drop_table("emergency")
    op.drop_table("staff_account")
    op.drop_index("ix_sign_in_failure_organisation_id_last_at", table_name="sign_in_failure")
    op.drop_table("sign_in_failure")
    op.drop_table("sign_in")
