"""Who acts, in which organisation, in which roles."""

from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from vault.ids import OrganisationId


class RoleName(StrEnum):
    """The roles that ship; what each may do stands in `policies/access.csv`."""

    INGEST = "ingest"
    CASE_WORKER = "case_worker"
    CARETAKER = "caretaker"
    """Looks after buildings; sees the cases that are assigned to them, and no identities."""
    ADVISER = "adviser"
    """Helps tenants in arrears; reads that lane alone."""
    MEDIATOR = "mediator"
    """Brings parties together; reads that lane alone."""
    DPO = "dpo"
    RETENTION_JOB = "retention_job"
    ORG_ADMIN = "org_admin"
    AUDITOR = "auditor"
    BOARD = "board"
    OPERATOR = "operator"
    """Runs the installation: creates organisations, sees none of their data."""
    CUSTODIAN = "custodian"
    """The second person for what cannot be undone."""
    STAFF = "staff"
    """Whoever signed in, whatever else they are: keeps their own session and their own factors."""
    SIGN_IN = "sign_in"
    """The door itself, while it finds out who comes: opens sessions and sees nothing else."""

    PUBLIC = "public"
    """Whoever comes to the public pages: nobody knows who. Hands over, and reads what a receipt opens."""


NOT_GIVEN: Final = frozenset({RoleName.OPERATOR, RoleName.CUSTODIAN, RoleName.STAFF, RoleName.SIGN_IN, RoleName.PUBLIC})
"""Roles that only somebody at the installation itself may hold, or nobody."""


CLIENT: Final = "client:"
"""How the reference of an API client begins."""

MEMBER: Final = "staff:"
"""How the reference of a member of staff begins."""


class Actor(msgspec.Struct, frozen=True):
    """An authenticated somebody. `ref` is opaque (`client:<id>`, `staff:<id>`, `local:uid-1000`) and goes into the log.

    `purposes` are those that they may state; where it is empty, every one in the register. `makers` had the credential
    in hand as well: whoever made it or gave it a new key, and the clients behind them. They do not count as somebody
    else where two people are needed.
    """

    ref: str
    organisation_id: OrganisationId
    roles: frozenset[RoleName]
    purposes: frozenset[str] = frozenset()
    makers: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    """Those for which a member of staff works, as cases name them."""
    session: UUID | None = None
    """Within which session a member of staff acts."""
    emergency: bool = False
    """Whether some of the roles are held for an emergency only; then every event says so."""

    @property
    def behind(self) -> frozenset[str]:
        """Who has in hand what this actor makes.

        Whoever keeps the machine stands behind every client in the end, and is counted for those that they made
        themselves.
        """
        return frozenset({self.ref, *(one for one in self.makers if one.startswith(CLIENT))})
