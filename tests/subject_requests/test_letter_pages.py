"""No page of an ordinary answer is all but empty: the letter is looked at as pictures (decision 40)."""

import re

import msgspec
import pypdfium2
import pytest
from tests.subject_requests.answers import KARIN, answer, case, document, languages

from vault.language import Language
from vault.subject_requests.answer import Answer
from vault.subject_requests.letter import render_pdf

MARGIN = 0.08
"""The share of a page that its foot takes."""
LEAST = 0.4
"""How far down a page must reach before the next begins."""
TEXT = "Beboeren har ringet om støj fra opgangen mellem kl. 22 og 24, og der var besøg. "


def reaches(pdf: bytes) -> list[float]:
    """How far down each page is written on, as a share of its height, its foot left out."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):  # type: ignore[no-untyped-call]
        picture = page.render(scale=0.5).to_pil().convert("L")
        width, height = picture.size
        written = (
            picture.crop((0, 0, width, int(height * (1 - MARGIN)))).point(lambda grey: 255 * (grey < 200)).getbbox()
        )
        found.append(0.0 if written is None else written[3] / height)
    return found


def ordinary(language: Language, cases: int, documents: int, address: str | None) -> Answer:
    held = [case(*(document(TEXT * 8, number=number) for number in range(documents))) for _ in range(cases)]
    return msgspec.structs.replace(answer(*held, language=language), requester_address=address)


@languages
@pytest.mark.parametrize(("cases", "documents"), [(1, 1), (2, 3), (4, 12)])
@pytest.mark.parametrize("address", [None, "Humlehaven 9, 2. th.\nc/o Kragelund og Vestergren\n8799 Prøveby\nDanmark"])
def test_no_page_but_the_last_is_left_for_a_few_lines(
    language: Language, cases: int, documents: int, address: str | None
) -> None:
    """The table of contents, or the last words, that do not fit on a page do not take one for themselves."""
    *pages, _ = reaches(render_pdf(ordinary(language, cases, documents, address)))
    assert [round(page, 2) for page in pages if page < LEAST] == []


HEAD_ENDS, TEXT_BEGINS = 0.062, 0.08
"""The share of a page under which the words at its head end, and from which its text begins."""


@languages
def test_nothing_is_set_over_the_words_at_the_head_of_a_page(language: Language) -> None:
    """A child's letter goes on with a paragraph, and the parts of every other with a heading: both begin below."""
    child = msgspec.structs.replace(KARIN, minor=True)
    for whose in (answer(language=language), answer(language=language, records=(child,))):
        pages = pypdfium2.PdfDocument(render_pdf(whose))  # type: ignore[no-untyped-call]
        assert len(pages) > 2
        for number in range(1, len(pages)):
            picture = pages[number].render(scale=2).to_pil().convert("L")
            width, height = picture.size
            between = picture.crop((0, int(height * HEAD_ENDS), width, int(height * TEXT_BEGINS)))
            assert between.point(lambda grey: 255 * (grey < 200)).getbbox() is None, number
            head = picture.crop((0, 0, width, int(height * HEAD_ENDS))).point(lambda grey: 255 * (grey < 60))
            assert head.getbbox() is None, number


@languages
@pytest.mark.parametrize(("cases", "documents"), [(1, 1), (2, 3), (4, 12)])
def test_pages_are_numbered_and_the_contents_name_the_right_ones(
    language: Language, cases: int, documents: int
) -> None:
    pdf = pypdfium2.PdfDocument(render_pdf(ordinary(language, cases, documents, None)))  # type: ignore[no-untyped-call]
    texts = [page.get_textpage().get_text_range() for page in pdf]
    for number, text in enumerate(texts, start=1):
        assert re.search(rf"\b{number}\D+{len(texts)}\s*$", text), (number, text[-80:])
    entries = re.findall(r"^(.+?)[ .]{4,}(\d+)\s*$", texts[0] + texts[1], re.MULTILINE)
    assert len(entries) == 4
    for title, at in entries:
        assert re.search(rf"^{re.escape(title.strip())}\s*$", texts[int(at) - 1], re.MULTILINE), (title, at)
