"""Reports that came without a name or in confidence, and the reporter's own side of what was written.

The other side, which staff read, are documents of the case. Nothing here tells who somebody is, and nothing is
finer than a day.
"""

from sqlalchemy import Column, Date, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table

from vault.storage import Id, SealedRecord, metadata

report = Table(
    "report",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("report_id", Id, primary_key=True),
    Column("case_id", Id, nullable=False),
    Column("key_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    # Which version of the policy was shown before it was written.
    Column("terms", String(40), nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("written_on", Date, nullable=False),
    Column("withdrawn_on", Date),
    # Both are empty where no receipt was given: then nobody can write again, and nothing can be answered.
    Column("lookup", LargeBinary(16)),
    Column("seal", SealedRecord(version="seal_changes")),
    Column("seal_changes", Integer, nullable=False, server_default="0"),
    ForeignKeyConstraint(["organisation_id", "case_id"], ["case.organisation_id", "case.case_id"]),
    Index(None, "organisation_id", "lookup", unique=True),
    Index(None, "organisation_id", "case_id", unique=True),
)

message = Table(
    "report_message",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("report_id", Id, primary_key=True),
    Column("message_id", Id, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("on_day", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    # What staff see of it.
    Column("document_id", Id),
    # An envelope that the receipt opens, sealed once more under the report's own key.
    Column("envelope", SealedRecord(), nullable=False),
    ForeignKeyConstraint(["organisation_id", "report_id"], ["report.organisation_id", "report.report_id"]),
)
