"""What lies in a package beside letter and data: a page, lists, annexes of a large answer, and files themselves."""

import csv
import io
import json
import re
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from pypdf import PdfReader
from tests.attachments.sending import SECRET, about, attach, photo
from tests.subject_requests.answers import HOSTILE, NAME_A, answer, case, document, languages, read, squeezed
from tests.subject_requests.stepping import asked, call
from tests.world import NOW, World, party, person
from tests.world import case as complaint
from tests.world import document as told

from vault import subject_requests
from vault.complaints import AttachmentFile, AttachmentView, Lane, Role, StoredCase
from vault.errors import Changed, NotFound
from vault.ids import AttachmentId, RequestId, new_id
from vault.language import Language
from vault.media import Clean, FileKind, TextState
from vault.subject_requests import FileDecided, NewReviewApproval
from vault.subject_requests.checking.reading import passages
from vault.subject_requests.enclosing import MOST_BYTES, Enclosing, Enclosure
from vault.subject_requests.letter import render_files, render_html, render_lists, render_pdf
from vault.subject_requests.letter.blocks import Block
from vault.subject_requests.letter.html import _SETTERS
from vault.subject_requests.letter.texts import texts
from vault.subject_requests.letter.volumes import MOST_DOCUMENTS, annex_names, annexes


class Seen(HTMLParser):
    """What a page shows, its elements in order, and the depth of its headings."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.text, self.tags, self.lang = "", list[str](), ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "html":
            self.lang = dict(attrs)["lang"] or ""

    def handle_data(self, data: str) -> None:
        self.text += data


# The page.


@languages
def test_the_page_says_what_the_letter_says(language: Language) -> None:
    """Section 9, point 36: the same blocks, so neither holds more than the other."""
    one = answer(language=language)
    page, letter = (
        Seen(render_html(one)),
        read(render_pdf(one)),
    )
    say = texts(language)
    assert page.lang == language.value
    for words in (
        say("yes_data"),
        "Karin Ekdahl",
        "040579-1234",
        "Advokat Bo Lind",
        f"[{say.code('mask', 'person')} A]",
    ):
        assert squeezed(words) in squeezed(page.text)
        assert squeezed(words) in letter


def test_the_page_is_built_to_be_read_aloud_and_loads_nothing() -> None:
    """One topmost heading, none skipped, tables with heads, no script, nothing fetched."""
    content = render_html(answer())
    page = Seen(content)
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert page.tags.count("table") == content.count(b"<thead>") > 0
    assert not {"script", "link", "img", "iframe", "form"} & set(page.tags)
    assert b"http-equiv" in content
    assert not re.search(rb"""(?:src|href)=["'](?!#)""", content)


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_text_stays_text_on_the_page(text: str) -> None:
    page = Seen(render_html(answer(case(document(text, NAME_A)), asked=text, requester_name=text)))
    assert "script" not in page.tags
    assert squeezed(page.text).count(squeezed(text)) >= 3


@settings(max_examples=60)
@drawn(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=60))
def test_any_text_is_on_the_page_as_it_was_written(text: str) -> None:
    assert text in Seen(render_html(answer(case(document(text)), asked=text))).text


def test_every_block_can_be_set_as_a_page() -> None:
    named_apart = {"Heading", "Contents"}
    assert {one.__name__ for one in Block.__args__} == {one.__name__ for one in _SETTERS} | named_apart


def test_the_check_reads_what_a_page_hides() -> None:
    """Point 30: a comment or an attribute is no place to forget a name in."""
    page = b'<!DOCTYPE html><html><!-- Bent Hansen --><p title="Grete Lund">Jens <b>Skov</b></p></html>'
    found = {passage.place: passage.text for passage in passages({"letter.html": page})}
    assert "Jens Skov" in found["page 1"]
    assert "Bent Hansen" in found["markup"]
    assert "Grete Lund" in found["markup"]


