"""Other tools leave no more of the time than the pages do: with reports, files, documents and complaints (N-03)."""

from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from tests.anonymous.reporting import REPORT, R, hand_in
from tests.anonymous.stamps import finer_than_the_day, rows
from tests.api.conftest import As
from tests.attachments.sending import photo
from tests.attachments.test_api_attachments import form
from tests.world import TODAY, World, case

from vault import evidence
from vault.complaints import AddedDocument, Anonymity, DocumentKind, NewDocument, Role
from vault.complaints.guarding import guarded
from vault.language import Language
from vault.sealing import seal_everything

GUARDED = [Anonymity.ANONYMOUS, Anonymity.PSEUDONYMOUS, Anonymity.CONFIDENTIAL]


def document(role: Role = Role.COMPLAINANT) -> dict[str, Any]:
    new = NewDocument(
        kind=DocumentKind.EMAIL, author_role=role, language=Language.DANISH, dated_on=TODAY, text="Igen i nat."
    )
    body: dict[str, Any] = msgspec.to_builtins(AddedDocument(document=new))
    return body


def finer(world: World, act: Callable[[], httpx.Response]) -> set[str]:
    """The tables in which an answered call left more than the day."""
    # The server puts what waits into the log's tree now and then, with the time of the newest of it.
    seal_everything(world.vault)
    before = rows(world)
    act().raise_for_status()
    made = [one for one in rows(world) if one not in before]
    assert {"audit_event"} < {table for table, _ in made}
    return {where.partition(".")[0] for where in finer_than_the_day(world, made)}


@pytest.mark.parametrize("state", Anonymity)
@pytest.mark.parametrize("author", Role)
def test_whose_words_are_kept_by_the_day_alone(state: Anonymity, author: Role) -> None:
    """The truth table: everybody's but those of staff, in every complaint whose complainant is not openly named."""
    assert guarded(state, author) is (state in GUARDED and author is not Role.STAFF)


def test_a_file_that_another_tool_brings_tells_no_time(world: World, as_role: As) -> None:
    tool, case_id = as_role(R.INGEST), hand_in(world).case_id
    where = f"/v1/cases/{case_id}/attachments"
    assert finer(world, lambda: tool.post(where, files=form(photo(), "a.jpg"))) == set()
    staffs = {"author_role": "staff"}
    assert "attachment" in finer(world, lambda: tool.post(where, files=form(photo(), "a.jpg", **staffs)))
    log = [one for one in world.call(R.AUDITOR, evidence.read_log) if one.permission == "case.attachments:append"]
    assert any(one.at.hour == 12 for one in log)


def test_a_file_that_is_broken_off_tells_no_time_either(world: World, as_role: As) -> None:
    tool, case_id = as_role(R.INGEST), hand_in(world).case_id
    seal_everything(world.vault)
    before = rows(world)
    refused = tool.post(f"/v1/cases/{case_id}/attachments", files=form(b"\xff\xd8\xff broken", "a.jpg"))
    assert refused.status_code == 422
    left = [one for one in rows(world) if one not in before]
    assert {table for table, _ in left} >= {"audit_event"}
    assert finer_than_the_day(world, left) == []


@pytest.mark.parametrize("state", Anonymity)
def test_a_complaint_that_another_tool_stores_tells_no_time(world: World, as_role: As, state: Anonymity) -> None:
    tool, body = as_role(R.INGEST), msgspec.to_builtins(case(received=TODAY, anonymity=state))
    told = finer(world, lambda: tool.post("/v1/cases", json=body, headers={"Idempotency-Key": "k"}))
    assert told == (set() if state in GUARDED else told | {"case", "audit_event"})


def test_a_message_that_another_tool_passes_on_tells_no_time(world: World, as_role: As) -> None:
    staff, case_id = as_role(R.CASE_WORKER), hand_in(world).case_id
    where = f"/v1/cases/{case_id}/documents"
    assert finer(world, lambda: staff.post(where, json=document())) == set()
    assert "document" in finer(world, lambda: staff.post(where, json=document(Role.STAFF)))


def test_a_report_that_another_tool_hands_in_tells_no_time(world: World, as_role: As) -> None:
    tool = as_role(R.INGEST)
    assert finer(world, lambda: tool.post("/v1/reports", json=msgspec.to_builtins(REPORT))) == set()


def test_a_checkpoint_over_it_tells_no_time_either(world: World) -> None:
    """The log is sealed within seconds of what came, so that the time of the sealing would tell."""
    before = rows(world)
    hand_in(world)
    sealed = world.call(R.AUDITOR, evidence.seal)
    assert sealed is not None
    made = [one for one in rows(world) if one not in before]
    assert "audit_checkpoint" in {table for table, _ in made}
    assert finer_than_the_day(world, made) == []
