"""The log: who did what, to which ids, for which purpose, with which outcome. Never personal data.

Events are appended in the transaction of the verb they tell of. Sealing puts them into a Merkle tree for each
organisation, with signed checkpoints, so that any later change shows (`vault.evidence`).
"""

from vault.audit.event import Event, Outcome
from vault.audit.kept import KeptCheckpoints
from vault.audit.model import Checkpoint, LoggedEvent, Verification
from vault.audit.recorder import Recorder
from vault.audit.tally import Tally

__all__ = [
    "Checkpoint",
    "Event",
    "KeptCheckpoints",
    "LoggedEvent",
    "Outcome",
    "Recorder",
    "Tally",
    "Verification",
]
