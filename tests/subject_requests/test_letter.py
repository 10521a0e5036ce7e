"""The letter: what Art. 15 requires stands in it, word for word and in order."""

import io
import re
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.subject_requests.answers import (
    HOSTILE,
    KARIN,
    NAME_A,
    Letter,
    answer,
    case,
    document,
    languages,
    read_data,
    squeezed,
    without_data,
)

from vault.complaints import Category, Status, StepKind
from vault.language import Language
from vault.subject_requests.answer import (
    AnswerDisclosure,
    AnswerStep,
)
from vault.subject_requests.letter import render_pdf

# What Art. 15 requires.


@languages
def test_it_begins_with_yes(language: Language) -> None:
    """A-60; section 9, points 1 to 6."""
    letter = Letter(answer(language=language))
    assert letter.says("yes_data")
    assert letter.says("asked")
    assert letter.says("scope")
    assert "Jeg vil gerne se alt." in letter
    assert letter.say.code("identified_by", "known_contact") in letter
    assert letter.say.day(date(2026, 11, 2)) in letter
    assert letter.say.day(date(2026, 12, 2)) in letter
    assert not letter.says("late", due=letter.say.day(date(2026, 12, 2)))
    for words in ("Boligforeningen Lærken", "12 34 56 78", "post@laerken.example", "dpo@laerken.example"):
        assert words in letter


@languages
def test_no_data_is_a_clear_no_with_the_search_and_the_remedies(language: Language) -> None:
    """A-60: a no is an answer, too."""
    letter = Letter(without_data(language))
    assert letter.says("no_data")
    assert letter.say.code("search_term", "email") in letter
    assert letter.says("court_DK")
    assert "Carl Jacobsens Vej 35" in letter
    assert not letter.says("annex_heading")
    assert not letter.says("yes_data")


@languages
def test_purposes_categories_and_sources_are_this_persons(language: Language) -> None:
    """Art. 15(1)(a), (b), (g); A-62, A-67."""
    letter = Letter(answer(language=language))
    assert "Behandling af klager" in letter
    assert "artikel 6, stk. 1, litra c" in letter
    for kind in ("identity", "contact", "national_id", "narrative", "special"):
        assert letter.say.code("data_kind", kind) in letter
    for kind in ("money", "offences", "staff", "minor", "protected"):
        assert letter.say.code("data_kind", kind) not in letter
    for author in ("self", "complainant"):
        assert letter.say.code("source", author) in letter


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"category": Category.ARREARS}, "money"),
        ({"steps": (AnswerStep(kind=StepKind.PAYMENT_PLAN, on=date(2026, 1, 1)),)}, "money"),
        ({"category": Category.VIOLENCE}, "offences"),
        ({"steps": (AnswerStep(kind=StepKind.POLICE_CONTACT, on=date(2026, 1, 1)),)}, "offences"),
    ],
)
def test_data_that_need_more_care_are_named(changes: dict[str, Any], kind: str) -> None:
    """Section 9, point 12; S-11."""
    letter = Letter(answer(case(document("x"), **changes)))
    assert letter.say.code("data_kind", kind) in letter


@languages
def test_recipients_are_named_and_dated(language: Language) -> None:
    """A-63; staff are no recipients (A-65)."""
    letter = Letter(answer(language=language))
    assert "Advokat Bo Lind" in letter
    assert letter.say.day(date(2026, 2, 3)) in letter
    assert "Sky-drift A/S" in letter
    assert letter.says("no_transfers")


def test_no_recipient_is_said_in_so_many_words() -> None:
    letter = Letter(answer(case(document("x"), disclosures=()), processors=()))
    assert letter.says("no_recipients")
    assert letter.says("no_processors")


def test_transfers_come_with_their_safeguards() -> None:
    """Art. 15(2)."""
    assert "standardkontrakter" in Letter(answer(transfers="Til Norge; standardkontrakter."))


@languages
def test_storage_is_told_for_each_case_with_its_hold(language: Language) -> None:
    """Art. 15(1)(d); section 9, point 17."""
    letter = Letter(answer(language=language))
    assert "Slettes efter 12 måneder" in letter
    assert letter.say.day(date(2027, 3, 1)) in letter
    assert letter.says("on_hold", cases=letter.say("all_cases"), days=90)


