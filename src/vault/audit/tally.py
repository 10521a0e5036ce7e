"""How many events this process has recorded since it began, by outcome: numbers for metrics, and nothing else."""

from collections import Counter
from collections.abc import Iterable
from threading import Lock

from vault.audit.event import Outcome
from vault.ids import OrganisationId


class Tally:
    """Counts that only grow. Several threads may add."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[OrganisationId, Outcome]] = Counter()

    def add(self, organisation: OrganisationId, outcomes: Iterable[Outcome]) -> None:
        with self._lock:
            self._counts.update((organisation, outcome) for outcome in outcomes)

    def counts(self) -> dict[tuple[OrganisationId, Outcome], int]:
        """The counts of now."""
        with self._lock:
            return dict(self._counts)
