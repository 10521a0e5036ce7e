"""`cvault`: the vault from a terminal or a timer."""

from importlib import import_module
from typing import Final, NamedTuple

import click

from vault import __version__, coredumps
from vault.memory import loading
from vault_cli.exits import Group


class _At(NamedTuple):
    """Where a command stands, and the first sentence of its own help, which a test holds it to."""

    module: str
    name: str
    help: str


COMMANDS: Final = {
    "init": _At("installation", "init", "Make a new vault."),
    "migrate": _At("installation", "migrate", "Bring the database to the schema of this version."),
    "grants": _At("installation", "grants", "Print what lets ROLE of PostgreSQL serve the vault and change no schema."),
    "distribution": _At(
        "installation", "distribution", "Print what has Citus keep each organisation on one machine of several."
    ),
    "serve": _At("serve", "serve", "Serve the API until stopped."),
    "serve-public": _At("serve", "serve_public", "Serve the public pages alone, in a process of their own."),
    "organisation": _At("organisations", "organisation", "The controllers whose complaints are kept apart."),
    "client": _At("clients", "client", "API clients: other systems that act for an organisation."),
    "staff": _At(
        "staff", "staff", "Members of staff: invite them, give them roles, and end what they hold when they leave."
    ),
    "break-glass": _At(
        "emergencies", "break_glass", "Roles that somebody took on in an emergency: see, end and review them."
    ),
    "import": _At("imports", "import_cases", "Store complaints from FILES."),
    "report": _At("reports", "report", "Reports without a name or in confidence."),
    "attachment": _At("attachments", "attachment", "Files of complaints: photographs, recordings, letters."),
    "webhook": _At(
        "webhooks", "webhook", "Webhooks: other systems that are told what happens, in signed messages of ids."
    ),
    "request": _At("requests", "request", "Requests of data subjects under Articles 15 to 21 GDPR."),
    "subject": _At("people", "subject", "People on file: find who could be meant."),
    "disclosures": _At(
        "disclosures",
        "group",
        "What was shared with others: who must be told, who owes an answer, which notices are open.",
    ),
    "review": _At("reviews", "review", "Decide what an answer shows and hides, and approve it."),
    "package": _At("package", "package", "Packages that answer a request."),
    "purge": _At("purge", "purge", "Retention: see what is due, and erase exactly that."),
    "hold": _At(
        "holds",
        "hold",
        "Keep what a court, the police, an authority or an audit needs; a hold extends storage and never use.",
    ),
    "retention": _At(
        "schedules", "retention", "How long what is kept: the rules, and what another set of them would change."
    ),
    "statistics": _At("statistics", "statistics", "Counts in which nobody can be recognised; they outlive the cases."),
    "policy": _At("policy", "policy", "Access rules: explain, test, compare and report them."),
    "processing": _At("processing", "processing", "The record of processing activities (Article 30 GDPR)."),
    "audit": _At("audit", "audit", "The log of who did what, and proof that nobody changed it."),
    "backup": _At("backups", "backup", "Copy the running database into a new FOLDER."),
    "restore": _At("backups", "restore", "Restore a backup where no database is."),
    "keys": _At("keys", "keys", "Rotate keys, move them to another provider, seal them, destroy old ones."),
    "approvals": _At("approvals", "approvals", "Confirm or refuse what somebody else asked for, and see what waits."),
    "doctor": _At("doctor", "doctor", "Check that everything is in order."),
}
"""In the order in which help lists them. Each module is loaded when its command is asked for."""


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
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- the same
        if cmd_name not in COMMANDS:
            return None
        at = COMMANDS[cmd_name]
        with loading():
            found: click.Command = getattr(import_module(f"vault_cli.{at.module}"), at.name)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- the same
        """Lists the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, at.help) for name, at in COMMANDS.items()])


@click.group(cls=_Main, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cvault")
def main() -> None:
    """An encrypted store for complaints: answers access requests, deletes on time, proves both."""
    # Before any command loads a key.
    coredumps.refuse()
