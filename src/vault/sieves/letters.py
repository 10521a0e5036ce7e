"""Texts as bytes in which spellings that fold alike are alike already: one pass for a whole text. Pure.

Small letters for capitals, plain ones for accented ones, a blank for whatever is no letter; an apostrophe of any kind
as a plain one. What is one letter becomes one byte, so that whatever a text held it still holds. Letters beyond Danish,
Swedish and their neighbours become `UNKNOWN`: of a text with such a letter nothing can be said.
"""

import re
from typing import Final

from vault.normal import plain

UNKNOWN: Final = b"\0"
_BLANK: Final = ord(" ")
_LEAD: Final = b"\xc3"
"""The first of two bytes of the letters from À to ÿ; their second byte is no other letter's."""
_LEADS: Final = range(0xC0, 0x100)
_SECOND: Final = range(0x80, 0xC0)
_NO_LETTERS: Final = (0xD7, 0xF7)  # × and ÷
_JOINERS: Final = b"'-`"
_DIGITS: Final = b"0123456789"
# What people and their word processors write beside letters and digits: curly quotes, dashes, §, a blank that does not
# break. No letter, no digit and no numeral of Unicode is among these.
_SIGNS: Final = re.compile(rb"\xc2[\xa0-\xa9\xab-\xb1\xb6-\xb8\xbb]|\xe2\x80[\x80-\xbf]|\xe2\x82\xac")
_CURLY: Final = "’".encode()


def plain_letters(text: bytes) -> bytes:
    """The letters of a text in UTF-8, words apart by blanks; `UNKNOWN` is in it where there are others."""
    letters = text.translate(_PLAIN, _LEAD)
    if UNKNOWN in letters:
        letters = _SIGNS.sub(b" ", text.replace(_CURLY, b"'")).translate(_PLAIN, _LEAD)
    return letters


def digits(text: bytes) -> bytes:
    """The digits of a text, without whatever stands between them."""
    return text.translate(None, _NO_DIGITS)


def _table() -> bytes:
    table = bytearray(_BLANK for _ in range(256))
    for code in range(ord("a"), ord("z") + 1):
        table[code] = table[code - 32] = code
    for code in _JOINERS:
        table[code] = ord("-") if code == ord("-") else ord("'")
    for code in _LEADS:
        table[code] = UNKNOWN[0]
    for second in _SECOND:
        code = second + 0x40
        letter = plain(chr(code))[:1]
        table[second] = ord(letter) if letter.isascii() and letter.isalpha() else UNKNOWN[0]
        if code in _NO_LETTERS:
            table[second] = _BLANK
    return bytes(table)


_PLAIN: Final = _table()
_NO_DIGITS: Final = bytes(code for code in range(256) if code not in _DIGITS)
