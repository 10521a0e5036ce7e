"""Verifying: that the log is what was sealed, all of it, and nothing else."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple
from uuid import UUID

from vault.audit import Event, checkpoint, store
from vault.audit.event import Outcome
from vault.audit.merkle import Subtree, Tree
from vault.audit.model import Verification
from vault.audit.store import Stored
from vault.crypto import equal, sha256
from vault.errors import LogBroken
from vault.evidence.sealing import known_keys
from vault.ids import OrganisationId
from vault.policy import Permission
from vault.work import Work, reads

_BELOW = re.compile(r"below ([0-9]{1,18})")
_SUMS = 1 << 256
NOTHING_KEPT: Final[Mapping[OrganisationId, str]] = MappingProxyType({})


class Vouched(NamedTuple):
    """A root that somebody signed for, and where the checkpoint was found."""

    root: bytes
    outside: bool


@reads
def verify(work: Work, kept: Mapping[OrganisationId, str] = NOTHING_KEPT, since: Sequence[str] = ()) -> Verification:
    """Proves the whole log. Raises LogBroken, naming the first place where it does not hold.

    Recomputes every event's leaf from its row, the tree from the leaves, and compares each checkpoint's signed root
    with the tree at its size; a removed, altered, inserted or reordered sealed event cannot pass. `kept` are the newest
    checkpoints outside of the database, and `since` those that somebody else kept: what they vouch for must still be
    there, unchanged. Both were looked up before this began, because one that is made meanwhile vouches for more than
    this transaction sees. The short cuts beside the events (the tree's edge, its subtrees, the index of
    mentions) must be what follows from the events.
    """
    work.permit(Permission.AUDIT_VERIFY)
    inside = [one.note for one in store.checkpoints(work.connection, work.organisation_id)]
    mine = kept.get(work.organisation_id)
    outside = [*since] if mine is None else [mine, *since]
    vouched = _vouched(work, inside, outside)
    try:
        replayed = _Replay(work, vouched)
        replayed.run()
    except ValueError:
        raise LogBroken("an event or the tree is not what was stored") from None
    latest = max((size for size, all_of in vouched.items() if not all(one.outside for one in all_of)), default=0)
    if replayed.tree.size != latest:
        raise LogBroken(f"the log holds {replayed.tree.size} sealed events, its last checkpoint vouches for {latest}")
    return Verification(
        events=replayed.tree.size + replayed.waiting,
        sealed=replayed.tree.size,
        unsealed=replayed.waiting,
        dropped=replayed.dropped,
        checkpoints=len(inside),
        outside=len(outside),
        root=replayed.tree.root().hex(),
    )


def _vouched(work: Work, inside: Iterable[str], outside: Iterable[str]) -> dict[int, list[Vouched]]:
    """The signed roots by size. Raises LogBroken for a checkpoint that none of the organisation's keys signed."""
    known = known_keys(work)
    found: dict[int, list[Vouched]] = {}
    for notes, is_outside in ((inside, False), (outside, True)):
        for note in notes:
            head = checkpoint.opened(note, known)
            found.setdefault(head.size, []).append(Vouched(head.root, is_outside))
    return found


class _Replay:
    """One pass over every event, in the order of the tree."""

    def __init__(self, work: Work, vouched: dict[int, list[Vouched]]) -> None:
        self._work = work
        self._vouched = vouched
        self._mentioned = _Sum()
        self._completed: list[Subtree] = []
        self._last_dropped = -1
        self._may_be_dropped_below = 0
        self.tree = Tree()
        self.waiting = 0
        self.dropped = 0

    def run(self) -> None:
        connection, organisation = self._work.connection, self._work.organisation_id
        self._compare()
        for stored in store.sealed_events(connection, organisation):
            self._take(stored)
        self._refuse_what_was_cut()
        for stored in store.waiting_events(connection, organisation):
            self._look(stored)
            self.waiting += 1
        if self._last_dropped >= self._may_be_dropped_below:
            raise LogBroken(f"the event at position {self._last_dropped} has lost its body, and no purge says so")
        self._compare_short_cuts()

    def _take(self, stored: Stored) -> None:
        if stored.position != self.tree.size:
            raise LogBroken(f"sealed events are missing or doubled at position {self.tree.size}")
        self._look(stored)
        if stored.event is None:
            self._last_dropped = stored.position
            self.dropped += 1
        self._completed += self.tree.append(stored.leaf)
        self._compare()

    def _look(self, stored: Stored) -> None:
        event = stored.event
        if event is None:
            if stored.position is None:
                raise LogBroken(f"event {stored.event_id} waits without a body")
            return
        if not equal(event.leaf(), stored.leaf):
            raise LogBroken(f"event {stored.event_id} is not what was stored")
        self._may_be_dropped_below = max(self._may_be_dropped_below, dropped_below(event))
        for entity in event.entities:
            self._mentioned.add(entity, event.event_id)

    def _compare(self) -> None:
        for one in self._vouched.get(self.tree.size, ()):
            if not equal(one.root, self.tree.root()):
                whose = "a checkpoint kept outside" if one.outside else "the checkpoint"
                raise LogBroken(f"the tree does not match {whose} at size {self.tree.size}")

    def _refuse_what_was_cut(self) -> None:
        missing = [size for size, all_of in self._vouched.items() if size > self.tree.size and _outside(all_of)]
        if missing:
            raise LogBroken(
                f"the log was cut back: a checkpoint kept outside vouches for {max(missing)} events, "
                f"{self.tree.size} are left",
                hint="was an older database put in its place? `cvault restore` would have said so",
            )

    def _compare_short_cuts(self) -> None:
        connection, organisation = self._work.connection, self._work.organisation_id
        tree = store.find_tree(connection, organisation) or Tree()
        if tree.size != self.tree.size or tree.edge != self.tree.edge:
            raise LogBroken("the edge of the tree is not what follows from the events")
        if sorted(self._completed) != store.subtrees(connection, organisation):
            raise LogBroken("the subtrees are not what follows from the events")
        indexed = _Sum()
        for entity, event in store.mentions(connection, organisation):
            indexed.add(entity, event, self._mentioned.salt)
        if indexed.total != self._mentioned.total:
            raise LogBroken("the index of what events mention is not what follows from the events")


def dropped_below(event: Event) -> int:
    """Up to which position an event says that bodies were dropped; 0 where it says nothing of the kind."""
    said = _BELOW.fullmatch(event.detail) if event.permission == Permission.AUDIT_DROP else None
    return int(said.group(1)) if said is not None and event.outcome is Outcome.DONE else 0


def _outside(all_of: Iterable[Vouched]) -> bool:
    return any(one.outside for one in all_of)


class _Sum:
    """A sum over pairs that is equal for two sets only if they are the same, in whatever order they come.

    The salt is drawn for each verification: nobody can prepare two sets whose sums meet.
    """

    def __init__(self) -> None:
        self.salt = os.urandom(32)
        self.total = 0

    def add(self, entity: UUID, event: UUID, salt: bytes | None = None) -> None:
        hashed = sha256((salt or self.salt) + entity.bytes + event.bytes)
        self.total = (self.total + int.from_bytes(hashed)) % _SUMS
