"""What in the texts of a case needs a ground to stay, and who decided that it does (S-01 … S-03, S-22).

A text from another system is never kept out: what it holds is pointed out here, whenever somebody looks. A decision is
kept by the place of the passage and its ground; the passage itself is not repeated.
"""

from collections.abc import Iterator
from uuid import UUID

from vault.complaints import store
from vault.complaints.access import appending, reading
from vault.complaints.asking import permit
from vault.complaints.bounds import Input
from vault.complaints.codes import Lane
from vault.complaints.course.entry import text_fields
from vault.complaints.model import CaseFile
from vault.complaints.remarks import TEXT, NewRemarkDecision, RemarkView, refuse_groundless
from vault.complaints.store import remarks as kept
from vault.errors import InvalidInput
from vault.ids import CaseId, RemarkId
from vault.language import Language
from vault.policy import Permission
from vault.redaction.hygiene import Remark, remarks
from vault.work import Work, reads, writes


@reads
def list_remarks(work: Work, case_id: CaseId) -> tuple[RemarkView, ...]:
    """Every such passage in the texts that the caller may read. Raises NotFound."""
    given = permit(work, case_id, Permission.CASE_LIST, Permission.CASE_NARRATIVE_READ)
    file = store.open_files(work, [case_id])[0]
    decided = kept.of_case(work, case_id)
    return tuple(
        RemarkView(
            text_id=text_id,
            field=field,
            lane=lane,
            start=one.start,
            end=one.end,
            kind=one.kind,
            grounds=one.grounds,
            decided=decided.get((text_id, field, one.start, one.end, one.kind)),
        )
        for text_id, field, lane, one in _found(file)
        if work.may(reading(lane), given)
    )


@writes
def decide_remark(work: Work, case_id: CaseId, new: NewRemarkDecision) -> RemarkId:
    """Keeps what somebody decided about a passage; a later decision counts before an earlier one.

    Raises NotFound; InvalidInput where no such passage stands there, and for a ground that is none of its own.
    """
    permit(work, case_id, Permission.CASE_LIST, Permission.CASE_PROGRESS)
    store.case_key(work, case_id, Input.ACCOUNT)
    place = (new.text_id, new.field, new.start, new.end, new.kind)
    found = {
        (text_id, field, one.start, one.end, one.kind): (lane, one)
        for text_id, field, lane, one in _found(store.open_files(work, [case_id])[0])
    }
    if place not in found:
        raise InvalidInput("start", "no such passage stands there")
    lane, remark = found[place]
    permit(work, case_id, appending(lane))
    refuse_groundless(new, remark)
    remark_id = kept.add(work, case_id, new)
    work.audit.involve(remark_id)
    work.audit.note(f"{new.kind.value} {new.decision.value}")
    return remark_id


def _found(file: CaseFile) -> Iterator[tuple[UUID, str, Lane, Remark]]:
    """Every passage of every text, by where it stands."""
    for document in file.documents:
        yield from (
            (document.document_id, TEXT, document.lane, one) for one in remarks(document.text, document.language)
        )
    for view in file.entries:
        for field in sorted(text_fields(type(view.entry))):
            if text := getattr(view.entry, field):
                language = Language(file.case.language)
                yield from ((view.entry_id, field, view.lane, one) for one in remarks(text, language))
