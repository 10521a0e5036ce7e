"""Every page of the console, gathered."""

from vault.console import (
    approvals,
    cases,
    deciding,
    handling,
    holds,
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
    what_if,
)

HANDLERS = tuple(
    handler
    for module in (
        *(signing_in, own, today, requests, handling, deciding, review, cases, people),
        *(approvals, retention, holds, what_if, statistics, log, policy, organisation, partners),
    )
    for handler in module.HANDLERS
)
