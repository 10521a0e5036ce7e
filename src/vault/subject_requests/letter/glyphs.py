"""Which characters the typesetter's fonts can show, and what stands in the letter for those they cannot.

A copy must be faithful and intelligible (A-70). PDF/UA forbids a glyph that no font has, and one smiley in a text
message must not keep a person from their answer: such a character is named in words, and stands as it was written
in the data file. Nothing is silently dropped but characters that have no look of their own.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from vault.subject_requests.letter.texts import Texts

# Latin with its accents, and the punctuation of our three languages: known to be in the typesetter's own font.
_PLAIN = re.compile(
    r"[\n\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u2013\u2014\u2018-\u201a\u201c-\u201e\u2022\u2026\u20ac]*"
)
_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_LONG_WORD = re.compile(r"[^\s\u200b]{37,}")
_BREAK_EVERY = 18

# An override that is opened and not closed would turn the rest of a line around, masks included.
_UNSHOWN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f\ufeff]")


def printable(value: Any, say: Texts, *, plainly: bool = False) -> Any:
    """A tree of lists, dicts and texts with every text made fit to print.

    `plainly` keeps Latin letters alone: for a text whose characters each have a glyph and together do not.
    """
    match value:
        case str():
            return _print(value, say, _is_plain if plainly else _has_glyph)
        case dict():
            return {key: printable(one, say, plainly=plainly) for key, one in value.items()}
        case list() | tuple():
            return [printable(one, say, plainly=plainly) for one in value]
        case _:
            return value


def _print(text: str, say: Texts, known: Callable[[str], bool]) -> str:
    if not _is_plain(text):
        text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
        text = _unknown(_UNSHOWN.sub("", text), known, lambda found: _described(found, say))
    return _LONG_WORD.sub(_breakable, text)


def _unknown(text: str, known: Callable[[str], bool], describe: Callable[[str], str]) -> str:
    """The text with each stretch that no font shows replaced by its description."""
    stretches: list[str] = []
    unknown = ""
    for cluster in _clusters(text):
        if known(cluster):
            stretches.append(describe(unknown) + cluster if unknown else cluster)
            unknown = ""
        else:
            unknown += cluster
    return "".join(stretches) + (describe(unknown) if unknown else "")


def _clusters(text: str) -> Iterator[str]:
    """Characters with the marks that combine with them, since a font may have both and not the two together."""
    cluster = ""
    for character in text:
        if cluster and not unicodedata.category(character).startswith("M"):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _described(unknown: str, say: Texts) -> str:
    """Symbols by their Unicode name, a stretch of unknown script by its length."""
    if all(unicodedata.category(one).startswith("S") for one in unknown):
        return "".join(f"[{unicodedata.name(one, 'symbol').lower()}]" for one in unknown)
    return f"[{say.count('signs', len(unknown))}]"


def _is_plain(text: str) -> bool:
    return _PLAIN.fullmatch(text) is not None


def _has_glyph(cluster: str) -> bool:
    return _is_plain(cluster) or _typesets(cluster)


@lru_cache(maxsize=4096)
def _typesets(cluster: str) -> bool:
    """Whether the typesetter accepts a document of this alone; asking takes some 3 ms."""
    import typst

    try:
        typst.compile(_PROBE, format="pdf", sys_inputs={"it": cluster}, pdf_standards="ua-1", ignore_system_fonts=True)
    except typst.TypstError:
        return False
    return True


_PROBE = b'#set document(title: "probe")\n#set text(font: "Libertinus Serif", lang: "en")\n#text(sys.inputs.it)'


def _breakable(word: re.Match[str]) -> str:
    """A word longer than a table column, with places where a line may end inside of it."""
    text = word.group()
    return "\u200b".join(text[at : at + _BREAK_EVERY] for at in range(0, len(text), _BREAK_EVERY))