# The lists.


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@languages
def test_lists_open_in_a_spreadsheet(language: Language) -> None:
    say, lists = texts(language), render_lists(answer(language=language))
    assert rows(lists["recipients.csv"])[1:] == [
        [
            "2026-02-03",
            "Advokat Bo Lind",
            f"Notatet om [{say.code('mask', 'person')} A]",
            "artikel 6, stk. 1, litra f",
            "",
        ]
    ]
    assert rows(lists["consultations.csv"]) == [
        [say("date"), say("purpose"), say("times")],
        ["2026-03-14", "Mægling i sagen", "7"],
    ]
    assert [row[3] for row in rows(lists["documents.csv"])[1:]] == [
        say.code("author", "complainant"),
        say.code("author", "self"),
    ]
    assert all(one.startswith(b"\xef\xbb\xbf") for one in lists.values())


@drawn(st.text(st.characters(codec="utf-8"), min_size=1, max_size=40))
def test_no_cell_is_a_formula_and_none_is_lost(text: str) -> None:
    one = answer(case(document("x"), reference=text))
    cell = rows(render_lists(one)["documents.csv"])[1][0]
    assert cell.removeprefix("'") == text.removeprefix("'")
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_list_of_nothing_is_none() -> None:
    assert set(render_lists(answer(case(document("x"), disclosures=()), consultations=()))) == {"documents.csv"}


# A large answer.


def test_a_large_answer_is_a_letter_and_annexes_with_every_document_once() -> None:
    """Point 38: all at once, in files that a reader can hold; a case too large for one goes on in the next."""
    big = case(*(document(f"stort-{number:04}", number=number) for number in range(MOST_DOCUMENTS + 30)), case_id="c1")
    small = case(*(document(f"lille-{number:04}", number=number) for number in range(40)), case_id="c2")
    one = answer(big, small)
    files = render_files(one)
    names = annex_names(one)
    assert names == ("annex-1.pdf", "annex-2.pdf")
    text = {name: read(files[name]) for name in names}
    for word in (
        *(f"stort-{number:04}" for number in range(MOST_DOCUMENTS + 30)),
        *(f"lille-{n:04}" for n in range(40)),
    ):
        assert sum(content.count(word) for content in text.values()) == 1
    letter = read(files["letter.pdf"])
    assert "stort-" not in letter
    assert squeezed("annex-1.pdf og annex-2.pdf") in letter
    assert b"<pdfuaid:part>1</pdfuaid:part>" in _metadata(files["annex-1.pdf"])


def test_the_facts_of_a_divided_case_stand_once() -> None:
    big = case(*(document("x", number=number) for number in range(2 * MOST_DOCUMENTS + 1)))
    volumes = annexes(answer(big))
    assert [sum(len(one.documents) for _, one in volume) for volume in volumes] == [MOST_DOCUMENTS, MOST_DOCUMENTS, 1]
    assert [len(volume[0][1].disclosures) for volume in volumes] == [1, 0, 0]


def test_what_fits_stays_in_the_letter() -> None:
    assert annexes(answer(case(*(document("x", number=number) for number in range(MOST_DOCUMENTS))))) == ()


def _metadata(pdf: bytes) -> bytes:
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    return bytes(root["/Metadata"].get_data())


# Files themselves.


def held(
    *,
    text: TextState = TextState.NONE,
    size: int | None = 100,
    original: int | None = 100,
    kind: FileKind = FileKind.MP3,
    author: Role = Role.COMPLAINANT,
) -> AttachmentFile:
    view = AttachmentView(
        attachment_id=AttachmentId(new_id()),
        kind=kind,
        name="x",
        description=None,
        author_role=author,
        author=None,
        language=Language.DANISH,
        dated_on=date(2026, 9, 1),
        lane=Lane.TENANCY,
        stored_at=NOW,
        clean=Clean.COPY,
        size=size,
        original_size=original,
        text=text,
        scanned=False,
    )
    return AttachmentFile(view=view, content=None)


