"""`cvault`: the vault from a terminal or a timer."""

from importlib import import_module
from typing import Final

import click

from vault import __version__, coredumps
from vault_cli.exits import Group

_COMMANDS: Final = {
    "init": ("installation", "init"),
    "migrate": ("installation", "migrate"),
    "grants": ("installation", "grants"),
    "distribution": ("installation", "distribution"),
    "serve": ("serve", "serve"),
    "serve-public": ("serve", "serve_public"),
    "organisation": ("organisations", "organisation"),
    "client": ("clients", "client"),
    "staff": ("staff", "staff"),
    "break-glass": ("emergencies", "break_glass"),
    "import": ("imports", "import_cases"),
    "report": ("reports", "report"),
    "attachment": ("attachments", "attachment"),
    "webhook": ("webhooks", "webhook"),
    "request": ("requests", "request"),
    "subject": ("people", "subject"),
    "disclosures": ("disclosures", "group"),
    "review": ("reviews", "review"),
    "package": ("package", "package"),
    "purge": ("purge", "purge"),
    "hold": ("holds", "hold"),
    "retention": ("schedules", "retention"),
    "statistics": ("statistics", "statistics"),
    "policy": ("policy", "policy"),
    "processing": ("processing", "processing"),
    "audit": ("audit", "audit"),
    "backup": ("backups", "backup"),
    "restore": ("backups", "restore"),
    "keys": ("keys", "keys"),
    "approvals": ("approvals", "approvals"),
    "doctor": ("doctor", "doctor"),
}
"""Where each command stands. Its module is loaded when it is asked for, so that each begins at once."""

# The backspace keeps click from wrapping what follows.
_EPILOG = """\b
Where the vault is:  CVAULT_HOME (a folder), CVAULT_DATABASE_URL, CVAULT_KEYSTORE
Exit codes:  0 done  1 unexpected  2 usage  3 invalid input  4 not permitted  5 not found
             6 conflict  7 a record or the log does not verify  8 unavailable  9 misconfigured
             10 unusual access was found  11 something is overdue
"""


class _Main(Group):
    """The commands, in the order in which help lists them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's own signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- the same
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        found: click.Command = getattr(import_module(f"vault_cli.{module}"), name)
        return found


@click.group(cls=_Main, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cvault")
def main() -> None:
    """An encrypted store for complaints: answers access requests, deletes on time, proves both."""
    # Before any command loads a key.
    coredumps.refuse()
