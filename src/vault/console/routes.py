"""Every page of the console, gathered."""

from vault.console import (
    approvals,
    cases,
    handling,
    log,
    organisation,
    own,
    partners,
    people,
    requests,
    retention,
    review,
    signing_in,
    statistics,
    today,
)

HANDLERS = tuple(
    handler
    for module in (
        *(signing_in, own, today, requests, handling, review, cases, people),
        *(approvals, retention, statistics, log, organisation, partners),
    )
    for handler in module.HANDLERS
)
