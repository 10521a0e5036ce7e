"""When an old epoch may go: pure decisions, and the rules they rest on."""

import tomllib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.approvals import Waiting
from vault.clock import legal_day
from vault.crypto import RecordAlgorithm
from vault.errors import Misconfigured
from vault.ids import OrganisationId
from vault.keys import DeactivatedKey, EpochStatus, SignerStatus


class Custody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`policies/keys.toml`."""

    backup_horizon_days: Annotated[int, Meta(ge=0, le=3650)]
    """How long the oldest backup is kept that anybody could restore."""

    @classmethod
    def load(cls, policies: Path) -> "Custody":
        """Raises Misconfigured where the file cannot be read."""
        try:
            return msgspec.convert(tomllib.loads((policies / "keys.toml").read_text("utf-8")), cls)
        except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Misconfigured(f"the rules for keys cannot be read: {error}") from None


class EpochView(msgspec.Struct, frozen=True, kw_only=True):
    """An epoch, and from which day on it may be destroyed; None while something stands under it."""

    epoch: EpochStatus
    destroyable_from: date | None
    gone_from: date | None
    """From when on nobody could bring its key back, if it is destroyed on that day or was: the waiting period of its
    provider is in it. None while something stands under it, or where the provider is not configured."""


class DeactivatedView(msgspec.Struct, frozen=True, kw_only=True):
    """A provider key that was left, and from which day on it may be destroyed."""

    key: DeactivatedKey
    destroyable_from: date


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the keys that were left at a provider are free to go, were destroyed now, or are still needed."""

    free: int
    destroyed: int
    needed: int
    free_from: date | None
    """When the first of those that backups may need is free."""
    waiting: Waiting | None
    """Where those that are free wait for a second person."""


class Need(StrEnum):
    """What somebody must do for a bound to hold."""

    NOTHING = "nothing"
    RETIRE = "retire"
    """Destroy the older epochs on that day."""
    ROTATE = "rotate"
    """Rotate today, and destroy the older epochs on that day."""


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """From when on nobody can read in a backup what was erased, whatever keys they hold."""

    erased_before: date
    unreadable_from: date
    need: Need


class RecordCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many records stand under an algorithm."""

    algorithm: RecordAlgorithm
    records: int
    in_use: bool
    """Whether new records are sealed with it."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of an organisation, as who keeps them must know them."""

    organisation_id: OrganisationId
    epochs: list[EpochView]
    bounds: list[Bound]
    signers: list[SignerStatus]


def destroyable_from(epoch: EpochStatus, custody: Custody) -> date | None:
    """The first day on which every backup that needs the epoch is gone.

    A backup that was made before the last key was moved holds keys wrapped under it.
    """
    return None if epoch.retired_at is None else free_from(epoch.retired_at, custody)


def free_from(retired_at: datetime, custody: Custody) -> date:
    """The first day on which no backup is left that was made before a key was retired."""
    return free_from_day(legal_day(retired_at), custody)


def free_from_day(retired_on: date, custody: Custody) -> date:
    """The same, of a day."""
    return retired_on + timedelta(days=custody.backup_horizon_days + 1)


def gone_from(epoch: EpochStatus, custody: Custody) -> date | None:
    """The first day on which nobody could bring an epoch's key back, the provider's waiting period included."""
    destroyed = legal_day(epoch.destroyed_at) if epoch.destroyed_at else destroyable_from(epoch, custody)
    if destroyed is None or epoch.waiting_days is None:
        return None
    return destroyed + timedelta(days=epoch.waiting_days)


def deactivated_from(key: DeactivatedKey, custody: Custody) -> date:
    """The first day on which every backup that needs a provider key that was left is gone."""
    return legal_day(key.deactivated_at) + timedelta(days=custody.backup_horizon_days + 1)


def objection(epoch: EpochStatus | None, newest: EpochStatus, custody: Custody, today: date) -> str | None:
    """Why an epoch must not be destroyed today; None where nothing speaks against it."""
    if epoch is None or epoch.epoch_id == newest.epoch_id:
        return "it is in use"
    since = destroyable_from(epoch, custody)
    if epoch.data_keys or epoch.index_tokens or since is None:
        return "something stands under it: rotate first"
    if today < since:
        return f"backups may need it until {since - timedelta(days=1)}"
    return None


def bounds(epochs: Sequence[EpochStatus], custody: Custody, today: date) -> list[Bound]:
    """How far erasure reaches: for what was erased before the epoch in use began, and for everything until today.

    What was erased before an epoch began was never wrapped under it, so destroying the epochs before it is enough. What
    was erased since may stand under the epoch in use, in a backup; that one is left by rotating, at the earliest today.
    """
    *older, newest = epochs
    last = free_from_day(today, custody)
    everything = Bound(erased_before=today + timedelta(days=1), unreadable_from=_gone(newest, last), need=Need.ROTATE)
    if not older:
        return [everything]
    began = legal_day(newest.created_at)
    living = [one for one in older if one.destroyed_at is None]
    if living:
        free = max(_gone(one, max(destroyable_from(one, custody) or last, today)) for one in living)
        return [Bound(erased_before=began, unreadable_from=free, need=Need.RETIRE), everything]
    destroyed = max(_gone(one, legal_day(one.destroyed_at)) for one in older if one.destroyed_at is not None)
    return [Bound(erased_before=began, unreadable_from=destroyed, need=Need.NOTHING), everything]


def _gone(epoch: EpochStatus, destroyed_on: date) -> date:
    """When a key that is destroyed on a day is gone at its provider."""
    return destroyed_on + timedelta(days=epoch.waiting_days or 0)
