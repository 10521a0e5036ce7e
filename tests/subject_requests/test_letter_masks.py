"""The letter: what is masked stands nowhere in it, and its file is accessible and keeps nothing else."""

import io
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject, StreamObject
from tests.subject_requests.answers import (
    NAME_A,
    NAME_C,
    PHONE_B,
    Letter,
    answer,
    case,
    document,
    languages,
    read_data,
    squeezed,
)

from vault.language import Language
from vault.redaction import Decision, Ground, Kind, Mask, Span, segments
from vault.subject_requests.answer import (
    Answer,
)
from vault.subject_requests.letter import manifest, render_json, render_pdf
from vault.subject_requests.letter.annex import annex
from vault.subject_requests.letter.blocks import Chip, Facts, Sheet
from vault.subject_requests.letter.masks import count_masks, shown
from vault.subject_requests.letter.texts import texts

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


def test_several_masks_in_a_row_become_one() -> None:
    """How many there are would tell how much was said of somebody; a paragraph, another kind and a word part them."""
    row = document(NAME_A, ", ", NAME_A, ". ", NAME_A, " ", PHONE_B, NAME_A, "\n\n", NAME_A, " x ", NAME_A)
    (delivered,) = shown(answer(case(row))).cases[0].documents
    assert delivered.segments == (NAME_A, " ", PHONE_B, NAME_A, "\n\n", NAME_A, " x ", NAME_A)


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
