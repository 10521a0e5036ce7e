"""A file is what its content says. As a table of beginnings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vault.media.kinds import MEDIA_TYPES, FileKind, named, sniff


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", FileKind.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
        (b"GIF89a", FileKind.GIF),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", FileKind.WEBP),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", FileKind.WAV),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"II*\x00", FileKind.TIFF),
        (b"\x00\x00\x00\x18ftypheic", FileKind.HEIC),
        (b"\x00\x00\x00\x18ftypM4A ", FileKind.MP4_AUDIO),
        (b"\x00\x00\x00\x18ftypisom", FileKind.MP4),
        (b"\x00\x00\x00\x18ftypcrx ", None),
        (b"%PDF-1.7", FileKind.PDF),
        (b"PK\x03\x04", FileKind.ARCHIVE),
        (b"ID3\x04", FileKind.MP3),
        (b"\xff\xfb\x90\x64", FileKind.MP3),
        (b"\xff\xff\xff\xff", None),
        (b"OggS", FileKind.OGG),
        (b"fLaC", FileKind.FLAC),
        (b"#!AMR\n", FileKind.AMR),
        (b"Kl\xc3\xa6ge over larm", FileKind.TEXT),
        (b"Fra: os\nTil: dem\n\nhej", FileKind.TEXT),
        (b"From: a@b.example\r\nTo: c@d.example\r\n\r\nhej", FileKind.EMAIL),
        (b"From: a@b.example\r\nTo: c@d.example\r\n og os\r\n\r\nhej", FileKind.EMAIL),
        # Programs, archives of other kinds, offices' files of before 2007, other encodings.
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
        (b"7z\xbc\xaf\x27\x1c", None),
        (b"\x1f\x8b\x08", None),
        (b"Kl\xe6ge over larm", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_beginning_says(head: bytes, kind: FileKind | None) -> None:
    assert sniff(head) is kind


@given(st.text(alphabet="æ€🏠", min_size=1, max_size=40), st.integers(0, 3))
def test_text_that_is_cut_within_a_letter_is_text_still(text: str, before: int) -> None:
    assert sniff(("x" * before + text * 5000).encode()[:4096]) is FileKind.TEXT


@given(st.binary(max_size=5000))
def test_anything_at_all_is_a_kind_or_none(content: bytes) -> None:
    kind = sniff(content[:4096])
    assert kind is None or kind is FileKind.ARCHIVE or kind in MEDIA_TYPES


@pytest.mark.parametrize(
    ("name", "kind", "given_out"),
    [
        ("trappen.JPG", FileKind.JPEG, "trappen.JPG"),
        ("trappen", FileKind.JPEG, "trappen.jpg"),
        ("photo.exe", FileKind.PNG, "photo.exe.png"),
        ("side.html", FileKind.TEXT, "side.html.txt"),
        ("brev.pdf", FileKind.DOCX, "brev.pdf.docx"),
        (".jpg.svg", FileKind.JPEG, ".jpg.svg.jpg"),
    ],
)
def test_a_file_is_called_as_its_kind_is(name: str, kind: FileKind, given_out: str) -> None:
    assert named(name, kind) == given_out
