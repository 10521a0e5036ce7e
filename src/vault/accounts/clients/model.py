"""An API client, its keys, and what it is bound to."""

from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.accounts.networks import Address, network, within
from vault.ids import ClientId, OrganisationId
from vault.parsing import ONE_LINE
from vault.policy import RoleName

LONGEST_OVERLAP_HOURS: Final = 30 * 24

ClientRole = Annotated[frozenset[RoleName], Meta(min_length=1)]
DaysValid = Annotated[int, Meta(ge=1, le=1825)]
Cidr = Annotated[str, Meta(min_length=1, max_length=50, pattern=ONE_LINE, examples=["192.0.2.0/24"])]


class NewClient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A client to create. The label names a system, never a person."""

    label: Annotated[str, Meta(min_length=1, max_length=80, pattern=ONE_LINE, examples=["case system"])]
    roles: ClientRole
    purposes: Annotated[frozenset[str], Meta(max_length=20)] = frozenset()
    networks: Annotated[tuple[Cidr, ...], Meta(max_length=20)] = ()
    certificate: Annotated[str, Meta(max_length=16_000)] | None = None
    days_valid: DaysValid = 365


class Rotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a key gives way to the next."""

    overlap_hours: Annotated[int, Meta(ge=0, le=LONGEST_OVERLAP_HOURS)] = 24
    days_valid: DaysValid = 365


class NewClientKey(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a creation or rotation: the only time that a key is shown."""

    client_id: ClientId
    key: str | None
    expires_at: datetime
    previous_until: datetime | None = None


class Client(msgspec.Struct, frozen=True, kw_only=True):
    client_id: ClientId
    organisation_id: OrganisationId
    label: str
    roles: frozenset[RoleName]
    purposes: frozenset[str]
    networks: tuple[str, ...]
    certificate: str | None
    created_at: datetime
    created_by: str
    makers: frozenset[str] = frozenset()
    """Everybody who had a key of it in hand."""
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None

    def usable(self, now: datetime) -> bool:
        """Whether the client may act at this instant."""
        return self.revoked_at is None and now < self.expires_at

    def admits(self, source: Address | None) -> bool:
        """Whether the client may call from here; one that is bound to no network may call from everywhere."""
        return not self.networks or within(source, [network(one, "networks") for one in self.networks])


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one key. `until` is set once another has taken its place."""

    hash: bytes
    until: datetime | None

    def valid(self, now: datetime) -> bool:
        return self.until is None or now < self.until


def gives_way(until: datetime | None, *, client_until: datetime, overlap_until: datetime) -> datetime:
    """Until when an older key stays valid: never longer than it would have been."""
    return min(one for one in (until, client_until, overlap_until) if one is not None)
