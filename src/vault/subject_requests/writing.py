"""What a letter about a request says of it: gathered from its row and the organisation."""

from vault.clock import legal_day
from vault.ids import LetterId, RequestId
from vault.organisations import store as organisations
from vault.subject_requests.amending import representative
from vault.subject_requests.authorities import authority
from vault.subject_requests.composing import controller_of
from vault.subject_requests.history import store as history
from vault.subject_requests.letter import About, Notice, render_notice
from vault.subject_requests.model import NewRequest, Regime, RequestSummary
from vault.work import Work


def write(
    work: Work,
    request: RequestSummary,
    new: NewRequest,
    notice: Notice,
    *,
    kind: str,
    to: tuple[str, str | None] | None = None,
) -> LetterId:
    """Renders and keeps a letter: to whoever asked, or to a name and an address on record. Part of other verbs."""
    profile = organisations.load(work)
    acting = representative([one.entry for one in history.load(work, request.request_id)])
    name, address = to or (acting.name if acting else new.given.name or "", new.given.address)
    about = About(
        language=new.language,
        reference=str(request.request_id),
        controller=controller_of(profile),
        authority=authority(profile.country, work.policy.folder, legal_day(work.now)),
        name=name,
        address=address,
        right=new.regime.value if new.regime is Regime.PUBLIC_DOCUMENTS else new.right.value,
        received_on=new.received_on,
        received_through=new.channel.value,
        asked=new.text,
        written_at=work.now,
        written_on=legal_day(work.now),
    )
    return history.add_letter(work, RequestId(request.request_id), kind, render_notice(about, notice))
