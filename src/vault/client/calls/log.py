"""The log and its proofs, who looked at whom, how backups and keys stand."""

from datetime import date

from vault.audit import Checkpoint, LoggedEvent, Verification
from vault.client.calls.call import Call, Page, Parts, paged, reading, starting
from vault.epochs import Safekeeping
from vault.evidence import Consultation, Proof, Reviewed
from vault.ids import EventId, SubjectId


def events() -> Parts[LoggedEvent]:
    """Every event of the log, the newest first, a page at a time."""
    return paged(lambda where: reading("/v1/audit/events", Page[LoggedEvent], where), behind="before")


def prove_event(event_id: EventId) -> Call[Proof]:
    """A proof (C2SP tlog-proof) that an event stands in the sealed log."""
    return reading(f"/v1/audit/events/{event_id}/proof", Proof)


def read_checkpoint() -> Call[Checkpoint]:
    """The signed state of the log. Keep it elsewhere: it shows later whether the log was cut."""
    return reading("/v1/audit/checkpoint", Checkpoint)


def read_log_keys() -> Call[list[str]]:
    """The public keys with which checkpoints of this log are checked, the newest first."""
    return reading("/v1/audit/keys", list[str])


def prove_growth(since: int = 0) -> Call[Proof]:
    """A proof that the log of now begins with that of an earlier checkpoint, by the size which that gives."""
    return reading("/v1/audit/growth", Proof, {"since": str(since)})


def verify_log() -> Call[Verification]:
    """Has every sealed event proven against the signed checkpoints."""
    return starting("/v1/audit/verification", Verification)


def read_consultations(subject_id: SubjectId) -> Call[list[Consultation]]:
    """When, why and under which reference a person's records were consulted."""
    return reading(f"/v1/subjects/{subject_id}/consultations", list[Consultation])


def review_access(day: date | None = None) -> Call[Reviewed]:
    """Who looked at what in a way that somebody should be asked about; yesterday unless a day is named."""
    return reading("/v1/audit/review", Reviewed, {} if day is None else {"day": day.isoformat()})


def read_safekeeping() -> Call[Safekeeping]:
    """When the newest backup was made, how old the keys are, and from when on no backup yields what was erased."""
    return reading("/v1/safekeeping", Safekeeping)
