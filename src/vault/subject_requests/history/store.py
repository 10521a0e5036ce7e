"""Rows of a request's history, letters and subjects: sealed under the key of the request, and gone with it."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update

from vault.crypto import RecordKey
from vault.errors import NotFound
from vault.ids import LetterId, RequestId, SubjectId, new_id
from vault.records import opened, place, sealed
from vault.storage import among
from vault.subject_requests.history.entries import Entry, Kept, kind_of
from vault.subject_requests.tables import (
    request_delivery,
    request_entry,
    request_letter,
    request_subject,
    subject_request,
)
from vault.work import Work

_PARTS = (request_entry, request_letter, request_subject, request_delivery)


def add(work: Work, request_id: RequestId, entry: Entry) -> None:
    """Adds an entry. Raises NotFound where there is no such request."""
    entry_id = new_id()
    key = key_of(work, request_id)
    kept = Kept(at=work.now, by=work.actor.ref, entry=entry)
    work.connection.execute(
        insert(request_entry).values(
            organisation_id=work.organisation_id,
            entry_id=entry_id,
            request_id=request_id,
            at=work.now,
            kind=kind_of(entry),
            details=sealed(key, place(work.organisation_id, "request_entry", entry_id, "details"), kept),
        )
    )


def load(work: Work, request_id: RequestId) -> tuple[Kept, ...]:
    """Everything that happened to a request, in order. Raises NotFound where there is no such request."""
    key = key_of(work, request_id)
    query = select(request_entry).where(*_of(work, request_entry, request_id)).order_by(request_entry.c.entry_id)
    return tuple(
        opened(key, place(work.organisation_id, "request_entry", row.entry_id, "details"), row.details, Kept)
        # All at once: a cursor that a failure leaves open would keep this connection in its old snapshot.
        for row in work.connection.execute(query).all()
    )


def with_entry(work: Work, request_ids: Sequence[RequestId], kind: str) -> frozenset[RequestId]:
    """Those of these requests to which something of this kind happened; nothing is opened."""
    query = select(request_entry.c.request_id).where(
        request_entry.c.organisation_id == work.organisation_id,
        among(request_entry.c.request_id, request_ids),
        request_entry.c.kind == kind,
    )
    return frozenset(RequestId(one) for one in work.connection.scalars(query))


def add_letter(work: Work, request_id: RequestId, kind: str, content: bytes) -> LetterId:
    """Keeps a letter that goes to the person."""
    letter_id = LetterId(new_id())
    where = place(work.organisation_id, "request_letter", letter_id, "content")
    work.connection.execute(
        insert(request_letter).values(
            organisation_id=work.organisation_id,
            letter_id=letter_id,
            request_id=request_id,
            made_at=work.now,
            kind=kind,
            content=sealed(key_of(work, request_id), where, content),
        )
    )
    return letter_id


def load_letter(work: Work, request_id: RequestId, letter_id: LetterId) -> bytes:
    """Raises NotFound."""
    query = select(request_letter).where(
        *_of(work, request_letter, request_id), request_letter.c.letter_id == letter_id
    )
    row = work.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound("letter")
    where = place(work.organisation_id, "request_letter", letter_id, "content")
    return opened(key_of(work, request_id), where, row.content, bytes)


def letters(work: Work, request_id: RequestId) -> list[tuple[LetterId, str]]:
    """The letters of a request with their kinds, in order."""
    query = select(request_letter.c.letter_id, request_letter.c.kind).where(*_of(work, request_letter, request_id))
    return [(LetterId(one), kind) for one, kind in work.connection.execute(query.order_by(request_letter.c.letter_id))]


def connect(work: Work, request_id: RequestId, people: Collection[SubjectId]) -> None:
    """Keeps whose request it is; whoever is found later comes to those found before."""
    known = set(
        work.connection.scalars(select(request_subject.c.subject_id).where(*_of(work, request_subject, request_id)))
    )
    for subject_id in sorted(set(people) - known):
        work.connection.execute(
            insert(request_subject).values(
                organisation_id=work.organisation_id, request_id=request_id, subject_id=subject_id
            )
        )


def requests_of(work: Work, people: Collection[SubjectId], but: RequestId) -> list[RequestId]:
    """The other requests of a person, the earliest first."""
    query = select(request_subject.c.request_id).where(
        request_subject.c.organisation_id == work.organisation_id,
        request_subject.c.subject_id.in_(sorted(people)),
        request_subject.c.request_id != but,
    )
    return sorted({RequestId(one) for one in work.connection.scalars(query)})


def set_dates(
    work: Work, request_id: RequestId, *, moved: date | None, paused_since: date | None, extended_on: date | None
) -> None:
    """Keeps what the clock came to, for lists; the history is what counts."""
    _change(work, request_id, moved_due_on=moved, paused_since=paused_since, extended_on=extended_on)


def set_state(work: Work, request_id: RequestId, state: str, **values: Any) -> None:
    _change(work, request_id, state=state, **values)


def erase(work: Work, request_id: RequestId) -> None:
    """Deletes what belongs to a request whose key is destroyed."""
    for table in _PARTS:
        work.connection.execute(delete(table).where(*_of(work, table, request_id)))


def check(work: Work, request_id: RequestId) -> None:
    """Opens everything. Raises Tampered, KeyDestroyed, NotFound."""
    load(work, request_id)
    for letter_id, _ in letters(work, request_id):
        load_letter(work, request_id, letter_id)
    key = key_of(work, request_id)
    query = select(request_delivery).where(*_of(work, request_delivery, request_id))
    for row in work.connection.execute(query).all():
        where = place(work.organisation_id, "request_delivery", row.delivery_id, "code")
        opened(key, where, row.code, bytes)


def key_of(work: Work, request_id: RequestId) -> RecordKey:
    """The key under which everything about a request stands. Raises NotFound."""
    query = select(subject_request.c.key_id).where(*_of(work, subject_request, request_id))
    key_id = work.connection.scalars(query).one_or_none()
    if key_id is None:
        raise NotFound("request")
    return work.keys.get(key_id)


def _change(work: Work, request_id: RequestId, **values: Any) -> None:
    work.connection.execute(
        update(subject_request)
        .where(*_of(work, subject_request, request_id))
        .values(version=subject_request.c.version + 1, **values)
    )


def _of(work: Work, table: Any, request_id: RequestId) -> tuple[Any, Any]:
    return table.c.organisation_id == work.organisation_id, table.c.request_id == request_id
