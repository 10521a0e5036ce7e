"""Made-up answers to render, and what the rendered letter says: shared by the tests of letters."""

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from vault.complaints import Category, DocumentKind, Role, Severity, Status, StepKind
from vault.language import Language
from vault.redaction import Ground, Kind, Mask, Segment
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
from vault.subject_requests.letter import render_json, render_pdf
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
                legal_basis=("artikel 6, stk. 1, litra f",),
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
