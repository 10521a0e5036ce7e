"""The letter: what Art. 15 requires stands in it, and nothing that it forbids."""

import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import IndirectObject, StreamObject

from vault.complaints import Category, DocumentKind, Role, Severity, Status, StepKind
from vault.language import Language
from vault.redaction import Decision, Ground, Kind, Mask, Segment, Span, segments
from vault.subject_requests.answer import (
    Answer,
    AnswerCase,
    AnswerDisclosure,
    AnswerDocument,
    AnswerStep,
    Authority,
    Consultation,
    Controller,
    PurposeFact,
    SearchLine,
)
from vault.subject_requests.letter import manifest, render_json, render_pdf
from vault.subject_requests.letter.annex import annex
from vault.subject_requests.letter.blocks import Chip, Facts, Sheet
from vault.subject_requests.letter.masks import count_masks, shown
from vault.subject_requests.letter.texts import Texts, texts
from vault.subjects import Address, Person

KARIN = Person(
    name="Karin Ekdal",
    other_names=("Karin Ekdahl",),
    date_of_birth=date(1979, 5, 4),
    national_id="040579-1234",
    addresses=(Address("Lærkevej 17, 4600 Køge", "3. th."),),
    phones=("+45 68 10 22 31",),
    emails=("k.ekdal@brev.example",),
)
NAME_A = Mask(kind=Kind.PERSON, ground=Ground.RIGHTS_OF_OTHERS)
PHONE_B = Mask(kind=Kind.PHONE, ground=Ground.DECISIVE_INTEREST)
NAME_C = Mask(kind=Kind.PERSON, ground=Ground.UNDECIDED)
languages = pytest.mark.parametrize("language", Language)


def document(*segments: Segment, number: int = 1, on: date = date(2026, 1, 5), own: bool = False) -> AnswerDocument:
    return AnswerDocument(
        document_id=f"d{number}",
        kind=DocumentKind.EMAIL,
        dated_on=on,
        author_role=Role.COMPLAINANT,
        written_by_requester=own,
        language=Language.DANISH,
        segments=segments,
    )


def case(*documents: AnswerDocument, **changes: Any) -> AnswerCase:
    basis = AnswerCase(
        case_id="c1",
        reference="2026-77",
        department="Afdeling 12",
        category=Category.NOISE,
        severity=Severity.MILD,
        status=Status.CLOSED,
        received_on=date(2026, 1, 5),
        roles=(Role.RESPONDENT,),
        steps=(AnswerStep(kind=StepKind.REMINDER_SENT, on=date(2026, 1, 9)),),
        documents=documents,
        disclosures=(
            AnswerDisclosure(
                disclosed_on=date(2026, 2, 3),
                recipient=("Advokat Bo Lind",),
                legal_basis="artikel 6, stk. 1, litra f",
                content=("Notatet om ", NAME_A),
            ),
        ),
        planned_deletion_on=date(2027, 3, 1),
        retention_rule="Slettes efter 12 måneder",
        on_hold=True,
    )
    return msgspec.structs.replace(basis, **changes)


def answer(*cases: AnswerCase, language: Language = Language.DANISH, **changes: Any) -> Answer:
    basis = Answer(
        language=language,
        reference="01a20a2c-1e88-7438",
        controller=Controller(
            name="Boligforeningen Lærken",
            registration_number="12 34 56 78",
            country="DK",
            address="Lærkevej 1, 4600 Køge",
            contact="post@laerken.example",
            data_protection_officer="dpo@laerken.example",
        ),
        authority=Authority(
            name="Datatilsynet",
            address="Carl Jacobsens Vej 35, 2500 Valby",
            phone="+45 33 19 32 00",
            email="dt@datatilsynet.dk",
            website="www.datatilsynet.dk",
        ),
        requester_name="Karin Ekdal",
        requester_address="Lærkevej 17, 3. th.",
        received_on=date(2026, 11, 2),
        received_through="email",
        asked="Jeg vil gerne se alt.",
        due_on=date(2026, 12, 2),
        answered_on=date(2026, 11, 23),
        composed_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
        identified_by="known_contact",
        records=(KARIN,),
        cases=cases or (case(document("Skrevet af ", NAME_A, ", ring ", PHONE_B), document("Mit svar", own=True)),),
        purposes=(PurposeFact(purpose="Behandling af klager", legal_basis="artikel 6, stk. 1, litra c"),),
        processors=("Sky-drift A/S",),
        transfers=None,
        automated_decisions=None,
        consultations=(Consultation(on=date(2026, 3, 14), purpose="Mægling i sagen", times=7),),
        search=(SearchLine(source="people", term="email", hits=3),),
    )
    return msgspec.structs.replace(basis, **changes)


