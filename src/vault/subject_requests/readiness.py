"""What still has to be decided before an answer goes out: the place where delivery asks whoever reviews."""

from vault.ids import RequestId
from vault.subject_requests.amending import last
from vault.subject_requests.history import store as history
from vault.subject_requests.history.entries import Composed
from vault.work import Work


def open_questions(work: Work, request_id: RequestId) -> int:
    """How many places are masked only until somebody decides, and how many records wait to be confirmed."""
    composed = last([one.entry for one in history.load(work, request_id)], Composed)
    return composed.undecided + composed.to_confirm if composed is not None else 0
