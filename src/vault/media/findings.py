"""What a parser finds out about a file."""

from enum import StrEnum
from typing import Final

import msgspec

from vault.media.kinds import FileKind

LONGEST_TEXT: Final = 1_000_000
"""Characters of a file's text that are kept. What has more is a matter for a person's eyes, too."""


class Clean(StrEnum):
    """Whether there is a copy of a file without what it says about its making."""

    COPY = "copy"
    SAME = "same"
    """There is nothing in the file that could be taken out."""
    NONE = "none"
    """A copy cannot be made of this kind."""


class TextState(StrEnum):
    """Whether the text of a file can be searched, or somebody must look at it or listen to it."""

    WHOLE = "whole"
    PARTIAL = "partial"
    """There is more in it than text: pages that are pictures, files within it, or too much."""
    NONE = "none"


class Told(StrEnum):
    """What a file said about its making."""

    PLACE = "place"
    TIME = "time"
    DEVICE = "device"
    AUTHOR = "author"
    PROGRAM = "program"
    NOTES = "notes"
    """Titles, comments, descriptions."""


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    kind: FileKind
    clean: Clean
    text: str = ""
    text_state: TextState = TextState.NONE
    told: tuple[Told, ...] = ()
    """What stands in no clean copy, as far as it is known by name; other things are taken out as well."""


class Unacceptable(Exception):
    """A file must not be taken. Says the rule that it breaks, and nothing of what is in it."""


def with_text(kind: FileKind, clean: Clean, text: str, *, more: bool = False, told: tuple[Told, ...] = ()) -> Findings:
    """Findings of a file that is text; `more`: it holds something else as well."""
    kept = "\n".join(line.rstrip() for line in text.replace("\x00", "").splitlines()).strip()
    if not kept:
        return Findings(kind=kind, clean=clean, told=told)
    state = TextState.PARTIAL if more or len(kept) > LONGEST_TEXT else TextState.WHOLE
    return Findings(kind=kind, clean=clean, text=kept[:LONGEST_TEXT], text_state=state, told=told)
