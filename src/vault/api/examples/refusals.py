"""A realistic problem for each status, as the OpenAPI document shows it."""

from collections.abc import Mapping
from typing import Any, Final

from vault.api.problems import TYPE_ROOT

_ROLES: Final = "must be one of: complainant, household_member, mentioned, representative, respondent, staff, witness"

PROBLEMS: Final[Mapping[str, Any]] = {
    "401": {
        "type": f"{TYPE_ROOT}unauthenticated",
        "title": "No valid credential was presented",
        "status": 401,
        "detail": "no valid API key was presented",
        "hint": "send it as a header: Authorization: Bearer KEY",
    },
    "403": {
        "type": f"{TYPE_ROOT}not-permitted",
        "title": "This is not permitted",
        "status": 403,
        "detail": "case:list is not permitted: no rule allows it",
        "permission": "case:list",
    },
    "404": {
        "type": f"{TYPE_ROOT}not-found",
        "title": "There is no such thing here",
        "status": 404,
        "detail": "no such case",
    },
    "409": {
        "type": f"{TYPE_ROOT}idempotency-conflict",
        "title": "The idempotency key was used for a different request",
        "status": 409,
        "detail": "this idempotency key came with a different request before",
    },
    "412": {
        "type": f"{TYPE_ROOT}outdated",
        "title": "It was changed by somebody else",
        "status": 412,
        "detail": "the case was changed since it was looked at",
        "hint": "look again",
    },
    "413": {"type": "about:blank", "title": "The body is too large", "status": 413},
    "415": {"type": "about:blank", "title": "The body is not of the media type that is asked for", "status": 415},
    "416": {"type": "about:blank", "title": "The file has no such bytes", "status": 416},
    "422": {
        "type": f"{TYPE_ROOT}invalid-input",
        "title": "The input is not valid",
        "status": 422,
        "detail": f"parties[0].role: {_ROLES}",
        "field": "parties[0].role",
        "rule": _ROLES,
    },
    "428": {
        "type": f"{TYPE_ROOT}version-needed",
        "title": "The change does not say what it is of",
        "status": 428,
        "detail": "the change needs the ETag of what it changes",
        "hint": "send it as a header: If-Match",
    },
    "429": {
        "type": f"{TYPE_ROOT}rate-limited",
        "title": "This client asks too often",
        "status": 429,
        "detail": "this client asks too often",
        "hint": "wait, as Retry-After says",
    },
    "503": {
        "type": f"{TYPE_ROOT}unavailable",
        "title": "The vault cannot answer right now",
        "status": 503,
        "detail": "too much work is waiting",
        "hint": "try again in a second",
    },
}
"""By status. Each is what the API answers; a test provokes them."""
