"""Verbs about the access policy that is installed and the one that was agreed to."""

import msgspec

from vault.approvals import Act, NewApproval, Waiting, await_second, carried
from vault.errors import Misconfigured, NotFound
from vault.ids import PLATFORM
from vault.policy import Permission, approved
from vault.policy.comparing import Difference, differences
from vault.work import Work, reads, writes


class Adoption(msgspec.Struct, frozen=True, kw_only=True):
    """How the installed policy stands to the one that was agreed to."""

    digest: str
    """Of the installed one."""
    agreed: bool
    """Whether anything was ever agreed to."""
    gains: tuple[Difference, ...]
    """Whom the installed one would give more; refused until two people agree."""
    waiting: Waiting | None = None


@reads
def pending(work: Work) -> Adoption:
    """What waits for two people before it counts."""
    _permit(work)
    return _standing(work)


@writes
def adopt(work: Work, reason: str) -> Adoption:
    """Agrees to the installed policy: at once where nobody gains by it, else once a second person confirmed it."""
    _permit(work)
    found = _standing(work)
    if found.gains or not found.agreed:
        new = NewApproval(act=Act.POLICY_WIDEN, concerned=(found.digest,), reason=reason)
        if not carried(work, new.act, new.concerned):
            return msgspec.structs.replace(found, waiting=await_second(work, new))
    if work.policy.approved_at is None:
        raise Misconfigured("there is no place for an approved policy")
    # Before the commit: what was written and not committed was agreed to by two people all the same.
    approved.write(work.policy.approved_at, work.policy.approving())
    work.audit.note(f"policy {found.digest}")
    return msgspec.structs.replace(found, agreed=True, gains=())


def _permit(work: Work) -> None:
    """Raises NotPermitted, and NotFound for whoever does not act for the installation itself."""
    work.permit(Permission.POLICY_APPROVE)
    if work.organisation_id != PLATFORM:
        raise NotFound("policy")


def _standing(work: Work) -> Adoption:
    installed, within = work.policy.unbounded(), work.policy.within
    found = () if within is None else differences(within, installed)
    return Adoption(
        digest=installed.approving().digest,
        agreed=within is not None,
        gains=tuple(one for one in found if one.gains),
    )
