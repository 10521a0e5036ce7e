"""Collects a unit's events and stores them with it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from vault.audit import store
from vault.audit.event import Event, Outcome
from vault.errors import NotPermitted
from vault.ids import EventId, OrganisationId, new_id

_LONGEST_DETAIL = 300


class _Entry:
    """An event that is not finished: ids may still join it while its verb runs."""

    __slots__ = ("detail", "entities", "idle", "outcome", "permission")

    def __init__(self, permission: str) -> None:
        self.permission = permission
        self.outcome = Outcome.DONE
        self.detail = ""
        self.idle = False
        self.entities: dict[UUID, None] = {}


class Recorder:
    """The events of one unit of work, in order. The last permission asked for is what ids join."""

    def __init__(self, organisation: OrganisationId, actor: str, purpose: str, now: datetime, mark: str = "") -> None:
        """`mark` begins the detail of every event; it is for what an auditor must not overlook."""
        self.organisation = organisation
        self._actor = actor
        self._purpose = purpose
        self._now = now
        self._mark = mark
        self._entries: list[_Entry] = []
        self._tellings: list[tuple[str, UUID]] = []

    def begin(self, permission: str, entities: Sequence[UUID]) -> None:
        """A permission was asked for, concerning these ids."""
        self._entries.append(_Entry(permission))
        self.involve(*entities)

    def involve(self, *entities: UUID) -> None:
        """These ids turned out to be concerned by what is being done."""
        self._entries[-1].entities.update(dict.fromkeys(entities))

    def note(self, detail: str) -> None:
        """A code that belongs to what is being done (a rule, an outcome); never a value of anybody's data."""
        self._entries[-1].detail = detail[:_LONGEST_DETAIL]

    def unchanged(self) -> None:
        """What is being done turned out to change nothing: that it was asked for is told here and nowhere else."""
        self._entries[-1].idle = True
        self.note("nothing changed")

    def tell(self, code: str, concerned: UUID) -> None:
        """Something happened that other systems may be told of and that the permission does not say."""
        self._tellings.append((code, concerned))

    def tellings(self) -> tuple[tuple[str, UUID], ...]:
        """What verbs said that others may be told of."""
        return tuple(self._tellings)

    def steps(self) -> Iterator[tuple[str, Outcome, tuple[UUID, ...]]]:
        """What was done, in order: permission, outcome so far, the ids that it concerns; not what changed nothing."""
        return ((one.permission, one.outcome, tuple(one.entities)) for one in self._entries if not one.idle)

    def mark(self) -> int:
        """How many permissions were asked for so far, for `undone`."""
        return len(self._entries)

    def undone(self, since: int, detail: str, *, failed: bool) -> None:
        """What was asked for since a mark was rolled back within the unit: it concerns no record that exists."""
        for entry in self._entries[since:]:
            if entry.outcome is Outcome.DONE:
                entry.outcome = Outcome.FAILED if failed else Outcome.DONE
                entry.detail = detail[:_LONGEST_DETAIL]
                entry.entities.clear()

    def again(self, since: int) -> None:
        """What was asked for since a mark was rolled back and is asked for once more: it is told then."""
        del self._entries[since:]

    def asked(self) -> tuple[str, ...]:
        """The permissions that were asked for so far, in order."""
        return tuple(entry.permission for entry in self._entries)

    def outcomes(self) -> tuple[Outcome, ...]:
        """How what was asked for came out, in order; final once it is stored."""
        return tuple(entry.outcome for entry in self._entries)

    def denied(self, error: NotPermitted) -> None:
        self.refused(error.reason)

    def refused(self, reason: str) -> None:
        """What is being done is refused for a reason, a code; it stays refused whatever is raised next."""
        self._entries[-1].outcome = Outcome.DENIED
        self.note(reason)

    def flush(self, connection: Connection, error: BaseException | None) -> None:
        """Stores the events. After a failure, what was asked and refused or came to nothing is what is told."""
        if error is not None:
            for entry in self._entries:
                if entry.outcome is Outcome.DONE:
                    entry.outcome = Outcome.FAILED
                    entry.detail = getattr(type(error), "slug", "unexpected-error")
        store.append(connection, [self._event(entry) for entry in self._entries])

    def _event(self, entry: _Entry) -> Event:
        return Event(
            organisation_id=self.organisation,
            event_id=EventId(new_id()),
            at=self._now,
            actor=self._actor,
            permission=entry.permission,
            purpose=self._purpose,
            outcome=entry.outcome,
            detail=f"{self._mark} {entry.detail}".strip()[:_LONGEST_DETAIL],
            entities=tuple(entry.entities),
        )
