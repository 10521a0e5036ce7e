"""Requests from and for other systems: OpenDSR 2.0, iCalendar, the published schema."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.docs.pages import ROOT
from tests.subject_requests.test_letter_files import answer as an_answer

from vault.errors import InvalidInput
from vault.ids import RequestId, new_id
from vault.language import Language
from vault.subject_requests import (
    Channel,
    DueRequest,
    Regime,
    RequestSummary,
    Right,
    State,
    WaitsFor,
    calendar,
    opendsr_status,
    read_opendsr,
)
from vault.subject_requests.letter import render_json
from vault.subject_requests.letter.published import context, schema

DSR: dict[str, Any] = {
    "regulation": "gdpr",
    "subject_request_id": "a7551968-d5d6-44b2-9831-815ac9017798",
    "subject_request_type": "erasure",
    "submitted_time": "2026-11-02T23:30:00Z",
    "api_version": "2.0",
    "subject_identities": [
        {"identity_type": "email", "identity_value": "ole@brev.example", "identity_format": "raw"},
    ],
    "extensions": {"complaint-vault": {"name": "Ole Havmand", "phone": "68 55 12 12"}, "other.example": {"x": 1}},
    "status_callback_urls": ["https://elsewhere.example/opendsr"],
}


def test_a_request_that_another_system_sends_on() -> None:
    new = read_opendsr(json.dumps(DSR).encode(), Language.DANISH)
    assert (new.right, new.channel, new.language) == (Right.ERASURE, Channel.OTHER, Language.DANISH)
    # Half past midnight in Copenhagen: the day after that in UTC.
    assert new.received_on == date(2026, 11, 3)
    assert (new.given.name, new.given.email, new.given.phone) == ("Ole Havmand", "ole@brev.example", "68 55 12 12")


@pytest.mark.parametrize(
    "change",
    [
        {"regulation": "ccpa"},
        {"subject_request_type": "opt_out"},
        {"submitted_time": "2026-11-02T23:30:00"},
        {"subject_identities": []},
        {"subject_identities": [{"identity_type": "email", "identity_value": "0" * 32, "identity_format": "md5"}]},
        {"extensions": {"complaint-vault": {"shoe_size": 44}}},
    ],
)
def test_what_cannot_be_taken_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        read_opendsr(json.dumps(DSR | change).encode(), Language.DANISH)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_opendsr(content, Language.DANISH)


def summary(state: State) -> RequestSummary:
    return RequestSummary(
        request_id=RequestId(UUID(int=5)),
        state=state,
        received_on=date(2026, 11, 2),
        due_on=date(2026, 12, 2),
        internal_target=date(2026, 12, 2),
        extended_due_on=date(2027, 2, 2),
        channel=Channel.OTHER,
        language=Language.DANISH,
        answered_at=None,
    )


@pytest.mark.parametrize(
    ("state", "word"),
    [
        (State.OPEN, "pending"),
        (State.READY, "in_progress"),
        (State.ANSWERED, "completed"),
        (State.DELIVERED, "completed"),
        (State.CLOSED, "completed"),
    ],
)
def test_a_status_in_its_words(state: State, word: str) -> None:
    status = msgspec.to_builtins(opendsr_status(summary(state), "00112233"))
    assert status["request_status"] == word
    assert status["expected_completion_time"] == "2026-12-02T23:59:59Z"


def due(**changes: Any) -> DueRequest:
    usual = DueRequest(
        request_id=RequestId(UUID(int=5)),
        right=Right.ACCESS,
        regime=Regime.DATA_PROTECTION,
        state=State.OPEN,
        due_on=date(2026, 12, 2),
        unpaused_due_on=date(2026, 12, 2),
        internal_target=date(2026, 12, 1),
        paused_since=None,
        days_left=9,
        alerts=(),
        received_on=date(2026, 11, 2),
        channel=Channel.LETTER,
        language=Language.DANISH,
        waits_for=WaitsFor.REVIEW,
    )
    return msgspec.structs.replace(usual, **changes)


NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def test_a_calendar_of_whole_days_with_reminders() -> None:
    named = "Boligforeningen, Prøve; og Søn"
    feed = calendar([due(unpaused_due_on=date(2026, 11, 27))], named, NOW, Language.DANISH).decode()
    lines = feed.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    days = [line for line in lines if line.startswith("DTSTART")]
    assert days == ["DTSTART;VALUE=DATE:20261202", "DTSTART;VALUE=DATE:20261201", "DTSTART;VALUE=DATE:20261127"]
    assert lines.count("BEGIN:VALARM") == lines.count("END:VALARM") == 2
    assert "X-WR-CALNAME:Boligforeningen\\, Prøve\\; og Søn" in lines
    assert len({line for line in lines if line.startswith("UID:")}) == 3
    told = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    assert told == ["Indsigt 00000005: frist", "Indsigt 00000005: mål", "Indsigt 00000005: frist uden pause"]


def test_requests_of_one_minute_are_told_apart_and_in_the_organisations_language() -> None:
    made = (new_id(), new_id())
    feed = calendar([due(request_id=RequestId(one), right=Right.ERASURE) for one in made], "x", NOW, Language.SWEDISH)
    told = {line for line in feed.decode().split("\r\n") if line.startswith("SUMMARY:") and "sista dag" in line}
    assert told == {f"SUMMARY:Radering {str(one)[-8:]}: sista dag" for one in made}
    assert len(told) == 2


@given(st.text(max_size=300).filter(lambda text: "\r" not in text))
def test_no_line_is_longer_than_75_octets_and_none_breaks_a_character(name: str) -> None:
    feed = calendar([due()], name, NOW, Language.ENGLISH)
    for line in feed.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    unfolded = feed.decode().replace("\r\n ", "")
    assert f"UID:{due().request_id}-due_on@complaint-vault" in unfolded


@pytest.mark.parametrize(
    ("name", "made"), [("access-answer.schema.json", schema), ("access-answer.context.jsonld", context)]
)
def test_what_is_published_is_what_is_made(name: str, made: Callable[[], dict[str, Any]]) -> None:
    published = json.loads((ROOT / "docs" / "reference" / name).read_text("utf-8"))
    assert published == json.loads(json.dumps(made()))


def test_a_data_file_has_the_keys_of_its_schema_and_each_object_is_described() -> None:
    told = json.loads(render_json(an_answer()))
    described = schema()
    assert set(told) == set(described["properties"]) == set(described["required"])
    fields = described["$defs"]["Answer"]["properties"]
    assert set(told["answer"]) == set(fields)
    assert set(told["answer"]["cases"][0]) <= set(described["$defs"]["AnswerCase"]["properties"])


def test_every_term_of_the_context_has_a_vocabulary() -> None:
    """W3C DPV 2.3."""
    terms = context()["@context"]
    scoped = [one for one in terms.values() if isinstance(one, dict)]
    plain = [one for one in terms.values() if isinstance(one, str) and not one.startswith("https://")]
    every = [*plain, *(one["@id"] for one in scoped), *(term for one in scoped for term in one["@context"].values())]
    assert len(every) > 15
    assert {term.partition(":")[0] for term in every} <= set(terms)
