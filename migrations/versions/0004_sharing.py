"""Recipients, agreements, consents, notices, who was told of what; and what a disclosure tells in the clear."""

import sqlalchemy as sa
from alembic import op

from vault.storage import Id, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MORE = ("recipient_id", "scenario", "fields", "respond_by", "answered_on", "answer")


def upgrade() -> None:
    _registers()
    _consents()
    _notices()
    _disclosures()
    _information()
    _concerns()
    _remarks()


def downgrade() -> None:
    for table in (
        "case_remark",
        "child_concern",
        "guide",
        "case_information",
        "notice",
        "disclosure_person",
        "consent",
        "agreement",
        "recipient",
    ):
        op.drop_table(table)
    # An older program knows neither what was kept with these nor the keys of what is gone.
    op.execute("DELETE FROM disclosure WHERE scenario IS NOT NULL")
    op.execute("DELETE FROM data_key WHERE owner_kind IN ('recipient', 'agreement', 'consent', 'notice', 'concern')")
    with op.batch_alter_table("disclosure") as disclosure:
        for name in _MORE:
            disclosure.drop_column(name)


def _registers() -> None:
    op.create_table(
        "recipient",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("recipient_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "recipient_id", name="pk_recipient"),
    )
    op.create_table(
        "agreement",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("agreement_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient_id", Id(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "agreement_id", name="pk_agreement"),
    )
    op.create_index("ix_agreement_organisation_id_recipient_id", "agreement", ["organisation_id", "recipient_id"])


def _consents() -> None:
    op.create_table(
        "consent",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("consent_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.Column("recipient_id", Id(), nullable=False),
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawal", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "subject_id"],
            ["subject.organisation_id", "subject.subject_id"],
            name="fk_consent_subject",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "consent_id", name="pk_consent"),
    )
    op.create_index("ix_consent_organisation_id_subject_id", "consent", ["organisation_id", "subject_id"])


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("notice_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=20), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("disclosure_id", Id(), nullable=False),
        sa.Column("recipient_id", Id(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=False),
        sa.Column("outcomes", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("organisation_id", "notice_id", name="pk_notice"),
    )
    op.create_index("ix_notice_organisation_id_disclosure_id", "notice", ["organisation_id", "disclosure_id"])
    op.create_index("ix_notice_organisation_id_state_due_on", "notice", ["organisation_id", "state", "due_on"])


def _concerns() -> None:
    op.create_table(
        "child_concern",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("concern_id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("confirm_by", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "concern_id", name="pk_child_concern"),
    )


def _remarks() -> None:
    op.create_table(
        "case_remark",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("remark_id", Id(), nullable=False),
        sa.Column("text_id", Id(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("starts_at", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"], name="fk_case_remark_case"
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "remark_id", name="pk_case_remark"),
    )


def _disclosures() -> None:
    op.add_column("disclosure", sa.Column("recipient_id", Id(), nullable=True))
    op.add_column("disclosure", sa.Column("scenario", sa.String(length=60), nullable=True))
    op.add_column("disclosure", sa.Column("fields", sa.String(length=600), nullable=True))
    op.add_column("disclosure", sa.Column("respond_by", sa.Date(), nullable=True))
    op.add_column("disclosure", sa.Column("answered_on", sa.Date(), nullable=True))
    op.add_column("disclosure", sa.Column("answer", sa.LargeBinary(), nullable=True))
    op.create_table(
        "disclosure_person",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("disclosure_id", Id(), nullable=False),
        sa.Column("subject_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id", "disclosure_id"],
            ["disclosure.organisation_id", "disclosure.case_id", "disclosure.disclosure_id"],
            name="fk_disclosure_person_disclosure",
        ),
        sa.PrimaryKeyConstraint(
            "organisation_id", "case_id", "disclosure_id", "subject_id", name="pk_disclosure_person"
        ),
    )
    op.create_index(
        "ix_disclosure_person_organisation_id_subject_id", "disclosure_person", ["organisation_id", "subject_id"]
    )
    # What was disclosed before this was kept did not say of whom: of anybody in the case who is known, so that each
    # recipient hears of a change; of nobody who spoke in confidence.
    op.execute(
        "INSERT INTO disclosure_person (organisation_id, case_id, disclosure_id, subject_id) "
        "SELECT DISTINCT d.organisation_id, d.case_id, d.disclosure_id, p.subject_id FROM disclosure d "
        "JOIN party p ON p.organisation_id = d.organisation_id AND p.case_id = d.case_id "
        "WHERE p.subject_id IS NOT NULL AND NOT p.confidential"
    )


def _information() -> None:
    op.create_table(
        "case_information",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("information_id", Id(), nullable=False),
        sa.Column("party_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id", "case_id"],
            ["case.organisation_id", "case.case_id"],
            name="fk_case_information_case",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "case_id", "information_id", name="pk_case_information"),
    )
    op.create_index("ix_case_information_organisation_id_party_id", "case_information", ["organisation_id", "party_id"])
    op.create_table(
        "guide",
        sa.Column("organisation_id", Id(), nullable=False),
        sa.Column("guide_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "guide_id", name="pk_guide"),
    )
    op.create_index(
        "ix_guide_organisation_id_code_version_language",
        "guide",
        ["organisation_id", "code", "version", "language"],
        unique=True,
    )
