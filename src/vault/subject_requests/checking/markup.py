"""What HTML and XML show, and what stands in their markup beside that. Knows no answer."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

APART: Final = "\n\n"
_PIECE: Final = 50_000
_INLINE: Final = frozenset({"a", "b", "em", "font", "i", "mark", "small", "span", "strong", "u", "wbr"})
_OF_XML: Final = frozenset({"p", "h", "br", "cr", "tab", "s", "line-break", "c", "row", "si", "table-cell", "title"})
"""What sets words apart in offices' files; there everything else may stand within a word."""


class _Markup(HTMLParser):
    def __init__(self, *, xml: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._xml = xml
        self.shown: list[str] = []
        self.hidden: list[str] = []

    def handle_data(self, data: str) -> None:
        self.shown.append(data)

    def handle_comment(self, data: str) -> None:
        self.hidden.append(data)

    def handle_decl(self, decl: str) -> None:
        self.hidden.append(decl)

    def handle_pi(self, data: str) -> None:
        self.hidden.append(data)

    def unknown_decl(self, data: str) -> None:
        self.hidden.append(data.removeprefix("CDATA["))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._between(tag)
        self.hidden.extend(value for _, value in attrs if value)

    def handle_endtag(self, tag: str) -> None:
        if self._xml:
            self._between(tag)

    def _between(self, tag: str) -> None:
        """Only words within a block belong together."""
        if self._xml:
            self.shown.append(APART if tag.rpartition(":")[2] in _OF_XML else "")
        else:
            self.shown.append("" if tag in _INLINE else "\n" if tag == "br" else APART)

    def whole_blocks(self) -> str:
        """What was shown up to where the last block began, which is not told again."""
        text, _, last = "".join(self.shown).rpartition(APART)
        self.shown = [last]
        return text


def shown_and_hidden(content: str, *, xml: bool = False) -> Iterator[tuple[str, str]]:
    """Pieces of what is shown, each under `page 1`, and at the end everything else, under `markup`."""
    page = _Markup(xml=xml)
    for start in range(0, len(content), _PIECE):
        page.feed(content[start : start + _PIECE])
        yield "page 1", page.whole_blocks()
    page.close()
    yield "page 1", "".join(page.shown)
    yield "markup", "\n".join(page.hidden)
