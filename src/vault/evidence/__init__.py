"""Reading, sealing and proving the log; telling a data subject when their records were consulted."""

from vault.evidence.actions import consultations, read_log, seal, verify

__all__ = ["consultations", "read_log", "seal", "verify"]
