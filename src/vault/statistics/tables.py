"""Counts of what is gone, and the reports that were made. Nothing here is about anybody, so nothing is sealed."""

from sqlalchemy import Column, Date, Integer, String, Table, Text

from vault.storage import Id, Instant, metadata

statistic = Table(
    "statistic",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("table_name", String(40), primary_key=True),
    Column("row_code", String(300), primary_key=True),
    Column("column_code", String(300), primary_key=True),
    Column("cases", Integer, nullable=False),
    Column("amount", Integer, nullable=False),
)

statistics_report = Table(
    "statistics_report",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("report_id", Id, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("made_at", Instant, nullable=False),
    # What was shown, as JSON: later reports are held against it.
    Column("shown", Text, nullable=False),
)
