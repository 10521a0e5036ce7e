"""How long sessions, invitations and emergencies last, as `policies/accounts.toml` says."""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.errors import Misconfigured
from vault.policy import NOT_GIVEN, RoleName

FILE: Final = "accounts.toml"


class Sessions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    idle_minutes: Annotated[int, Meta(ge=1, le=120)]
    longest_hours: Annotated[int, Meta(ge=1, le=24)]
    rotate_minutes: Annotated[int, Meta(ge=1, le=120)]
    fresh_minutes: Annotated[int, Meta(ge=1, le=60)]

    @property
    def longest(self) -> timedelta:
        return timedelta(hours=self.longest_hours)

    @property
    def fresh(self) -> timedelta:
        return timedelta(minutes=self.fresh_minutes)

    @property
    def rotate(self) -> timedelta:
        return timedelta(minutes=self.rotate_minutes)


class Joining(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    invitation_hours: Annotated[int, Meta(ge=1, le=336)]
    device_days: Annotated[int, Meta(ge=1, le=365)]


class BreakGlass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    roles: frozenset[RoleName]
    minutes: Annotated[int, Meta(ge=5, le=480)]
    review_days: Annotated[int, Meta(ge=1, le=30)]


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What holds for the accounts of every organisation."""

    sessions: Sessions
    joining: Joining
    break_glass: BreakGlass

    @classmethod
    def load(cls, policies: Path) -> "Limits":
        """Raises Misconfigured where the file does not parse, or lets somebody take on what nobody is given."""
        try:
            found = msgspec.convert(tomllib.loads((policies / FILE).read_text("utf-8")), cls)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
            raise Misconfigured(f"the limits of accounts cannot be read: {error}", hint=FILE) from None
        if found.break_glass.roles & NOT_GIVEN:
            raise Misconfigured(f"{FILE}: break_glass.roles names a role that nobody is given")
        return found


@cache
def limits(policies: Path) -> Limits:
    """The limits in force."""
    return Limits.load(policies)
