"""`cvault`: the vault from a terminal or a timer."""

import click

from vault import __version__, coredumps
from vault_cli import (
    approvals,
    audit,
    backups,
    clients,
    doctor,
    holds,
    imports,
    installation,
    keys,
    organisations,
    policy,
    processing,
    purge,
    requests,
    schedules,
    serve,
    statistics,
)
from vault_cli.exits import Group

# The backspace keeps click from wrapping what follows.
_EPILOG = """\b
Where the vault is:  CVAULT_HOME (a folder), CVAULT_DATABASE_URL, CVAULT_KEYSTORE
Exit codes:  0 done  1 unexpected  2 usage  3 invalid input  4 not permitted  5 not found
             6 conflict  7 a record or the log does not verify  8 unavailable  9 misconfigured
             10 unusual access was found  11 something is overdue
"""


@click.group(cls=Group, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="cvault")
def main() -> None:
    """An encrypted store for complaints: answers access requests, deletes on time, proves both."""
    # Before any command loads a key.
    coredumps.refuse()


main.add_command(installation.init)
main.add_command(installation.migrate)
main.add_command(serve.serve)
main.add_command(organisations.organisation)
main.add_command(clients.client)
main.add_command(imports.import_cases)
main.add_command(requests.request)
main.add_command(purge.purge)
main.add_command(holds.hold)
main.add_command(schedules.retention)
main.add_command(statistics.statistics)
main.add_command(policy.policy)
main.add_command(processing.processing)
main.add_command(audit.audit)
main.add_command(backups.backup)
main.add_command(backups.restore)
main.add_command(keys.keys)
main.add_command(approvals.approvals)
main.add_command(doctor.doctor)