def without_data(language: Language = Language.DANISH) -> Answer:
    nothing = answer(language=language, records=(), purposes=(), consultations=(), identified_by="not_established")
    return msgspec.structs.replace(nothing, cases=())


def squeezed(text: str) -> str:
    """A text without the places where its lines end, which differ between a catalogue and a page."""
    return re.sub(r"[\s\u200b]+", "", text)


def read(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def read_data(of: Answer) -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(render_json(of))
    return decoded


class Letter:
    """A rendered letter that can be asked what it says."""

    def __init__(self, of: Answer) -> None:
        self.text = read(render_pdf(of))
        self.say: Texts = texts(of.language)

    def __contains__(self, words: str) -> bool:
        return squeezed(words) in self.text

    def says(self, key: str, **values: object) -> bool:
        return self.say(key, **values) in self


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


HOSTILE = (
    "#let x = 1; #x",
    '#sys.inputs #read("/etc/passwd")',
    "$x^2$ *bold* _emphasis_ `code`",
    "[content] @reference <label>",
    "back\\slash \\u{41} \\ // comment /* comment */",
    "= heading\n- list\n+ enum\n/ term: x",
    "{braces} {name} {0} {{double}} %s %(a)s",
    "</script><!-- --> &amp; \"quotes\" 'single'",
    "https://example.org/#fragment -- --- ~ ...",
    "x" * 500,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_stays_text(text: str) -> None:
    """Every place that outsiders fill is printed as it was written."""
    disclosure = AnswerDisclosure(
        disclosed_on=date(2026, 2, 3), recipient=(text,), legal_basis=text, content=(text, NAME_A)
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_can_be_answered(text: str) -> None:
    """No character keeps a person from their answer, and the data file has each as it was written."""
    any_text = answer(case(document(text or " ")), asked=text, requester_name=text)
    assert render_pdf(any_text).startswith(b"%PDF-")
    assert read_data(any_text)["answer"]["asked"] == text


# What is masked.


def chips(of: Answer) -> Iterator[Chip]:
    """The marks that stand in the annex."""
    for block in annex(shown(of), texts(of.language)):
        runs = [block.body] if isinstance(block, Sheet) else []
        runs += [value for _, value in block.rows] if isinstance(block, Facts) else []
        yield from (run for one in runs for run in one if isinstance(run, Chip))


@languages
def test_the_letter_counts_as_many_masks_as_the_annex_shows(language: Language) -> None:
    """Section 9, point 32."""
    masked = answer(case(document(NAME_A, " o ", NAME_A, PHONE_B), document(NAME_C, PHONE_B)), language=language)
    letter, marks = Letter(masked), [chip.code for chip in chips(masked)]
    assert sorted(marks) == ["A", "A", "A", "B", "B", "C"]
    assert letter.says("withheld", places=letter.say.count("places", len(marks)))
    for code, ground in (("A", "rights_of_others"), ("B", "decisive_interest"), ("C", "undecided")):
        law = letter.say.code("ground_law_DK", ground)
        assert f"{code}{letter.say.code('ground', ground)}{law}{marks.count(code)}" in letter
    name = letter.say.code("mask", "person")
    assert letter.text.count(squeezed(f"[{name} A]")) == 3
    files = manifest(masked, {})
    assert msgspec.json.decode(files)["masks"] == {"rights_of_others": 3, "decisive_interest": 2, "undecided": 1}
    assert read_data(masked)["withheld"] == {"rights_of_others": 3, "decisive_interest": 2, "undecided": 1}


def test_what_is_masked_stands_in_no_file() -> None:
    """Section 9, points 29 and 30: not as hidden text either, nor in properties or tags."""
    text = "Det var Bent Hansen, som bankede på."
    span = Span(
        start=8, end=19, kind=Kind.PERSON, decision=Decision.HIDE, ground=Ground.DECISIVE_INTEREST, ref=None, reason=""
    )
    masked = answer(case(document(*segments(text, (span,)))))
    pdf = PdfReader(io.BytesIO(render_pdf(masked)))
    objects = [pdf.get_object(number) for number in [*pdf.xref[0], *pdf.xref_objStm]]
    streams = b"".join(one.get_data() for one in objects if isinstance(one, StreamObject))
    assert "bankede på" in Letter(masked)
    for name in ("Bent", "Hansen"):
        assert name not in Letter(masked)
        assert name.encode() not in streams + render_pdf(masked) + render_json(masked)


def test_nothing_masked_is_said_as_well() -> None:
    letter = Letter(answer(case(document("x"), disclosures=())))
    assert letter.says("withheld_nothing")
    assert not count_masks(answer(case(document("x"), disclosures=())))


def test_a_protected_address_cannot_be_told_from_any_other() -> None:
    """S-34, X-33: a mask may not say that somebody here lives at a protected address."""
    plain = answer(case(document("Bor på ", Mask(kind=Kind.ADDRESS, ground=Ground.RIGHTS_OF_OTHERS))))
    protected = answer(case(document("Bor på ", Mask(kind=Kind.ADDRESS, ground=Ground.PROTECTED_ADDRESS))))
    assert render_pdf(protected) == render_pdf(plain)
    assert render_json(protected) == render_json(plain)
    assert manifest(protected, {}) == manifest(plain, {})


def test_the_author_of_a_document_is_a_role_and_no_more() -> None:
    """A-67, X-33."""
    letter = Letter(answer(case(document("x"), document("y", own=True))))
    assert letter.says("written_by", author=letter.say.code("author", "complainant"))
    assert letter.says("written_by", author=letter.say.code("author", "self"))


@pytest.mark.parametrize("country", ["DK", "SE"])
def test_the_ground_is_that_of_the_controllers_country(country: str) -> None:
    """X-01 is Danish law; Sweden has nothing worded like it (X-23)."""
    controller = msgspec.structs.replace(answer().controller, country=country)
    letter = Letter(answer(controller=controller))
    assert ("Databeskyttelseslovens § 22" in letter) == (country == "DK")
    assert letter.says(f"court_{country}")


# The file.


def test_the_same_answer_gives_the_same_bytes() -> None:
    assert render_pdf(answer()) == render_pdf(answer())
    assert render_json(answer()) == render_json(answer())


@languages
def test_the_pdf_is_tagged_and_says_what_it_is(language: Language) -> None:
    """PDF/UA-1; section 9, point 36."""
    pdf = PdfReader(io.BytesIO(render_pdf(answer(language=language))))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith(language.value)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert pdf.metadata is not None
    assert pdf.metadata.title == texts(language)("title")
    assert pdf.metadata.author == "Boligforeningen Lærken"
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/L"} <= set(_tags(root["/StructTreeRoot"]))


def _tags(node: Any) -> Iterator[str]:
    """The structure types of a tagged PDF, top down."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        yield from _tags(node.get("/K"))


def test_rendering_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    render_pdf(answer())
    assert list(tmp_path.iterdir()) == []


def test_thirty_documents_take_less_than_a_second() -> None:
    many = answer(case(*(document("En linje.\n" * 40, NAME_A, number=number) for number in range(30))))
    render_pdf(many)
    begun = time.perf_counter()
    render_pdf(many)
    assert time.perf_counter() - begun < 1
