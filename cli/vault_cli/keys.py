"""`cvault keys …`: epochs of an organisation's keys, and the providers that hold them."""

import base64
from datetime import date

import click
import msgspec

from vault import epochs
from vault.approvals import parse_reason
from vault.clock import SystemClock, legal_day
from vault.epochs import Bound, DeactivatedView, EpochView, Left, Need, RecordCount
from vault.errors import Conflict, Misconfigured
from vault.ids import PLATFORM, EpochId, OrganisationId
from vault.keys import SignerStatus, open_keystore
from vault.policy import RoleName
from vault.settings import from_environment
from vault.wiring import Caller, Vault
from vault_cli import approvals, output, session
from vault_cli.exits import Group


@click.group(cls=Group)
def keys() -> None:
    """Rotate keys, move them to another provider, seal them, destroy old ones."""


@keys.command()
@output.organisation
@output.as_json
def status(organisation: str | None, *, wants_json: bool) -> None:
    """Show epochs, how old each is, what stands under it, and from which day on no backup yields what was erased."""
    with session.opened() as vault:
        today = legal_day(vault.clock.now())
        wanted = [_chosen(vault, organisation)] if organisation else _everyone(vault)
        callers = [session.acting(one, RoleName.OPERATOR, "administration") for one in wanted]
        found = [vault.call(caller, epochs.status) for caller in callers]
        counts = [vault.call(caller, epochs.count_records) for caller in callers]
    if wants_json:
        told = [msgspec.to_builtins(one) | {"records": count} for one, count in zip(found, counts, strict=True)]
        output.show(told, [], wants_json=True)
        return
    for one, count in zip(found, counts, strict=True):
        output.say(f"Organisation {one.organisation_id}")
        shown = [line for view in one.epochs for line in (*_epoch(view, today), *_waiting(view))]
        for line in (*shown, *map(_reach, one.bounds), _signer(one.signers), *map(_stand, count)):
            output.say(line)


@keys.command()
@output.organisation
@output.as_json
def rotate(organisation: str | None, *, wants_json: bool) -> None:
    """Begin a new epoch and move every key under it. The vault may be in use; safe to run again."""
    with session.opened() as vault, output.progress("Moving keys") as advance:
        caller = session.acting(_chosen(vault, organisation), RoleName.OPERATOR, "administration")
        moved = vault.call(caller, epochs.rotate, advance)
        newest = vault.call(caller, epochs.status).epochs[-1]
    lines = [
        f"Epoch {newest.epoch.number} is in use; {moved} keys and people were moved",
        "Back the keystore up now: a database from now on needs the new key.",
    ]
    output.show({"epoch": newest.epoch.number, "moved": moved}, lines, wants_json=wants_json)


@keys.command("migrate-records")
@output.as_json
def migrate_records(*, wants_json: bool) -> None:
    """Seal every record and file anew that is not under CVAULT_RECORD_ALGORITHM. Runs beside others; safe to repeat."""
    moved = 0
    with session.opened() as vault, output.progress("Sealing records") as advance:
        for caller in _everywhere(vault, RoleName.OPERATOR):
            moved += vault.call(caller, epochs.migrate_records, advance)
        algorithm = vault.keyring.sealing
    lines = [f"{moved} records were sealed anew; every record stands under {algorithm} now"]
    output.show({"moved": moved, "algorithm": algorithm}, lines, wants_json=wants_json)


@keys.command("rotate-signing")
@output.organisation
@output.as_json
def rotate_signing(organisation: str | None, *, wants_json: bool) -> None:
    """Put a new signing key in use. What the old one signed goes on verifying; the old one signs the new one's."""
    with session.opened() as vault:
        caller = session.acting(_chosen(vault, organisation), RoleName.OPERATOR, "administration")
        vault.call(caller, epochs.replace_signer)
        new, *_ = vault.call(caller, epochs.status).signers
    introduction = base64.b64encode(new.introduction or b"").decode()
    lines = [
        f"Public key, to be published from now on:  {base64.b64encode(new.public_key).decode()}",
        f"Signed by the one before it:              {introduction}",
    ]
    output.show(new, lines, wants_json=wants_json)


_reason = click.option(
    "--reason", default=epochs.NOT_NEEDED, show_default=False, help="Why, for whoever confirms; no names."
)


@keys.command()
@click.argument("epoch_id")
@_reason
@output.organisation
@output.as_json
def retire(epoch_id: str, reason: str, organisation: str | None, *, wants_json: bool) -> None:
    """Destroy an old epoch once no backup needs it and a second person confirmed it. Nothing brings it back."""
    wanted = EpochId(session.as_id(epoch_id, "EPOCH_ID"))
    with session.opened() as vault:
        caller = session.acting(_chosen(vault, organisation), RoleName.OPERATOR, "administration")
        waiting = vault.call(caller, epochs.destroy, wanted, parse_reason(reason))
        (view,) = [one for one in vault.call(caller, epochs.status).epochs if one.epoch.epoch_id == wanted]
    if waiting:
        lines = approvals.asked([waiting])
    else:
        lines = [
            "Destroyed. Delete older copies of the keystore now: then no older backup opens.",
            *_waiting(view),
        ]
    answer = {"epoch_id": wanted, "destroyed": waiting is None, "waiting": waiting, "gone_from": view.gone_from}
    output.show(answer, lines, wants_json=wants_json)


