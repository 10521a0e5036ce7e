"""The API as an ASGI application."""

from collections.abc import Mapping
from typing import Any, Self

from litestar import Litestar, Router
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme, Tag

from vault import __version__
from vault.api import (
    administration,
    approvals,
    attachments,
    audit,
    callers,
    cases,
    course,
    guides,
    health,
    holds,
    imports,
    jobs,
    metrics,
    origin,
    own,
    policy,
    problems,
    reports,
    request_ends,
    request_steps,
    requests,
    retention,
    reviews,
    sharing,
    staff,
    standing,
    statistics,
    subjects,
    webhooks,
)
from vault.api.deprecations import DEPRECATED, Deprecation, telling
from vault.api.headers import guard
from vault.api.limits import limiting
from vault.api.openapi import Document
from vault.api.wording import TAGS
from vault.policy import Register
from vault.wiring import Vault

_LARGEST_BODY = 20 * 1024 * 1024

_DESCRIPTION = """\
Store complaints, answer access requests, delete on time.

Authenticate with an API key as a bearer token. State a purpose in `Vault-Purpose` with every call: it limits what you
may read, it is kept in the log, and it is what the person concerned is told. Errors are RFC 9457 problems whose `type`
is stable; they name a field and a rule and never repeat a value. Ids of another organisation answer like ids that do
not exist. Creations take an `Idempotency-Key`, with which it is safe to try again; only those whose
answer holds a secret do not, since it must not be kept. Every answer says in `RateLimit` how much you may still ask.
"""


def create_app(vault: Vault, deprecated: Mapping[str, Deprecation] | None = None) -> Litestar:
    """The application over an open vault, which it does not close. `deprecated` are operations that will go."""
    going = DEPRECATED if deprecated is None else deprecated

    async def provide_vault() -> Vault:
        return vault

    return Litestar(
        route_handlers=[
            _Versioned(
                "/v1",
                route_handlers=[
                    cases.router,
                    attachments.router,
                    course.router,
                    course.texts,
                    reports.router,
                    reports.mailboxes,
                    subjects.router,
                    standing.router,
                    sharing.router,
                    guides.router,
                    requests.router,
                    reviews.router,
                    request_steps.router,
                    request_ends.router,
                    retention.router,
                    retention.overdue,
                    retention.deletions,
                    holds.router,
                    holds.reviews,
                    policy.router,
                    statistics.router,
                    administration.router,
                    staff.router,
                    own.sessions,
                    own.emergencies,
                    approvals.router,
                    audit.router,
                    imports.router,
                    jobs.router,
                    webhooks.router,
                ],
                guards=[callers.refuse_at_the_door],
                before_request=callers.refuse_doubtful_body,
            ),
            health.router,
            metrics.router(vault),
        ],
        dependencies={"vault": Provide(provide_vault)},
        exception_handlers=problems.HANDLERS,
        openapi_config=_openapi(vault.policy.register, going),
        request_max_body_size=_LARGEST_BODY,
        before_send=[guard, telling(going)] if going else [guard],
        middleware=[limiting(vault)],
        on_app_init=[_quiet],
        state=State(origin.state(vault.settings)),
    )


class _Versioned(Router):
    """The routes of a version. It is made for one application, which so need not make a copy of all that is in it."""

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self


def _quiet(config: AppConfig) -> AppConfig:
    # Litestar's own error log would print tracebacks, and with them what a request held.
    config.logging_config = None
    return config


def _openapi(register: Register, deprecated: Mapping[str, Deprecation]) -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Complaint vault",
        version=__version__,
        description=_DESCRIPTION,
        license=License(name="Apache 2.0", identifier="Apache-2.0"),
        tags=[Tag(name=name, description=text) for name, text in TAGS.items()],
        path="/openapi",
        use_handler_docstrings=True,
        render_plugins=[Document("/openapi.json", register, deprecated)],
        components=Components(
            security_schemes={"apiKey": SecurityScheme(type="http", scheme="bearer", bearer_format="cvk_…")}
        ),
        security=[{"apiKey": []}],
    )
