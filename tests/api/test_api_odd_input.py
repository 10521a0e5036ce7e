"""Input that no honest system sends: it is refused or kept as it is, and never a fault of ours."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.api.conftest import As

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

R = RoleName
ODD = (
    "\x00",
    "a\x00b",
    "\x1b[31m",
    "\u202egnirts",
    "'; DROP TABLE subject; --",
    "🏚️",
    "{{7*7}}",
    "%s%n",
    "\ufeff",
    "\u2028",
)
BODIES = {
    "NewCase": (R.INGEST, "POST", "/v1/cases"),
    "Person": (R.INGEST, "POST", "/v1/subjects"),
    "Given": (R.DPO, "POST", "/v1/subjects/find"),
    "NewRequest": (R.DPO, "POST", "/v1/access-requests"),
    "Profile": (R.ORG_ADMIN, "PUT", "/v1/organisation"),
    "NewClient": (R.ORG_ADMIN, "POST", "/v1/clients"),
}


def with_text(value: Any, odd: str) -> Iterator[Any]:
    """The same value many times, each with the odd text in place of another text."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from (value | {name: changed} for changed in with_text(one, odd))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from ([*value[:number], changed, *value[number + 1 :]] for changed in with_text(one, odd))
    elif isinstance(value, str):
        yield odd


@pytest.mark.parametrize("body", BODIES)
def test_odd_text_in_any_place_is_no_fault_of_ours(as_role: As, body: str) -> None:
    role, method, path = BODIES[body]
    client = as_role(role)
    for odd in ODD:
        for changed in with_text(REQUEST_BODIES[body], odd):
            answer = client.request(method, path, json=changed)
            assert answer.is_success or answer.status_code == 422, (changed, answer.text)