@pytest.mark.parametrize(
    ("file", "own", "decided", "standing"),
    [
        (held(), True, None, Enclosure.ENCLOSED),
        (held(), True, False, Enclosure.WITHHELD),
        (held(), False, None, Enclosure.UNDECIDED),
        (held(), False, True, Enclosure.ENCLOSED),
        (held(), False, False, Enclosure.WITHHELD),
        (held(text=TextState.WHOLE), False, None, Enclosure.TEXT_GIVEN),
        (held(text=TextState.WHOLE), True, None, Enclosure.ENCLOSED),
        (held(size=None), True, None, Enclosure.ENCLOSED),
        (held(size=None), False, None, Enclosure.UNDECIDED),
        (held(size=None), False, True, Enclosure.NO_COPY),
        (held(size=None, author=Role.STAFF), False, True, Enclosure.ENCLOSED),
        (held(size=None, original=None), True, None, Enclosure.NO_COPY),
        (held(size=None, original=MOST_BYTES + 1), True, None, Enclosure.TOO_LARGE),
        (held(size=MOST_BYTES + 1), True, None, Enclosure.TOO_LARGE),
    ],
)
def test_whose_file_goes_out(file: AttachmentFile, standing: Enclosure, *, own: bool, decided: bool | None) -> None:
    """A-75: their own voice is given; A-76: where others are seen or heard, a person decides."""
    known = {} if decided is None else {file.view.attachment_id: decided}
    assert Enclosing(dict(known.items())).of(file, own=own).standing == standing


def test_files_are_named_by_number_and_kind_and_together_no_larger_than_a_package() -> None:
    enclosing = Enclosing({})
    large = [enclosing.of(held(size=MOST_BYTES, kind=FileKind.JPEG), own=True) for _ in range(4)]
    assert [one.name for one in large] == ["file-01.jpg", "file-02.jpg", "file-03.jpg", None]
    assert large[3].standing == Enclosure.TOO_LARGE
    assert enclosing.of(held(size=0), own=True).name == "file-04.mp3"


ME = person("Solvej Kragelund", phones=("68 90 80 70",))


def complained(world: World) -> tuple[StoredCase, AttachmentId, AttachmentId]:
    """A complaint about her, with a picture that she handed in, and one that the caretaker took."""
    kept = world.store(complaint(party("I", Role.RESPONDENT, ME)))
    hers = attach(world, kept.case_id, photo(), about(author_party_id=kept.parties[0]))
    theirs = attach(world, kept.case_id, photo(), about("gang.jpg", author_role=Role.STAFF))
    return kept, hers, theirs


def opened(world: World) -> RequestId:
    return RequestId(call(world, subject_requests.open_request, asked()).request_id)


def test_her_own_picture_goes_along_clean_and_another_waits_for_somebody_to_look(fresh_world: World) -> None:
    _, hers, theirs = complained(fresh_world)
    request_id = opened(fresh_world)
    first = call(fresh_world, subject_requests.prepare_request, request_id)
    assert (first.undecided, first.ordinary) == (1, False)
    files = call(fresh_world, subject_requests.read_package, request_id).files
    assert files["file-01.jpg"].startswith(b"\xff\xd8\xff")
    assert SECRET.encode() not in files["file-01.jpg"]
    documents = _documents(files)
    assert documents[str(hers)]["file"] == {"kind": "jpeg", "standing": "enclosed", "name": "file-01.jpg"}
    assert documents[str(theirs)]["file"]["standing"] == "undecided"
    words = read(files["letter.pdf"])
    assert "file-01.jpg" in words
    assert squeezed("et menneske skal først se eller høre") in words
    listed = {one.name for one in msgspec.json.decode(files["manifest.json"], type=_Manifest).manifest.files}
    assert listed == set(files) - {"manifest.json"}


