"""Requests for public documents: anybody's, at once, without a name, and never an answer to a data subject."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.articles.packages import SWEDISH
from tests.subject_requests.stepping import QUESTION, asked, letter
from tests.world import World

from vault import subject_requests
from vault.deadlines import Country, is_working_day, prompt
from vault.errors import Conflict, InvalidInput
from vault.ids import RequestId, SubjectId
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import Identified, NewCode, NewDecision, NewExtension, Regime
from vault.subject_requests.grounds import RefusalGround, available
from vault.subject_requests.history.entries import DecisionOutcome, IdentityMethod, Prolonging
from vault.subject_requests.model import Right
from vault.subjects import Given

DPO = RoleName.DPO
SECRET = "Uppgifterna om grannen omfattas av sekretess och kan inte lämnas ut."


@pytest.fixture
def municipal(fresh_world: World) -> World:
    """A Swedish municipal housing company, which is bound by the principle of public access (X-24)."""
    fresh_world.organisation = fresh_world.another_organisation(SWEDISH)
    return fresh_world


def opened(world: World) -> RequestId:
    nobody = asked(
        regime=Regime.PUBLIC_DOCUMENTS, language=Language.SWEDISH, given=Given(), text="Alla klagomål om hissen."
    )
    return RequestId(world.call(DPO, subject_requests.open_request, nobody).request_id)


def test_a_private_landlord_has_no_such_track(fresh_world: World) -> None:
    """X-08: there, whatever it is called, it is a request under Article 15."""
    with pytest.raises(InvalidInput, match="no law on public documents"):
        fresh_world.call(DPO, subject_requests.open_request, asked(regime=Regime.PUBLIC_DOCUMENTS))


def test_it_is_due_within_days_and_is_neither_asked_back_nor_extended(municipal: World) -> None:
    """X-25: no identity, no reason, no month."""
    request_id = opened(municipal)
    (due,) = municipal.call(DPO, subject_requests.requests_due)
    assert (due.internal_target, due.due_on) == (date(2026, 11, 3), date(2026, 11, 5))
    told = municipal.call(DPO, subject_requests.acknowledge_request, request_id)
    assert told.due_on == date(2026, 11, 5)
    assert "den 5 november 2026" in letter(municipal, request_id, told.letter_id)
    proven = Identified(method=IdentityMethod.SESSION, on=date(2026, 11, 3), established=True)
    longer = NewExtension(ground=Prolonging.COMPLEXITY, reasons="Det är många handlingar i ärendet.")
    code = NewCode(subject_id=SubjectId(request_id), by_letter=True)
    steps: tuple[tuple[Any, Any], ...] = (
        (subject_requests.ask_person, QUESTION),
        (subject_requests.identify_person, proven),
        (subject_requests.send_code, code),
        (subject_requests.extend_request, longer),
    )
    for verb, argument in steps:
        with pytest.raises(Conflict, match="public documents"):
            municipal.call(DPO, verb, request_id, argument)
    with pytest.raises(Conflict, match="public documents"):
        municipal.call(DPO, subject_requests.prepare_request, request_id)


def test_a_refusal_names_the_secrecy_act_and_the_court_of_appeal(municipal: World) -> None:
    """X-26: appealed to kammarrätten; the authority for data protection has no part in it."""
    request_id = opened(municipal)
    refused = NewDecision(outcome=DecisionOutcome.REFUSED, grounds=(RefusalGround.SECRECY,), reasons=SECRET)
    words = letter(municipal, request_id, municipal.call(DPO, subject_requests.decide_request, request_id, refused))
    assert "Offentlighets- och sekretesslagen (2009:400)" in words
    assert "kammarrätten" in words
    assert "Integritetsskyddsmyndigheten" not in words
    assert "allmänna handlingar" in words


def test_only_secrecy_refuses_a_public_document() -> None:
    for country in Country:
        assert available(Right.ACCESS, country, Regime.PUBLIC_DOCUMENTS) == {RefusalGround.SECRECY}


@given(st.dates(date(2019, 1, 1), date(2099, 12, 1)), st.sampled_from(Country))
def test_the_days_are_working_days_soon_after_receipt(received: date, country: Country) -> None:
    dates = prompt(received, country)
    assert received < dates.internal_target <= dates.due == dates.extended_due
    assert is_working_day(dates.due, country)
    between = [received + timedelta(days=n) for n in range(1, (dates.due - received).days + 1)]
    assert sum(is_working_day(day, country) for day in between) == {Country.DENMARK: 7, Country.SWEDEN: 3}[country]
