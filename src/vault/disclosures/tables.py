"""Who may be given something, what was given, and who must hear of a change. What names anybody is sealed.

Recipients, agreements, consents and notices have data keys of their own: each is kept for its own time, and a notice
outlives the complaint of which it tells. A disclosure stands under the key of its complaint.
"""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, String, Table, UniqueConstraint

from vault.storage import BY_KEY, Id, SealedRecord, metadata

recipient = Table(
    "recipient",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("recipient_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(30), nullable=False),
    Column("registered_on", Date, nullable=False),
    Column("ended_on", Date),
    Column("record", SealedRecord(version="version"), nullable=False),
)

agreement = Table(
    "agreement",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("agreement_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("recipient_id", Id, nullable=False),
    Column("started_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("ended_on", Date),
    Column("record", SealedRecord(version="version"), nullable=False),
    Index(None, "organisation_id", "recipient_id"),
)

consent = Table(
    "consent",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("consent_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("recipient_id", Id, nullable=False),
    Column("purpose", String(60), nullable=False),
    Column("given_on", Date, nullable=False),
    Column("until", Date),
    Column("withdrawn_on", Date),
    Column("record", SealedRecord(), nullable=False),
    Column("withdrawal", SealedRecord()),
    ForeignKeyConstraint(["organisation_id", "subject_id"], ["subject.organisation_id", "subject.subject_id"]),
    Index(None, "organisation_id", "subject_id"),
)

disclosure = Table(
    "disclosure",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("disclosure_id", Id, primary_key=True),
    Column("disclosed_on", Date, nullable=False),
    Column("record", SealedRecord(version="changes"), nullable=False),
    # Codes and ids; null where another system told of the disclosure in its own words.
    Column("recipient_id", Id),
    Column("scenario", String(60)),
    Column("fields", String(600)),
    Column("respond_by", Date),
    Column("answered_on", Date),
    Column("answer", SealedRecord(version="changes")),
    Column("changes", Integer, nullable=False, server_default="0"),
    ForeignKeyConstraint(["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"]),
)

person = Table(
    "disclosure_person",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("case_id", Id, primary_key=True),
    Column("disclosure_id", Id, primary_key=True),
    Column("subject_id", Id, primary_key=True),
    ForeignKeyConstraint(
        ["organisation_id", "case_id", "disclosure_id"],
        ["disclosure.organisation_id", "disclosure.case_id", "disclosure.disclosure_id"],
    ),
    Index(None, "organisation_id", "subject_id"),
    **BY_KEY,
)

notice = Table(
    "notice",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("notice_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("change", String(20), nullable=False),
    # Of a complaint and a disclosure that may be gone by now, so neither is a foreign key.
    Column("case_id", Id, nullable=False),
    Column("disclosure_id", Id, nullable=False),
    Column("recipient_id", Id),
    Column("made_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", String(20), nullable=False),
    Column("settled_on", Date),
    Column("told", SealedRecord(), nullable=False),
    Column("outcomes", SealedRecord(version="version")),
    Index(None, "organisation_id", "disclosure_id"),
    Index(None, "organisation_id", "state", "due_on"),
)

concern = Table(
    "child_concern",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("concern_id", Id, primary_key=True),
    Column("key_id", Id, nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("confirm_by", Date, nullable=False),
    Column("confirmed_on", Date),
    Column("record", SealedRecord(), nullable=False),
)

concern_receipt = Table(
    "concern_receipt",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("receipt_id", Id, primary_key=True),
    Column("concern_id", Id, nullable=False),
    Column("key_id", Id, nullable=False),
    Column("sent_on", Date, nullable=False),
    Column("confirmed_on", Date, nullable=False),
    Column("receipt", SealedRecord(), nullable=False),
    UniqueConstraint("organisation_id", "concern_id"),
)
"""What the municipality confirmed a report with, which outlives the copy of it."""
