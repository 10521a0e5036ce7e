"""Errors as exit codes and one clear line; no traceback, no personal data."""

import sys
from typing import Any

import click

from vault import errors

UNUSUAL = 10
"""A review found something that somebody should be asked about."""

OVERDUE = 11
"""Something that should have been erased is still there."""

_CODES: dict[type[errors.VaultError], int] = {
    errors.InvalidInput: 3,
    errors.TooLarge: 3,
    errors.Unauthenticated: 4,
    errors.NotPermitted: 4,
    errors.Throttled: 8,
    errors.NotFound: 5,
    errors.Conflict: 6,
    errors.Sealed: 7,
    errors.LogBroken: 7,
    errors.LedgerBroken: 7,
    errors.Unavailable: 8,
    errors.Misconfigured: 9,
    errors.VaultError: 1,
}


class Group(click.Group):
    """A group of commands whose errors end as a line and a code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except errors.VaultError as error:
            fail(error)


def code_of(error: errors.VaultError) -> int:
    return next(_CODES[kind] for kind in type(error).__mro__ if kind in _CODES)


def fail(error: errors.VaultError) -> None:
    """Prints what is wrong and what would help, and ends the program."""
    tell(error)
    sys.exit(code_of(error))


def tell(error: errors.VaultError, where: str = "") -> None:
    """Prints what is wrong and what would help."""
    click.secho(f"cvault: {where}{error.detail}", fg="red", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)
