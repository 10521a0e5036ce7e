"""Ways in which somebody's name, number or address can stand in a file without being seen: what the check must find."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

NAME = "Valdemar Friis"
_JPEG = b"\xff\xd8\xff\xe1\x00\x40Exif\x00\x00"
_BASE64 = base64.b64encode(NAME.encode()).decode()

DISGUISED = {
    "soft hyphens": "Val\u00addemar Fri\u00adis klager",
    "signs of no width": "Valde\u200bmar Fri\u2060is",
    "a space of no width": "Valdemar\u200bFriis",
    "Cyrillic letters": "V\u0430ldemar Fr\u0456is",
    "Greek letters": "Valdem\u03b1r Fr\u03b9is",
    "wide letters": "\uff36\uff41\uff4c\uff44\uff45\uff4d\uff41\uff52 \uff26\uff52\uff49\uff49\uff53",
    "written backwards": "\u202esiirF ramedlaV",
    "broken at the end of a line": "Valde-\nmar Fri-\nis",
    "drawn apart": "V a l d e m a r  F r i i s",
    "run together": "ValdemarFriis",
    "run together in small letters": "billede_valdemarfriis.jpg",
    "percent signs": "Valdemar%20%46riis",
    "entities": "Valdemar &#70;riis",
    "a genitive": "Valdemar Friis\u2019s hund",
    "Base64": f"data: {_BASE64}",
    "wide digits": "\uff16\uff18 \uff11\uff12 \uff12\uff11 \uff11\uff12",
    "digits of another script": "\u0666\u0668 \u0661\u0662 \u0662\u0661 \u0661\u0662",
    "digits between signs of no width": "68\u200b12\u200b21\u200b12",
    "digits between narrow spaces": "68\u202f12\u202f21\u202f12",
    "digits between dashes": "68\u201312\u201321\u201312",
    "digits between commas": "68,12,21,12",
    "digits on two lines": "68 12\n21 12",
    "a national id with a colon": "010170:1234",
    "an address in words": "valdemar (at) brev.example",
    "an address on two lines": "valdemar@\nbrev.example",
    "an address with gaps": "valdemar @ brev . example",
    "a house without a gap": "Humlehaven11",
    "a house with its number announced": "Humlehaven nr. 11",
}


def _zip(**parts: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return packed.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _remarked() -> bytes:
    packed = io.BytesIO(_zip(a="x"))
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = NAME.encode()
    return packed.getvalue()


_WORD = "<w:document xmlns:w='w'><w:body><w:p>{}</w:p></w:body></w:document>"
_PAGE = "<!doctype html><html><body>{}</body></html>"
_INLINE = base64.b64encode(_JPEG + NAME.encode() + b"\x00\xff\xfe").decode()
_PNG = b"\x89PNG\r\n\x1a\n"

WITHIN: dict[str, tuple[str, bytes]] = {
    "the text of an office's file": ("a.docx", _zip(word__document=_WORD.format(f"<w:r><w:t>{NAME}</w:t></w:r>"))),
    "a name in two runs": (
        "a.docx",
        _zip(word__document=_WORD.format("<w:r><w:t>Valde</w:t></w:r><w:r><w:t>mar Friis</w:t></w:r>")),
    ),
    "a comment": ("a.docx", _zip(word__document=_WORD.format("x"), word__comments=f"<c><p>{NAME}</p></c>")),
    "a tracked deletion": (
        "a.docx",
        _zip(word__document=_WORD.format(f"<w:del><w:delText>{NAME}</w:delText></w:del>")),
    ),
    "who changed it": ("a.docx", _zip(word__document=_WORD.format(f"<w:ins w:author='{NAME}'/>"))),
    "who made it": ("a.docx", _zip(docProps__core=f"<c><creator>{NAME}</creator></c>")),
    "a picture in it": ("a.docx", _zip(word__media=_JPEG + NAME.encode() + b"\x00\xff")),
    "a cell": ("a.xlsx", _zip(xl__sharedStrings=f"<sst><si><t>{NAME}</t></si></sst>")),
    "a formula": ("a.xlsx", _zip(xl__sheet='<sheet><c><f>"Valdemar"&amp;" Friis"</f></c></sheet>')),
    "a text of an open office": ("a.odt", _zip(content="<t><text:p>Valdemar<text:s/>Friis</text:p></t>")),
    "an archive in an archive": ("a.zip", _zip(a=_zip(b=NAME))),
    "the remark of an archive": ("a.zip", _remarked()),
    "a list with a formula": ("a.csv", b'1;="Valdemar"&" Friis"'),
    "a list in UTF-16": ("a.csv", f"1;{NAME}".encode("utf-16")),
    "a comment in a page": ("a.html", _PAGE.format(f"<!-- {NAME} -->").encode()),
    "an attribute": ("a.html", _PAGE.format("<p title='Valdemar&#32;Friis'>x</p>").encode()),
    "a style": ("a.html", _PAGE.format(f'<style>p::after{{content:"{NAME}"}}</style>').encode()),
    "a script": ("a.html", _PAGE.format(f"<script>'{NAME}'</script>").encode()),
    "a break within a word": ("a.html", _PAGE.format("Valde<wbr>mar Friis").encode()),
    "an instruction": ("a.html", _PAGE.format(f"<?x {NAME}?>").encode()),
    "a picture in a page": ("a.html", _PAGE.format(f"<img src='data:image/jpeg;base64,{_INLINE}'>").encode()),
    "a page in UTF-16": ("a.html", _PAGE.format(f"<p>{NAME}</p>").encode("utf-16")),
    "a text in UTF-16": ("a.txt", NAME.encode("utf-16")),
    "a text in UTF-16 without a mark": ("a.txt", NAME.encode("utf-16-be")),
    "a text in UTF-32": ("a.txt", NAME.encode("utf-32")),
    "a text in ISO 8859-1": ("a.txt", f"Jørn {NAME}".encode("latin-1")),
    "a message in lines of Base64": (
        "a.eml",
        b"From: a@b.example\n\n" + base64.encodebytes("æøå ".encode() * 20 + NAME.encode() + b" x" * 30),
    ),
    "a message as quoted": ("a.eml", b"From: a@b.example\n\nValde=\nmar=20=46riis"),
    "data inline": ("a.json", f'{{"a": "data:text/plain;base64,{_BASE64}"}}'.encode()),
    "what a picture says in UTF-16": ("a.jpg", _JPEG + NAME.encode("utf-16-be") + b"\xff\x00"),
    "what a picture says": ("a.png", _PNG + _chunk(b"tEXt", b"Comment\x00" + NAME.encode())),
    "what a picture says, packed": ("a.png", _PNG + _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(NAME.encode()))),
    "what a picture says, by its language": (
        "a.png",
        _PNG + _chunk(b"iTXt", b"Comment\x00\x01\x00da\x00\x00" + zlib.compress(NAME.encode())),
    ),
    "an archive behind a picture": ("a.jpg", _JPEG + b"\xff\xd9" + _zip(a=NAME)),
    "what a recording says": ("a.mp3", b"ID3\x00TIT2\x01\xff\xfe" + NAME.encode("utf-16-le") + b"\x00\x00\xff"),
}


def hidden_in(clean: bytes) -> Iterator[tuple[str, bytes]]:
    """The PDF `clean` once for each way in which a viewer does not show what stands in it."""
    for what, change in _CHANGES.items():
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(clean)))
        change(writer)
        yield what, _written(writer)
    yield "what stands behind its end", clean + b"\n" + NAME.encode()
    named = PdfWriter(clone_from=PdfReader(io.BytesIO(clean)))
    named.add_metadata({"/Subject": NAME})
    later = PdfWriter(io.BytesIO(_written(named)), incremental=True)
    later.metadata = {"/Subject": "x"}
    yield "an earlier revision", _written(later)


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(data: bytes, **entries: str) -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(data)
    for key, value in entries.items():
        stream[NameObject(f"/{key}")] = NameObject(f"/{value}")
    return stream.flate_encode()


def _drawn(before: bytes, text: bytes = f"({NAME}) Tj".encode(), after: bytes = b"") -> Callable[[PdfWriter], None]:
    """Something that is drawn on the first page, in a state of its own."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        resources: Any = page[NameObject("/Resources")].get_object()
        fonts: Any = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
        names = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}
        fonts[NameObject("/Fx")] = writer._add_object(
            DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in names.items()})
        )
        drawn = page.get_contents().get_data()  # type: ignore[union-attr]
        page[NameObject("/Contents")] = writer._add_object(
            _stream(drawn + b"\nq BT /Fx 12 Tf " + before + b" " + text + b" ET " + after + b" Q\n")
        )

    return change


