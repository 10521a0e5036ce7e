"""Whether a document that somebody else wrote is about the requester (A-05).

Of whom a case complains, its documents are about. Whoever only complained, saw or lives with somebody in it is not what
every letter to the other side speaks of: a warning that names nobody concerns who was warned. What is left out for that
reason is shown to the reviewer, who can bring it in.
"""

from collections.abc import Iterable
from enum import StrEnum

from vault.complaints import CaseFile, DocumentView, Role
from vault.complaints.texts import TextPlace, TextSource
from vault.ids import CaseId
from vault.redaction import Redactor, Telling
from vault.subject_requests.course import in_reach
from vault.subject_requests.locating import Located
from vault.subject_requests.review.model import CandidateKind, CluePlace, ReviewCandidate
from vault.subject_requests.review.store import new_candidate_id

_OPENING = 80
"""How much of a document is shown to whoever decides whether it belongs to the answer."""


class Concern(StrEnum):
    """What a document has to do with the requester."""

    AUTHOR = "author"
    SUBJECT = "subject"
    OUT_OF_REACH = "out_of_reach"
    """In a lane that tells nothing of people in their role, or in a case that mentions them elsewhere."""
    NONE = "none"
    """In their case, without a word that could mean them."""


def concern(document: DocumentView, file: CaseFile, located: Located, redactor: Redactor, telling: Telling) -> Concern:
    """What a document by somebody else has to do with the requester, who stands in its case or is named in it."""
    if file.case.case_id in located.mentioned:
        named = document.document_id in located.mentioned[file.case.case_id]
        return Concern.SUBJECT if named else Concern.OUT_OF_REACH
    roles = {party.role for party in file.parties if party.subject_id in located.same}
    if document.document_id in located.brought_in or Role.RESPONDENT in roles:
        return Concern.SUBJECT if in_reach(document.lane, roles) else Concern.OUT_OF_REACH
    if not in_reach(document.lane, roles):
        return Concern.OUT_OF_REACH
    answers = document.author_role is Role.RESPONDENT and Role.COMPLAINANT in roles
    return Concern.SUBJECT if answers or redactor.speaks_of_requester(document.text, telling) else Concern.NONE


def offered(left_out: Iterable[tuple[CaseId, DocumentView]]) -> list[ReviewCandidate]:
    """Documents that a person may bring in. Nobody has to decide about them."""
    return [
        ReviewCandidate(
            candidate_id=new_candidate_id(),
            kind=CandidateKind.DOCUMENT,
            about=one.document_id,
            evidence=("not_spoken_of",),
            strength=0.0,
            certain=True,
            findings=(_opening(case_id, one),),
        )
        for case_id, one in left_out
    ]


def _opening(case_id: CaseId, document: DocumentView) -> CluePlace:
    place = TextPlace(case_id=case_id, source=TextSource.DOCUMENT, record_id=document.document_id)
    return CluePlace(place=place, start=0, end=_end_of_opening(document.text), evidence="opening")


def _end_of_opening(text: str) -> int:
    """Where the beginning of a text ends that somebody is shown of it: no word is cut."""
    cut = text[:_OPENING]
    if len(text) <= _OPENING or text[_OPENING].isspace():
        return len(cut)
    return len(cut.rsplit(maxsplit=1)[0]) if len(cut.split()) > 1 else len(cut)
