"""Every operation of the document, with whatever its schema allows and does not, in every role.

No fault of ours, no status and no shape that the document does not name. A few inputs for each operation here;
`CVAULT_FUZZ_EXAMPLES=200` for many, which takes long.
"""

import os
import warnings
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from tests.api.conftest import key_for
from tests.world import PURPOSE_OF, World

with warnings.catch_warnings():
    # Its own dependencies warn of each other while they load.
    warnings.simplefilter("ignore")
    import schemathesis

    # It would load its schemas late, beside the server's threads, and Python 3.11 parses sources in one thread only.
    import schemathesis.specs.openapi.schemas
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.result import Ok
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

from tests.api.known import ids_of_each

from vault.policy import NOT_GIVEN, RoleName

EXAMPLES = int(os.environ.get("CVAULT_FUZZ_EXAMPLES", "3"))
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
STREAM = "/v1/imports/{import_id}/lines"


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """SQLite alone: what is sought are faults of the door."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


def operations(address: str) -> Iterator[Any]:
    schema: Any = schemathesis.openapi.from_url(f"{address}/openapi/openapi.json")
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        yield found.ok()


@pytest.mark.filterwarnings("ignore")
def test_no_input_meets_a_fault_or_an_answer_that_is_not_documented(world: World, address: str, as_role: Any) -> None:
    known = ids_of_each(as_role)
    keys = {role: key_for(world, role) for role in PURPOSE_OF if role not in NOT_GIVEN}
    tried, failures = 0, []
    for operation in operations(address):
        if operation.path == STREAM:
            continue
        tried += 1
        try:
            put(operation, known, keys)
        except Exception as failure:  # noqa: BLE001 -- every operation is tried, and what failed is told at the end
            failures.append(f"{operation.label}: {failure}")
    assert not failures, "\n".join(failures)
    assert tried > 60


def put(operation: Any, known: dict[str, str], keys: dict[RoleName, str]) -> None:
    """Puts some inputs to an operation, each in every role and half of them with ids that there are."""

    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=EXAMPLES < 10,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), real=st.booleans())
    def try_it(case: Any, real: bool) -> None:  # noqa: FBT001 -- as hypothesis calls it
        if real and case.path_parameters:
            case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        for role, key in keys.items():
            headers = {"Authorization": f"Bearer {key}", "Vault-Purpose": PURPOSE_OF[role]}
            case.call_and_validate(headers=headers, checks=CHECKS)

    try_it()
