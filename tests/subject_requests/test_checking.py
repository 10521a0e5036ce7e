"""The check before sending: it reads finished files as anybody would, and finds whoever stands in them."""

import io
import json
import zlib
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from tests.subject_requests.hiding import DISGUISED, WITHIN, hidden_in

from vault.errors import Conflict
from vault.ids import CaseId, DocumentId, SubjectId
from vault.language import Language
from vault.redaction import Decision, Kind, Span
from vault.subject_requests.checking import Excuses, check
from vault.subject_requests.history.entries import Hit
from vault.subject_requests.letter.blocks import paragraph
from vault.subject_requests.letter.pdf import Page, typeset
from vault.subject_requests.letter.texts import texts
from vault.subject_requests.model import DocumentReview
from vault.subjects import Address, Person

WHO = SubjectId(UUID(int=7))
VALDEMAR = Person(
    name="Valdemar Nyborg Friis",
    phones=("+45 68 12 21 12",),
    emails=("valdemar@brev.example",),
    national_id="010170-1234",
    addresses=(Address("Humlehaven 11, 8799 Prøveby", "3. th."),),
)
CASE, DOCUMENT = CaseId(UUID(int=3)), DocumentId(UUID(int=4))


def found(files: dict[str, bytes], own: tuple[str, ...] = (), excuses: Excuses | None = None) -> tuple[Hit, ...]:
    return check(files, [(WHO, VALDEMAR)], own=own, excuses=excuses or Excuses(()))


def data(text: str, **more: object) -> dict[str, bytes]:
    document = {"document_id": str(DOCUMENT), "segments": [text], "written_by_requester": False} | more
    return {"data.json": json.dumps({"answer": {"cases": [{"case_id": str(CASE), "documents": [document]}]}}).encode()}


def pdf(text: str) -> bytes:
    page = Page(
        lang="da",
        title="Svar",
        author="Boligforeningen",
        sender=(),
        recipient=("Solvej",),
        facts=(),
        page_of="{page}/{pages}",
        blocks=(paragraph(text),),
    )
    return typeset(page, texts(Language.DANISH), datetime(2026, 11, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Valdemar Nyborg Friis klager", "name"),
        ("VALDEMAR FRIIS", "name"),
        ("Friis, Valdemar", "name"),
        ("V. Friis", "name"),
        ("Nyborg Friis' hund", "name"),
        ("fru Friis sagde", "family_name"),
        ("ring 68122112", "phone"),
        ("ring +45 68-12-21-12 nu", "phone"),
        ("cpr 0101701234", "national_id"),
        ("cpr 010170-1234", "national_id"),
        ("skriv til Valdemar@Brev.example.", "email"),
        ("oppe i Humlehaven 11 bor", "address"),
    ],
)
def test_it_is_found_in_data_and_letter_alike(text: str, kind: str) -> None:
    assert kind in {hit.kind for hit in found(data(text))}
    assert kind in {hit.kind for hit in found({"letter.pdf": pdf(text)})}


@pytest.mark.parametrize(
    "text",
    ["Valdemar sagde noget", "Humlehaven er en gade", "68 12 21", "2026-11-02", "01a20a2c-1e88-7438-9123-681221120000"],
)
def test_what_points_to_nobody_is_no_hit(text: str) -> None:
    assert found(data(text)) == ()


def test_short_names_are_not_read_into_ids_and_words() -> None:
    people = [
        (WHO, Person(name="Eb Fa")),
        (SubjectId(UUID(int=8)), Person(name="E. B.")),
        (SubjectId(UUID(int=9)), Person(name="Bo Ek")),
    ]
    ids = {"data.json": b'{"reference": "01a22cf6-6b0a-7b5f-bebf-44eb5a8168fa", "hash": "ebfa", "word": "Boek, eb"}'}
    assert check(ids, people, own=(), excuses=Excuses(())) == ()
    assert check(data("Eb Fa og Bo Ek"), people, own=(), excuses=Excuses(()))


def test_digits_part_no_name_in_two() -> None:
    """Of what somebody calls themself in one word, a part and a neighbour in a list are not their name."""
    people = [(WHO, Person(name="Lejer9x")), (SubjectId(UUID(int=8)), Person(name="Ulla2 Dyhr"))]
    assert check(data("lejer7x,lejer8x,lejer 9"), people, own=(), excuses=Excuses(())) == ()
    assert [one.kind for one in check(data("Det sagde Dyhr, Ulla2."), people, own=(), excuses=Excuses(()))] == ["name"]


