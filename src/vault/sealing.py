"""Putting new events of the logs into their Merkle trees, for whoever has a vault open: a server, or a command."""

from vault.evidence import seal
from vault.ids import PLATFORM, OrganisationId
from vault.policy import Actor, RoleName
from vault.wiring import Caller, Vault


def seal_everything(vault: Vault) -> int:
    """Seals what waits in every organisation's log and in the platform's; returns how many events."""
    organisations = [one.organisation_id for one in vault.organisations()]
    return sum(seal_log(vault, organisation) for organisation in (PLATFORM, *organisations))


def seal_log(vault: Vault, organisation: OrganisationId) -> int:
    """Seals what waits in one log and keeps its checkpoint outside of the database; returns how many events."""
    caller = Caller(Actor("vault:sealer", organisation, frozenset({RoleName.AUDITOR})), "accountability")
    count = 0
    while sealed := vault.call(caller, seal):
        count += sealed.events
        # Only what is committed is kept: the file must never be ahead of the database.
        vault.kept_checkpoints.keep(organisation, sealed.checkpoint.note)
    return count
