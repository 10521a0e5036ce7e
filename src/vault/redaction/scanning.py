"""Letters that a scanner took for digits and digits that it took for letters, read as what they were. Pure.

Nothing moves: every character stands for one. Texts in which this happens once or twice are left as they are, for codes
and plates have letters beside digits too.
"""

import re
from typing import Final

from vault.naming import given_name, is_surname, is_word

_MIXED: Final = re.compile(r"[0134569](?<=[^\W\d_].)(?=[^\W\d_])")
_FEWEST: Final = 3
_WORD: Final = re.compile(
    r"(?<![\w-])(?:[^\W\d_]+(?:[0134569]+[^\W\d_]+)+[0134569]?|[^\W\d_]{3,}[0134569]|[0134569][^\W\d_]{2,}|[Nn]0(?=\.))(?![\w-])"
)
_NUMBER: Final = re.compile(r"(?<=\d)[Oo](?=[\d ]|\b)|(?<![^\W\d_])[Oo](?=\d)")
_ELISION: Final = re.compile(r"(?<![\w])0(?=['’][A-Z])")
_BARS: Final = re.compile(
    r"(?<=[a-zæøåäö])I(?=[a-zæøåäö]|\b)|(?<=\b[A-ZÆØÅÄÖ])I(?=[a-zæøåäö]{2})|(?<![\w'’])l(?!gh\b|ejl)(?=[bcdfghjkmnpqrstvwxz]|[\s,])"
)
"""An upright stroke that was another letter: "venIig", "KIage", "lkke"."""
_JEG: Final = re.compile(r"(?:(?<=[.!?:]\s)|(?<=\n)|^)leg(?=\s)")
_LETTERS: Final = str.maketrans("0134569", "oleasbg")
_OTHER_LETTERS: Final = str.maketrans("0134569", "oieasbg")
_DWELLING: Final = re.compile(r"\d(?:th|tv|mf|st|nd|rd|sal|tr)", re.IGNORECASE)


def unscanned(text: str) -> str:
    """A text of the same length as it was before it was scanned, as far as that shows."""
    if len(_MIXED.findall(text)) < _FEWEST:
        return text
    read = _NUMBER.sub("0", _ELISION.sub("O", _WORD.sub(_letters, text)))
    return _JEG.sub("Jeg", _BARS.sub(lambda found: "l" if found.group() == "I" else "I", read))


def _letters(found: re.Match[str]) -> str:
    """A word with letters for its digits: a one was an l or an i, whichever makes a word."""
    written = found.group()
    if _DWELLING.fullmatch(written):
        return written
    tried = (written.translate(_LETTERS), written.translate(_OTHER_LETTERS))
    return next((one for one in tried if _is_known(one)), tried[0])


def _is_known(word: str) -> bool:
    return is_word(word) or given_name(word) is not None or is_surname(word)