def test_an_open_case_says_that_its_clock_stands() -> None:
    letter = Letter(answer(case(status=Status.OPEN, planned_deletion_on=None, on_hold=False)))
    assert letter.says("deletion_open")
    assert not letter.says("on_hold", cases=letter.say("all_cases"), days=90)


@languages
def test_automated_decisions_are_denied_in_words(language: Language) -> None:
    """A-68."""
    assert Letter(answer(language=language)).says("no_automated")


def test_automated_decisions_are_explained_where_there_are_any() -> None:
    letter = Letter(answer(automated_decisions="Rykkere sendes automatisk."))
    assert letter.says("automated", decisions="Rykkere sendes automatisk.")
    assert not letter.says("no_automated")


@languages
def test_consultations_and_search_are_listed(language: Language) -> None:
    """A-66, A-06."""
    letter = Letter(answer(language=language))
    assert f"{letter.say.day(date(2026, 3, 14))}Mægling i sagen7" in letter
    assert f"{letter.say.code('search_source', 'people')}{letter.say.code('search_term', 'email')}3" in letter


@languages
def test_rights_remedies_and_the_whole_address_of_the_authority(language: Language) -> None:
    """Art. 15(1)(e), (f); X-40, X-41."""
    letter = Letter(answer(language=language))
    for right in ("rectification", "erasure", "restriction", "objection"):
        assert letter.says(f"right_{right}")
    for line in msgspec.structs.astuple(answer().authority):
        assert line in letter
    assert letter.says("court_DK")
    assert letter.says("withheld_remedy", authority="Datatilsynet")


@languages
def test_the_legend_explains_the_codes_of_this_answer(language: Language) -> None:
    """Section 9, point 28."""
    letter = Letter(answer(language=language))
    assert letter.say.meaning("step", "reminder_sent") in letter
    assert letter.say.meaning("category", "noise") in letter
    assert letter.say.meaning("category", "parking") not in letter


def test_a_late_answer_says_so() -> None:
    letter = Letter(answer(answered_on=date(2026, 12, 3)))
    assert letter.says("late", due=letter.say.day(date(2026, 12, 2)))


def test_a_child_is_addressed() -> None:
    """S-40; section 9, point 42."""
    assert Letter(answer(records=(msgspec.structs.replace(KARIN, minor=True),))).says("for_children")


# The copy.


def test_the_copy_is_complete_and_in_the_order_of_time() -> None:
    """A-70: every record, case and document, none summarised."""
    early = case(document("først-skrevet", on=date(2025, 2, 1)), case_id="c0", received_on=date(2025, 1, 1))
    late = case(document("sidst-skrevet", on=date(2026, 5, 1)), document("midt-skrevet", on=date(2026, 2, 1)))
    letter = Letter(answer(late, early))
    first, middle, last = (letter.text.index(f"{when}-skrevet") for when in ("først", "midt", "sidst"))
    assert first < middle < last
    for value in ("Karin Ekdahl", "040579-1234", "Lærkevej 17, 4600 Køge, 3. th.", "+45 68 10 22 31", "2026-77"):
        assert value in letter


def test_line_breaks_of_a_document_are_kept() -> None:
    pdf = render_pdf(answer(case(document("første linje\n\n  anden linje"))))
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert re.search(r"første linje\n\s*anden linje", text)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_stays_text(text: str) -> None:
    """Every place that outsiders fill is printed as it was written."""
    disclosure = AnswerDisclosure(
        disclosed_on=date(2026, 2, 3), recipient=(text,), legal_basis=(text,), content=(text, NAME_A)
    )
    hostile = answer(
        case(document(text, NAME_A, text), reference=text, department=text, disclosures=(disclosure,)),
        asked=text,
        requester_name=text,
        requester_address=text,
        records=(msgspec.structs.replace(KARIN, name=text, emails=(text,)),),
        processors=(text,),
    )
    letter = Letter(hostile)
    assert letter.text.count(squeezed(text)) >= 12
    assert read_data(hostile)["answer"]["asked"] == text


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_can_be_answered(text: str) -> None:
    """No character keeps a person from their answer, and the data file has each as it was written."""
    any_text = answer(case(document(text or " ")), asked=text, requester_name=text)
    assert render_pdf(any_text).startswith(b"%PDF-")
    assert read_data(any_text)["answer"]["asked"] == text
