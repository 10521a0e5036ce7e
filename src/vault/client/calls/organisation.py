"""The organisation, its API clients and access rules, its guides, its counts."""

from vault.accounts import Client, NewClient, NewClientKey, Rotation
from vault.adoption import Tested
from vault.client.calls.call import Call, asking, doing, making, nothing, putting, reading, removing, shaped
from vault.complaints import GuideView, NewGuide
from vault.ids import ClientId, GuideId
from vault.organisations import Organisation, Profile
from vault.policy import AccessQuestion, Explained
from vault.statistics import Report


def read_organisation() -> Call[Organisation]:
    """The controller that you act for."""
    return reading("/v1/organisation", Organisation)


def change_organisation(profile: Profile, *, version: str) -> Call[None]:
    """Replaces what the organisation says about itself, if it still says what was read: `Organisation.version`."""
    return putting("/v1/organisation", profile, nothing, version=version)


def create_client(new: NewClient) -> Call[NewClientKey]:
    """Makes an API client. Its key is in this answer and nowhere else."""
    return doing("/v1/clients", new, shaped(NewClientKey))


def list_clients() -> Call[list[Client]]:
    """The organisation's API clients, revoked ones included; never their keys."""
    return reading("/v1/clients", list[Client])


def rotate_client(client_id: ClientId, rotation: Rotation) -> Call[NewClientKey]:
    """Gives an API client a new key, which is in this answer and nowhere else; the present one stays for a while."""
    return doing(f"/v1/clients/{client_id}/keys", rotation, shaped(NewClientKey))


def revoke_client(client_id: ClientId) -> Call[None]:
    """Ends an API client at once."""
    return removing(f"/v1/clients/{client_id}", nothing)


def explain_access(question: AccessQuestion) -> Call[list[Explained]]:
    """Whether somebody with these roles may do something, for each purpose, and by which rule. Nothing is done."""
    return asking("/v1/policy/explanations", question, list[Explained])


def test_access() -> Call[Tested]:
    """Puts the truth tables of the policy to the rules in force."""
    return reading("/v1/policy/tests", Tested)


def publish_guide(new: NewGuide, *, key: str | None = None) -> Call[GuideView]:
    """Publishes a version of a guide for residents or of a letter template, which stays as it is."""
    return making("/v1/guides", new, shaped(GuideView), key)


def list_guides() -> Call[list[GuideView]]:
    """Every version of every guide and letter template, the newest of each first."""
    return reading("/v1/guides", list[GuideView])


def read_guide(guide_id: GuideId) -> Call[GuideView]:
    """One version of a guide, as people were shown it."""
    return reading(f"/v1/guides/{guide_id}", GuideView)


def make_statistics_report(year: int) -> Call[Report]:
    """Counts the complaints and arrears of a year, also those deleted since. What is of few people is hidden."""
    return asking("/v1/statistics/reports", {"year": year}, Report)
