"""A body in another encoding than UTF-8 is refused as the sender's mistake, and nothing of it is repeated."""

import json

from tests.api.conftest import As

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName


def test_a_body_that_is_not_utf_8_is_refused(as_role: As) -> None:
    """As older case systems send: Danish letters in one byte each."""
    body = json.dumps(REQUEST_BODIES["NewCase"] | {"department": "Blågården"}, ensure_ascii=False)
    client = as_role(RoleName.INGEST)
    answer = client.post("/v1/cases", content=body.encode("latin-1"), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["field"], answer.json()["rule"]) == (422, "body", "is not UTF-8")
    assert "rden" not in answer.text
    again = client.post("/v1/cases", content=body.encode(), headers={"Content-Type": "application/json"})
    assert again.status_code == 201
