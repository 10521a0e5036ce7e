"""One unit of work: on whose behalf, for which purpose, when, with which keys.

A verb is a synchronous function whose first argument is a `Work`. It is marked with how it runs: `@reads` on a
snapshot that it cannot change, `@writes` in a transaction, `@process` as several units with computation between
them. `permit` comes first in each; what it was asked and what it answered is in the log whatever happens next.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection

from vault.audit.recorder import Recorder
from vault.errors import NotPermitted
from vault.holdings import Holding
from vault.ids import OrganisationId
from vault.keys import Keys
from vault.naming import Recogniser
from vault.policy import NONE, Actor, Circumstances, Permission, Policy, Purpose, Verdict
from vault.storage import Foresight
from vault.walks import OwnWalks

P = ParamSpec("P")
T = TypeVar("T")


class Mode(StrEnum):
    READS = "reads"
    WRITES = "writes"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class Work:
    """What a verb works with. Everything it touches belongs to `organisation_id`."""

    connection: Connection
    actor: Actor
    purpose: Purpose
    now: datetime
    keys: Keys
    audit: Recorder
    policy: Policy
    holdings: tuple[Holding, ...]
    walks: OwnWalks
    """What earlier walks through everything found, so that another opens only what changed."""
    recogniser: Recogniser | None = None
    """What finds names in texts beside the vault's own rules, where one is plugged in."""

    @property
    def organisation_id(self) -> OrganisationId:
        return self.actor.organisation_id

    def permit(self, permission: Permission, *entities: UUID, given: Circumstances = NONE) -> None:
        """Raises NotPermitted unless the actor may do this for this purpose, given what holds of the thing.

        Either way the log tells of it.
        """
        self.audit.begin(permission.value, entities)
        self._require(permission, self.policy.decide(self.actor, permission, self.purpose, given))

    def permit_some(self, permission: Permission) -> None:
        """The same before a list of things is looked at, each of which is then asked for with `may`.

        Raises NotPermitted where no circumstances would let the actor see any.
        """
        self.audit.begin(permission.value, ())
        self._require(permission, self.policy.possible(self.actor, permission, self.purpose))

    def may(self, permission: Permission, given: Circumstances = NONE) -> bool:
        """Whether a part of what is shown may be shown; for leaving out fields, never for skipping a `permit`."""
        return self.policy.decide(self.actor, permission, self.purpose, given).allowed

    def _require(self, permission: Permission, verdict: Verdict) -> None:
        if not verdict.allowed:
            error = NotPermitted(permission.value, verdict.reason)
            self.audit.denied(error)
            raise error


class Run(Protocol):
    """How a process runs its units: each verb in a transaction of its own, on the same caller's behalf."""

    def __call__(self, verb: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...


def reads(verb: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
    """Marks a verb that changes nothing."""
    return _marked(verb, Mode.READS)


def writes(verb: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
    """Marks a verb that is one transaction."""
    return _marked(verb, Mode.WRITES)


def process(verb: Callable[Concatenate[Run, P], T]) -> Callable[Concatenate[Run, P], T]:
    """Marks work of several units: it is given a `Run` and holds no transaction while it computes."""
    return _marked(verb, Mode.PROCESS)


def by_day(verb: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
    """Marks a verb of which nothing finer is kept than the day: not in a row, not in the log, not in an id (N-03)."""
    verb.__vault_by_day__ = True  # type: ignore[attr-defined]
    return verb


def by_day_where(
    told: Callable[..., bool],
) -> Callable[[Callable[Concatenate[Work, P], T]], Callable[Concatenate[Work, P], T]]:
    """Marks a verb that is `by_day` where `told` says so of what it was given; it is called as the verb is (N-03)."""

    def mark(verb: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
        verb.__vault_by_day_where__ = told  # type: ignore[attr-defined]
        return verb

    return mark


def scans(verb: Callable[P, T]) -> Callable[P, T]:
    """Marks a reading verb that looks at a great part of what an organisation keeps: a replica may answer it."""
    verb.__vault_scans__ = True  # type: ignore[attr-defined]
    return verb


def shares(verb: Callable[P, T]) -> Callable[P, T]:
    """Marks a short verb that may share a transaction with others, and be done again from its start.

    Whatever it does must be undone with its transaction: it destroys no key, and speaks to nothing but the database.
    """
    verb.__vault_shares__ = True  # type: ignore[attr-defined]
    return verb


def foresees(
    told: Callable[Concatenate[OrganisationId, P], Foresight],
) -> Callable[[Callable[Concatenate[Work, P], T]], Callable[Concatenate[Work, P], T]]:
    """Marks a verb that shares a snapshot: what it is sure to ask is asked together with what others do.

    `told` is called as the verb is, with the organisation of whoever has proven who they are.
    """

    def mark(verb: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
        verb.__vault_foresees__ = told  # type: ignore[attr-defined]
        return verb

    return mark


def looks_first(
    look: Callable[Concatenate[Work, P], object],
) -> Callable[[Callable[Concatenate[Work, P], T]], Callable[Concatenate[Work, P], T]]:
    """Marks a writing verb that walks through everything: `look` does so before, on a snapshot, and leaves its walk.

    It is called as the verb is, so that the verb keeps others from writing only while it opens what changed since. What
    it raises is what the verb raises; nothing of it is told to anybody, and the log tells of the verb.
    """

    def mark(verb: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
        verb.__vault_look__ = look  # type: ignore[attr-defined]
        return verb

    return mark


def look_of(verb: Callable[..., Any]) -> Callable[..., object] | None:
    """What a verb does on a snapshot before it writes; None where it does not."""
    look: Callable[..., object] | None = getattr(verb, "__vault_look__", None)
    return look


def foresight_of(verb: Callable[..., Any]) -> Callable[..., Foresight] | None:
    """What says what a verb will ask for; None where nothing does."""
    told: Callable[..., Foresight] | None = getattr(verb, "__vault_foresees__", None)
    return told


def does_scan(verb: Callable[..., Any]) -> bool:
    return getattr(verb, "__vault_scans__", False) is True


def may_share(verb: Callable[..., Any]) -> bool:
    return getattr(verb, "__vault_shares__", False) is True


def is_by_day(verb: Callable[..., Any]) -> bool:
    return getattr(verb, "__vault_by_day__", False) is True


def day_condition(verb: Callable[..., Any]) -> Callable[..., bool] | None:
    """What tells of a call whether nothing finer than the day is kept of it; None where that is never asked."""
    told: Callable[..., bool] | None = getattr(verb, "__vault_by_day_where__", None)
    return told


def mode_of(verb: Callable[..., Any]) -> Mode:
    """How a verb runs. Raises TypeError for a function that is not a verb: it may not be reached from a door."""
    mode = getattr(verb, "__vault_mode__", None)
    if not isinstance(mode, Mode):
        raise TypeError(f"{getattr(verb, '__qualname__', verb)} is not a verb")
    return mode


def _marked(verb: Callable[P, T], mode: Mode) -> Callable[P, T]:
    verb.__vault_mode__ = mode  # type: ignore[attr-defined]
    return verb
