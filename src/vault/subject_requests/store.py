"""Rows of requests and packages: the only SQL about them, and where they are sealed and opened."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, literal, select, tuple_

from vault.crypto import Context, RecordKey, sha256
from vault.deadlines import Deadline
from vault.errors import NotFound
from vault.ids import PackageId, RequestId, new_id
from vault.language import Language
from vault.records import opened, place, sealed
from vault.storage import Id
from vault.subject_requests.history import store as history
from vault.subject_requests.model import (
    DATA,
    LETTER,
    MANIFEST,
    Channel,
    Files,
    NewRequest,
    Package,
    Regime,
    RequestSummary,
    RequestView,
    Review,
    Right,
    State,
)
from vault.subject_requests.tables import package_file, request_package, subject_request
from vault.work import Work

_DUE = func.coalesce(subject_request.c.moved_due_on, subject_request.c.due_on)
_BY_DUE = (_DUE, subject_request.c.request_id)


def add_request(work: Work, new: NewRequest, clock: Deadline, scope: str) -> RequestId:
    """A request under a key of its own."""
    request_id = RequestId(new_id())
    key = work.keys.create("request", request_id)
    work.connection.execute(
        insert(subject_request).values(
            organisation_id=work.organisation_id,
            request_id=request_id,
            key_id=key.id,
            version=1,
            state=State.OPEN.value,
            received_on=new.received_on,
            registered_at=work.now,
            due_on=clock.due,
            internal_target=clock.internal_target,
            extended_due_on=clock.extended_due,
            channel=new.channel.value,
            language=new.language.value,
            claimed=new.right.value,
            regime=new.regime.value,
            details=sealed(key, place(work.organisation_id, "subject_request", request_id, "details"), new),
            scope_at_receipt=bytes.fromhex(scope),
        )
    )
    return request_id


def load_request(work: Work, request_id: RequestId) -> tuple[RequestView, NewRequest]:
    """A request, opened. Raises NotFound."""
    row = _request(work, request_id)
    where = place(work.organisation_id, "subject_request", request_id, "details")
    new = opened(work.keys.get(row.key_id), where, row.details, NewRequest)
    package = work.connection.execute(_packages_of(work, request_id)).scalars().first()
    view = RequestView(
        request=_summary(row),
        text=new.text,
        given=new.given,
        scope_at_receipt=row.scope_at_receipt.hex(),
        scope_at_answer=row.scope_at_answer.hex() if row.scope_at_answer else None,
        package_id=package,
    )
    return view, new


def list_requests(work: Work, after: RequestId | None, limit: int) -> list[RequestSummary]:
    """Requests, the soonest due first, from behind `after`. Raises NotFound where there is no such request."""
    query = (
        select(subject_request)
        .where(subject_request.c.organisation_id == work.organisation_id)
        .order_by(*_BY_DUE)
        .limit(limit)
    )
    if after is not None:
        last = _request(work, after)
        query = query.where(tuple_(*_BY_DUE) > tuple_(literal(last.moved_due_on or last.due_on), literal(after, Id)))
    return [_summary(row) for row in work.connection.execute(query)]


def answered(work: Work, limit: int, before: RequestId | None = None) -> list[RequestSummary]:
    """Requests that are answered or closed, the newest first; behind `before`, if given. Nothing is opened."""
    query = select(subject_request).where(
        subject_request.c.organisation_id == work.organisation_id,
        subject_request.c.state.not_in((State.OPEN.value, State.READY.value)),
    )
    if before is not None:
        query = query.where(subject_request.c.request_id < before)
    newest = query.order_by(subject_request.c.request_id.desc()).limit(limit)
    return [_summary(row) for row in work.connection.execute(newest)]


def unanswered(work: Work, until: date) -> list[RequestSummary]:
    """Requests that are not answered and are due by a day, the soonest due first."""
    query = select(subject_request).where(
        subject_request.c.organisation_id == work.organisation_id,
        subject_request.c.state.in_((State.OPEN.value, State.READY.value)),
        until >= _DUE,
    )
    return [_summary(row) for row in work.connection.execute(query.order_by(*_BY_DUE))]


def waiting(work: Work) -> list[RequestId]:
    """Open requests that are answered with data and whose clock runs, the soonest due first."""
    query = (
        select(subject_request.c.request_id)
        .where(
            subject_request.c.organisation_id == work.organisation_id,
            subject_request.c.state == State.OPEN.value,
            subject_request.c.regime == Regime.DATA_PROTECTION.value,
            subject_request.c.claimed == Right.ACCESS.value,
            subject_request.c.paused_since.is_(None),
        )
        .order_by(*_BY_DUE)
    )
    return [RequestId(one) for one in work.connection.scalars(query)]


def add_package(work: Work, request_id: RequestId, files: Files, manifest: bytes, review: Review) -> PackageId:
    """A package under a key of its own, so that it can go before the request does."""
    package_id = PackageId(new_id())
    key = work.keys.create("package", package_id)
    parts = {"letter": files[LETTER], "data": files[DATA], "manifest": manifest, "review": review}
    work.connection.execute(
        insert(request_package).values(
            organisation_id=work.organisation_id,
            package_id=package_id,
            request_id=request_id,
            key_id=key.id,
            composed_at=work.now,
            **{name: sealed(key, _part(work, package_id, name), part) for name, part in parts.items()},
        )
    )
    for name in sorted(set(files) - {LETTER, DATA}):
        _add_file(work, package_id, key, name, files[name])
    return package_id


def load_package(work: Work, request_id: RequestId) -> Package:
    """The newest package of a request. Raises NotFound."""
    row, key = _package(work, request_id)

    names = {LETTER: "letter", DATA: "data", MANIFEST: "manifest"}
    files = {
        file: opened(key, _part(work, row.package_id, name), getattr(row, name), bytes) for file, name in names.items()
    }
    return Package(package_id=row.package_id, files=files | dict(_files(work, row.package_id, key)))


def package_hashes(work: Work, request_id: RequestId) -> dict[str, str]:
    """SHA-256 of each file of the newest package, hexadecimal. Raises NotFound."""
    return {name: sha256(content).hex() for name, content in load_package(work, request_id).files.items()}


def check_package(work: Work, package_id: PackageId) -> None:
    """Opens every part of a package. Raises NotFound, Tampered, KeyDestroyed."""
    mine = (request_package.c.organisation_id == work.organisation_id, request_package.c.package_id == package_id)
    row = work.connection.execute(select(request_package).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("package")
    key = work.keys.get(row.key_id)
    for name, shape in (("letter", bytes), ("data", bytes), ("manifest", bytes), ("review", Review)):
        opened(key, _part(work, package_id, name), getattr(row, name), shape)
    for _ in _files(work, package_id, key):
        pass


def load_review(work: Work, request_id: RequestId) -> Review:
    """The register of decisions of the newest package. Raises NotFound."""
    row, key = _package(work, request_id)
    return opened(key, _part(work, row.package_id, "review"), row.review, Review)


def request_rows(work: Work, request_id: UUID | None = None) -> list[Row[Any]]:
    """Codes and dates of every request, or of one, for retention."""
    query = select(subject_request).where(subject_request.c.organisation_id == work.organisation_id)
    if request_id is not None:
        query = query.where(subject_request.c.request_id == request_id)
    return list(work.connection.execute(query))


def package_rows(work: Work, package_id: UUID | None = None) -> list[Row[Any]]:
    """Ids and dates of every package, or of one, for retention."""
    query = select(request_package.c.package_id, request_package.c.composed_at).where(
        request_package.c.organisation_id == work.organisation_id
    )
    if package_id is not None:
        query = query.where(request_package.c.package_id == package_id)
    return list(work.connection.execute(query))


def package_ids(work: Work, request_id: RequestId) -> list[PackageId]:
    return [PackageId(one) for one in work.connection.scalars(_packages_of(work, request_id))]


def key_of(work: Work, request_id: RequestId) -> RecordKey:
    """The key under which everything of a request stands. Raises NotFound."""
    return work.keys.get(_request(work, request_id).key_id)


def erase_package(work: Work, package_id: PackageId) -> int:
    destroyed = work.keys.destroy(package_id)
    for table in (package_file, request_package):
        mine = (table.c.organisation_id == work.organisation_id, table.c.package_id == package_id)
        work.connection.execute(delete(table).where(*mine))
    return destroyed


def erase_request(work: Work, request_id: RequestId) -> int:
    destroyed = work.keys.destroy(request_id)
    history.erase(work, request_id)
    work.connection.execute(delete(subject_request).where(*_is(work, request_id)))
    return destroyed


def _add_file(work: Work, package_id: PackageId, key: RecordKey, name: str, content: bytes) -> None:
    file_id = new_id()
    work.connection.execute(
        insert(package_file).values(
            organisation_id=work.organisation_id,
            file_id=file_id,
            package_id=package_id,
            name=name,
            content=sealed(key, place(work.organisation_id, "package_file", file_id, "content"), content),
        )
    )


def _files(work: Work, package_id: PackageId, key: RecordKey) -> Iterator[tuple[str, bytes]]:
    """What goes along with letter and data. Raises Tampered, KeyDestroyed."""
    mine = (package_file.c.organisation_id == work.organisation_id, package_file.c.package_id == package_id)
    # All at once: a cursor that a failure leaves open would keep this connection in its old snapshot.
    for row in work.connection.execute(select(package_file).where(*mine).order_by(package_file.c.name)).all():
        where = place(work.organisation_id, "package_file", row.file_id, "content")
        yield row.name, opened(key, where, row.content, bytes)


def _request(work: Work, request_id: RequestId) -> Row[Any]:
    row = work.connection.execute(select(subject_request).where(*_is(work, request_id))).one_or_none()
    if row is None:
        raise NotFound("request")
    return row


def _is(work: Work, request_id: RequestId) -> tuple[Any, Any]:
    mine = subject_request.c.organisation_id == work.organisation_id
    return mine, subject_request.c.request_id == request_id


def _packages_of(work: Work, request_id: RequestId) -> Any:
    return (
        select(request_package.c.package_id)
        .where(request_package.c.organisation_id == work.organisation_id, request_package.c.request_id == request_id)
        .order_by(request_package.c.package_id.desc())
    )


def _part(work: Work, package_id: PackageId, name: str) -> Context:
    return place(work.organisation_id, "request_package", package_id, name)


def _package(work: Work, request_id: RequestId) -> tuple[Row[Any], RecordKey]:
    newest = work.connection.execute(_packages_of(work, request_id)).scalars().first()
    if newest is None:
        raise NotFound("package")
    query = select(request_package).where(
        request_package.c.organisation_id == work.organisation_id, request_package.c.package_id == newest
    )
    row = work.connection.execute(query).one()
    return row, work.keys.get(row.key_id)


def _summary(row: Row[Any]) -> RequestSummary:
    return RequestSummary(
        request_id=row.request_id,
        state=State(row.state),
        received_on=row.received_on,
        due_on=row.moved_due_on or row.due_on,
        internal_target=row.internal_target,
        extended_due_on=row.extended_due_on,
        channel=Channel(row.channel),
        language=Language(row.language),
        answered_at=row.answered_at,
        right=Right(row.claimed),
        regime=Regime(row.regime),
        unpaused_due_on=row.extended_due_on if row.extended_on else row.due_on,
        paused_since=row.paused_since,
        extended=row.extended_on is not None,
    )
