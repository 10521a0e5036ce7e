"""Verbs that fulfil a right outside of its decision: what cannot wait, and telling of a restriction's end."""

from collections.abc import Sequence

from vault.clock import legal_day
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import LetterId, RequestId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.retention import store as holds
from vault.subject_requests import store
from vault.subject_requests.fulfilling.doing import Doing
from vault.subject_requests.fulfilling.model import (
    Deed,
    EndFlag,
    EraseRecord,
    NewAnnouncement,
    NewFulfilment,
    Staying,
    refuse_strange_deeds,
)
from vault.subject_requests.history import store as history
from vault.subject_requests.history.entries import Fulfilled, LiftAnnounced
from vault.subject_requests.letter import Lifting
from vault.subject_requests.looking import locate_again, look_again
from vault.subject_requests.model import NewRequest
from vault.subject_requests.stages import Act, require, require_identified
from vault.subject_requests.writing import write
from vault.subjects.standing import store as standing
from vault.subjects.standing.model import FlagKind
from vault.work import Work, looks_first, writes


@looks_first(look_again(Permission.REQUEST_FULFIL))
@writes
def fulfil_request(work: Work, request_id: RequestId, new: NewFulfilment) -> Fulfilled:
    """Does what does not wait for the decision, or ends a restriction long after it, and keeps what came of it.

    Raises NotFound; Conflict where it is in doubt who asks, or something keeps what would go; InvalidInput for a deed
    that is none of this right; Outdated.
    """
    work.permit(Permission.REQUEST_FULFIL, request_id)
    view, asked = store.load_request(work, request_id)
    only_ending = all(isinstance(one, EndFlag) for one in new.deeds)
    require(Act.LIFT if only_ending else Act.FULFIL, view.request.state)
    return do_all(work, request_id, asked, new.deeds, ())


@looks_first(look_again(Permission.REQUEST_FULFIL))
@writes
def announce_lifting(work: Work, request_id: RequestId, new: NewAnnouncement) -> LetterId:
    """Writes the letter that a restriction will be lifted, which goes out before it is (Art. 18(3)).

    Raises NotFound, Conflict, InvalidInput.
    """
    work.permit(Permission.REQUEST_FULFIL, request_id)
    view, asked = store.load_request(work, request_id)
    require(Act.LIFT, view.request.state)
    if new.on <= legal_day(work.now):
        raise InvalidInput("on", "must lie ahead: the person is told before, and can object until then")
    located = locate_again(work, request_id, asked.given)
    if new.subject_id not in located.same:
        raise NotFound("subject")
    found = standing.find_flag(work, new.subject_id, new.flag_id)
    if found.flag.kind is not FlagKind.RESTRICTION or found.end is not None:
        raise Conflict("there is no restriction to lift")
    letter_id = write(work, view.request, asked, Lifting(on=new.on, reasons=new.reasons), kind="lifting")
    told = LiftAnnounced(subject_id=new.subject_id, flag_id=new.flag_id, on=new.on, letter_id=letter_id)
    history.add(work, request_id, told)
    work.audit.involve(new.subject_id, new.flag_id)
    return letter_id


def do_all(
    work: Work, request_id: RequestId, asked: NewRequest, deeds: Sequence[Deed], stays: Sequence[Staying]
) -> Fulfilled:
    """Does each deed and keeps what came of it and what stays. Part of verbs that asked for the request."""
    work.permit(Permission.REQUEST_FULFIL, request_id)
    refuse_strange_deeds(asked.right, deeds)
    entries = [one.entry for one in history.load(work, request_id)]
    require_identified(entries)
    if any(isinstance(one, EraseRecord) for one in deeds):
        holds.before_erasing(work)
    profile = organisations.load(work)
    located = locate_again(work, request_id, asked.given, occasion="fulfilled")
    doing = Doing(work, request_id, located, entries, profile, asked.language)
    stayed = tuple(doing.stay(one) for one in stays)
    fulfilled = Fulfilled(done=tuple(doing.do(one) for one in deeds), stayed=stayed)
    history.add(work, request_id, fulfilled)
    return fulfilled
