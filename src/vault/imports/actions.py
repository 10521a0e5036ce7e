"""Verbs that take many complaints: some lines in a transaction, each in a savepoint of its own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from vault import complaints
from vault.complaints import StoredCase
from vault.crypto import equal, sha256
from vault.errors import Conflict, IdempotencyConflict, InvalidInput, NotFound, NotPermitted
from vault.ids import ImportId
from vault.imports import store
from vault.imports.model import (
    ImportView,
    LineOutcome,
    LineResult,
    NewImport,
    Numbered,
    complaint,
    envelope,
    problem_of,
)
from vault.policy import Permission
from vault.work import Work, reads, writes

_REMEMBERED_FOR: Final = timedelta(days=30)
_ABOUT_THE_LINE: Final = (InvalidInput, NotFound, NotPermitted, Conflict)
"""What is wrong with one line and says nothing of its neighbours. Anything else ends the stream."""


@writes
def begin_import(work: Work, new: NewImport) -> ImportView:
    """Begins an import, whose id makes it possible to go on after an interruption."""
    work.permit(Permission.CASE_STORE)
    store.forget(work, work.now - _REMEMBERED_FOR)
    begun = store.add(work, dry_run=new.dry_run)
    work.audit.note("import begun")
    return begun


@reads
def read_import(work: Work, import_id: ImportId) -> ImportView:
    """How far an import has come. Raises NotFound, also for one that somebody else began."""
    work.permit(Permission.CASE_STORE)
    return store.load(work, import_id)


@writes
def take_lines(work: Work, import_id: ImportId, lines: Sequence[Numbered]) -> list[LineResult]:
    """Stores the complaint of each line, or nothing of it; returns what became of each, in their order.

    A line whose key was taken before is not stored again. Raises NotFound where there is no such import.
    """
    work.permit(Permission.CASE_STORE)
    begun = store.lock(work, import_id)
    batch = _Batch(work, import_id, dry_run=begun.dry_run)
    results = [batch.take(one) for one in lines]
    batch.keep()
    refused = sum(one.outcome is LineOutcome.REFUSED for one in results)
    stored = sum(one.outcome is LineOutcome.STORED for one in results)
    store.count(work, import_id, stored=stored, refused=refused)
    return results


class _Batch:
    """Lines that share a transaction, and what is known of their keys."""

    def __init__(self, work: Work, import_id: ImportId, *, dry_run: bool) -> None:
        self._work = work
        self._import_id = import_id
        self._dry_run = dry_run
        self._new: dict[bytes, store.Taken] = {}

    def take(self, line: Numbered) -> LineResult:
        mark = self._work.audit.mark()
        try:
            return self._take(line)
        except _ABOUT_THE_LINE as error:
            self._work.audit.undone(mark, error.slug, failed=True)
            return LineResult(line=line.number, outcome=LineOutcome.REFUSED, problem=problem_of(error))

    def keep(self) -> None:
        store.keep(self._work, self._import_id, self._new)

    def _take(self, line: Numbered) -> LineResult:
        key, content = envelope(line.content)
        keys = self._work.keys.tokens("import_line", f"{self._import_id} {key}")
        prints = self._work.keys.tokens("import_content", sha256(content).hex())
        if known := self._known(keys):
            if not any(equal(known.fingerprint, one) for one in prints):
                raise IdempotencyConflict("a line with this key held another complaint before")
            return LineResult(line=line.number, outcome=LineOutcome.KNOWN, case_id=known.case_id)
        if self._dry_run:
            return LineResult(line=line.number, outcome=LineOutcome.WELL_FORMED, missing=self._try(content).missing)
        with self._work.connection.begin_nested():
            stored = complaints.store_case(self._work, complaint(content))
        self._new[keys[0]] = store.Taken(prints[0], stored.case_id)
        return LineResult(line=line.number, outcome=LineOutcome.STORED, case_id=stored.case_id, missing=stored.missing)

    def _known(self, keys: tuple[bytes, ...]) -> store.Taken | None:
        if found := next((self._new[one] for one in keys if one in self._new), None):
            return found
        return next(iter(store.taken(self._work, self._import_id, keys).values()), None)

    def _try(self, content: bytes) -> StoredCase:
        """What storing a complaint would answer; nothing of it is kept."""
        mark = self._work.audit.mark()
        attempt = self._work.connection.begin_nested()
        try:
            return complaints.store_case(self._work, complaint(content))
        finally:
            attempt.rollback()
            self._work.audit.undone(mark, "dry run", failed=False)
