"""A text in pieces, as templates print it: plain words, and places with what is decided about them. Pure."""

from collections.abc import Iterable, Iterator

import msgspec

from vault.redaction import Decision, Span
from vault.subject_requests import Where


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a text. `span` is None for what nothing was found in."""

    text: str
    span: Span | None = None
    focus: bool = False
    """Whether it is what somebody decides about now, or says the same."""

    @property
    def at(self) -> str:
        """By which the place is named in an address."""
        return f"{self.span.start}-{self.span.end}" if self.span else ""


def marked(text: str, spans: Iterable[Span], focus: Where | None, string: str) -> list[Piece]:
    """The original with every place in it; the same words as those in focus stand out with them."""
    return [msgspec.structs.replace(piece, focus=_is_focus(piece, focus, string)) for piece in _pieces(text, spans)]


def redacted(text: str, spans: Iterable[Span]) -> list[Piece]:
    """What goes out: what stays readable, and a mark of each kind for what does not."""
    out: list[Piece] = []
    for piece in _pieces(text, spans):
        if piece.span is not None and piece.span.decision is not Decision.KEEP:
            out.append(msgspec.structs.replace(piece, text=""))
        else:
            out.append(Piece(text=piece.text))
    return out


def _pieces(text: str, spans: Iterable[Span]) -> Iterator[Piece]:
    at = 0
    for span in sorted(spans):
        if span.start < at:
            continue
        if span.start > at:
            yield Piece(text=text[at : span.start])
        yield Piece(text=text[span.start : span.end], span=span)
        at = span.end
    if at < len(text):
        yield Piece(text=text[at:])


def _is_focus(piece: Piece, focus: Where | None, string: str) -> bool:
    if piece.span is None or focus is None:
        return False
    inside = piece.span.start <= focus.start < piece.span.end
    return inside or piece.text.casefold() == string.casefold()
