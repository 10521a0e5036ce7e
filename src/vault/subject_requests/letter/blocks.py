"""What a letter is made of, before anything decides how it looks."""

import msgspec


class Chip(msgspec.Struct, frozen=True, tag="mask"):
    """A visible mask: what was hidden, in words, and the letter of the reason."""

    word: str
    code: str


Run = str | Chip
Runs = tuple[Run, ...]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """Level 1 opens a part of the letter and stands in its table of contents."""

    level: int
    text: str


class Lead(msgspec.Struct, frozen=True, tag="lead"):
    """The sentence that a person must not miss."""

    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    runs: Runs


class Points(msgspec.Struct, frozen=True, tag="points"):
    items: tuple[Runs, ...]


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Names and values side by side."""

    rows: tuple[tuple[str, Runs], ...]


class Panel(msgspec.Struct, frozen=True, tag="panel"):
    """The few most important facts, set apart from the text around them."""

    title: str
    rows: tuple[tuple[str, Runs], ...]


class Grid(msgspec.Struct, frozen=True, tag="grid"):
    """A table with a row of headings. A width is the share of the page that a column takes."""

    head: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Runs, ...], ...]


class Quote(msgspec.Struct, frozen=True, tag="quote"):
    """What the person themself said."""

    text: str


class Sheet(msgspec.Struct, frozen=True, tag="sheet"):
    """A document from a case, word for word, in the language it was written in."""

    title: str
    byline: str
    lang: str
    body: Runs


class Address(msgspec.Struct, frozen=True, tag="address"):
    """Where to write to; the first line is a name."""

    lines: tuple[str, ...]


class Contents(msgspec.Struct, frozen=True, tag="contents"):
    """The parts of the letter with their pages."""

    title: str


class Closing(msgspec.Struct, frozen=True, tag="closing"):
    """The last words of the letter and who says them."""

    lines: tuple[str, ...]


class NewPage(msgspec.Struct, frozen=True, tag="page"):
    pass


Block = (
    Heading | Lead | Paragraph | Points | Facts | Panel | Grid | Quote | Sheet | Address | Contents | Closing | NewPage
)


def paragraph(text: str) -> Paragraph:
    return Paragraph((text,))


def points(*lines: str) -> Points:
    return Points(tuple((line,) for line in lines))


def cells(*texts: str) -> tuple[Runs, ...]:
    """A row of a table that masks nothing."""
    return tuple((text,) for text in texts)
