"""Long work: which, on whose behalf, and how far it has come. Ids and codes only."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from vault.storage import Id, Instant, metadata

job = Table(
    "job",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("job_id", Id, primary_key=True),
    Column("kind", String(40), nullable=False),
    # What the work is done to: a plan, a request.
    Column("target_id", Id, nullable=False),
    # Who asked, and for which purpose; what they may do is looked up when the work is taken up.
    Column("actor", String(80), nullable=False),
    Column("purpose", String(80), nullable=False),
    Column("state", String(12), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    # Until when whoever took it up need not be followed by another.
    Column("leased_until", Instant),
    Column("cancelling", Boolean, nullable=False),
    # The public name of the error that ended it.
    Column("problem", String(60)),
    Index(None, "organisation_id", "state"),
)
