"""An API client and its key."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from vault.ids import ClientId, OrganisationId
from vault.parsing import ONE_LINE
from vault.policy import RoleName

ClientRole = Annotated[frozenset[RoleName], Meta(min_length=1)]


class NewClient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A client to create. The label names a system, never a person."""

    label: Annotated[str, Meta(min_length=1, max_length=80, pattern=ONE_LINE, examples=["case system"])]
    roles: ClientRole
    days_valid: Annotated[int, Meta(ge=1, le=1825)] = 365


class NewClientKey(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a creation: the only time that the key is shown."""

    client_id: ClientId
    key: str
    expires_at: datetime


class Client(msgspec.Struct, frozen=True, kw_only=True):
    client_id: ClientId
    organisation_id: OrganisationId
    label: str
    roles: frozenset[RoleName]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    def usable(self, now: datetime) -> bool:
        """Whether the client may act at this instant."""
        return self.revoked_at is None and now < self.expires_at
