"""What the person concerned is told of sharing when they ask: recipients by name, consents, agreements, guides."""

from tests.disclosures.given import agreement, consent, disclose, recipient, stored, tenant
from tests.processes.telling import answered
from tests.world import TODAY, World

from vault import complaints, subjects
from vault.complaints import GuideKind, InformationKind, NewGuide, NewInformation
from vault.complaints.course.codes import ContactChannel
from vault.disclosures import ConsentChannel, NewSharing, RecipientKind, Withdrawal
from vault.language import Language
from vault.policy import RoleName

R = RoleName


def test_an_answer_names_recipients_consents_agreements_and_guides(world: World) -> None:
    """A-63, and only to whom it is about: the neighbour is told nothing of what went about the tenant."""
    of, here = stored(world), recipient(world, RecipientKind.MUNICIPALITY, "Visitationen")
    agreement(world, here)
    given = consent(world, tenant(of), here)
    disclose(world, of, NewSharing(scenario="dk_single_entry", recipient_id=here))
    withdrawal = Withdrawal(on=TODAY, channel=ConsentChannel.EMAIL)
    world.call(R.CASE_WORKER, subjects.withdraw_consent, tenant(of), given, withdrawal)
    guide = NewGuide(kind=GuideKind.GUIDE, code="klageguide", version="3", language=Language.DANISH, text="…")
    world.call(R.ORG_ADMIN, complaints.publish_guide, guide)
    told = NewInformation(
        party_id=of.parties[1],
        kind=InformationKind.TOLD,
        on=TODAY,
        channel=ContactChannel.LETTER,
        guide="klageguide",
        guide_version="3",
    )
    world.call(R.CASE_WORKER, complaints.record_information, of.case_id, told)
    answer = answered(world, "Iver Brattbakk", "68102232")
    (case,) = answer["cases"]
    (disclosure,) = case["disclosures"]
    assert disclosure["recipient"] == ["Prøvekøbing Kommune, Visitationen"]
    assert disclosure["disclosed_on"] == TODAY.isoformat()
    assert disclosure["agreement"] == "Samarbejdsaftale 2026"
    assert disclosure["purpose"] == "Støtte til at beholde boligen"
    facts = {one["field"]: one.get("plain") for one in case["facts"]}
    assert (facts["informed_on"], facts["guide"]) == (TODAY.isoformat(), "klageguide 3")
    standing = {one["field"]: one.get("plain") for one in answer["standing"]}
    assert standing["consent"] == "Prøvekøbing Kommune, Visitationen"
    assert standing["withdrawn_on"] == TODAY.isoformat()
    neighbour = answered(world, "Kirsten Holmegård", "68102231")
    assert neighbour["cases"][0]["disclosures"] == []
    assert "consent" not in {one["field"] for one in neighbour["standing"]}
