"""Verbs about guides and letter templates: publish a version, list them, read one."""

from vault.clock import legal_day
from vault.complaints.guides import GuideView, NewGuide
from vault.complaints.store import guides
from vault.ids import GuideId
from vault.policy import Permission
from vault.work import Work, reads, writes


@writes
def publish_guide(work: Work, new: NewGuide) -> GuideView:
    """Publishes a version of a guide or letter template, which stays as it is. Raises Conflict if there is that one."""
    work.permit(Permission.GUIDE_PUBLISH)
    guide_id = guides.add(work, new, legal_day(work.now))
    work.audit.involve(guide_id)
    return guides.load(work, guide_id)


@reads
def list_guides(work: Work) -> list[GuideView]:
    """Every version of every guide and letter template, the newest of each first."""
    work.permit(Permission.GUIDE_READ)
    return guides.every(work)


@reads
def read_guide(work: Work, guide_id: GuideId) -> GuideView:
    """One version, as people were shown it. Raises NotFound."""
    work.permit(Permission.GUIDE_READ, guide_id)
    return guides.load(work, guide_id)