def _layer(writer: PdfWriter) -> None:
    group = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("x")})
    )
    off = DictionaryObject({NameObject("/OFF"): ArrayObject([group])})
    writer._root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([group]), NameObject("/D"): off}
    )
    resources: Any = writer.pages[0][NameObject("/Resources")].get_object()
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/Hidden"): group})
    _drawn(b"50 50 Td", f"/OC /Hidden BDC ({NAME}) Tj EMC".encode())(writer)


def _note_with_file(writer: PdfWriter) -> None:
    file = writer._add_object(_stream(NAME.encode(), Type="EmbeddedFile"))
    named = DictionaryObject({NameObject("/EF"): DictionaryObject({NameObject("/F"): file})})
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/FileAttachment"), NameObject("/FS"): named})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def _picture(writer: PdfWriter) -> None:
    image = StreamObject()
    image._data = _JPEG + NAME.encode() + b"\x00\xff\xd9"
    image[NameObject("/Filter")], image[NameObject("/Subtype")] = NameObject("/DCTDecode"), NameObject("/Image")
    resources: Any = writer.pages[0][NameObject("/Resources")].get_object()
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/I"): writer._add_object(image)})


def _of_a_page(writer: PdfWriter) -> None:
    packet = _stream(f"<x><creator>{NAME}</creator></x>".encode(), Type="Metadata")
    writer.pages[0][NameObject("/Metadata")] = writer._add_object(packet)


def _script(writer: PdfWriter) -> None:
    code = writer._add_object(_stream(f'app.alert("{NAME}")'.encode()))
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): code}
    )


def _private(writer: PdfWriter) -> None:
    writer._root_object[NameObject("/Private")] = ByteStringObject(NAME.encode())


def _key(writer: PdfWriter) -> None:
    writer._root_object[NameObject(f"/{NAME}")] = TextStringObject("x")


_CHANGES: dict[str, Callable[[PdfWriter], None]] = {
    "text that is not drawn": _drawn(b"3 Tr 50 50 Td"),
    "text beside the page": _drawn(b"5000 9000 Td"),
    "white text": _drawn(b"1 1 1 rg 50 50 Td"),
    "text too small to be seen": _drawn(b"0.01 0 0 0.01 50 50 Tm"),
    "a layer that is switched off": _layer,
    "text in place of a picture": _drawn(b"50 50 Td", f"/Span <</ActualText ({NAME})>> BDC EMC".encode()),
    "a file in a note": _note_with_file,
    "what a picture in it says": _picture,
    "metadata of a page": _of_a_page,
    "a script": _script,
    "a string of a program": _private,
    "the name of an entry": _key,
}
