"""The letters about a request besides its answer: each says what is so in its case, and no section is torn."""

import io
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from pypdf import PdfReader
from tests.subject_requests.answers import answer, case, document, languages, read, squeezed

from vault.deadlines import Country
from vault.language import Language
from vault.subject_requests import Right
from vault.subject_requests.answer import PreviousAnswer
from vault.subject_requests.grounds import RefusalGround, available
from vault.subject_requests.history.entries import Done, Stayed
from vault.subject_requests.letter import Acknowledgement, Decision, Extension, Question, render_notice, render_pdf
from vault.subject_requests.letter.notices import About, Lifting, Notice
from vault.subject_requests.letter.texts import texts

REASONS = "Vi har sammenholdt med folkeregistret og med det, som du har skrevet til os om sagen."
ARTICLE = {
    Right.ACCESS: "15",
    Right.RECTIFICATION: "16",
    Right.ERASURE: "17",
    Right.RESTRICTION: "18",
    Right.PORTABILITY: "20",
    Right.OBJECTION: "21",
}


def about(language: Language = Language.DANISH, right: Right = Right.ERASURE, **details: Any) -> About:
    whose = answer(language=language)
    usual: dict[str, Any] = {
        "language": language,
        "reference": whose.reference,
        "controller": whose.controller,
        "authority": whose.authority,
        "name": "Karin Ekdal",
        "address": "Lærkevej 17, 3. th., 4600 Køge",
        "right": right.value,
        "received_on": date(2026, 11, 2),
        "received_through": "email",
        "asked": "Gør det, tak.",
        "written_at": datetime(2026, 11, 23, tzinfo=UTC),
        "written_on": date(2026, 11, 23),
    }
    return About(**(usual | details))


def pages(of: About, notice: Notice) -> list[str]:
    reader = PdfReader(io.BytesIO(render_notice(of, notice)))
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def words(of: About, notice: Notice) -> str:
    return " ".join(pages(of, notice))


def refused(*grounds: RefusalGround, **details: Any) -> Decision:
    usual: dict[str, Any] = {"outcome": "refused", "reasons": REASONS, "done": None}
    return Decision(grounds=tuple(one.value for one in grounds), **(usual | details))


@languages
@pytest.mark.parametrize("country", Country)
@pytest.mark.parametrize("right", Right)
def test_a_refusal_names_no_provision_of_another_right(language: Language, country: Country, right: Right) -> None:
    """X-40: the legal provision of this decision, and not every one that the ground could rest on."""
    say = texts(language)
    others = {article for other, article in ARTICLE.items() if other is not right}
    of = about(language, right)
    of = msgspec.structs.replace(of, controller=msgspec.structs.replace(of.controller, country=country.value))
    letter = words(of, refused(*sorted(available(right, country))))
    for ground in available(right, country):
        assert say.code("refusal", ground) in letter
    for article in others:
        for written in (f"artikel {article},", f"artikel {article}.", f"rticle {article}(", f"Artikel {article}."):
            assert written not in letter, written


WEIGHED = {
    *(RefusalGround.RIGHTS_OF_OTHERS, RefusalGround.DECISIVE_PRIVATE_INTEREST, RefusalGround.DECISIVE_PUBLIC_INTEREST),
    *(RefusalGround.SECRECY, RefusalGround.COMPELLING_GROUNDS),
}


@pytest.mark.parametrize("ground", RefusalGround)
def test_only_where_interests_were_weighed_does_the_letter_say_so(ground: RefusalGround) -> None:
    """Who could not be identified had no interest weighed; nor is a fact about a request a weighing."""
    letter = words(about(), refused(ground))
    assert (texts(Language.DANISH)("decision_balance") in letter) is (ground in WEIGHED)


def test_a_statement_is_offered_until_it_is_given() -> None:
    say = texts(Language.DANISH)
    of, ground = about(right=Right.RECTIFICATION), RefusalGround.ACCOUNT_OF_ANOTHER
    given = Done(deed="add_statement", records=(), case="2026-77", case_received_on=date(2026, 9, 1))
    assert say("decision_statement") in words(of, refused(ground))
    assert say("decision_statement") not in words(of, refused(ground, carried=(given,)))


STAYS = Stayed(kind="case", record_id=UUID(int=5), ground="legal_claims", case="2026-77")
NOTICES: tuple[Notice, ...] = (
    Acknowledgement(due_on=date(2026, 12, 2)),
    Question(doubt="identity", reason=REASONS, question="Hvornår flyttede du ind?", due_on=date(2026, 12, 2)),
    Question(doubt="scope", reason=REASONS, question="Hvilke år?", due_on=date(2026, 12, 2)),
    Extension(ground="complexity", reasons=REASONS, first_due=date(2026, 12, 2), due_on=date(2027, 2, 2)),
    Lifting(on=date(2026, 11, 30), reasons=REASONS),
    *(refused(RefusalGround.EXCESSIVE, reasons=REASONS * times) for times in range(1, 9)),
    refused(RefusalGround.LEGAL_CLAIMS, stayed=(STAYS,)),
)


@languages
@pytest.mark.parametrize("notice", NOTICES, ids=lambda one: type(one).__name__)
def test_the_authority_and_the_last_section_stand_on_one_page_each(language: Language, notice: Notice) -> None:
    say = texts(language)
    of = about(language)
    found = pages(of, notice)
    (last,) = [page for page in found if say("contact_heading") in page]
    assert of.controller.contact in last.split(say("contact_heading"))[1]
    assert say("closing") in last
    if not isinstance(notice, Acknowledgement):
        (complaint,) = [page for page in found if say("complaint_heading") in page]
        assert "www.datatilsynet.dk" in complaint.split(say("complaint_heading"))[1]
        assert say("court_DK").split(".")[0] in complaint


@languages
def test_a_receipt_is_one_page_and_has_nothing_to_complain_of(language: Language) -> None:
    (page,) = pages(about(language), Acknowledgement(due_on=date(2026, 12, 2)))
    assert texts(language)("complaint_heading") not in page


@languages
@pytest.mark.parametrize("right", Right)
def test_how_a_request_came_is_said_of_the_request(language: Language, right: Right) -> None:
    say = texts(language)
    letter = words(about(language, right), Acknowledgement(due_on=date(2026, 12, 2)))
    assert f"{say.code('right', right)}." in letter


@languages
@pytest.mark.parametrize(
    ("not_repeated", "full_copy", "key"),
    [(3, False, "previous_answer"), (0, True, "previous_full"), (0, False, "previous_new")],
)
def test_a_second_answer_says_why_it_holds_what_it_holds(
    language: Language, not_repeated: int, *, full_copy: bool, key: str
) -> None:
    """A-88. Nobody is told to have asked for everything who did not."""
    day = date(2026, 10, 1)
    previous = PreviousAnswer(reference="r-1", answered_on=day, not_repeated=not_repeated, full_copy=full_copy)
    letter = squeezed(read(render_pdf(answer(case(document("Ny.")), language=language, previous=previous))))
    say = texts(language)
    for one in ("previous_answer", "previous_full", "previous_new"):
        told = say(one, day=say.day(day), reference="r-1", documents=say.count("documents", not_repeated))
        assert (squeezed(told) in letter) is (one == key)
