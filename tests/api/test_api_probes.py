"""Whoever probes with ids of another organisation learns nothing: each operation answers as to ids of nothing (C-02).

Operations are found in the API's own document, so that a new one is probed as well.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from sqlalchemy import event
from tests.accounts.members import joined
from tests.api.conftest import As, AsMember
from tests.api.known import ids_of_each
from tests.plain_http import PLAIN
from tests.world import PURPOSE_OF, World

from vault.api.examples import REQUEST_BODIES
from vault.ids import new_id
from vault.policy import NOT_GIVEN, RoleName

R = RoleName
_STATEMENT = re.compile(r"SELECT|INSERT|UPDATE|DELETE")
_BESIDE = re.compile(
    r"audit_|signing_key|UPDATE api_client|FROM organisation\b|SELECT webhook_delivery.delivery_id|SELECT job.job_id \n"
)
"""What is done beside the calls, on threads of their own: sealing, keeping a client's last day, looking for work."""


def probes(address: str) -> Iterator[tuple[str, str, Any]]:
    """Every operation with an id in its path: method, path, a body that is well-formed or none."""
    document = httpx.get(f"{address}/openapi/openapi.json", timeout=60, verify=PLAIN).json()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if re.search(r"\{\w+_id\}", path):
                content = operation.get("requestBody", {}).get("content", {})
                shapes = [one["schema"].get("$ref", "").rpartition("/")[2] for one in content.values()]
                yield method, path, REQUEST_BODIES.get(shapes[0]) if shapes else None


@pytest.fixture
def theirs(as_role: As) -> dict[str, str]:
    return ids_of_each(as_role)


REFUSED_FIRST = {("post", "/v1/cases/{case_id}/filing-checks")}
"""Operations that refuse the body of the example, which is an entry of another kind, before they look for the id."""


def test_foreign_ids_answer_byte_for_byte_like_ids_of_nothing(
    world: World, address: str, as_role: As, as_member: AsMember, theirs: dict[str, str]
) -> None:
    """For every role. The same statements run, too: nothing is found that could be opened."""
    elsewhere = world.another_organisation()
    clients = {role.value: as_role(role, elsewhere) for role in PURPOSE_OF if role not in NOT_GIVEN}
    clients["dpo for retention"] = as_role(R.DPO, elsewhere, "storage_limitation")
    clients["member"] = as_member(joined(world, R.ORG_ADMIN, organisation=elsewhere))
    for client in clients.values():
        client.get("/v1/cases")
    statements: list[str] = []
    event.listen(world.vault.storage.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    found = list(probes(address))
    assert len(found) > 20
    looked: set[tuple[str, str]] = set()
    for (method, path, body), (role, client) in product(found, clients.items()):
        if role == "member" and not path.startswith("/v1/sessions"):
            continue  # What is not of sessions alone, the others have tried.
        answers = []
        for ids in ({}, theirs):
            statements.clear()
            headers = {"If-Match": '"1"'} | (
                {"Content-Type": "application/x-ndjson"} if path.endswith("/lines") else {}
            )
            answer = client.request(method, filled(path, ids), json=body, headers=headers)
            asked = {one for one in list(statements) if _STATEMENT.match(one) and not _BESIDE.search(one)}
            answers.append((answer.status_code, answer.content, asked))
        absent, foreign = answers
        assert foreign == absent, (method, path, role)
        assert foreign[0] >= 400, (method, path, role)
        if foreign[0] == 404:
            looked.add((method, path))
    assert looked == {(method, path) for method, path, _ in found} - REFUSED_FIRST


def filled(path: str, ids: dict[str, str]) -> str:
    """The path with these ids, and where there is none with an id of nothing."""
    path = path.replace("{name}", "letter.pdf").replace("{lane}", "mediation")
    return re.sub(r"\{(\w+_id)\}", lambda found: ids.get(found[1]) or str(new_id()), path)
