"""What the statements about cases have in common: whose rows, in which pieces, sealed where."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row, Select, Table, bindparam, func, select

from vault.crypto import RecordKey
from vault.ids import CaseId, OrganisationId
from vault.records import place, sealed
from vault.storage import Asked, Query, add_all, among, batches
from vault.work import Work

T = TypeVar("T")


def seal(work: Work, key: RecordKey, table: str, row: UUID, field: str, value: object) -> bytes | None:
    """A value sealed for its place; nothing stays nothing."""
    return None if value is None else sealed(key, place(work.organisation_id, table, row, field), value)


def insert_all(work: Work, table: Table, rows: list[dict[str, Any]]) -> None:
    add_all(work.connection, table, rows)


def next_number(work: Work, table: Table, case_id: CaseId) -> int:
    """The number of the next step, document, party or entry of a case."""
    query = select(func.coalesce(func.max(table.c.number), 0)).where(*of_cases(work, table, [case_id]))
    return int(work.connection.execute(query).scalar_one()) + 1


def rows_of(work: Work, query: Select[Any], table: Table, case_ids: Sequence[CaseId]) -> list[Row[Any]]:
    """The rows of these cases that a query gives.

    It is one that a module holds: each is compiled and kept for a single case, for as long as the process runs.
    """
    if len(case_ids) == 1:
        return _of_one(query, table).all(work.connection, organisation=work.organisation_id, case=case_ids[0])
    rows: list[Row[Any]] = []
    for some in batches(case_ids):
        rows.extend(work.connection.execute(query.where(*of_cases(work, table, some))))
    return rows


@cache
def _of_one(query: Select[Any], table: Table) -> Query:
    return Query.of_each(query.where(table.c.organisation_id == bindparam("organisation")), "case", table.c.case_id)


def asked_of(organisation: OrganisationId, query: Select[Any], table: Table, case_id: CaseId) -> Asked:
    """That `rows_of` will be asked for a case."""
    return Asked(_of_one(query, table), organisation, case_id)


def of_cases(work: Work, table: Table, case_ids: Sequence[CaseId]) -> tuple[Any, Any]:
    return table.c.organisation_id == work.organisation_id, among(table.c.case_id, case_ids)


def belonging(work: Work, case_id: CaseId) -> dict[str, Any]:
    return {"organisation_id": work.organisation_id, "case_id": case_id}


def grouped(pairs: Iterable[tuple[CaseId, T]]) -> dict[CaseId, tuple[T, ...]]:
    groups: dict[CaseId, list[T]] = {}
    for case_id, one in pairs:
        groups.setdefault(case_id, []).append(one)
    return {case_id: tuple(group) for case_id, group in groups.items()}


class ByCase:
    """Rows that begin with the id of their case, in the order of these ids, given out case by case in that order."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, case_id: Any) -> Iterable[Any]:
        while self._next is not None and self._next[0] < case_id:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != case_id:
            return ()
        found = list(self._next[1])
        self._next = next(self._groups, None)
        return found
