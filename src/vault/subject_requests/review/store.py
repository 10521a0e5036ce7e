"""Rows of reviews, of searches and of what an organisation remembers: their only SQL, and where they are sealed."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Row, Table, delete, func, insert, select, update

from vault.clock import legal_day
from vault.crypto import RecordKey, key_id_of
from vault.errors import Changed, NotFound
from vault.ids import CandidateId, MemoryId, ProtocolId, RequestId, RulingId, SubjectId, TextId, new_id
from vault.records import opened, place, sealed
from vault.storage import among
from vault.subject_requests import store as requests
from vault.subject_requests.review.memory import Memory, Remembered, gathered
from vault.subject_requests.review.model import Head, MaskDecision, Proposed, ReviewCandidate, ReviewedText
from vault.subject_requests.review.protocol import Protocol
from vault.subject_requests.review.tables import (
    remembered_decision,
    review,
    review_candidate,
    review_ruling,
    review_text,
    search_protocol,
)
from vault.subjects import store as subjects
from vault.work import Work

_OF_A_REQUEST = (review_text, review_ruling, review_candidate, search_protocol, review)
_FIRST_VERSION = 1
T = TypeVar("T")


def begun(work: Work, request_ids: Sequence[RequestId]) -> dict[RequestId, bool]:
    """Those of these requests whose review was begun, and whether it is approved; nothing is opened."""
    query = select(review.c.request_id, review.c.approved_at).where(
        review.c.organisation_id == work.organisation_id, among(review.c.request_id, request_ids)
    )
    return {RequestId(row.request_id): row.approved_at is not None for row in work.connection.execute(query)}


def find_head(work: Work, request_id: RequestId) -> tuple[Head, int] | None:
    """What a review is as a whole, and its version; None where none was started."""
    row = work.connection.execute(select(review).where(*_of(work, review, request_id))).one_or_none()
    if row is None:
        return None
    where = place(work.organisation_id, "review", request_id, f"record/{row.version}")
    return opened(_key(work, request_id), where, row.record, Head), row.version


def load_head(work: Work, request_id: RequestId) -> tuple[Head, int]:
    """Raises NotFound."""
    found = find_head(work, request_id)
    if found is None:
        raise NotFound("review")
    return found


def put_head(work: Work, request_id: RequestId, head: Head, version: int = 0) -> None:
    """Keeps a new review, or one that stood in `version`. Raises Changed where it was changed meanwhile."""
    values = {
        "version": version + 1,
        "approved_at": None if head.approved is None else head.approved.at,
        "record": _sealed(work, _key(work, request_id), review, request_id, f"record/{version + 1}", head),
    }
    if version == 0:
        mine = {"organisation_id": work.organisation_id, "request_id": request_id}
        work.connection.execute(insert(review).values(**mine, **values))
        return
    statement = update(review).where(*_of(work, review, request_id), review.c.version == version).values(**values)
    if work.connection.execute(statement).rowcount != 1:
        raise Changed("the review was changed meanwhile", hint="look again")


def texts(work: Work, request_id: RequestId) -> list[ReviewedText]:
    """The texts of a review in the order of their numbers."""
    query = select(review_text).where(*_of(work, review_text, request_id)).order_by(review_text.c.number)
    key = _key(work, request_id)
    return [
        ReviewedText(
            text_id=row.text_id,
            number=row.number,
            proposed=opened(key, _place(work, review_text, row.text_id, row.version), row.record, Proposed),
        )
        for row in work.connection.execute(query).all()
    ]


def put_texts(work: Work, request_id: RequestId, proposals: Iterable[Proposed]) -> None:
    """Keeps what was proposed for each text; one that was there keeps its id and number, one that is gone goes."""
    query = select(review_text).where(*_of(work, review_text, request_id))
    versions = {row.text_id: row.version for row in work.connection.execute(query).all()}
    known = {one.proposed.place: one for one in texts(work, request_id)}
    highest = work.connection.execute(
        select(func.coalesce(func.max(review_text.c.number), 0)).where(*_of(work, review_text, request_id))
    ).scalar_one()
    key, new = _key(work, request_id), list[dict[str, Any]]()
    for proposed in proposals:
        if (old := known.pop(proposed.place, None)) is not None:
            if old.proposed != proposed:
                _replace_text(work, request_id, key, old.text_id, versions[old.text_id] + 1, proposed)
            continue
        highest, text_id = highest + 1, TextId(new_id())
        new.append(
            {
                "organisation_id": work.organisation_id,
                "request_id": request_id,
                "text_id": text_id,
                "number": highest,
                "version": _FIRST_VERSION,
                "record": _sealed(work, key, review_text, text_id, f"record/{_FIRST_VERSION}", proposed),
            }
        )
    if new:
        work.connection.execute(insert(review_text), new)
    for gone in known.values():
        mine = (*_of(work, review_text, request_id), review_text.c.text_id == gone.text_id)
        work.connection.execute(delete(review_text).where(*mine))


def rulings(work: Work, request_id: RequestId) -> list[MaskDecision]:
    """Every decision, the oldest first."""
    query = select(review_ruling).where(*_of(work, review_ruling, request_id)).order_by(review_ruling.c.ruling_id)
    key = _key(work, request_id)
    return [
        opened(key, place(work.organisation_id, "review_ruling", row.ruling_id, "record"), row.record, MaskDecision)
        for row in work.connection.execute(query).all()
    ]


def add_rulings(work: Work, request_id: RequestId, made: Sequence[MaskDecision]) -> None:
    key = _key(work, request_id)
    rows = [
        {
            "organisation_id": work.organisation_id,
            "request_id": request_id,
            "ruling_id": one.ruling_id,
            "record": _sealed(work, key, review_ruling, one.ruling_id, "record", one),
        }
        for one in made
    ]
    work.connection.execute(insert(review_ruling), rows)


def drop_ruling(work: Work, request_id: RequestId, ruling_id: RulingId) -> None:
    """Raises NotFound."""
    mine = (*_of(work, review_ruling, request_id), review_ruling.c.ruling_id == ruling_id)
    if work.connection.execute(delete(review_ruling).where(*mine)).rowcount != 1:
        raise NotFound("decision")


def candidates(work: Work, request_id: RequestId) -> list[ReviewCandidate]:
    query = select(review_candidate).where(*_of(work, review_candidate, request_id))
    key = _key(work, request_id)
    return [
        opened(key, _place(work, review_candidate, row.candidate_id, row.version), row.record, ReviewCandidate)
        for row in work.connection.execute(query.order_by(review_candidate.c.candidate_id)).all()
    ]


def put_candidates(work: Work, request_id: RequestId, found: Iterable[ReviewCandidate]) -> None:
    """Keeps who could be meant. What was decided stays; who was not decided and is not found any more goes."""
    known = {(one.kind, one.about): one for one in candidates(work, request_id)}
    for one in found:
        if known.pop((one.kind, one.about), None) is None:
            _insert_candidate(work, request_id, one)
    for gone in known.values():
        if gone.judgement is None:
            mine = (*_of(work, review_candidate, request_id), review_candidate.c.candidate_id == gone.candidate_id)
            work.connection.execute(delete(review_candidate).where(*mine))


def decide_candidate(work: Work, request_id: RequestId, one: ReviewCandidate) -> None:
    mine = (*_of(work, review_candidate, request_id), review_candidate.c.candidate_id == one.candidate_id)
    version = work.connection.execute(select(review_candidate.c.version).where(*mine)).scalar_one() + 1
    field = f"record/{version}"
    record = _sealed(work, _key(work, request_id), review_candidate, one.candidate_id, field, one)
    work.connection.execute(update(review_candidate).where(*mine).values(version=version, record=record))


def add_protocol(work: Work, request_id: RequestId, protocol: Protocol) -> None:
    protocol_id = ProtocolId(new_id())
    work.connection.execute(
        insert(search_protocol).values(
            organisation_id=work.organisation_id,
            request_id=request_id,
            protocol_id=protocol_id,
            at=protocol.at,
            record=_sealed(work, _key(work, request_id), search_protocol, protocol_id, "record", protocol),
        )
    )


def protocols(work: Work, request_id: RequestId) -> list[Protocol]:
    """Every search for a request, the first first."""
    query = select(search_protocol).where(*_of(work, search_protocol, request_id))
    key = _key(work, request_id)
    return [
        opened(key, place(work.organisation_id, "search_protocol", row.protocol_id, "record"), row.record, Protocol)
        for row in work.connection.execute(query.order_by(search_protocol.c.protocol_id)).all()
    ]


def remember(work: Work, memory: Memory, subject_id: SubjectId | None = None) -> None:
    """Remembers a decision: about a known person under their key, else under one of its own."""
    memory_id = MemoryId(new_id())
    key = work.keys.create("memory", memory_id) if subject_id is None else subjects.key_of(work, subject_id)
    work.connection.execute(
        insert(remembered_decision).values(
            organisation_id=work.organisation_id,
            memory_id=memory_id,
            kind=memory.kind.value,
            subject_id=subject_id,
            decided_on=legal_day(work.now),
            record=_sealed(work, key, remembered_decision, memory_id, "record", memory),
        )
    )


def forget_word(work: Work, word: str) -> int:
    """Forgets that a word is harmless; returns how often it was remembered."""
    found = [memory_id for memory_id, _, one in _memories(work) if one.word == word]
    return sum(forget(work, one) for one in found)


def remembered(work: Work) -> Remembered:
    """All that the organisation remembers."""
    return gathered(_memories(work))


def memory_rows(work: Work, memory_id: UUID | None = None) -> list[Row[Any]]:
    """Ids and dates of every memory, or of one, for retention."""
    one = () if memory_id is None else (remembered_decision.c.memory_id == memory_id,)
    mine = remembered_decision.c.organisation_id == work.organisation_id
    return list(work.connection.execute(select(remembered_decision).where(mine, *one)))


def check_memory(work: Work, memory_id: MemoryId) -> None:
    """Raises NotFound, Tampered, KeyDestroyed."""
    rows = memory_rows(work, memory_id)
    if not rows:
        raise NotFound("remembered decision")
    _open_memory(work, work.keys.get(key_id_of(rows[0].record)), rows[0])


def forget(work: Work, memory_id: MemoryId) -> int:
    """Destroys a memory's own key, if it has one, and its row; returns how many keys."""
    keys = work.keys.destroy(memory_id)
    mine = (remembered_decision.c.organisation_id == work.organisation_id, remembered_decision.c.memory_id == memory_id)
    work.connection.execute(delete(remembered_decision).where(*mine))
    return keys


