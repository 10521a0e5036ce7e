"""What a letter is made of, before anything decides how it looks."""

import msgspec

from vault.redaction import Ground, Mask, Segment


class Chip(msgspec.Struct, frozen=True, tag="mask"):
    """A visible mask: what was hidden, in words, and the letter of the reason."""

    word: str
    code: str


Run = str | Chip
Runs = tuple[Run, ...]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    level: int
    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    runs: Runs


class Points(msgspec.Struct, frozen=True, tag="points"):
    items: tuple[Runs, ...]


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Names and values side by side."""

    rows: tuple[tuple[str, Runs], ...]


class Grid(msgspec.Struct, frozen=True, tag="grid"):
    """A table with a row of headings."""

    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]


class Sheet(msgspec.Struct, frozen=True, tag="sheet"):
    """A document from a case, word for word."""

    title: str
    byline: str
    body: Runs


class NewPage(msgspec.Struct, frozen=True, tag="page"):
    pass


Block = Heading | Paragraph | Points | Facts | Grid | Sheet | NewPage

# The order in which reasons are lettered; the same everywhere, so that a letter means the same in every answer.
GROUND_CODES = {
    Ground.RIGHTS_OF_OTHERS: "A",
    Ground.CONFIDENCE: "B",
    Ground.PROTECTED_ADDRESS: "C",
    Ground.UNDECIDED: "D",
}


def runs(segments: tuple[Segment, ...], kinds: dict[str, str]) -> Runs:
    """A masked text as it is set: each mask becomes a chip with its kind in words."""
    return tuple(
        Chip(kinds[one.kind.value], GROUND_CODES[one.ground]) if isinstance(one, Mask) else one for one in segments
    )
