"""Going down and up again with disclosures in the database: what an older program can hold stays readable."""

from tests.disclosures.given import consent, disclose, recipient, stored, tenant
from tests.world import TODAY, World

from vault import complaints, retention, subjects
from vault.clock import StoppedClock
from vault.complaints import NewDisclosure
from vault.disclosures import NewSharing, RecipientKind
from vault.opening import open_vault
from vault.policy import RoleName
from vault.settings import Settings
from vault.storage import migrate, open_engine
from vault.subjects import PersonChange

R = RoleName


def test_disclosures_of_other_systems_survive_and_are_about_everybody_again(
    configured: Settings, clock: StoppedClock
) -> None:
    with open_vault(configured, clock) as vault:
        world = World(vault, clock)
        of, here = stored(world), recipient(world, RecipientKind.MUNICIPALITY)
        told = NewDisclosure(disclosed_on=TODAY, recipient="Politiet", legal_basis="samtykke", content="Navnet.")
        world.call(R.INGEST, complaints.record_disclosure, of.case_id, told)
        consent(world, tenant(of), here)
        disclose(world, of, NewSharing(scenario="dk_single_entry", recipient_id=here))
        organisation = world.organisation
    migrate(open_engine(configured.database_url), "0001", down=True)
    migrate(open_engine(configured.database_url))
    with open_vault(configured, clock) as vault:
        world.vault = vault
        assert world.organisation == organisation
        (kept,) = world.call(R.CASE_WORKER, complaints.read_case, of.case_id).disclosures or ()
        assert (kept.recipient, kept.scenario) == ("Politiet", None)
        assert set(kept.persons) == set(of.subjects)
        assert world.call(R.DPO, subjects.read_consents, tenant(of)) == ()
        world.call(R.CASE_WORKER, subjects.change_subject, tenant(of), PersonChange(name="Iver Dam"), 1)
        assert world.call(R.RETENTION_JOB, retention.plan).unknown == 0