def erase(work: Work, request_id: RequestId) -> None:
    """The rows of a request's reviews and searches. Its key goes with the request."""
    for table in _OF_A_REQUEST:
        work.connection.execute(delete(table).where(*_of(work, table, request_id)))


def check(work: Work, request_id: RequestId) -> None:
    """Opens everything of a request's review. Raises Tampered, KeyDestroyed."""
    find_head(work, request_id)
    for read in (texts, rulings, candidates, protocols):
        read(work, request_id)


def _memories(work: Work) -> list[tuple[MemoryId, SubjectId | None, Memory]]:
    rows = memory_rows(work)
    keys = work.keys.borrow(sorted({key_id_of(row.record) for row in rows}))
    return [
        (row.memory_id, row.subject_id, _open_memory(work, key, row))
        for row in rows
        if (key := keys.get(key_id_of(row.record))) is not None
    ]


def _open_memory(work: Work, key: RecordKey, row: Row[Any]) -> Memory:
    return opened(key, place(work.organisation_id, "remembered_decision", row.memory_id, "record"), row.record, Memory)


def _replace_text(
    work: Work, request_id: RequestId, key: RecordKey, text_id: TextId, version: int, proposed: Proposed
) -> None:
    mine = (*_of(work, review_text, request_id), review_text.c.text_id == text_id)
    record = _sealed(work, key, review_text, text_id, f"record/{version}", proposed)
    work.connection.execute(update(review_text).where(*mine).values(version=version, record=record))


def _insert_candidate(work: Work, request_id: RequestId, one: ReviewCandidate) -> None:
    field = f"record/{_FIRST_VERSION}"
    work.connection.execute(
        insert(review_candidate).values(
            organisation_id=work.organisation_id,
            request_id=request_id,
            candidate_id=one.candidate_id,
            version=_FIRST_VERSION,
            record=_sealed(work, _key(work, request_id), review_candidate, one.candidate_id, field, one),
        )
    )


def new_candidate_id() -> CandidateId:
    return CandidateId(new_id())


def _key(work: Work, request_id: RequestId) -> RecordKey:
    """The request's own: what was decided for it goes with it. Raises NotFound."""
    return requests.key_of(work, request_id)


def _sealed(work: Work, key: RecordKey, table: Table, row: UUID, field: str, value: msgspec.Struct) -> bytes:
    return sealed(key, place(work.organisation_id, f"{table.name}", row, field), value)


def _place(work: Work, table: Table, row: UUID, version: int) -> Any:
    return place(work.organisation_id, f"{table.name}", row, f"record/{version}")


def _of(work: Work, table: Table, request_id: RequestId) -> tuple[Any, Any]:
    return table.c.organisation_id == work.organisation_id, table.c.request_id == request_id
