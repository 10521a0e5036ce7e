"""What a sign-in and a session consist of. Pure."""

import base64
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.accounts.networks import Address, source_of
from vault.accounts.staff.model import Factor
from vault.crypto import CredentialKind, Secret, credential_matches, equal
from vault.ids import AccountId, DeviceId, OrganisationId, SessionId, SignInId
from vault.policy import RoleName

SIGN_IN_LASTS: Final = timedelta(minutes=10)
OVERLAP: Final = timedelta(seconds=60)
"""So long a token that was changed is still taken, for calls that were under way."""


class WaitsFor(StrEnum):
    """What a sign-in that has begun still takes."""

    FACTOR = "factor"
    """The second factor of somebody whose first is proven."""
    PASSKEY = "passkey"
    """A passkey of anybody, which is both factors at once."""
    ENROLMENT = "enrolment"
    """A second factor to be set up by somebody who has none; the session begins with it."""
    ADDITION = "addition"
    """One more factor, by somebody who is signed in."""
    PROVIDER = "provider"
    """What the organisation's own provider says."""


class Method(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 -- the name of a method
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    INVITATION = "invitation"
    PROVIDER = "provider"


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's address and password, where they are, and the device token that their browser may hold."""

    email: Annotated[str, Meta(max_length=254)]
    password: Annotated[str, Meta(max_length=512)]
    source: Address | None = None
    device: str | None = None


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that waits for its second half. `token` goes into a cookie of the browser and into nothing else."""

    token: str
    waits_for: WaitsFor
    factors: frozenset[Factor] = frozenset()
    """What the person can prove; empty where nobody is known yet or a factor is to be set up."""
    until: datetime


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A session has begun. Both tokens go into cookies of the browser and into nothing else."""

    session: str
    device: str
    session_until: datetime
    device_until: datetime


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in that has begun, as it was found by its token."""

    sign_in_id: SignInId
    account_id: AccountId | None
    waits_for: WaitsFor
    secret: Secret
    until: datetime


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it is kept."""

    session_id: SessionId
    organisation_id: OrganisationId
    account_id: AccountId
    secret_hash: bytes
    previous_hash: bytes | None
    previous_until: datetime | None
    form_key: bytes
    method: Method
    started_at: datetime
    rotated_at: datetime
    used_at: datetime
    idle_minutes: int
    until: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing more is done in it."""
        return min(self.until, self.used_at + timedelta(minutes=self.idle_minutes))

    def living(self, now: datetime) -> bool:
        return now < self.ends_at

    def opened_by(self, secret: Secret, now: datetime) -> bool:
        """Whether this is its token, or the one before while that is still taken. Both are compared each time."""
        present = credential_matches(secret, self.secret_hash, CredentialKind.SESSION)
        before = credential_matches(secret, self.previous_hash or bytes(32), CredentialKind.SESSION)
        return present or (before and self.previous_until is not None and now < self.previous_until)

    def outlived(self, secret: Secret, now: datetime) -> bool:
        """Whether a token is shown that was changed long ago: two have it, and one of them is not the owner."""
        before = credential_matches(secret, self.previous_hash or bytes(32), CredentialKind.SESSION)
        return before and self.previous_until is not None and now >= self.previous_until

    def form_token(self) -> str:
        """What every form of the session carries, so that no other page can send one."""
        return base64.urlsafe_b64encode(self.form_key).decode().rstrip("=")

    def took_form(self, presented: str | None) -> bool:
        return equal((presented or "").encode("utf-8", "surrogatepass"), self.form_token().encode())


class OwnSession(msgspec.Struct, frozen=True, kw_only=True):
    """The present session as its owner's pages need it."""

    session_id: SessionId
    account_id: AccountId
    name: str
    email: str
    roles: frozenset[RoleName]
    """Those held for an emergency included."""
    emergency: bool
    """Whether there are such."""
    form_token: str
    ends_at: datetime
    """If nothing more is done."""
    until: datetime
    renew: bool
    """Whether its token is to be changed now, with `renew_session`."""
    fresh: bool
    """Whether the owner proved themselves a moment ago; what concerns their own factors asks for that."""


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """One of somebody's sessions, in their own list."""

    session_id: SessionId
    method: Method
    started_at: datetime
    used_at: datetime
    ends_at: datetime
    present: bool
    """Whether it is the one in which this is asked."""


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """A device on which somebody signed in before."""

    device_id: DeviceId
    account_id: AccountId


def whence(source: Address | None, device: Device | None, account_id: AccountId | None) -> str:
    """The place from which something is tried: a device of just this account, or else a source."""
    if device is not None and device.account_id == account_id:
        return f"device {device.device_id}"
    return f"source {source_of(source)}"
