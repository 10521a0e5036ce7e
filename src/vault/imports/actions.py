"""Verbs that take many complaints: some lines in a transaction, each wholly or not at all.

The lines of a batch are stored together. What a refused line added is forgotten before it reaches the database; where
that is too late, the batch is rolled back and its lines are taken again, each in a savepoint of its own.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple, TypeVar
from uuid import UUID

from vault import complaints
from vault.clock import legal_day
from vault.complaints import StoredCase
from vault.crypto import equal, sha256
from vault.days import refuse_strange
from vault.errors import Conflict, IdempotencyConflict, InvalidInput, NotFound, NotPermitted
from vault.ids import CaseId, ImportId
from vault.imports import store
from vault.imports.model import (
    ImportView,
    LineOutcome,
    LineResult,
    Misfit,
    NewImport,
    Numbered,
    complaint,
    envelope,
    problem_of,
)
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.storage import waiting
from vault.work import Work, reads, writes

T = TypeVar("T")
_REMEMBERED_FOR: Final = timedelta(days=30)
_NO_CASE: Final = CaseId(UUID(int=0))
"""Of which complaint a line is that was only tried."""
_ABOUT_THE_LINE: Final = (InvalidInput, NotFound, NotPermitted, Conflict)
"""What is wrong with one line and says nothing of its neighbours. Anything else ends the stream."""


@writes
def begin_import(work: Work, new: NewImport) -> ImportView:
    """Begins an import, whose id makes it possible to go on after an interruption."""
    work.permit(Permission.CASE_IMPORT)
    store.forget(work, work.now - _REMEMBERED_FOR)
    begun = store.add(work, dry_run=new.dry_run)
    work.audit.note("import begun")
    return begun


@reads
def read_import(work: Work, import_id: ImportId) -> ImportView:
    """How far an import has come. Raises NotFound, also for one that somebody else began."""
    work.permit(Permission.CASE_IMPORT)
    return store.load(work, import_id)


@writes
def take_lines(work: Work, import_id: ImportId, lines: Sequence[Numbered | Misfit]) -> list[LineResult]:
    """Stores the complaint of each line, or nothing of it; returns what became of each, in their order.

    A line whose key was taken before is not stored again. Raises NotFound where there is no such import.
    """
    work.permit(Permission.CASE_IMPORT)
    begun = store.lock(work, import_id)
    batch = _Batch(work, import_id, dry_run=begun.dry_run)
    results = batch.take(lines)
    refused = sum(one.outcome is LineOutcome.REFUSED for one in results)
    stored = sum(one.outcome is LineOutcome.STORED for one in results)
    store.count(work, import_id, stored=stored, refused=refused)
    return results


class _Opened(NamedTuple):
    """A line of which the key is read and the complaint is not."""

    content: bytes
    keys: tuple[bytes, ...]
    """Keyed hashes of its key, under every living epoch."""


class _Entangled(Exception):
    """What a refused line did cannot be told from what its neighbours did any more."""


class _Batch:
    """Lines that share a transaction, and what is known of their keys."""

    def __init__(self, work: Work, import_id: ImportId, *, dry_run: bool) -> None:
        self._work = work
        self._import_id = import_id
        self._named = str(import_id)
        self._dry_run = dry_run
        self._country = organisations.load(work).country
        self._known: dict[bytes, store.Taken] = {}
        self._new: dict[bytes, store.Taken] = {}
        self._apart = False

    def take(self, lines: Sequence[Numbered | Misfit]) -> list[LineResult]:
        opened = [self._guarded(line.number, partial(self._open, line)) for line in lines]
        keys = [key for one in opened if isinstance(one, _Opened) for key in one.keys]
        self._known = store.taken(self._work, self._import_id, keys)
        before, mark = dict(self._known), self._work.audit.mark()
        try:
            with self._work.connection.begin_nested():
                results = self._each(lines, opened)
        except _Entangled:
            self._work.audit.again(mark)
            self._known, self._new, self._apart = before, {}, True
            results = self._each(lines, opened)
        store.keep(self._work, self._import_id, self._new)
        return results

    def _each(self, lines: Sequence[Numbered | Misfit], opened: "Sequence[_Opened | LineResult]") -> list[LineResult]:
        return [
            self._guarded(line.number, partial(self._take, line.number, one)) if isinstance(one, _Opened) else one
            for line, one in zip(lines, opened, strict=True)
        ]

    def _guarded(self, number: int, act: Callable[[], T]) -> T | LineResult:
        """What `act` gives, or that the line is refused and why."""
        mark = self._work.audit.mark()
        try:
            return act()
        except _ABOUT_THE_LINE as error:
            self._work.audit.undone(mark, error.slug, failed=True)
            return LineResult(line=number, outcome=LineOutcome.REFUSED, problem=problem_of(error))

    def _open(self, line: Numbered | Misfit) -> _Opened:
        if isinstance(line, Misfit):
            raise line.error
        key, content = envelope(line.content)
        return _Opened(content, self._work.keys.tokens("import_line", f"{self._named} {key}"))

    def _take(self, number: int, line: _Opened) -> LineResult:
        prints = self._work.keys.tokens("import_content", sha256(line.content).hex())
        if known := next((self._known[one] for one in line.keys if one in self._known), None):
            if not any(equal(known.fingerprint, one) for one in prints):
                raise IdempotencyConflict("a line with this key held another complaint before")
            if not self._dry_run:
                return LineResult(line=number, outcome=LineOutcome.KNOWN, case_id=known.case_id)
        if self._dry_run:
            tried = self._try(line.content)
            if known is None:
                # Another complaint under this key would be refused later, so it is refused now.
                self._known[line.keys[0]] = self._new[line.keys[0]] = store.Taken(prints[0], _NO_CASE)
            return LineResult(line=number, outcome=LineOutcome.WELL_FORMED, missing=tried.missing)
        stored = self._store_apart(line.content) if self._apart else self._store_beside(line.content)
        self._known[line.keys[0]] = self._new[line.keys[0]] = store.Taken(prints[0], stored.case_id)
        return LineResult(line=number, outcome=LineOutcome.STORED, case_id=stored.case_id, missing=stored.missing)

    def _store_apart(self, content: bytes) -> StoredCase:
        with self._work.connection.begin_nested():
            return self._store(content)

    def _store_beside(self, content: bytes) -> StoredCase:
        """Stores a complaint; of one that is refused nothing is left. Raises _Entangled where that cannot be."""
        rows = waiting(self._work.connection)
        mark, touched = rows.mark(), rows.touched
        try:
            return self._store(content)
        except _ABOUT_THE_LINE:
            if rows.touched != touched:
                raise _Entangled from None
            rows.forget(mark)
            raise

    def _store(self, content: bytes) -> StoredCase:
        self._work.permit(Permission.CASE_STORE)
        new = complaint(content)
        refuse_strange("case", new, legal_day(self._work.now))
        return complaints.keep_case(self._work, new, self._country)

    def _try(self, content: bytes) -> StoredCase:
        """What storing a complaint would answer; nothing of it is kept."""
        mark = self._work.audit.mark()
        attempt = self._work.connection.begin_nested()
        try:
            return self._store(content)
        finally:
            attempt.rollback()
            self._work.audit.undone(mark, "dry run", failed=False)