@keys.command()
@click.argument("provider")
@output.as_json
def move(provider: str, *, wants_json: bool) -> None:
    """Move every key of every organisation to another provider. The vault may be in use; safe to run again."""
    moved = 0
    with session.opened() as vault, output.progress("Moving keys") as advance:
        for caller in _everywhere(vault, RoleName.OPERATOR):
            moved += vault.call(caller, epochs.move, provider, advance)
        new = vault.keyring.providers.new.name
    lines = [
        f"{moved} epochs and signing keys were moved; everything stands at {provider} now",
        "The keys that were left still open older backups. Once none needs them: cvault keys leave PROVIDER",
    ]
    if new != provider:
        lines.append(f"New keys are still made at {new}: set CVAULT_KEY_PROVIDER={provider} and restart.")
    output.show({"moved": moved, "to": provider, "new_keys_at": new}, lines, wants_json=wants_json)


@keys.command()
@output.as_json
def left(*, wants_json: bool) -> None:
    """Show the provider keys that were left, and from when on each may be destroyed."""
    with session.opened() as vault:
        known = [
            one
            for caller in _everywhere(vault, RoleName.OPERATOR)
            for one in vault.call(caller, epochs.list_deactivated)
        ]
    if wants_json:
        output.show(known, [], wants_json=True)
    else:
        output.table(("provider", "was for", "", "left on", "free from"), [_left_row(one) for one in known])


@keys.command()
@click.argument("provider")
@_reason
@output.as_json
def leave(provider: str, reason: str, *, wants_json: bool) -> None:
    """Destroy the keys left at a provider, once a second person confirmed it. Nothing brings them back."""
    with session.opened() as vault:
        everywhere = _everywhere(vault, RoleName.OPERATOR)
        found = [vault.call(caller, epochs.leave, provider, parse_reason(reason)) for caller in everywhere]
    destroyed, needed = sum(one.destroyed for one in found), sum(one.needed for one in found)
    free, waiting = _first_free(found), [one.waiting for one in found if one.waiting]
    if needed and not destroyed and not waiting:
        raise Conflict(f"{needed} keys were left there, and backups may need each until {free} at least")
    lines = [f"{destroyed} destroyed, {needed} still needed by backups"]
    if waiting:
        lines += approvals.asked(waiting)
    if free:
        lines.append(f"The first of those that are needed is free from {free} on.")
    answer = {"destroyed": destroyed, "needed": needed, "free_from": free, "waiting": waiting}
    output.show(answer, lines, wants_json=wants_json)


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


def _chosen(vault: Vault, named: str | None) -> OrganisationId:
    """The organisation that was named, or the only one; the installation itself by its id, which has keys as well."""
    return PLATFORM if named == str(PLATFORM) else session.chosen(vault, named)


def _everywhere(vault: Vault, role: RoleName) -> list[Caller]:
    """This machine's user in every organisation and in the installation itself."""
    return [session.acting(one, role, "administration") for one in _everyone(vault)]


def _everyone(vault: Vault) -> list[OrganisationId]:
    """The installation itself, and every organisation."""
    return [PLATFORM, *(one.organisation_id for one in vault.organisations())]


def _first_free(found: list[Left]) -> date | None:
    return min((one.free_from for one in found if one.free_from), default=None)


def _waiting(view: EpochView) -> list[str]:
    """Where the provider waits before it deletes, what that means for the promise about erasure."""
    if not view.epoch.destroyed_at or not view.epoch.waiting_days:
        return []
    days = f"The provider {view.epoch.provider} waits {view.epoch.waiting_days} days before it deletes"
    return [f"{days}: until {view.gone_from} whoever administers it could bring the key back."]


def _left_row(view: DeactivatedView) -> tuple[str, ...]:
    one = view.key
    free = "destroyed" if one.destroyed_at else str(view.destroyable_from)
    return (one.provider, one.kind.removesuffix("_key"), str(one.owner_id), str(one.deactivated_at.date()), free)


def _epoch(view: EpochView, today: date) -> list[str]:
    """Lines and no table: an id, two numbers and three days do not fit beside each other on a terminal."""
    one, since, gone = view.epoch, legal_day(view.epoch.created_at), view.gone_from
    under = f"{one.data_keys} data keys, {one.index_tokens} index tokens"
    lines = [
        f"  Epoch {one.number}  {one.epoch_id}  {_state(view)}, at {one.provider}",
        f"    since {since}, {(today - since).days} days old; {under}",
    ]
    if one.destroyed_at is None and view.destroyable_from is not None:
        later = f", gone from {gone} on" if gone and gone > view.destroyable_from else ""
        lines.append(f"    may be destroyed from {view.destroyable_from} on{later}")
    elif gone is not None:
        lines.append(f"    gone since {gone}" if gone <= today else f"    gone from {gone} on")
    return lines


def _reach(bound: Bound) -> str:
    """What a bound promises, in one line."""
    said = f"What was erased before {bound.erased_before}: in no backup readable from {bound.unreadable_from} on"
    conditions = {
        Need.NOTHING: "",
        Need.RETIRE: ", if the older epochs are retired as soon as they may be",
        Need.ROTATE: ", if keys are rotated today and the older epochs retired as soon as they may be",
    }
    return said + conditions[bound.need]


def _signer(signers: list[SignerStatus]) -> str:
    newest, *older = signers
    return f"Signing key since {legal_day(newest.created_at)}; replaced before: {len(older)}"


def _stand(count: RecordCount) -> str:
    line = f"Under {count.algorithm}: {count.records} records, chunks of files and wrapped data keys"
    return line if count.in_use else f"{line}; new ones are sealed otherwise: cvault keys migrate-records"


def _state(view: EpochView) -> str:
    if view.epoch.destroyed_at:
        return "destroyed"
    return "empty" if view.destroyable_from else "in use"
