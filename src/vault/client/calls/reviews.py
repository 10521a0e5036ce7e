"""The review of an answer: what is hidden of others, decided place by place."""

from vault.client.calls.call import Call, doing, making, nothing, only, putting, reading, removing, shaped
from vault.ids import CandidateId, RequestId, RulingId, TextId
from vault.subject_requests import (
    CandidateView,
    Disagreement,
    MaskDecision,
    NewJudgement,
    NewMaskDecision,
    NewReviewApproval,
    NewSpan,
    Protocol,
    Reading,
    ReadText,
    ReviewApproval,
    ReviewQuestion,
    ReviewView,
    Started,
)


def start_review(request_id: RequestId, new: Started) -> Call[ReviewView]:
    """Locates everything and proposes what to hide. Renewing keeps every decision whose text is still the same."""
    return doing(_of(request_id), new, shaped(ReviewView))


def read_review(request_id: RequestId) -> Call[ReviewView]:
    """Counts of what is open, and the texts under review without their words."""
    return reading(_of(request_id), ReviewView)


def read_review_text(request_id: RequestId, text_id: TextId) -> Call[ReadText]:
    """The original words of a text, what is proposed, what was decided, and what would go out."""
    return reading(f"{_of(request_id)}/texts/{text_id}", ReadText)


def list_review_questions(request_id: RequestId, reader: Reading = Reading.FIRST) -> Call[list[ReviewQuestion]]:
    """What waits for a reader: each string once, with every place at which it stands."""
    return reading(f"{_of(request_id)}/questions", list[ReviewQuestion], {"reading": reader.value})


def list_review_decisions(request_id: RequestId) -> Call[list[MaskDecision]]:
    """What was decided, on which ground, for whom, on which facts, by whom and when."""
    return reading(f"{_of(request_id)}/decisions", list[MaskDecision])


def decide_places(request_id: RequestId, new: NewMaskDecision, *, key: str | None = None) -> Call[list[RulingId]]:
    """Decides about places that were proposed: one, the same words everywhere, or one person everywhere."""
    return making(f"{_of(request_id)}/decisions", new, only(list[RulingId]), key)


def withdraw_decision(request_id: RequestId, ruling_id: RulingId) -> Call[None]:
    """Takes a decision back: its places are again as they were proposed."""
    return removing(f"{_of(request_id)}/decisions/{ruling_id}", nothing)


def add_place(request_id: RequestId, new: NewSpan, *, key: str | None = None) -> Call[list[RulingId]]:
    """Hides a stretch that nothing proposed, there or wherever the same words stand."""
    return making(f"{_of(request_id)}/additions", new, only(list[RulingId]), key)


def list_disagreements(request_id: RequestId) -> Call[list[Disagreement]]:
    """Places about which the second reader decided otherwise than the first."""
    return reading(f"{_of(request_id)}/disagreements", list[Disagreement])


def list_candidates(request_id: RequestId) -> Call[list[CandidateView]]:
    """Records that could be the requester's and cases that could be about them, with what speaks for it."""
    return reading(f"{_of(request_id)}/candidates", list[CandidateView])


def decide_candidate(request_id: RequestId, candidate_id: CandidateId, new: NewJudgement) -> Call[None]:
    """Says whether a record is the requester's; it counts from the next renewal of the review on."""
    return putting(f"{_of(request_id)}/candidates/{candidate_id}", new, nothing)


def approve_review(request_id: RequestId, new: NewReviewApproval) -> Call[ReviewApproval]:
    """Approves exactly what would go out now. A second person confirms what is shown and would be hidden."""
    return doing(f"{_of(request_id)}/approval", new, shaped(ReviewApproval))


def read_search_protocol(request_id: RequestId) -> Call[list[Protocol]]:
    """Every search that was made for a request: systems, terms, counts, when and by whom."""
    return reading(f"/v1/access-requests/{request_id}/searches", list[Protocol])


def _of(request_id: RequestId) -> str:
    return f"/v1/access-requests/{request_id}/review"
