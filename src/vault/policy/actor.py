"""Who acts, in which organisation, in which roles."""

from enum import StrEnum

import msgspec

from vault.ids import OrganisationId


class RoleName(StrEnum):
    """The roles that ship; what each may do stands in `policies/access.csv`."""

    INGEST = "ingest"
    CASE_WORKER = "case_worker"
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


class Actor(msgspec.Struct, frozen=True):
    """An authenticated somebody. `ref` is opaque (`client:<id>`, `local:uid-1000`) and goes into the log."""

    ref: str
    organisation_id: OrganisationId
    roles: frozenset[RoleName]