def test_a_family_name_of_many_points_to_nobody() -> None:
    people = [(SubjectId(UUID(int=n)), Person(name=f"{first} Jensen")) for n, first in enumerate(("Bo", "Ida", "Per"))]
    hits = check(data("fru Jensen, og Per Jensen"), people, own=(), excuses=Excuses(()))
    assert [(hit.kind, hit.subject_id) for hit in hits] == [("name", UUID(int=2))]


def test_what_is_the_requesters_own_is_nobody_elses() -> None:
    assert found(data("ring 68 12 21 12 til Friis"), own=("Solvej Friis", "68122112")) == ()


def _review(decision: Decision, ref: str) -> DocumentReview:
    span = Span(start=0, end=5, kind=Kind.PERSON, decision=decision, ground=None, ref=ref, reason="named to them")
    return DocumentReview(case_id=CASE, document_id=DOCUMENT, written_by_requester=False, spans=(span,))


def test_a_decision_explains_a_name_in_its_document_and_no_other() -> None:
    kept = Excuses([_review(Decision.KEEP, str(WHO))])
    assert found(data("Valdemar Friis klager"), excuses=kept) == ()
    assert found(data("Valdemar Friis klager"), excuses=Excuses([_review(Decision.HIDE, str(WHO))]))
    elsewhere = data("Valdemar Friis klager", document_id=str(UUID(int=9)))
    assert found(elsewhere, excuses=kept)


def test_the_letter_may_show_as_often_as_the_data_and_not_once_more() -> None:
    kept = Excuses([_review(Decision.KEEP, str(WHO))])
    files = data("Valdemar Friis klager")
    assert found(files | {"letter.pdf": pdf("Valdemar Friis klager")}, excuses=kept) == ()
    twice = found(files | {"letter.pdf": pdf("Valdemar Friis klager. Valdemar Friis!")}, excuses=kept)
    assert {hit.file for hit in twice} == {"letter.pdf"}


def test_own_words_may_name_whom_they_like_except_where_they_live_in_secret() -> None:
    """X-31; S-33."""
    own = data("Valdemar Friis bor i Humlehaven 11", written_by_requester=True)
    assert found(own) == ()
    hidden = [(WHO, msgspec.structs.replace(VALDEMAR, protected_address=True))]
    assert {hit.kind for hit in check(own, hidden, own=(), excuses=Excuses(()))} == {"protected_address"}


OTHER = SubjectId(UUID(int=8))


def test_a_house_with_other_people_in_it_may_stand_in_own_words_alone() -> None:
    """S-33: the requester wrote of a neighbour who lives there openly; nobody else may tell the house."""
    neighbour = msgspec.structs.replace(VALDEMAR, name="Ib Bro", addresses=(Address("Humlehaven 11", "1. tv."),))
    people = [(WHO, msgspec.structs.replace(VALDEMAR, protected_address=True)), (OTHER, neighbour)]
    kept = Excuses([_review(Decision.KEEP, str(OTHER))])
    told = {own: data("Ib bor i Humlehaven 11", written_by_requester=own) for own in (True, False)}
    assert check(told[True], people, own=(), excuses=kept) == ()
    assert {hit.kind for hit in check(told[False], people, own=(), excuses=kept)} == {"protected_address"}
    assert check(told[True], people, own=(), excuses=Excuses(()))
    flat = data("hos Ib i Humlehaven 11, 3. th.", written_by_requester=True)
    assert {hit.kind for hit in check(flat, people, own=(), excuses=kept)} == {"protected_address"}


def test_staff_who_are_on_file_as_residents_too_may_sign_as_staff() -> None:
    """X-31: who acted for the organisation is named, also where another case has them as a party."""
    people = [(WHO, VALDEMAR), (OTHER, Person(name=VALDEMAR.name, staff=True))]
    assert check(data("Valdemar Friis"), people, own=(), excuses=Excuses([_review(Decision.KEEP, str(OTHER))])) == ()
    assert check(data("Valdemar Friis"), people, own=(), excuses=Excuses(()))
    assert check(data("Valdemar Friis"), people[1:], own=(), excuses=Excuses(())) == ()


