"""A clean copy shows what the file shows, and holds nothing of who made it, where, when and with what."""

import io
import zipfile
import zlib

import pikepdf
import pypdf
import pytest
from PIL import Image
from tests.attachments.sending import SECRET, photo
from tests.media.making import docx, odt, packed, pdf, xlsx

from vault.media.findings import Clean, Findings, TextState, Unacceptable
from vault.media.kinds import FileKind, sniff
from vault.media.worker import Task, examine


def task(kind: FileKind, **limits: int) -> Task:
    usual = {"memory_mb": 1024, "seconds": 30, "pixels": 10_000_000, "pages": 50, "unpacked": 20_000_000}
    return Task(kind=kind, **(usual | limits))


def cleaned(content: bytes, **limits: int) -> tuple[Findings, bytes]:
    kind = sniff(content[:4096])
    assert kind is not None
    return examine(task(kind, **limits), content)


def everything(content: bytes) -> bytes:
    """Every byte of a file, and what its archive or its compressed streams hold."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [archive.read(one) for one in archive.namelist()]
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as document:
            for one in document.objects:
                found.append(one.unparse())
                if isinstance(one, pikepdf.Stream):
                    found.append(one.read_raw_bytes())
    return b"\n".join(found)


@pytest.mark.parametrize(
    ("make", "kind"),
    [(photo, FileKind.JPEG), (pdf, FileKind.PDF), (docx, FileKind.DOCX), (xlsx, FileKind.XLSX), (odt, FileKind.ODT)],
)
def test_nothing_of_its_making_is_left(make: object, kind: FileKind) -> None:
    assert callable(make)
    content = make()
    assert SECRET.encode() in everything(content)
    findings, copy = cleaned(content)
    assert (findings.kind, findings.clean) == (kind, Clean.COPY)
    assert SECRET.encode() not in everything(copy)
    assert sniff(copy) is sniff(content)
    # Cleaning what is clean finds it as it is.
    assert cleaned(copy)[0].kind is kind


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "TIFF"])
def test_every_format_of_pictures_is_cleaned(kind: str) -> None:
    image, out = Image.new("RGB", (40, 30), "navy"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = SECRET
    image.save(out, kind, exif=exif, comment=SECRET, xmp=f"<x>{SECRET}</x>".encode())
    findings, copy = cleaned(out.getvalue())
    assert findings.clean is Clean.COPY
    assert SECRET.encode() not in copy
    with Image.open(io.BytesIO(copy)) as seen:
        assert seen.size == (40, 30)
        colour = seen.convert("RGB").getpixel((20, 20))
        assert colour == pytest.approx((0, 0, 128), abs=3 if kind == "WEBP" else 0)
        assert not dict(seen.getexif()) or kind == "TIFF"


def test_a_picture_stands_upright_as_it_was_seen() -> None:
    with Image.open(io.BytesIO(cleaned(photo(width=320, height=200))[1])) as seen:
        assert seen.size == (200, 320)
        assert not seen.getexif()


def test_every_picture_of_an_animation_stays() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=SECRET)
    _, copy = cleaned(out.getvalue())
    with Image.open(io.BytesIO(copy)) as seen:
        assert getattr(seen, "n_frames", 1) == 3
    assert SECRET.encode() not in copy


def test_the_pictures_within_a_pdf_and_a_letter_are_cleaned_without_a_new_loss() -> None:
    picture = photo(width=64, height=48)
    with pikepdf.open(io.BytesIO(cleaned(pdf(picture=picture))[1])) as document:
        raw = document.pages[0].obj.Resources.XObject.I1.read_raw_bytes()
    with zipfile.ZipFile(io.BytesIO(cleaned(docx())[1])) as archive:
        within = archive.read("word/media/image1.jpeg")
    for found, original in ((raw, picture), (within, docx_picture())):
        assert SECRET.encode() not in found
        assert Image.open(io.BytesIO(found)).size == Image.open(io.BytesIO(original)).size == (64, 48)


def docx_picture() -> bytes:
    return photo(width=64, height=48)


def test_a_pdf_does_nothing_and_holds_nothing_but_its_pages() -> None:
    findings, copy = cleaned(pdf())
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert "/Info" not in document.trailer
        assert not {"/OpenAction", "/Metadata", "/AF"} & set(document.Root.keys())
        assert not document.attachments
        (link,) = document.pages[0].obj.Annots
        assert "/A" not in link
    assert pypdf.PdfReader(io.BytesIO(copy)).pages[0].extract_text() == "Larm fra 3. th. hver nat"
    # What is held of a person is searched, whether it is shown or not.
    assert "Larm fra 3. th. hver nat" in findings.text
    assert "Spørg Bodil" in findings.text
    assert SECRET in findings.text


def test_a_letter_reads_as_its_reader_saw_it() -> None:
    findings, copy = cleaned(docx())
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        names, body = set(archive.namelist()), archive.read("word/document.xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
        types = archive.read("[Content_Types].xml").decode()
    assert names == {
        *("[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/_rels/document.xml.rels"),
        "word/media/image1.jpeg",
    }
    assert "musik" in body
    assert "Slettet" not in body
    assert "comment" not in body + relations + types
    assert "rsid" not in body
    assert 'mc:Ignorable="w14"' in body
    assert "core" not in types
    for held in ("Vi hørte musik", "Slettet", "Tak, Bodil", SECRET):
        assert held in findings.text
    assert findings.text_state is TextState.PARTIAL


def test_a_sheet_is_read_row_by_row_with_its_numbers() -> None:
    findings, _ = cleaned(xlsx())
    assert "Bodil Vest\t68192939\nbetalt" in findings.text
    assert findings.text_state is TextState.WHOLE


def test_an_open_document_is_read_and_keeps_its_type_in_front() -> None:
    findings, copy = cleaned(odt())
    assert "Der lugter\taf røg." in findings.text
    assert "Bodil?" in findings.text
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert set(archive.namelist()) == {"mimetype", "content.xml", "META-INF/manifest.xml"}
        assert "Der" in archive.read("content.xml").decode()
        assert "Hver dag." in archive.read("content.xml").decode()


MESSAGE = (
    b"From: Bodil Vest <bodil@brev.example>\r\nTo: klager@bolig.example\r\nSubject: =?utf-8?q?L=C3=A6k?=\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n"
    b"<style>p{}</style><p>Der drypper &amp; lugter</p>\r\n--x\r\nContent-Type: image/png\r\n"
    b'Content-Disposition: attachment; filename="loft.png"\r\n\r\nx\r\n--x--\r\n'
)


def test_a_message_is_read_and_what_came_with_it_is_left_for_a_person() -> None:
    findings, copy = cleaned(MESSAGE)
    assert (findings.kind, findings.clean, findings.text_state, copy) == (
        FileKind.EMAIL,
        Clean.NONE,
        TextState.PARTIAL,
        b"",
    )
    for held in ("Bodil Vest", "Subject: Læk", "Der drypper & lugter", "[loft.png]"):
        assert held in findings.text
    assert "p{}" not in findings.text


def bomb() -> bytes:
    return docx(**{"word/media/sort.png": bytes(30_000_000)})


def many_pixels() -> bytes:
    """A small file that says that it is a picture of a hundred thousand by a hundred thousand."""
    size = (100_000).to_bytes(4, "big") * 2
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR" + size + bytes((8, 0, 0, 0, 0))) + _chunk(b"IDAT" + zlib.compress(b""))


def _chunk(content: bytes) -> bytes:
    return (len(content) - 4).to_bytes(4, "big") + content + zlib.crc32(content).to_bytes(4, "big")


def entities() -> bytes:
    return docx(**{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'})


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (bomb(), "unpacks to more"),
        (many_pixels(), "more pixels"),
        (entities(), "declares a type"),
        (pdf(pages=60), "more pages"),
        (docx(**{"word/vbaProject.bin": b"x"}), "holds macros"),
        (odt(**{"Basic/script.xml": b"<a/>"}), "holds macros"),
        (packed({"readme.txt": "hej"}), "no office's file"),
        (docx()[:-300], "not an archive"),
        (photo()[:200], "not a picture"),
        (b"%PDF-1.7\n%%EOF", "not a PDF"),
        (docx(**{"word/document.xml": "<a>"}), "not well-formed"),
    ],
    ids=["bomb", "pixels", "entities", "pages", "macros", "basic", "zip", "cut zip", "cut photo", "no pdf", "xml"],
)
def test_what_cannot_be_opened_safely_is_refused(content: bytes, rule: str) -> None:
    with pytest.raises(Unacceptable, match=rule) as refused:
        cleaned(content)
    assert SECRET not in str(refused.value)


def test_a_pdf_with_a_password_is_refused() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(user="kode", owner="kode"))
    with pytest.raises(Unacceptable, match="password"):
        cleaned(out.getvalue())
