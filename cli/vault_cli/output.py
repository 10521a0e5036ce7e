"""What a command prints: a few readable lines, or JSON for a program; a progress bar where somebody looks."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import UUID

import click
import msgspec

as_json = click.option("--json", "wants_json", is_flag=True, help="Print JSON.")
organisation = click.option("--organisation", metavar="ID", envvar="CVAULT_ORGANISATION", help="Which organisation.")


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
    """A table that fits the terminal."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=None, header_style="bold", pad_edge=False)
    for number, name in enumerate(head):
        # An id is copied into the next command, so it is never cut.
        widest = max((len(row[number]) for row in rows if _is_id(row[number])), default=0)
        grid.add_column(name, no_wrap=number < len(head) - 1, min_width=widest, overflow="fold")
    for row in rows:
        grid.add_row(*row)
    Console(highlight=False).print(grid)


def _is_id(cell: str) -> bool:
    try:
        return str(UUID(cell)) == cell
    except ValueError:
        return False


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
