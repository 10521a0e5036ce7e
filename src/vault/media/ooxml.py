"""Files of Microsoft's offices (ECMA-376): clean copies and text.

Go: properties, custom XML, thumbnails, comments and who wrote them, printers' settings, embedded files, macros; what
was deleted while changes were tracked, and who changed what and when; the identifiers of editing sessions.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from vault.media import archive, xml
from vault.media.findings import Clean, Findings, Unacceptable, with_text
from vault.media.kinds import FileKind
from vault.media.pictures import without_metadata
from vault.media.telling import by_parts

_MAIN: Final = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.PPTX,
}
_TYPES: Final = "[Content_Types].xml"
_DROPPED: Final = re.compile(
    r"(docProps|customXml|_xmlsignatures|customUI|userCustomization)/"
    r"|(word|xl|ppt)/(embeddings|activeX|ctrlProps|persons|threadedComments|comments|printerSettings|externalLinks"
    r"|revisions|webextensions|customProperty)/"
    r"|word/(comments\w*|people)\.xml|xl/comments\d*\.xml|xl/drawings/(commentsDrawing|vmlDrawing)\d*\.vml"
    r"|ppt/(commentAuthors|authors)\.xml|.*\.bin$"
    r"|.*(comments|people|commentsExtended|commentsIds)\w*\.xml\.rels$"
)
_ALSO_DROPPED: Final = frozenset(
    {
        *("commentRangeStart", "commentRangeEnd", "commentReference", "del", "moveFrom", "delText", "delInstrText"),
        *("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd", "rPrChange", "pPrChange"),
        *("sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange", "numberingChange", "rsids"),
        *("OLEObject", "legacyDrawing", "legacyDrawingHF", "fileSharing", "control", "oleObjects", "controls"),
        *("docVars", "documentProtection", "attachedTemplate", "externalReferences", "customSheetViews", "absPath"),
        *("customProperties",),
    }
)
_UNWRAPPED: Final = frozenset({"ins", "moveTo"})
_SESSIONS: Final = re.compile(r"\}(rsid\w*|paraId|textId)$|^(userName|lastModifiedBy)$")
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHOWN: Final = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml|ppt/(slides|notesSlides|comments)/[^/]+\.xml"
    r"|docProps/(core|app|custom)\.xml|xl/(comments\d*|threadedComments/[^/]+)(\.xml)?"
)


def clean(content: bytes, unpacked: int) -> tuple[Findings, bytes] | None:
    """A clean copy and the text of an archive, if it is one of these. Raises Unacceptable."""
    parts = archive.parts(content, unpacked)
    kind = next((kind for name, kind in _MAIN.items() if name in parts), None)
    if kind is None or _TYPES not in parts:
        return None
    if b"macroEnabled" in parts[_TYPES] or any(name.endswith("vbaProject.bin") for name in parts):
        raise Unacceptable("holds macros")
    kept = {name: one for name, one in parts.items() if not _DROPPED.match(name)}
    gone = frozenset(parts) - frozenset(kept)
    cleaned = [(name, _part(name, one, gone)) for name, one in kept.items()]
    text = "\n".join(_sheets(parts) if kind is FileKind.XLSX else _paragraphs(parts))
    more = any("/media/" in name or "/embeddings/" in name for name in parts)
    return with_text(kind, Clean.COPY, text, more=more, told=by_parts(gone)), archive.packed(cleaned)


def _part(name: str, content: bytes, gone: frozenset[str]) -> bytes:
    if name == _TYPES:
        return _types(content, gone)
    if name.endswith(".rels"):
        return _relations(name, content, gone)
    return _body(content) if name.endswith(".xml") else without_metadata(content)


def _types(content: bytes, gone: frozenset[str]) -> bytes:
    root = xml.parse(content)
    for one in list(root):
        if one.get("PartName", "").lstrip("/") in gone:
            xml.drop(one)
    return xml.written(root)


def _relations(name: str, content: bytes, gone: frozenset[str]) -> bytes:
    """The relations of a part without those to what is gone, and without paths on somebody's machine."""
    root = xml.parse(content)
    base = posixpath.dirname(posixpath.dirname(name))
    for one in list(root):
        target, outside = one.get("Target", ""), one.get("TargetMode") == "External"
        inside = posixpath.normpath(posixpath.join("/", base, target)).lstrip("/")
        if inside in gone or (outside and not target.startswith(("http://", "https://", "mailto:", "tel:"))):
            xml.drop(one)
    return xml.written(root)


def _body(content: bytes) -> bytes:
    root = xml.parse(content)
    for element in list(root.iter("{*}*")):
        name = xml.local(element)
        if name in _ALSO_DROPPED:
            xml.drop(element)
        elif name in _UNWRAPPED:
            xml.unwrap(element)
        else:
            for key in [key for key in element.attrib if _SESSIONS.search(key)]:
                del element.attrib[key]
            if name == "pageSetup":
                element.attrib.pop(f"{{{_RELATIONS}}}id", None)
    return xml.written(root)


def _paragraphs(parts: dict[str, bytes]) -> Iterator[str]:
    """What is written in a text or on slides, whatever part it stands in: notes, comments and deletions as well."""
    for name in sorted(parts, key=_natural):
        if _SHOWN.fullmatch(name):
            root = xml.parse(parts[name])
            if name.startswith("docProps/"):
                yield from (one.text.strip() for one in root.iter("{*}*") if one.text and one.text.strip())
            else:
                yield from (_runs(one) for one in root.iter("{*}p"))


def _runs(paragraph: xml.Element) -> str:
    found = []
    for one in paragraph.iter("{*}*"):
        match xml.local(one):
            case "t" | "delText" | "instrText":
                found.append(one.text or "")
            case "tab":
                found.append("\t")
            case "br" | "cr":
                found.append("\n")
    return "".join(found)


def _sheets(parts: dict[str, bytes]) -> Iterator[str]:
    shared = [_runs(one) for one in xml.parse(parts["xl/sharedStrings.xml"])] if "xl/sharedStrings.xml" in parts else []
    for name in sorted(parts, key=_natural):
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            for row in xml.parse(parts[name]).iter("{*}row"):
                yield "\t".join(_cell(one, shared) for one in row)
        elif _SHOWN.fullmatch(name):
            yield " ".join(xml.parse(parts[name]).itertext())


def _cell(cell: xml.Element, shared: list[str]) -> str:
    value = next((one.text or "" for one in cell if xml.local(one) == "v"), "")
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    return _runs(cell) if cell.get("t") == "inlineStr" else value


def _natural(name: str) -> list[tuple[int, str]]:
    """`slide2` before `slide10`."""
    return [(int(one) if one.isdigit() else 0, one) for one in re.split(r"(\d+)", name)]
