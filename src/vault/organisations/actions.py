"""Verbs about the controller."""

from vault.errors import Outdated
from vault.ids import OrganisationId, new_id
from vault.organisations import store
from vault.organisations.model import Organisation, Profile
from vault.policy import Permission
from vault.work import Work, reads, writes


@writes
def create(work: Work, profile: Profile) -> OrganisationId:
    """Adds an organisation with keys of its own. Done by the operator, in the platform's log."""
    work.permit(Permission.ORGANISATION_CREATE)
    organisation_id = OrganisationId(new_id())
    work.keys.establish(organisation_id)
    store.add(work, organisation_id, profile)
    work.audit.involve(organisation_id)
    return organisation_id


@reads
def profile(work: Work) -> Organisation:
    """The organisation that the caller acts for."""
    work.permit(Permission.ORGANISATION_READ, work.organisation_id)
    return Organisation(organisation_id=work.organisation_id, profile=store.load(work))


@writes
def change(work: Work, profile: Profile, seen: str | None = None) -> None:
    """Replaces what the organisation says about itself; answers composed from now on say the new.

    `seen` is the version that the change was made from. Raises Outdated where it is another by now.
    """
    work.permit(Permission.ORGANISATION_CHANGE, work.organisation_id)
    known = Organisation(organisation_id=work.organisation_id, profile=store.load_to_change(work))
    if seen is not None and seen != known.version:
        raise Outdated("the organisation was changed since it was looked at", hint="look again")
    store.save(work, profile)
