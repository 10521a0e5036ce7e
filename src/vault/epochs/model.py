"""When an old epoch may go: pure decisions, and the rules they rest on."""

import tomllib
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.errors import Misconfigured
from vault.keys import EpochStatus


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


class Destruction(StrEnum):
    """Where the destruction of an epoch stands."""

    PROPOSED = "proposed"
    """One person asked for it; another must."""
    DESTROYED = "destroyed"


def destroyable_from(epoch: EpochStatus, custody: Custody) -> date | None:
    """The first day on which every backup that needs the epoch is gone.

    A backup that was made before the last key was moved holds keys wrapped under it.
    """
    if epoch.retired_at is None:
        return None
    return legal_day(epoch.retired_at) + timedelta(days=custody.backup_horizon_days + 1)


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
