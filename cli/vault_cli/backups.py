"""`cvault backup` and `cvault restore`."""

from pathlib import Path

import click

from vault import backups, recovery
from vault.policy import RoleName
from vault.settings import from_environment
from vault_cli import output, session

_folder = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))


@click.command()
@_folder
@output.as_json
def backup(folder: Path, *, wants_json: bool) -> None:
    """Copy the running database into a new FOLDER.

    Keys and ledger are never in it: back them up apart.
    """
    with session.opened() as vault:
        made = backups.back_up(vault, session.operator(), folder)
    lines = [
        f"{folder / made.file} holds the database as of {made.made_at:%Y-%m-%d %H:%M:%S} UTC",
        f"The erasure ledger had {made.ledger.number} entries",
    ]
    output.show(made, lines, wants_json=wants_json)


@click.command()
@_folder
@click.option("--verify", is_flag=True, help="Open every record afterwards, to prove that each is whole.")
@output.as_json
def restore(folder: Path, *, verify: bool, wants_json: bool) -> None:
    """Restore a backup where no database is.

    What was erased since it was made is erased again before the vault opens.
    """
    done = backups.restore(from_environment(), session.operator(), folder)
    checked = _check() if verify else None
    lines = [
        f"Restored the database of {done.backup.made_at:%Y-%m-%d %H:%M:%S} UTC",
        f"{done.erased_again} records that were erased since are erased again",
    ]
    if done.set_aside is not None:
        lines.append(f"The logs end where the backup does; their newer checkpoints are in checkpoints/{done.set_aside}")
    if checked is not None:
        lines.append(f"{checked} records opened, each whole")
    answer = {"backup": done.backup, "erased_again": done.erased_again, "set_aside": done.set_aside, "checked": checked}
    output.show(answer, lines, wants_json=wants_json)


def _check() -> int:
    with session.opened() as vault, output.progress("Opening records") as advance:
        return sum(
            vault.call(
                session.acting(one.organisation_id, RoleName.OPERATOR, "accountability"),
                recovery.check_every_record,
                advance,
            )
            for one in vault.organisations()
        )
