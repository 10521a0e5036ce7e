"""Every row of an organisation: read and opened for its export, and deleted."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, Row, Table, delete, insert, select, update

from vault.crypto import RecordKey, key_id_of
from vault.errors import KeyDestroyed, NotFound
from vault.ids import PLATFORM, OrganisationId
from vault.offboarding.model import (
    LEFT_OUT,
    LEFT_OUT_COLUMNS,
    Erased,
    Export,
    Offboarding,
    ProviderKey,
    Stage,
    plain,
)
from vault.offboarding.tables import offboarding
from vault.organisations.tables import organisation
from vault.records import chunk_columns, chunk_in, place_of, place_of_stream, sealed_columns
from vault.storage import SealedChunk, metadata
from vault.work import Work

_ROWS_AT_ONCE: Final = 500
_CHUNKS_AT_ONCE: Final = 16


def on_behalf(work: Work, organisation_id: OrganisationId) -> Work:
    """The same work among an organisation's own rows and keys. What is done still stands in the installation's log."""
    actor = msgspec.structs.replace(work.actor, organisation_id=organisation_id)
    return replace(work, actor=actor, keys=work.keys.of(organisation_id))


def require(work: Work, organisation_id: OrganisationId) -> None:
    """Raises NotFound."""
    query = select(organisation.c.created_at).where(organisation.c.organisation_id == organisation_id)
    if work.connection.execute(query).one_or_none() is None:
        raise NotFound("organisation")


def exported() -> dict[str, Table]:
    """Every table that is exported, by name, each behind those that it refers to."""
    # A name that SQL knows as a word is of a kind of text that JSON does not take.
    return {f"{table.name}": table for table in metadata.sorted_tables if table.name not in LEFT_OUT}


def rows(work: Work, table: Table) -> Iterator[dict[str, Any]]:
    """Every row of a table, opened, as a dictionary that JSON can hold. Raises Tampered, KeyDestroyed."""
    query = select(table).where(table.c.organisation_id == work.organisation_id).order_by(*table.primary_key)
    names = [one.name for one in table.columns if one.name not in LEFT_OUT_COLUMNS.get(table.name, ())]
    chunked = {one.name: one for one in chunk_columns(table)}
    sealed = {one.name: one for one in sealed_columns(table)} | chunked
    at_once = _CHUNKS_AT_ONCE if chunked else _ROWS_AT_ONCE
    with work.connection.execute(query.execution_options(yield_per=at_once)) as found:
        for some in found.partitions(at_once):
            records = [record for row in some for name in sealed if (record := getattr(row, name)) is not None]
            keys = work.keys.borrow(sorted({key_id_of(record) for record in records}))
            for row in some:
                yield {
                    name: _opened(keys, row, sealed[name]) if name in sealed else plain(name, getattr(row, name))
                    for name in names
                }


def erase_all(work: Work) -> Erased:
    """Deletes every row of the organisation; its keys at providers are named, to be destroyed after the commit."""
    keys = {ProviderKey(provider, reference) for provider, reference in work.keys.end()}
    return Erased(rows=delete_all(work), keys=sorted(keys))


def delete_all(work: Work) -> dict[str, int]:
    """Deletes every row of the organisation; returns how many, by table."""
    gone = {
        f"{table.name}": work.connection.execute(
            delete(table).where(table.c.organisation_id == work.organisation_id)
        ).rowcount
        for table in reversed(metadata.sorted_tables)
    }
    return {name: count for name, count in sorted(gone.items()) if count}


def find(work: Work, organisation_id: OrganisationId) -> Offboarding | None:
    row = work.connection.execute(select(offboarding).where(*_is(organisation_id))).one_or_none()
    if row is None:
        return None
    return Offboarding(
        organisation_id=row.offboarded_id,
        stage=Stage(row.stage),
        agreed_at=row.agreed_at,
        recipient=row.recipient,
        export=None if row.export is None else msgspec.json.decode(row.export, type=Export),
        erased_at=row.erased_at,
        erased=None if row.erased is None else msgspec.json.decode(row.erased, type=Erased),
    )


def unfinished(connection: Connection) -> list[OrganisationId]:
    """Organisations whose rows are gone and whose keys may not be; for the operator's own tools."""
    half = (offboarding.c.organisation_id == PLATFORM, offboarding.c.stage == Stage.ERASED.value)
    return list(connection.scalars(select(offboarding.c.offboarded_id).where(*half)))


def load(work: Work, organisation_id: OrganisationId) -> Offboarding:
    """Raises NotFound."""
    found = find(work, organisation_id)
    if found is None:
        raise NotFound("offboarding")
    return found


def keep(work: Work, organisation_id: OrganisationId, stage: Stage, **values: Any) -> None:
    """Keeps how far an offboarding has come; structs among the values as JSON."""
    plainly = {
        name: msgspec.json.encode(value).decode() if isinstance(value, msgspec.Struct) else value
        for name, value in values.items()
    }
    changed = work.connection.execute(
        update(offboarding).where(*_is(organisation_id)).values(stage=stage.value, **plainly)
    )
    if changed.rowcount == 0:
        work.connection.execute(
            insert(offboarding).values(
                organisation_id=PLATFORM, offboarded_id=organisation_id, stage=stage.value, **plainly
            )
        )


def certificate(work: Work, organisation_id: OrganisationId) -> tuple[str, bytes, bytes] | None:
    """Body, signature and public key, once it was signed."""
    columns = (offboarding.c.certificate, offboarding.c.signature, offboarding.c.public_key)
    row = work.connection.execute(select(*columns).where(*_is(organisation_id))).one_or_none()
    return None if row is None or row.certificate is None else (row.certificate, row.signature, row.public_key)


def _opened(keys: dict[UUID, RecordKey], row: Row[Any], column: Column[Any]) -> object:
    """The value of a sealed column."""
    record = getattr(row, column.name)
    if record is None:
        return None
    try:
        key = keys[key_id_of(record)]
    except KeyError:
        raise KeyDestroyed("the data key of a record was destroyed") from None
    if isinstance(column.type, SealedChunk):
        return key.stream(place_of_stream(row, column)).open(chunk_in(row, column))
    return msgspec.msgpack.decode(key.open(record, place_of(row, column)))


def _is(organisation_id: OrganisationId) -> tuple[Any, Any]:
    return offboarding.c.organisation_id == PLATFORM, offboarding.c.offboarded_id == organisation_id
