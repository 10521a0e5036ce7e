"""`cvault backup` and `cvault restore`."""

from pathlib import Path

import click
import msgspec

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
    lines = [
        f"Restored the database of {done.backup.made_at:%Y-%m-%d %H:%M:%S} UTC",
        f"{sum(done.erased_again.values())} records that were erased since are erased again",
        *(f"  {count:>6}  {kind}" for kind, count in sorted(done.erased_again.items())),
    ]
    if done.missing_keys:
        lines.append(
            f"{done.missing_keys} keys that it needs are not at their providers: what stands under them does not open"
        )
    if done.set_aside is not None:
        lines.append(f"The logs end where the backup does; their newer checkpoints are in checkpoints/{done.set_aside}")
    if not wants_json:
        # Before anything is opened: it is restored, whatever that finds.
        for line in lines:
            output.say(line)
    checked = _check() if verify else None
    answer = msgspec.structs.asdict(done) | {"checked": checked}
    found = [] if checked is None else [f"{checked} records opened, each whole"]
    if wants_json or found:
        output.show(answer, found, wants_json=wants_json)


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
