"""Where a text without a name says who wrote it all the same. Pure: a text in, places out.

Narrower than `giveaways`, which warns whoever writes and may warn too often: this tells what a search must pass over
(N-10), and what it passes over nobody finds. Named elsewhere in the same text, a person is found as in any other.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

_SIGNATURE: Final = 160
"""No farewell is followed by more signs than this; what is, goes on speaking of something."""
_SAYING: Final = 80
"""So far reaches a phrase by which somebody names themselves, and no further than its sentence."""
_END: Final = re.compile(r"[.!?;\n]")


def signed(text: str) -> tuple[range, ...]:
    """The places at which the writer names themselves or says how to reach them, in whichever language."""
    return (*_farewell(text), *_said(text))


def _farewell(text: str) -> Iterator[range]:
    found = [one.start() for one in _phrases("farewell").finditer(text)]
    if found and len(text.rstrip()) - found[-1] <= _SIGNATURE:
        yield range(found[-1], len(text))


def _said(text: str) -> Iterator[range]:
    for one in _phrases("saying").finditer(text):
        end = _END.search(text, one.end())
        yield range(one.start(), min(len(text) if end is None else end.start(), one.end() + _SAYING))


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    words: dict[str, list[str]] = tomllib.loads((files("vault.anonymous") / "signing.toml").read_text("utf-8"))
    longest_first = sorted(words[kind], key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
