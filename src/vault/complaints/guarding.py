"""Of which calls no more than the day is kept, whoever makes them: those that bring the words of somebody guarded.

What a reporter hands to another tool, and what a member of staff enters for them, tells as much by its time as what
they write on the pages themselves. Each of these is called as its verb is, before that asks for anything; where there
is no such complaint, or what came is nothing of the kind, it says no, and the verb says the rest.
"""

from vault.complaints.attachments import store as attachments
from vault.complaints.attachments.model import NewAttachment, State
from vault.complaints.codes import Anonymity, Role
from vault.complaints.model import AddedDocument, NewCase
from vault.complaints.store.reading import summary_of
from vault.errors import NotFound
from vault.ids import AttachmentId, CaseId
from vault.work import Work


def guarded(anonymity: Anonymity, author: Role) -> bool:
    """Whether the time of what somebody brings could tell who they are (N-01, N-03). Staff are named in any case."""
    return anonymity is not Anonymity.IDENTIFIED and author is not Role.STAFF


def a_new_case(_work: Work, new: object) -> bool:
    return isinstance(new, NewCase) and guarded(new.anonymity, Role.COMPLAINANT)


def a_case(work: Work, case_id: CaseId, *_: object) -> bool:
    return _in_case(work, case_id, Role.COMPLAINANT)


def a_document(work: Work, case_id: CaseId, new: object) -> bool:
    return isinstance(new, AddedDocument) and _in_case(work, case_id, new.document.author_role)


def a_new_file(work: Work, case_id: CaseId, new: object) -> bool:
    return isinstance(new, NewAttachment) and _in_case(work, case_id, new.author_role)


def an_arriving_file(work: Work, case_id: CaseId, attachment_id: AttachmentId, *_: object) -> bool:
    try:
        row = attachments.row_of(work, case_id, attachment_id, State.INCOMPLETE)
    except NotFound:
        return False
    return _in_case(work, case_id, Role(row.author_role))


def _in_case(work: Work, case_id: CaseId, author: Role) -> bool:
    try:
        return guarded(summary_of(work, case_id).anonymity, author)
    except NotFound:
        return False
