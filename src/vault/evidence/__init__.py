"""Reading, sealing and proving the log; telling a data subject when their records were consulted.

The log itself is `vault.audit`, beneath every verb; these verbs stand above it like any others.
"""

from vault.evidence.consulting import Consultation, Consulted, consultations, told, who_saw
from vault.evidence.holding import LogHolding
from vault.evidence.logbook import read_log
from vault.evidence.proving import Proof, prove_event, prove_events, prove_growth
from vault.evidence.reviewing import Reviewed, review
from vault.evidence.sealing import Sealed, newest_checkpoint, seal, verifier_keys
from vault.evidence.verifying import verify
from vault.evidence.witnessing import witness_standings

__all__ = [
    "Consultation",
    "Consulted",
    "LogHolding",
    "Proof",
    "Reviewed",
    "Sealed",
    "consultations",
    "newest_checkpoint",
    "prove_event",
    "prove_events",
    "prove_growth",
    "read_log",
    "review",
    "seal",
    "told",
    "verifier_keys",
    "verify",
    "who_saw",
    "witness_standings",
]