def test_somebody_looked_and_gives_or_keeps_a_file(fresh_world: World) -> None:
    _, hers, theirs = complained(fresh_world)
    request_id = opened(fresh_world)
    looked = FileDecided(attachment_id=theirs, enclose=True, facts="Kun hendes egen dør er på billedet.")
    call(fresh_world, subject_requests.decide_file, request_id, looked)
    kept = FileDecided(attachment_id=hers, enclose=False, facts="En nabos barn er i midten af billedet.")
    call(fresh_world, subject_requests.decide_file, request_id, kept)
    assert call(fresh_world, subject_requests.prepare_request, request_id).undecided == 0
    documents = _documents(call(fresh_world, subject_requests.read_package, request_id).files)
    assert documents[str(theirs)]["file"]["name"] == "file-01.jpg"
    assert documents[str(hers)]["file"]["standing"] == "withheld"
    strange = msgspec.structs.replace(looked, attachment_id=AttachmentId(new_id()))
    with pytest.raises(NotFound):
        call(fresh_world, subject_requests.decide_file, request_id, strange)


def test_her_own_voice_goes_along_as_she_sent_it_and_a_recorded_call_after_somebody_listened(
    fresh_world: World,
) -> None:
    """A-75: a transcript takes the place of nobody's own voice."""
    kept = fresh_world.store(complaint(party("I", Role.RESPONDENT, ME)))
    message, call_in = b"ID3\x04" + bytes(200) + b"her words", b"ID3\x04" + bytes(300) + b"her call"
    attach(fresh_world, kept.case_id, message, about("besked.mp3", author_party_id=kept.parties[0]))
    recorded = attach(fresh_world, kept.case_id, call_in, about("samtale.mp3", author_role=Role.STAFF))
    request_id = opened(fresh_world)
    assert call(fresh_world, subject_requests.prepare_request, request_id).undecided == 1
    files = call(fresh_world, subject_requests.read_package, request_id).files
    assert (files["file-01.mp3"], "file-02.mp3" in files) == (message, False)
    listened = FileDecided(attachment_id=recorded, enclose=True, facts="Kun hun og vores vagt taler.")
    call(fresh_world, subject_requests.decide_file, request_id, listened)
    assert call(fresh_world, subject_requests.prepare_request, request_id).undecided == 0
    files = call(fresh_world, subject_requests.read_package, request_id).files
    assert {files["file-01.mp3"], files["file-02.mp3"]} == {message, call_in}


def test_a_file_that_is_decided_after_the_approval_voids_it(fresh_world: World) -> None:
    _, hers, _ = complained(fresh_world)
    request_id = opened(fresh_world)
    call(fresh_world, subject_requests.start_review, request_id)
    approval = call(fresh_world, subject_requests.approve_review, request_id, NewReviewApproval(reason="Alt er læst."))
    assert approval.approved is not None
    kept = FileDecided(attachment_id=hers, enclose=False, facts="En nabos barn er i midten af billedet.")
    call(fresh_world, subject_requests.decide_file, request_id, kept)
    with pytest.raises(Changed):
        call(fresh_world, subject_requests.prepare_request, request_id)


def test_composing_anew_leaves_one_package_whole_and_nothing_of_the_one_before(world: World) -> None:
    world.store(complaint(party("I", Role.RESPONDENT, ME), documents=(told("Solvej spiller højt."),)))
    request_id = opened(world)
    call(world, subject_requests.prepare_request, request_id)
    again = call(world, subject_requests.prepare_request, request_id)
    package = call(world, subject_requests.read_package, request_id)
    assert package.package_id == again.package_id
    assert {"letter.html", "documents.csv"} <= set(package.files)


class _Listed(msgspec.Struct):
    name: str


class _Files(msgspec.Struct):
    files: list[_Listed]


class _Manifest(msgspec.Struct):
    manifest: _Files


def _documents(files: dict[str, bytes]) -> dict[str, Any]:
    held = json.loads(files["data.json"])["answer"]["cases"]
    return {one["document_id"]: one for case in held for one in case["documents"]}
