"""Files of LibreOffice and its kin (ISO/IEC 26300): clean copies and text.

Go: who made it and when, thumbnails, settings with their printers, signatures, macros, embedded files, comments, what
was deleted while changes were tracked, and who changed what.
"""

import re
from collections.abc import Iterator
from typing import Final

from vault.media import archive, xml
from vault.media.findings import Clean, Findings, Unacceptable, with_text
from vault.media.kinds import MEDIA_TYPES, FileKind
from vault.media.pictures import without_metadata
from vault.media.telling import by_parts

_KINDS: Final = {MEDIA_TYPES[kind].encode(): kind for kind in (FileKind.ODT, FileKind.ODS, FileKind.ODP)}
_MANIFEST: Final = "META-INF/manifest.xml"
_KEPT: Final = re.compile(r"mimetype|content\.xml|styles\.xml|META-INF/manifest\.xml|Pictures/[^/]+|Fonts/[^/]+")
_ALSO_DROPPED: Final = frozenset(
    {
        *("annotation", "annotation-end", "tracked-changes", "change", "change-start", "change-end", "scripts"),
        *("event-listeners", "object", "object-ole", "creator", "author-name", "author-initials", "sender-firstname"),
        *(
            "sender-lastname",
            "initial-creator",
            "printed-by",
            "user-defined",
            "user-field-decls",
            "dde-connection-decls",
        ),
    }
)


def clean(content: bytes, unpacked: int) -> tuple[Findings, bytes] | None:
    """A clean copy and the text of an archive, if it is one of these. Raises Unacceptable."""
    parts = archive.parts(content, unpacked)
    kind = _KINDS.get(parts.get("mimetype", b""))
    if kind is None or "content.xml" not in parts:
        return None
    if b"encryption-data" in parts.get(_MANIFEST, b""):
        raise Unacceptable("is protected by a password or against changes")
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts):
        raise Unacceptable("holds macros")
    kept = {name: one for name, one in parts.items() if _KEPT.fullmatch(name)}
    # The type stands first and uncompressed, so that it can be told without unpacking anything.
    order = ["mimetype", *(name for name in kept if name != "mimetype")]
    cleaned = [(name, _part(name, kept[name], frozenset(kept))) for name in order]
    more = any(name.startswith(("Pictures/", "Object", "media/")) for name in parts)
    text = "\n".join(_paragraphs(parts))
    told = by_parts(frozenset(parts) - frozenset(kept))
    return with_text(kind, Clean.COPY, text, more=more, told=told), archive.packed(cleaned, frozenset({"mimetype"}))


def _part(name: str, content: bytes, kept: frozenset[str]) -> bytes:
    if name == _MANIFEST:
        root = xml.parse(content)
        for one in list(root):
            path = next((value for key, value in one.attrib.items() if key.endswith("full-path")), "")
            if path not in kept and path != "/":
                xml.drop(one)
        return xml.written(root)
    if not name.endswith(".xml"):
        return without_metadata(content)
    root = xml.parse(content)
    for element in list(root.iter("{*}*")):
        if xml.local(element) in _ALSO_DROPPED:
            xml.drop(element)
    return xml.written(root)


def _paragraphs(parts: dict[str, bytes]) -> Iterator[str]:
    """What is written, comments and deletions among it, and who is named as having made it."""
    for name in ("content.xml", "styles.xml"):
        if name in parts:
            root = xml.parse(parts[name])
            yield from (_words(one) for one in root.iter("{*}p", "{*}h", "{*}creator"))
    if "meta.xml" in parts:
        yield from (one.text.strip() for one in xml.parse(parts["meta.xml"]).iter("{*}*") if (one.text or "").strip())


def _words(paragraph: xml.Element) -> str:
    found = [paragraph.text or ""]
    for one in paragraph.iterdescendants("{*}*"):
        match xml.local(one):
            case "tab":
                found.append("\t")
            case "s":
                found.append(" ")
            case "line-break":
                found.append("\n")
        found += [one.text or "", one.tail or ""]
    return "".join(found)
