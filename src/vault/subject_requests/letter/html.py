"""Setting the blocks as one accessible HTML page that needs nothing else: no script, no font, no connection.

The same blocks as the PDF, so neither says more than the other. Every text is escaped; none is ever markup.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Final

from vault.subject_requests.answer import Answer
from vault.subject_requests.letter.blocks import (
    Address,
    Block,
    Chip,
    Closing,
    Contents,
    Facts,
    Grid,
    Heading,
    Lead,
    NewPage,
    Panel,
    Paragraph,
    Points,
    Quote,
    Runs,
    Sheet,
)
from vault.subject_requests.letter.content import content
from vault.subject_requests.letter.masks import shown
from vault.subject_requests.letter.pdf import Page, page_of
from vault.subject_requests.letter.texts import texts


def render_html(answer: Answer) -> bytes:
    """The letter with its data annex as HTML in UTF-8. The same answer gives the same bytes."""
    say = texts(answer.language)
    answer = shown(answer)
    return "".join(_page(page_of(answer, say, ()), list(content(answer, say)))).encode()


def _page(page: Page, blocks: list[Block]) -> Iterator[str]:
    yield f'<!DOCTYPE html>\n<html lang="{escape(page.lang)}">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    # The page loads nothing from anywhere, whatever stands in it.
    yield "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    yield f"<title>{_text(page.title)}</title>\n<style>{_style()}</style>\n</head>\n<body>\n<header>\n"
    yield f"<p>{_lines(page.recipient)}</p>\n<p><strong>{_text(page.author)}</strong><br>{_lines(page.sender)}</p>\n"
    yield from _pairs((name, (value,)) for name, value in page.facts)
    yield f"</header>\n<main>\n<h1>{_text(page.title)}</h1>\n"
    parts = [(number, one) for number, one in enumerate(blocks) if isinstance(one, Heading) and one.level == 1]
    for number, block in enumerate(blocks):
        if isinstance(block, Contents):
            yield from _contents(block, parts)
        elif isinstance(block, Heading):
            yield f'<h{block.level + 1} id="part-{number}">{_text(block.text)}</h{block.level + 1}>\n'
        else:
            yield from _SETTERS[type(block)](block)
    yield "</main>\n</body>\n</html>\n"


def _contents(block: Contents, parts: list[tuple[int, Heading]]) -> Iterator[str]:
    yield f'<nav aria-label="{_text(block.title)}"><p><strong>{_text(block.title)}</strong></p><ul>'
    yield from (f'<li><a href="#part-{number}">{_text(one.text)}</a></li>' for number, one in parts)
    yield "</ul></nav>\n"


def _lead(block: Lead) -> Iterator[str]:
    yield f'<p class="lead">{_text(block.text)}</p>\n'


def _paragraph(block: Paragraph) -> Iterator[str]:
    yield f"<p>{_runs(block.runs)}</p>\n"


def _points(block: Points) -> Iterator[str]:
    yield f"<ul>{''.join(f'<li>{_runs(one)}</li>' for one in block.items)}</ul>\n"


def _facts(block: Facts) -> Iterator[str]:
    yield from _pairs(block.rows)


def _panel(block: Panel) -> Iterator[str]:
    yield f'<section class="panel" aria-label="{_text(block.title)}"><p><strong>{_text(block.title)}</strong></p>\n'
    yield from _pairs(block.rows)
    yield "</section>\n"


def _grid(block: Grid) -> Iterator[str]:
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in block.head)
    yield f"<table><thead><tr>{head}</tr></thead><tbody>\n"
    for row in block.rows:
        yield f"<tr>{''.join(f'<td>{_runs(one)}</td>' for one in row)}</tr>\n"
    yield "</tbody></table>\n"


def _quote(block: Quote) -> Iterator[str]:
    yield f"<blockquote><p>{_text(block.text)}</p></blockquote>\n"


def _sheet(block: Sheet) -> Iterator[str]:
    yield f'<article><p class="of"><strong>{_text(block.title)}</strong><br>{_text(block.byline)}</p>\n'
    yield f'<p lang="{escape(block.lang)}">{_runs(block.body)}</p></article>\n'


def _address(block: Address) -> Iterator[str]:
    yield f"<address><strong>{_text(block.lines[0])}</strong><br>{_lines(block.lines[1:])}</address>\n"


def _closing(block: Closing) -> Iterator[str]:
    yield f"<p>{_lines(block.lines)}</p>\n"


def _new_page(block: NewPage) -> Iterator[str]:
    del block
    yield "<hr>\n"


def _pairs(rows: Iterable[tuple[str, Runs]]) -> Iterator[str]:
    yield "<dl>\n"
    yield from (f"<div><dt>{_text(name)}</dt><dd>{_runs(value)}</dd></div>\n" for name, value in rows)
    yield "</dl>\n"


def _runs(runs: Runs) -> str:
    return "".join(_chip(one) if isinstance(one, Chip) else _text(one) for one in runs)


def _chip(chip: Chip) -> str:
    """Its brackets keep a mask apart from the words around it where colours are lost; what it hides is not here."""
    return f"<mark>[{_text(chip.word)} {_text(chip.code)}]</mark>"


def _lines(lines: Iterable[str]) -> str:
    return "<br>".join(_text(one) for one in lines)


def _text(text: str) -> str:
    return escape(text).replace("\n", "<br>")


@cache
def _style() -> str:
    return (files("vault.subject_requests.letter") / "letter.css").read_text("utf-8")


_SETTERS: Final[Mapping[type[Any], Callable[[Any], Iterator[str]]]] = {
    Lead: _lead,
    Paragraph: _paragraph,
    Points: _points,
    Facts: _facts,
    Panel: _panel,
    Grid: _grid,
    Quote: _quote,
    Sheet: _sheet,
    Address: _address,
    Closing: _closing,
    NewPage: _new_page,
}