def test_a_decision_about_a_hit_holds_for_the_same_hit_again() -> None:
    (hit,) = found(data("fru Friis sagde"))
    assert found(data("fru Friis sagde"), excuses=Excuses((), [hit.digest])) == ()


def _with(change: object) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Intet."))))
    change(writer)  # type: ignore[operator]
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("metadata", lambda writer: writer.add_metadata({"/Subject": "Valdemar Friis"})),
        ("attachment", lambda writer: writer.add_attachment("note.txt", b"Valdemar Friis")),
        ("name of an attachment", lambda writer: writer.add_attachment("Valdemar Friis.txt", b"-")),
        ("bookmark", lambda writer: writer.add_outline_item(title="Valdemar Friis", page_number=0)),
    ],
)
def test_what_a_viewer_hides_is_read(what: str, change: object) -> None:
    assert found({"letter.pdf": _with(change)}), what


def test_text_beneath_a_black_box_is_read() -> None:
    """X-33: something drawn over a name hides nothing."""
    from pypdf.generic import DecodedStreamObject, NameObject

    reader = PdfReader(io.BytesIO(pdf("Valdemar Friis klager")))
    writer = PdfWriter(clone_from=reader)
    box = DecodedStreamObject()
    box.set_data(writer.pages[0].get_contents().get_data() + b"\n0 0 0 rg 0 0 600 900 re f\n")  # type: ignore[union-attr]
    writer.pages[0][NameObject("/Contents")] = writer._add_object(box)
    written = io.BytesIO()
    writer.write(written)
    assert found({"letter.pdf": written.getvalue()})


@pytest.mark.parametrize("text", DISGUISED.values(), ids=DISGUISED)
def test_what_is_disguised_is_read_as_a_person_reads_it(text: str) -> None:
    assert found(data(text))


@pytest.mark.parametrize(("name", "content"), WITHIN.values(), ids=WITHIN)
def test_what_stands_within_a_file_is_read(name: str, content: bytes) -> None:
    assert found({name: content})


def test_whatever_a_viewer_of_a_pdf_does_not_show_is_read() -> None:
    clean = pdf("Intet.")
    assert found({"letter.pdf": clean}) == ()
    for what, changed in hidden_in(clean):
        assert found({"letter.pdf": changed}), what


def test_a_file_that_cannot_be_looked_into_goes_nowhere() -> None:
    for broken in (b"PK\x03\x04" + bytes(40), b"%PDF-1.7 and nothing else"):
        with pytest.raises(Conflict, match=r"file-01\.bin cannot be opened"):
            found({"file-01.bin": broken})


def test_another_reading_counts_no_mention_twice() -> None:
    """What the data show with reason, the letter may show as often, however its lines are broken."""
    kept = Excuses([_review(Decision.KEEP, str(WHO))])
    broken = "Valde-\nmar Friis klager. Skriv til valdemar @ brev.example"
    files = data(broken) | {"file-01.txt": broken.encode()}
    assert found(files, excuses=kept) == ()
    assert found(files | {"file-01.txt": (broken + " og Valdemar Friis").encode()}, excuses=kept)


def test_what_a_file_of_the_requester_says_is_excused_as_their_words_in_the_data_are() -> None:
    word = WITHIN["the text of an office's file"][1]
    assert found(data("Valdemar Friis", written_by_requester=True) | {"file-01.docx": word}) == ()
    assert found(data("Intet", written_by_requester=True) | {"file-01.docx": word})


@pytest.mark.parametrize("hidden", [b"Valdemar Friis", "Valdemar Friis".encode("utf-16-le")])
def test_metadata_of_a_picture_is_read(hidden: bytes) -> None:
    picture = b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00" + hidden + b"\x00\x00" + zlib.compress(bytes(range(256)))
    assert found({"photo.jpg": picture})


def test_the_name_of_a_file_is_read() -> None:
    assert found({"valdemar_nyborg_friis.txt": b"-"}) or found({"Valdemar Friis.txt": b"-"})


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading_of_a_picture(content: bytes) -> None:
    found({"photo.jpg": b"\xff\xd8" + content})
