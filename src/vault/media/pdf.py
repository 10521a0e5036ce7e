"""PDF: written anew without what it says about its making and without what it could do, and its text.

Go: document information, XMP of the file and of every object, private data of programs, embedded files, scripts,
actions but for links, forms in XML, comments and their authors, earlier revisions, and what pictures say about
themselves.
"""

import io
import time
from collections.abc import Iterator
from typing import Any, Final

import pikepdf
import pypdf

from vault.media.findings import LONGEST_TEXT, Clean, Findings, Unacceptable, with_text
from vault.media.kinds import FileKind
from vault.media.pictures import without_metadata
from vault.media.telling import by_pdf

_TELLING: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/AA", "/OpenAction", "/Perms", "/DSS")
_OF_THE_ROOT: Final = ("/Collection", "/SpiderInfo", "/Legal", "/URI", "/Requirements", "/Extensions")
_NAMED: Final = ("/EmbeddedFiles", "/JavaScript", "/AlternatePresentations", "/Renditions")
_DROPPED: Final = frozenset(
    {
        *("/Text", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D"),
        *("/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Caret"),
    }
)
"""Notes and marks of whoever read it, and what is embedded or plays."""
_OF_AN_AUTHOR: Final = ("/T", "/M", "/CreationDate", "/NM", "/RC", "/Subj", "/Popup", "/IRT", "/AA")
_HARMLESS: Final = frozenset({"/GoTo", "/URI", "/Named"})
_TEXT_SECONDS: Final = 30.0


def clean(content: bytes, pages: int) -> tuple[Findings, bytes]:
    """A PDF of at most `pages` pages, written anew, with the text that it shows. Raises Unacceptable."""
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            if document.is_encrypted:
                raise Unacceptable("is protected by a password or against changes")
            if len(document.pages) > pages:
                raise Unacceptable("has more pages than are taken")
            text, more = _text(content, document)
            told = by_pdf(document)
            _strip(document)
            out = io.BytesIO()
            document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError:
        raise Unacceptable("is protected by a password or against changes") from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, pikepdf.ForeignObjectError, ValueError, TypeError, KeyError):
        raise Unacceptable("is not a PDF that can be opened") from None
    return with_text(FileKind.PDF, Clean.COPY, text, more=more, told=told), out.getvalue()


def _strip(document: pikepdf.Pdf) -> None:
    if "/Info" in document.trailer:
        del document.trailer["/Info"]
    root = document.Root
    _without(root, _OF_THE_ROOT)
    if "/Names" in root:
        _without(root["/Names"], _NAMED)
    if "/AcroForm" in root:
        _without(root["/AcroForm"], ("/XFA",))
    for page in document.pages:
        _annotations(page.obj)
    for one in document.objects:
        if isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            _object(one)
    document.remove_unreferenced_resources()


def _object(one: Any) -> None:
    _without(one, _TELLING)
    action = one.get("/A")
    if isinstance(action, pikepdf.Dictionary) and str(action.get("/S")) not in _HARMLESS:
        del one["/A"]
    if isinstance(action, pikepdf.Dictionary):
        _without(action, ("/Next",))
    if isinstance(one, pikepdf.Stream) and one.get("/Filter") == pikepdf.Name.DCTDecode:
        one.write(without_metadata(one.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)


def _annotations(page: Any) -> None:
    kept = [one for one in page.get("/Annots", []) if str(one.get("/Subtype")) not in _DROPPED]
    for one in kept:
        # A field of a form is named by the same key as the author of a note.
        _without(one, [key for key in _OF_AN_AUTHOR if not (key == "/T" and one.get("/Subtype") == "/Widget")])
    if "/Annots" in page:
        page["/Annots"] = pikepdf.Array(kept)


def _without(one: Any, keys: Any) -> None:
    for key in keys:
        if key in one:
            del one[key]


def _text(content: bytes, document: pikepdf.Pdf) -> tuple[str, bool]:
    """The text of the pages, of the notes on them and of the information, and whether there is more than text."""
    until = time.monotonic() + _TEXT_SECONDS
    found: list[str] = []
    length, more = 0, "/EmbeddedFiles" in document.Root.get("/Names", {})
    reader = pypdf.PdfReader(io.BytesIO(content))
    for page in reader.pages:
        if time.monotonic() > until or length > LONGEST_TEXT:
            return "\n\n".join(found), True
        try:
            words = page.extract_text().strip()
        except Exception:  # noqa: BLE001 -- whatever the page breaks, somebody looks at it
            words = ""
        more = more or not words
        found.append(words)
        length += len(words)
    told = [*_notes(document), *_information(document)]
    return "\n\n".join([*filter(None, found), *told]), more


def _notes(document: pikepdf.Pdf) -> Iterator[str]:
    for page in document.pages:
        for one in page.obj.get("/Annots", []):
            yield from (str(one[key]) for key in ("/Contents", "/T") if isinstance(one.get(key), pikepdf.String))


def _information(document: pikepdf.Pdf) -> Iterator[str]:
    information: Any = document.trailer.get("/Info", pikepdf.Dictionary())
    for key in ("/Title", "/Author", "/Subject", "/Keywords"):
        value = information.get(key)
        if isinstance(value, pikepdf.String) and str(value).strip():
            yield str(value)
