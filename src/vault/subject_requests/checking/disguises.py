"""A text as somebody reads it, and the other readings in which what a plain search misses stands plainly. Pure.

Signs that nobody sees go; digits and letters of other scripts count as those that they look like. Other readings are
made only of what could hold one, so that ordinary text costs a few searches: words broken at the end of a line, drawn
apart, run together or written backwards; addresses with gaps; entities, percent signs, quoted-printable and Base64.
"""

import base64
import binascii
import html
import quopri
import re
import unicodedata
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ufffe\U000e0000-\U000e0fff]"
)
"""Format signs, fillers and selectors (Unicode: default ignorable), and PDFium's mark for a word that is broken."""
_BACKWARDS: Final = "\u202e"
_OTHER_DIGIT: Final = re.compile(r"(?![0-9])\d")
_LIKE: Final = str.maketrans(
    "АВЕКМНОРСТУХІЈЅавекмнорстухіјѕһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαειικνορτυχγıɑɡ",
    "ABEKMHOPCTYXIJSabekmhopctyxijshdqwABEZHIKMNOPTYXaeiikvoptuxyiag",
)
_LETTER: Final = r"[^\W\d_]"
_BROKEN: Final = re.compile(rf"(?<={_LETTER})[-\u2010\u2011][^\S\n]*\n\s*(?={_LETTER})")
_TOGETHER: Final = re.compile(r"(?<=[a-zæøåäö])(?=[A-ZÆØÅÄÖ])")
_APART: Final = re.compile(rf"(?<!\w)(?:{_LETTER}[ .·*-]{{1,2}}){{4,}}{_LETTER}(?!\w)")
_BETWEEN: Final = re.compile(r"[ .·*-]")
_PERCENT: Final = re.compile("%[0-9A-Fa-f]{2}")
_ENTITY: Final = re.compile(r"&(?:#\w{2,6}|[A-Za-z]{2,8});")
_EMAIL: Final = re.compile(r"\s*(?:@|[(\[]\s*(?:at|@|snabel-?a)\s*[)\]])\s*([\w-]+(?:\s*\.\s*[\w-]+)+)", re.IGNORECASE)
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{16,}(?:\r?\n[A-Za-z0-9+/]{4,})*={0,2}")
_QUOTED: Final = re.compile(r"=[0-9A-F]{2}|=\r?\n")


def plain(text: str) -> str:
    """The text without what is not seen, in the signs that it looks like."""
    if text.isascii():
        return text
    text = _UNSEEN.sub("", text)
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return _OTHER_DIGIT.sub(lambda one: str(unicodedata.decimal(one[0])), text)


def looks(word: str) -> str:
    """A word in the Latin letters that it looks like."""
    return word if word.isascii() else word.translate(_LIKE)


def readings(text: str) -> Iterator[str]:
    """What else a text can be read as; `text` as it was written."""
    if _BACKWARDS in text:
        yield plain(text[::-1])
    text = plain(text)
    if _BROKEN.search(text):
        yield _BROKEN.sub("", text)
    if _TOGETHER.search(text):
        yield _TOGETHER.sub(" ", text)
    if _APART.search(text):
        yield _APART.sub(lambda one: _BETWEEN.sub("", one[0]), text)
    if _PERCENT.search(text):
        yield plain(unquote(text))
    if _QUOTED.search(text):
        yield plain(quopri.decodestring(text.encode()).decode("utf-8", "replace"))
    if _ENTITY.search(text):
        yield plain(html.unescape(text))
    if "@" in text or "(" in text or "[" in text:
        yield from (_closed(text),) if _EMAIL.search(text) else ()
    if decoded := [one for run in _BASE64.findall(text) if (one := _decoded(run)) is not None]:
        yield plain("\n".join(decoded))


def _closed(text: str) -> str:
    return _EMAIL.sub(lambda one: "@" + re.sub(r"\s", "", one[1]), text)


def _decoded(run: str) -> str | None:
    """The text that stands in Base64; None where there is none."""
    run = re.sub(r"[\r\n=]", "", run)
    try:
        text = base64.b64decode(run + "=" * (-len(run) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if text.replace("\n", "").replace("\r", "").isprintable() else None
