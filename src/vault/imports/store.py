"""Rows of imports and of the lines that were taken."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, insert, select, update

from vault.errors import NotFound
from vault.ids import CaseId, ImportId, new_id
from vault.imports.model import ImportView
from vault.imports.tables import import_line, import_run
from vault.storage import add_all
from vault.work import Work


class Taken(NamedTuple):
    """A line that was taken before."""

    fingerprint: bytes
    case_id: CaseId


def add(work: Work, *, dry_run: bool) -> ImportView:
    import_id = ImportId(new_id())
    work.connection.execute(
        insert(import_run).values(
            organisation_id=work.organisation_id,
            import_id=import_id,
            actor=work.actor.ref,
            created_at=work.now,
            latest_at=work.now,
            dry_run=dry_run,
            stored=0,
            refused=0,
        )
    )
    return load(work, import_id)


def load(work: Work, import_id: ImportId) -> ImportView:
    """An import of the caller's own. Raises NotFound, also for somebody else's."""
    row = work.connection.execute(select(import_run).where(*_is(work, import_id))).one_or_none()
    if row is None:
        raise NotFound("import")
    return _view(row)


def lock(work: Work, import_id: ImportId) -> ImportView:
    """The same, kept from every other sender of its lines until the transaction ends. Raises NotFound."""
    row = work.connection.execute(select(import_run).where(*_is(work, import_id)).with_for_update()).one_or_none()
    if row is None:
        raise NotFound("import")
    return _view(row)


def taken(work: Work, import_id: ImportId, keys: Sequence[bytes]) -> dict[bytes, Taken]:
    """Which of these lines were taken before, by the keyed hashes of their keys."""
    if not keys:
        return {}
    query = select(import_line).where(*_of(work, import_id), import_line.c.key.in_(keys))
    return {bytes(row.key): Taken(row.fingerprint, row.case_id) for row in work.connection.execute(query)}


def keep(work: Work, import_id: ImportId, lines: Mapping[bytes, Taken]) -> None:
    """Keeps that these lines are taken."""
    rows = [
        {
            "organisation_id": work.organisation_id,
            "import_id": import_id,
            "key": key,
            "fingerprint": one.fingerprint,
            "case_id": one.case_id,
        }
        for key, one in lines.items()
    ]
    add_all(work.connection, import_line, rows)


def count(work: Work, import_id: ImportId, *, stored: int, refused: int) -> None:
    work.connection.execute(
        update(import_run)
        .where(*_is(work, import_id))
        .values(stored=import_run.c.stored + stored, refused=import_run.c.refused + refused, latest_at=work.now)
    )


def forget(work: Work, before: datetime) -> None:
    """Drops imports to which nothing was sent since then."""
    old = select(import_run.c.import_id).where(
        import_run.c.organisation_id == work.organisation_id, import_run.c.latest_at < before
    )
    for import_id in work.connection.scalars(old).all():
        work.connection.execute(delete(import_line).where(*_of(work, import_id)))
        mine = (import_run.c.organisation_id == work.organisation_id, import_run.c.import_id == import_id)
        work.connection.execute(delete(import_run).where(*mine))


def _view(row: Row[Any]) -> ImportView:
    return ImportView(
        import_id=row.import_id,
        created_at=row.created_at,
        latest_at=row.latest_at,
        dry_run=row.dry_run,
        stored=row.stored,
        refused=row.refused,
    )


def _is(work: Work, import_id: ImportId) -> tuple[Any, ...]:
    return (
        import_run.c.organisation_id == work.organisation_id,
        import_run.c.import_id == import_id,
        import_run.c.actor == work.actor.ref,
    )


def _of(work: Work, import_id: ImportId) -> tuple[Any, Any]:
    return import_line.c.organisation_id == work.organisation_id, import_line.c.import_id == import_id
