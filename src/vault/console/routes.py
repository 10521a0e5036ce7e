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
    policy,
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
        *(approvals, retention, statistics, log, policy, organisation, partners),
    )
    for handler in module.HANDLERS
)
