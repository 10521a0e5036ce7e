"""Metrics in the OpenMetrics format: how the logs stand, what was refused, what is overdue. Never personal data.

Labels are ids of organisations, outcomes and the names of witnesses. Who may see them, the door says: whoever is on
this machine, or has a token.
"""

import time
from collections.abc import Iterator
from threading import Lock
from typing import Final

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from vault.accounts import Emergencies, count_emergencies
from vault.errors import Unavailable
from vault.evidence.measuring import Measured, measure, overdue
from vault.ids import PLATFORM, OrganisationId
from vault.policy import Actor, RoleName
from vault.wiring import Caller, Vault

_OVERDUE_EVERY_SECONDS: Final = 600.0


class Metrics(Collector):
    """What is told of one vault, measured when it is asked for."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self._lock = Lock()
        self._overdue: dict[OrganisationId, int] = {}
        self._overdue_at = float("-inf")

    def render(self, accept: str) -> tuple[bytes, str]:
        """The metrics and their content type, in a format that is accepted."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def listen(self, port: int) -> int:
        """Gives them to whoever is on this machine; returns the port. Raises Unavailable where it cannot listen."""
        try:
            server, _ = start_http_server(port, "127.0.0.1", self._registry)
        except OSError:
            raise Unavailable(f"cannot listen on 127.0.0.1, port {port}") from None
        return int(server.server_port)

    def describe(self) -> Iterator[Metric]:
        """Nothing: what there is to tell is only known once it is measured."""
        yield from ()

    def collect(self) -> Iterator[Metric]:
        """Every metric of now."""
        known = [one.organisation_id for one in self._vault.organisations()]
        yield _recorded(self._vault)
        yield from _logs({one: self._vault.call(_caller(one), measure) for one in (PLATFORM, *known)}, self._vault)
        yield self._purges(known)
        yield _emergencies({one: self._vault.call(_caller(one), count_emergencies) for one in known})

    def _purges(self, known: list[OrganisationId]) -> Metric:
        with self._lock:
            # Every record is looked at, so the number is kept for a while.
            if time.monotonic() >= self._overdue_at + _OVERDUE_EVERY_SECONDS or self._overdue.keys() != set(known):
                self._overdue = {one: self._vault.call(_caller(one), overdue) for one in known}
                self._overdue_at = time.monotonic()
            counts = dict(self._overdue)
        family = GaugeMetricFamily(
            "cvault_purge_overdue_records", "Records that should have been erased by now.", labels=["organisation"]
        )
        for organisation, count in counts.items():
            family.add_metric([str(organisation)], count)
        return family


def _recorded(vault: Vault) -> Metric:
    family = CounterMetricFamily(
        "cvault_log_events", "Events this process has recorded, by outcome.", labels=["organisation", "outcome"]
    )
    for (organisation, outcome), count in sorted(vault.tally.counts().items()):
        family.add_metric([str(organisation), outcome.value], count)
    return family


def _emergencies(counted: dict[OrganisationId, Emergencies]) -> Metric:
    family = GaugeMetricFamily(
        "cvault_break_glass_uses",
        "Roles taken on in an emergency: open, over and unreviewed, and of these overdue.",
        labels=["organisation", "state"],
    )
    for organisation, one in counted.items():
        for state, count in (("open", one.open), ("unreviewed", one.unreviewed), ("overdue", one.overdue)):
            family.add_metric([str(organisation), state], count)
    return family


def _logs(measured: dict[OrganisationId, Measured], vault: Vault) -> Iterator[Metric]:
    sealed = GaugeMetricFamily("cvault_log_sealed_events", "Events in the sealed log.", labels=["organisation"])
    waiting = GaugeMetricFamily("cvault_log_unsealed_events", "Events that wait.", labels=["organisation"])
    lag = GaugeMetricFamily(
        "cvault_log_sealing_lag_seconds", "How long the oldest event has waited.", labels=["organisation"]
    )
    labels = ["organisation", "witness"]
    behind = GaugeMetricFamily("cvault_log_witness_lag_events", "Events a witness was not told of.", labels=labels)
    failing = GaugeMetricFamily("cvault_log_witness_failing", "1 where a witness does not do its part.", labels=labels)
    now = vault.clock.now()
    for organisation, one in measured.items():
        label = [str(organisation)]
        sealed.add_metric(label, one.sealed)
        waiting.add_metric(label, one.waiting)
        lag.add_metric(label, max(0.0, (now - one.waiting_since).total_seconds()) if one.waiting_since else 0.0)
        for name, size, fails in one.witnesses:
            behind.add_metric([*label, name], one.sealed - size)
            failing.add_metric([*label, name], float(fails))
    yield from (sealed, waiting, lag, behind, failing)


def _caller(organisation: OrganisationId) -> Caller:
    return Caller(Actor("vault:metrics", organisation, frozenset({RoleName.AUDITOR})), "accountability")
