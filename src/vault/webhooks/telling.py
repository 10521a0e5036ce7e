"""From what a unit of work did to what other systems are told of it. Pure.

A change leaves an event in the log, and an erasure a destroyed key; both are looked at here, so that no verb has to
remember to tell, and none can forget. What the log does not tell apart, a verb says with `Recorder.tell`.
"""

from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from vault.audit import Outcome, Recorder
from vault.keys import Erasure
from vault.policy import Permission
from vault.webhooks.model import EventType, Happening, distinct

CHANGES: Final = {
    Permission.CASE_STORE: EventType.CASE_STORED,
    Permission.CASE_PROGRESS: EventType.CASE_CHANGED,
    Permission.CASE_CHANGE: EventType.CASE_CHANGED,
    Permission.CASE_ATTACHMENTS_APPEND: EventType.CASE_CHANGED,
    Permission.CASE_ATTACHMENTS_DELETE: EventType.CASE_CHANGED,
    Permission.CASE_DISCLOSURE_RECORD: EventType.CASE_CHANGED,
    Permission.SUBJECT_STORE: EventType.SUBJECT_STORED,
    Permission.SUBJECT_CHANGE: EventType.SUBJECT_CHANGED,
    Permission.SUBJECT_MERGE: EventType.SUBJECT_CHANGED,
    Permission.SUBJECT_RESTRICT: EventType.SUBJECT_RESTRICTED,
    Permission.REQUEST_OPEN: EventType.REQUEST_OPENED,
}
"""What a writing verb does who asked for one of these; the first id of its event is what it did it to."""

_BY_NAME: Final[dict[str, EventType]] = {permission.value: happened for permission, happened in CHANGES.items()}

ERASURES: Final = {"case": EventType.CASE_ERASED, "subject": EventType.SUBJECT_ERASED}
"""By whose key was destroyed."""


def happenings(told: Recorder, erased: Iterable[Erasure]) -> list[Happening]:
    """What other systems are told of a unit that succeeded and is about to be committed."""
    return distinct([*_said(told), *_changed(told), *_erased(erased)])


def _said(told: Recorder) -> Iterator[Happening]:
    return (Happening(EventType(code), subject) for code, subject in told.tellings())


def _changed(told: Recorder) -> Iterator[Happening]:
    for permission, outcome, entities in told.steps():
        if outcome is Outcome.DONE and entities and (happened := _BY_NAME.get(permission)):
            yield Happening(happened, _first(entities))


def _erased(erased: Iterable[Erasure]) -> Iterator[Happening]:
    return (Happening(ERASURES[one.kind], one.owner) for one in erased if one.kind in ERASURES)


def _first(entities: Iterable[UUID]) -> UUID:
    return next(iter(entities))
