"""A member of staff, from invitation to leaving. Pure."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.crypto import PasswordHash
from vault.ids import AccountId, ClientId, OrganisationId
from vault.parsing import ONE_LINE
from vault.policy import RoleName

NO_STEP: Final = -1


class StaffState(StrEnum):
    INVITED = "invited"
    """Was sent an invitation; opens nothing yet."""
    ACTIVE = "active"
    ENDED = "ended"
    """Left. Opens nothing again; who it was is kept as long as the log speaks of them."""


class Factor(StrEnum):
    """What proves somebody beside a password."""

    PASSKEY = "passkey"
    AUTHENTICATOR = "authenticator"
    """Six digits of an application."""
    RECOVERY = "recovery"
    """A code that was written down, good once."""


Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s\x00-\x1f\x7f]+@[^@\s\x00-\x1f\x7f]+$")]
StaffRoles = Annotated[frozenset[RoleName], Meta(min_length=1)]


Departments = Annotated[
    frozenset[Annotated[str, Meta(min_length=1, max_length=300, pattern=ONE_LINE)]], Meta(max_length=50)
]


class NewStaff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody to invite. They sign in with the e-mail address."""

    name: Annotated[str, Meta(min_length=1, max_length=120, pattern=ONE_LINE, examples=["Inge Mortensen"])]
    email: Annotated[Email, Meta(examples=["inge.mortensen@strandkrogen.example"])]
    roles: StaffRoles
    departments: Departments = frozenset()
    """Those for which they work, as cases name them; for rules that ask for it."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Sealed: who a member of staff is."""

    name: str
    email: str


class OpenId(msgspec.Struct, frozen=True):
    """Who somebody is at a provider of OpenID Connect."""

    issuer: str
    subject: str

    @property
    def term(self) -> str:
        return f"{self.issuer}\x00{self.subject}"


class Proofs(msgspec.Struct, frozen=True, kw_only=True):
    """Sealed: what a password and codes are compared with."""

    password: PasswordHash | None = None
    authenticator: bytes | None = None
    recovery: tuple[bytes, ...] = ()
    openid: OpenId | None = None


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff, opened."""

    account_id: AccountId
    organisation_id: OrganisationId
    version: int
    state: StaffState
    roles: frozenset[RoleName]
    departments: frozenset[str] = frozenset()
    identity: Identity
    proofs: Proofs
    last_step: int
    invitation: bytes | None
    invited_until: datetime | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None
    passkeys: int = 0

    @property
    def factors(self) -> frozenset[Factor]:
        """What they can prove themselves with beside a password."""
        found = {
            Factor.PASSKEY: self.passkeys > 0,
            Factor.AUTHENTICATOR: self.proofs.authenticator is not None,
            Factor.RECOVERY: bool(self.proofs.recovery),
        }
        return frozenset(factor for factor, there in found.items() if there)

    @property
    def enrolled(self) -> bool:
        """Whether there is a second factor that lasts; recovery codes alone are none."""
        return bool(self.factors - {Factor.RECOVERY})

    @property
    def here(self) -> bool:
        """Whether they may sign in, or still become somebody who may."""
        return self.state is not StaffState.ENDED


class StaffView(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff as an administrator sees them; never what proves them."""

    account_id: AccountId
    name: str
    email: str
    state: StaffState
    roles: frozenset[RoleName]
    departments: frozenset[str]
    factors: frozenset[Factor]
    single_sign_on: bool
    invited_until: datetime | None
    created_at: datetime
    created_by: str
    ended_at: datetime | None


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """The only time that an invitation is shown. Whoever has it becomes the account's owner."""

    account_id: AccountId
    invitation: str
    until: datetime


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What ended with somebody who left."""

    sessions: int
    passkeys: int
    devices: int
    emergencies: int
    clients: tuple[ClientId, ...]
    """API clients that they made and that may still act, or were revoked with them."""
    clients_revoked: bool


def viewed(account: Account) -> StaffView:
    return StaffView(
        account_id=account.account_id,
        name=account.identity.name,
        email=account.identity.email,
        state=account.state,
        roles=account.roles,
        departments=account.departments,
        factors=account.factors,
        single_sign_on=account.proofs.openid is not None,
        invited_until=account.invited_until,
        created_at=account.created_at,
        created_by=account.created_by,
        ended_at=account.ended_at,
    )
