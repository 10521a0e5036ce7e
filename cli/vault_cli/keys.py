"""`cvault keys …`: epochs of an organisation's keys."""

import click

from vault import epochs
from vault.clock import SystemClock
from vault.epochs import Destruction, EpochView
from vault.errors import Misconfigured
from vault.ids import EpochId
from vault.policy import RoleName
from vault.settings import from_environment
from vault.wiring import open_keystore
from vault_cli import output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def keys() -> None:
    """Rotate keys, seal them, destroy old ones."""


@keys.command()
@output.organisation
@output.as_json
def status(organisation: str | None, *, wants_json: bool) -> None:
    """Show the epochs, what stands under each, and from when on an old one may be destroyed."""
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), RoleName.OPERATOR, "administration")
        known = vault.call(caller, epochs.list_epochs)
    if wants_json:
        output.show(known, [], wants_json=True)
    else:
        output.table(("#", "epoch", "keys", "tokens", "state", "free from"), [_row(one) for one in known])


@keys.command()
@output.organisation
@output.as_json
def rotate(organisation: str | None, *, wants_json: bool) -> None:
    """Begin a new epoch and move every key under it. The vault may be in use; safe to run again."""
    with session.opened() as vault, output.progress("Moving keys") as advance:
        caller = session.acting(session.chosen(vault, organisation), RoleName.OPERATOR, "administration")
        moved = vault.call(caller, epochs.rotate, advance)
        *_, newest = vault.call(caller, epochs.list_epochs)
    lines = [
        f"Epoch {newest.epoch.number} is in use; {moved} keys and people were moved",
        "Back the keystore up now: a database from now on needs the new key.",
    ]
    output.show({"epoch": newest.epoch.number, "moved": moved}, lines, wants_json=wants_json)


@keys.command()
@click.argument("epoch_id")
@click.option("--custodian", is_flag=True, help="Act as the custodian, who is the second person.")
@output.organisation
@output.as_json
def retire(epoch_id: str, organisation: str | None, *, custodian: bool, wants_json: bool) -> None:
    """Destroy an old epoch once no backup needs it: one person proposes, another decides. Nothing brings it back."""
    wanted = EpochId(session.as_id(epoch_id, "EPOCH_ID"))
    role = RoleName.CUSTODIAN if custodian else RoleName.OPERATOR
    with session.opened() as vault:
        caller = session.acting(session.chosen(vault, organisation), role, "administration")
        state = vault.call(caller, epochs.destroy, wanted)
    words = {
        Destruction.PROPOSED: "Proposed. Another user of this machine must run the same command with --custodian.",
        Destruction.DESTROYED: "Destroyed. Delete older copies of the keystore now: then no older backup opens.",
    }
    output.show({"epoch_id": wanted, "state": state}, [words[state]], wants_json=wants_json)


@keys.command()
@output.as_json
def seal(*, wants_json: bool) -> None:
    """Seal the keystore by the passphrase in CVAULT_PASSPHRASE_FILE; from now on it opens with it alone."""
    settings = from_environment()
    if settings.passphrase_file is None:
        raise Misconfigured("there is no passphrase", hint="name a file that holds it in CVAULT_PASSPHRASE_FILE")
    open_keystore(settings, SystemClock()).seal()
    output.show(
        {"sealed": True}, ["The keystore is sealed. Back it up, and destroy older copies."], wants_json=wants_json
    )


def _row(view: EpochView) -> tuple[str, ...]:
    one = view.epoch
    free = "" if one.destroyed_at or view.destroyable_from is None else str(view.destroyable_from)
    return (str(one.number), str(one.epoch_id), str(one.data_keys), str(one.index_tokens), _state(view), free)


def _state(view: EpochView) -> str:
    if view.epoch.destroyed_at:
        return "destroyed"
    if view.epoch.destruction_proposed_by:
        return "proposed"
    return "empty" if view.destroyable_from else "in use"
