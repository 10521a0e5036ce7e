"""Every page of the console, gathered."""

from vault.console import (
    approvals,
    awaiting,
    cases,
    deciding,
    emergencies,
    enclosing,
    handling,
    holds,
    identifying,
    lettering,
    log,
    organisation,
    owing,
    own,
    partners,
    people,
    policy,
    requests,
    restricting,
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
        *(
            signing_in,
            own,
            today,
            owing,
            requests,
            handling,
            identifying,
            deciding,
            restricting,
            enclosing,
            review,
            cases,
        ),
        *(people, awaiting, approvals, emergencies, retention, holds, what_if, statistics, log, policy),
        *(organisation, lettering, partners),
    )
    for handler in module.HANDLERS
)
