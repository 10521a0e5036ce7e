"""Files of offices' programs and PDFs, made here with everything in them that tells of their making."""

import io
import zipfile
from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from tests.attachments.sending import SECRET, photo

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/><Default Extension="jpeg" ContentType="image/jpeg"/>
<Override PartName="/word/document.xml" ContentType="main+xml"/>
<Override PartName="/docProps/core.xml" ContentType="core+xml"/></Types>"""
_RELS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="t/officeDocument" Target="word/document.xml"/>
<Relationship Id="r2" Type="t/core" Target="docProps/core.xml"/></Relationships>"""
_OF_THE_DOCUMENT = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="t/comments" Target="comments.xml"/>
<Relationship Id="r2" Type="t/image" Target="media/image1.jpeg"/>
<Relationship Id="r3" Type="t/attachedTemplate" TargetMode="External" Target="file:///C:/Users/{0}/normal.dotm"/>
</Relationships>"""
_DOCUMENT = """<?xml version="1.0"?><w:document {1} xmlns:mc="http://example/mc" xmlns:w14="http://example/w14"
mc:Ignorable="w14"><w:body><w:p w:rsidR="00A1B2C3"><w:commentRangeStart w:id="0"/><w:r><w:t>Vi hørte </w:t></w:r>
<w:ins w:id="1" w:author="{0}" w:date="2026-01-02T03:04:05Z"><w:r><w:t>musik</w:t></w:r></w:ins>
<w:del w:id="2" w:author="{0}" w:date="2026-01-02T03:04:05Z"><w:r><w:delText>Slettet</w:delText></w:r></w:del>
<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p></w:body></w:document>"""
_CORE = """<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://example/cp" xmlns:dc="http://example/dc">
<dc:creator>{0}</dc:creator></cp:coreProperties>"""


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(**more: str | bytes) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELS,
        "word/document.xml": _DOCUMENT.format(SECRET, W),
        "word/_rels/document.xml.rels": _OF_THE_DOCUMENT.format(SECRET),
        "word/comments.xml": f'<w:comments {W}><w:comment w:author="{SECRET}"><w:p><w:r><w:t>Tak, Bodil</w:t></w:r>'
        "</w:p></w:comment></w:comments>",
        "word/media/image1.jpeg": photo(width=64, height=48),
        "docProps/core.xml": _CORE.format(SECRET),
        "customXml/item1.xml": f"<a>{SECRET}</a>",
    }
    return packed(parts | more)


def xlsx() -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return packed(
        {
            "[Content_Types].xml": _TYPES,
            "xl/workbook.xml": f'<workbook xmlns="{main}"><fileSharing userName="{SECRET}"/></workbook>',
            "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>Restance</t></si><si><t>Bodil Vest</t></si></sst>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row><c t="s"><v>1</v></c><c>'
            '<v>68192939</v></c></row><row><c t="inlineStr"><is><t>betalt</t></is></c></row></sheetData></worksheet>',
            "docProps/core.xml": _CORE.format(SECRET),
            "xl/comments1.xml": f'<comments xmlns="{main}"><authors><author>{SECRET}</author></authors></comments>',
        }
    )


def odt(**more: str | bytes) -> bytes:
    office = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    content = (
        f"<office:document-content {office}><office:body><office:text><text:tracked-changes><text:changed-region>"
        f"<dc:creator>{SECRET}</dc:creator></text:changed-region></text:tracked-changes>"
        f"<text:p>Der<text:s/>lugter<text:tab/>af røg.<office:annotation><dc:creator>{SECRET}</dc:creator><text:p>"
        "Bodil?</text:p></office:annotation> Hver dag.</text:p></office:text></office:body></office:document-content>"
    )
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/"/>'
        '<m:file-entry m:full-path="content.xml"/><m:file-entry m:full-path="meta.xml"/></m:manifest>'
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": content,
        "meta.xml": f"<office:document-meta {office}><dc:creator>{SECRET}</dc:creator></office:document-meta>",
        "settings.xml": f"<office:document-settings {office}>{SECRET}</office:document-settings>",
        "Thumbnails/thumbnail.png": SECRET.encode(),
        "META-INF/manifest.xml": manifest,
    }
    return packed(parts | more)


def pdf(words: str = "Larm fra 3. th. hver nat", *, pages: int = 1, picture: bytes | None = None) -> bytes:
    """A letter with a script, an embedded file, a comment, XMP and information about its author."""
    document = pikepdf.new()
    font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for _ in range(pages):
        page = document.add_blank_page(page_size=(300, 200)).obj
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = document.make_stream(
            f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET{' /I1 Do' if picture else ''}".encode("latin-1")
        )
        if picture is not None:
            image = document.make_stream(picture)
            image.stream_dict = Dictionary(
                Type=Name.XObject, Subtype=Name.Image, Width=64, Height=48, BitsPerComponent=8,
                ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode, Length=len(picture),
            )  # fmt: skip
            page.Resources.XObject = Dictionary(I1=image)
        note = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Text,
            Rect=Array([0, 0, 9, 9]),
            T=String(SECRET),
            Contents=String("Spørg Bodil"),
        )
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=Dictionary(S=Name.Launch, F=String(SECRET))
        )
        page.Annots = Array([document.make_indirect(note), document.make_indirect(link)])
        page.PieceInfo = Dictionary(App=Dictionary(Private=String(SECRET)))
    document.attachments["skjult.txt"] = SECRET.encode()
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String(f"app.alert('{SECRET}')"))
    document.docinfo["/Author"] = SECRET
    with document.open_metadata() as told:
        told["dc:creator"] = [SECRET]
    out = io.BytesIO()
    document.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()
