"""What a command prints: a few readable lines, or JSON for a program; a progress bar where somebody looks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

import click
import msgspec

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
organisation = click.option("--organisation", metavar="ID", envvar="CVAULT_ORGANISATION", help="Which organisation.")


_GAP = 2
"""Between two columns."""
_LAST = 20
"""What the last column of a table, which may go on in a further line, needs at least."""


class Advance(Protocol):
    """Told how many are done, of how many."""

    def __call__(self, done: int, of: int) -> None: ...


def show(value: Any, lines: list[str], *, wants_json: bool) -> None:
    """The result of a command, in the form that was asked for."""
    if wants_json:
        click.echo(as_text(value))
    else:
        click.echo("\n".join(lines))


def as_text(value: Any) -> str:
    """JSON for a program or a file."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode()


def say(line: str) -> None:
    """A line for a person."""
    click.echo(line)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table that fits the terminal, with no cell cut: where it is too narrow, each row in lines of its own.

    Whatever reads it from a pipe or a file has each row on one line.
    """
    from rich.console import Console
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    if not console.is_terminal:
        console = Console(highlight=False, width=sum(widths) + _GAP * len(widths))
    elif sum(widths[:-1]) + min(widths[-1], _LAST) + _GAP * len(widths) > console.width:
        for first, *others in rows:
            click.secho(first, bold=True)
            told = (f"{name}: {cell}" for name, cell in zip(head[1:], others, strict=True) if cell)
            console.print(Padding(Text("; ".join(told)), (0, 0, 0, 2)))
        return
    grid = Table(box=None, header_style="bold", pad_edge=False)
    for number, name in enumerate(head):
        grid.add_column(name, no_wrap=number < len(head) - 1, min_width=min(widths[number], _LAST), overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    console.print(grid)


@contextmanager
def progress(what: str) -> Iterator[Advance]:
    """A bar on standard error, and nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
