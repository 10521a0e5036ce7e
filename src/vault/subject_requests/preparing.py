"""What an answer would be if it went out now: located anew, masked as people decided. Part of other verbs."""

from vault.ids import RequestId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subject_requests import store
from vault.subject_requests.composing import compose
from vault.subject_requests.enclosing import Enclosing
from vault.subject_requests.history import store as history
from vault.subject_requests.history.entries import FileDecided
from vault.subject_requests.looking import locate_again
from vault.subject_requests.model import Composed
from vault.subject_requests.review import store as reviews
from vault.subject_requests.review.model import Reading
from vault.subject_requests.review.settling import Rulings, of_reading
from vault.subject_requests.stages import Act, require
from vault.work import Work

READ_FOR_AN_ANSWER = (
    Permission.CASE_NARRATIVE_READ,
    Permission.CASE_ATTACHMENTS_READ,
    Permission.CASE_PARTIES_READ,
    Permission.CASE_DISCLOSURES_READ,
    Permission.CASE_CONFIDENTIAL_IDENTITY_READ,
    Permission.SUBJECT_IDENTITY_READ,
    Permission.SUBJECT_CONTACT_READ,
    Permission.SUBJECT_NATIONAL_ID_READ,
)


def prepare(work: Work, request_id: RequestId, occasion: str) -> Composed:
    """The answer as a value, with the register of what was masked and why.

    The verb asked for the request; this asks for every category that an answer opens. Raises NotFound, Conflict.
    """
    view, new = store.load_request(work, request_id)
    require(Act.COMPOSE, view.request.state)
    profile = organisations.load(work)
    located = locate_again(work, request_id, new.given, occasion=occasion)
    for permission in READ_FOR_AN_ANSWER:
        work.permit(permission, *(file.case.case_id for file in located.files), *located.same)
    rulings = Rulings(of_reading(reviews.rulings(work, request_id), Reading.FIRST), reviews.remembered(work).words)
    kept = (one.entry for one in history.load(work, request_id))
    enclosing = Enclosing({one.attachment_id: one.enclose for one in kept if isinstance(one, FileDecided)})
    return compose(work, view.request, new, located, profile, rulings, enclosing)
