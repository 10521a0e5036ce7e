"""The first schema."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_client",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("client_id", Id(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("roles", sa.String(length=200), nullable=False),
        sa.Column("purposes", sa.String(length=600), nullable=False),
        sa.Column("networks", sa.String(length=1200), nullable=False),
        sa.Column("certificate", sa.LargeBinary(length=32), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("makers", sa.Text(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "client_id", name="pk_api_client"),
    )
    op.create_index(
        "ix_api_client_organisation_id_certificate", "api_client", ["organisation_id", "certificate"], unique=True
    )
    op.create_table(
        "client_key",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("client_id", Id(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "client_id"],
            ["api_client.organisation_id", "api_client.client_id"],
            name="fk_client_key_api_client",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "client_id", "key_hash", name="pk_client_key"),
    )
    op.create_table(
        "approval",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("approval_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("about", Id(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("asked", sa.LargeBinary(), nullable=False),
        sa.Column("decided", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "approval_id", name="pk_approval"),
    )
    op.create_index("ix_approval_organisation_id_about", "approval", ["organisation_id", "about"], unique=False)
    op.create_index("ix_approval_organisation_id_digest", "approval", ["organisation_id", "digest"], unique=False)
    op.create_table(
        "audit_checkpoint",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "size", name="pk_audit_checkpoint"),
    )
    op.create_table(
        "audit_event",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("event_id", Id(), nullable=False),
        sa.Column("at", Instant(), nullable=True),
        sa.Column("actor", sa.String(length=80), nullable=True),
        sa.Column("permission", sa.String(length=80), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("entities", sa.LargeBinary(), nullable=True),
        sa.Column("leaf", sa.LargeBinary(length=32), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "event_id", name="pk_audit_event"),
    )
    op.create_index(
        "ix_audit_event_organisation_id_position", "audit_event", ["organisation_id", "position"], unique=False
    )
    op.create_index("ix_audit_event_organisation_id_at", "audit_event", ["organisation_id", "at"], unique=False)
    op.create_table(
        "audit_mention",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("entity_id", Id(), nullable=False),
        sa.Column("event_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "entity_id", "event_id", name="pk_audit_mention"),
    )
    op.create_table(
        "audit_subtree",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "level", "number", name="pk_audit_subtree"),
    )
    op.create_table(
        "audit_tree",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("edge", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_audit_tree"),
    )
    op.create_table(
        "audit_witness",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("witness", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("cosignatures", sa.Text(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=True),
        sa.Column("failing_since", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=200), nullable=False),
        sa.Column("tried_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "witness", name="pk_audit_witness"),
    )
    op.create_table(
        "case",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.Column("department", sa.String(length=300), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("anonymity", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("assigned_to", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("track", sa.String(length=20), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("witness_count", sa.Integer(), nullable=True),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", name="pk_case"),
    )
    op.create_index("ix_case_organisation_id_assigned_to", "case", ["organisation_id", "assigned_to"], unique=False)
    op.create_table(
        "epoch",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("epoch_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_key", sa.String(length=200), nullable=False),
        sa.Column("wrapped_encryption_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_index_key", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.Column("destroyed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "epoch_id", name="pk_epoch"),
    )
    op.create_index("ix_epoch_organisation_id_number", "epoch", ["organisation_id", "number"], unique=True)
    op.create_table(
        "deactivated_key",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("deactivated_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_key", sa.String(length=200), nullable=False),
        sa.Column("deactivated_at", Instant(), nullable=False),
        sa.Column("destroyed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "deactivated_id", name="pk_deactivated_key"),
    )
    op.create_table(
        "hold",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("hold_id", Id(), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("cause_id", Id(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "hold_id", name="pk_hold"),
    )
    op.create_index("ix_hold_organisation_id_cause_id", "hold", ["organisation_id", "cause_id"], unique=False)
    op.create_index("ix_hold_organisation_id_record_id", "hold", ["organisation_id", "record_id"], unique=False)
    op.create_table(
        "erasure_mark",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_erasure_mark"),
    )
    op.create_table(
        "idempotency",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=16), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("permissions", sa.String(length=600), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "actor", "key", name="pk_idempotency"),
    )
    op.create_table(
        "index_token",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("token", sa.LargeBinary(length=16), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("epoch_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "token", "owner_id", name="pk_index_token"),
    )
    op.create_index(
        "ix_index_token_organisation_id_owner_id", "index_token", ["organisation_id", "owner_id"], unique=False
    )
    op.create_table(
        "offboarding",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("offboarded_id", Id(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("agreed_at", Instant(), nullable=True),
        sa.Column("recipient", sa.String(length=80), nullable=True),
        sa.Column("export", sa.Text(), nullable=True),
        sa.Column("erased_at", Instant(), nullable=True),
        sa.Column("erased", sa.Text(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=True),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "offboarded_id", name="pk_offboarding"),
    )
    op.create_table(
        "organisation",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisation"),
    )
    op.create_table(
        "purge_certificate",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("certificate_id", Id(), nullable=False),
        sa.Column("plan_id", Id(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "certificate_id", name="pk_purge_certificate"),
    )
    op.create_table(
        "purge_plan",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("plan_id", Id(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "plan_id", name="pk_purge_plan"),
    )
    op.create_table(
        "signing_key",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("provider_key", sa.String(length=200), nullable=False),
        sa.Column("wrapped_seed", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("introduction", sa.LargeBinary(length=64), nullable=True),
        sa.Column("voucher", sa.LargeBinary(length=64), nullable=True),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.Column("destroyed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "key_id", name="pk_signing_key"),
    )
    op.create_table(
        "subject",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.Column("protection", sa.String(length=30), nullable=True),
        sa.Column("protection_until", sa.Date(), nullable=True),
        sa.Column("protection_recheck_on", sa.Date(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("objected", sa.Boolean(), nullable=False),
        sa.Column("merged_into", Id(), nullable=True),
        sa.Column("identity", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("national_id", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "subject_id", name="pk_subject"),
    )
    op.create_table(
        "subject_request",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("request_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("registered_at", Instant(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("internal_target", sa.Date(), nullable=False),
        sa.Column("extended_due_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.Column("scope_at_receipt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("scope_at_answer", sa.LargeBinary(length=32), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "request_id", name="pk_subject_request"),
    )
    op.create_table(
        "subject_flag",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("flag_id", Id(), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("ending", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subject_id"],
            ["subject.organisation_id", "subject.subject_id"],
            name="fk_subject_flag_subject",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "flag_id", name="pk_subject_flag"),
    )
    op.create_index(
        "ix_subject_flag_organisation_id_subject_id", "subject_flag", ["organisation_id", "subject_id"], unique=False
    )
    op.create_table(
        "subject_tie",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("tie_id", Id(), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.Column("other_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subject_id"],
            ["subject.organisation_id", "subject.subject_id"],
            name="fk_subject_tie_subject",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "tie_id", name="pk_subject_tie"),
    )
    op.create_index(
        "ix_subject_tie_organisation_id_other_id", "subject_tie", ["organisation_id", "other_id"], unique=False
    )
    op.create_index(
        "ix_subject_tie_organisation_id_subject_id", "subject_tie", ["organisation_id", "subject_id"], unique=False
    )
    op.create_table(
        "case_step",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("lane", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_case_step_case"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "number", name="pk_case_step"),
    )
    op.create_table(
        "case_lane",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("lane_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=30), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_case_lane_case"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "lane_id", name="pk_case_lane"),
    )
    op.create_index(
        "ix_case_lane_organisation_id_case_id_lane", "case_lane", ["organisation_id", "case_id", "lane"], unique=True
    )
    op.create_table(
        "case_entry",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("entry_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("lane", sa.String(length=30), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_case_entry_case"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "entry_id", name="pk_case_entry"),
    )
    op.create_table(
        "data_key",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("epoch_id", Id(), nullable=False),
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "epoch_id"], ["epoch.organisation_id", "epoch.epoch_id"], name="fk_data_key_epoch"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "key_id", name="pk_data_key"),
    )
    op.create_index("ix_data_key_organisation_id_owner_id", "data_key", ["organisation_id", "owner_id"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("disclosure_id", Id(), nullable=False),
        sa.Column("disclosed_on", sa.Date(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_disclosure_case"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "disclosure_id", name="pk_disclosure"),
    )
    op.create_table(
        "document",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("document_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("author_role", sa.String(length=20), nullable=False),
        sa.Column("author_party_id", Id(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("lane", sa.String(length=30), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_document_case"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "document_id", name="pk_document"),
    )
    op.create_table(
        "party",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("party_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject_id", Id(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("named_to_respondent", sa.Boolean(), nullable=False),
        sa.Column("description", sa.LargeBinary(), nullable=True),
        sa.Column("knowledge", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_party_case"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subject_id"],
            ["subject.organisation_id", "subject.subject_id"],
            name="fk_party_subject",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "party_id", name="pk_party"),
    )
    op.create_index("ix_party_organisation_id_subject_id", "party", ["organisation_id", "subject_id"], unique=False)
    op.create_table(
        "purge_item",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("plan_id", Id(), nullable=False),
        sa.Column("record_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cluster", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("keys_destroyed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "plan_id"],
            ["purge_plan.organisation_id", "purge_plan.plan_id"],
            name="fk_purge_item_purge_plan",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "plan_id", "record_id", name="pk_purge_item"),
    )
    op.create_table(
        "request_package",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("package_id", Id(), nullable=False),
        sa.Column("request_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("composed_at", Instant(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("manifest", sa.LargeBinary(), nullable=False),
        sa.Column("review", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "request_id"],
            ["subject_request.organisation_id", "subject_request.request_id"],
            name="fk_request_package_subject_request",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "package_id", name="pk_request_package"),
    )
    op.create_index(
        "ix_request_package_organisation_id_request_id",
        "request_package",
        ["organisation_id", "request_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_request_package_organisation_id_request_id", table_name="request_package")
    op.drop_table("request_package")
    op.drop_table("purge_item")
    op.drop_index("ix_party_organisation_id_subject_id", table_name="party")
    op.drop_table("party")
    op.drop_table("document")
    op.drop_table("disclosure")
    op.drop_index("ix_data_key_organisation_id_owner_id", table_name="data_key")
    op.drop_table("data_key")
    op.drop_table("case_entry")
    op.drop_index("ix_case_lane_organisation_id_case_id_lane", table_name="case_lane")
    op.drop_table("case_lane")
    op.drop_table("case_step")
    op.drop_table("subject_request")
    op.drop_index("ix_subject_tie_organisation_id_subject_id", table_name="subject_tie")
    op.drop_index("ix_subject_tie_organisation_id_other_id", table_name="subject_tie")
    op.drop_table("subject_tie")
    op.drop_index("ix_subject_flag_organisation_id_subject_id", table_name="subject_flag")
    op.drop_table("subject_flag")
    op.drop_table("subject")
    op.drop_table("signing_key")
    op.drop_table("purge_plan")
    op.drop_table("purge_certificate")
    op.drop_table("organisation")
    op.drop_table("offboarding")
    op.drop_index("ix_index_token_organisation_id_owner_id", table_name="index_token")
    op.drop_table("index_token")
    op.drop_table("erasure_mark")
    op.drop_table("idempotency")
    op.drop_index("ix_hold_organisation_id_record_id", table_name="hold")
    op.drop_index("ix_hold_organisation_id_cause_id", table_name="hold")
    op.drop_table("hold")
    op.drop_index("ix_epoch_organisation_id_number", table_name="epoch")
    op.drop_table("epoch")
    op.drop_table("deactivated_key")
    op.drop_index("ix_case_organisation_id_assigned_to", table_name="case")
    op.drop_table("case")
    op.drop_table("audit_witness")
    op.drop_table("audit_tree")
    op.drop_table("audit_subtree")
    op.drop_table("audit_mention")
    op.drop_index("ix_audit_event_organisation_id_at", table_name="audit_event")
    op.drop_index("ix_audit_event_organisation_id_position", table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_table("audit_checkpoint")
    op.drop_index("ix_approval_organisation_id_digest", table_name="approval")
    op.drop_index("ix_approval_organisation_id_about", table_name="approval")
    op.drop_table("approval")
    op.drop_table("client_key")
    op.drop_index("ix_api_client_organisation_id_certificate", table_name="api_client")
    op.drop_table("api_client")
