"""The whole vault, put together: the one place that knows every part.

Doors open a `Vault` and run verbs through it. `call` waits; `run` is for asynchronous handlers. The verb's own
mark says how it runs, so that no door can give a writing verb a reader's connection or skip its transaction.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from functools import cache, partial
from threading import BoundedSemaphore
from typing import Any, Concatenate, Final, Generic, ParamSpec, Self, TypeVar, get_type_hints

import msgspec
from sqlalchemy import Connection

import vault.imports
import vault.jobs  # noqa: F401 -- their tables belong to every vault, whichever door is open
from vault import anonymous, statistics, webhooks
from vault.accounts import Budget, Keep, Replayed, Shown, StaffHolding, authenticate
from vault.accounts.networks import Address
from vault.accounts.openid.configuration import load_providers
from vault.accounts.recognised import Recognised
from vault.accounts.sessions.store import device as known_device
from vault.anonymous import ReportHolding
from vault.approvals import ApprovalHolding
from vault.audit import KeptCheckpoints, Outcome, Recorder, Tally
from vault.clock import Clock, day_alone, legal_day
from vault.complaints import (
    AttachmentHolding,
    CaseHolding,
    LaneHolding,
    PartyHolding,
    SubjectHolding,
    leave_residue,
)
from vault.days import refuse_strange_input
from vault.disclosures import (
    AgreementHolding,
    ConcernHolding,
    ConcernReceiptHolding,
    ConsentHolding,
    NoticeHolding,
    RecipientHolding,
)
from vault.errors import Throttled, Unauthenticated, Unavailable, VaultError
from vault.evidence import LogHolding
from vault.futures import after, awaited
from vault.holdings import Holding
from vault.idempotency import Once, once
from vault.ids import PLATFORM, OrganisationId, stamped
from vault.keys import Keyring, Keys
from vault.media import Clamd
from vault.naming import plugged_in
from vault.organisations import Organisation, everyone
from vault.policy import Actor, InForce, Permission, Policy, RoleName
from vault.retention import HoldHolding
from vault.settings import Settings
from vault.storage import Foresight, Storage, Unit, looking
from vault.subject_requests import MemoryHolding, PackageHolding, RequestHolding
from vault.subjects import FlagHolding
from vault.walks import Walks
from vault.webhooks import WebhookHolding
from vault.work import Mode, Run, Work, day_condition, does_scan, foresight_of, is_by_day, look_of, may_share, mode_of

_UPLOADS = 16
_KNOCKS = 30
"""Calls a minute from one place at the door of staff; signing in takes two to five."""
EMERGENCY = "break_glass"
"""Stands in every event of whoever acts with roles that they took on in an emergency."""
P = ParamSpec("P")
T = TypeVar("T")


HOLDINGS: Final[tuple[Holding, ...]] = (
    CaseHolding(statistics.remember_cases, leave_residue, anonymous.erase_along),
    LaneHolding(statistics.remember_lane),
    PartyHolding(),
    AttachmentHolding(),
    ReportHolding(),
    SubjectHolding(),
    FlagHolding(),
    ConsentHolding(),
    RecipientHolding(),
    AgreementHolding(),
    NoticeHolding(),
    ConcernHolding(),
    ConcernReceiptHolding(),
    RequestHolding(),
    PackageHolding(),
    MemoryHolding(),
    ApprovalHolding(),
    HoldHolding(),
    StaffHolding(),
    WebhookHolding(),
    LogHolding(),
)
"""Every kind of personal record; what is part of another stands behind it."""


class Caller(msgspec.Struct, frozen=True):
    """On whose behalf a verb runs: what they show, still to be proven, or an actor; and the purpose they state."""

    who: Shown | Actor
    purpose: str
    once: Once | None = None


class Vault:
    """An open vault. Close it; `with open_vault(...) as vault` does."""

    def __init__(self, settings: Settings, storage: Storage, keyring: Keyring, policy: Policy, clock: Clock) -> None:
        self.settings = settings
        self.storage = storage
        self.keyring = keyring
        self._policy = InForce(policy)
        self.clock = clock
        self.recogniser = plugged_in(settings.recogniser) if settings.recogniser else None
        self.tally = Tally()
        self.budget = Budget()
        self.recognised = Recognised()
        self.walks = Walks()
        self.providers = load_providers(settings.openid)
        """Where members of staff sign in beside the vault itself."""
        self._knocks = Budget(each=_KNOCKS, together=None)
        self.kept_checkpoints = KeptCheckpoints(settings.checkpoints)
        self.holdings = HOLDINGS
        self.scanner = None if settings.clamd is None else Clamd(settings.clamd)
        self.uploads = BoundedSemaphore(_UPLOADS)
        """Each upload holds some megabytes of memory: so many at a time, and no more."""
        self.erased_again = Counter[str]()
        """How many records were erased on opening because the ledger said so."""
        self._processes = ThreadPoolExecutor(max_workers=2, thread_name_prefix="vault-process")

    @property
    def policy(self) -> Policy:
        """The access policy as its files say now. Raises Misconfigured while they say nothing that can be read."""
        return self._policy.current()

    def call(self, caller: Caller, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a verb and waits for it. What it raises, this raises."""
        if mode_of(verb) is Mode.PROCESS:
            return verb(self._runner(caller), *args, **kwargs)
        return self._submit(caller, verb, *args, **kwargs).result()

    async def run(self, caller: Caller, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs a verb without holding up the event loop."""
        if mode_of(verb) is Mode.PROCESS:
            work = partial(verb, self._runner(caller), *args, **kwargs)
            return await awaited(self._processes.submit(work))
        return await awaited(self._submit(caller, verb, *args, **kwargs))

    async def probe(self, unit: Unit[T]) -> T:
        """Runs a unit that belongs to nobody: health checks. Raises Unavailable where keys or rows are out of reach."""
        await asyncio.to_thread(self.keyring.check)
        return await awaited(self.storage.submit(unit))

    def organisations(self) -> list[Organisation]:
        """Every organisation of this installation, oldest first; for the operator's own tools."""
        with looking(self.storage.engine) as connection:
            return everyone(connection)

    def at_the_door(
        self, organisation: OrganisationId, source: Address | None = None, device: str | None = None
    ) -> Caller:
        """Who signs somebody in: for the verbs that take no session yet. `device` is what the browser's cookie holds.

        Raises Throttled for a place from which too much is tried. A device on which somebody signed in before is a
        place of its own, so nobody behind the same address keeps its owner out.
        """
        now = self.clock.now()
        if not self._knocks.spend(source, now) and not self._knows(organisation, device, now):
            raise Throttled(60)
        return Caller(Actor("sign-in", organisation, frozenset({RoleName.SIGN_IN})), "administration")

    def _knows(self, organisation: OrganisationId, token: str | None, now: datetime) -> bool:
        with looking(self.storage.engine) as connection:
            found = known_device(connection, organisation, token, now)
        return found is not None and self._knocks.spend_named(f"device {found.device_id}", now)

    def keep(self, use: Keep) -> None:
        """Keeps that a credential was used, some time later; nobody waits for it, and it may come to nothing."""
        with suppress(Unavailable):
            self.storage.submit(_Used(use))

    def close(self) -> None:
        """Finishes what was accepted and closes every connection."""
        self._processes.shutdown()
        self.storage.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _submit(
        self, caller: Caller, verb: Callable[Concatenate[Work, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        refuse_strange_input(verb, args, kwargs, legal_day(self.clock.now()))
        act: Callable[[Work], T] = lambda work: verb(work, *args, **kwargs)  # noqa: E731 -- it carries its type
        where = day_condition(verb)
        guarded: Callable[[Work], bool] = lambda work: where is not None and where(work, *args, **kwargs)  # noqa: E731
        foreseen = foresight_of(verb)
        foresight = None if foreseen is None else lambda organisation: foreseen(organisation, *args, **kwargs)
        unit = VerbUnit(self, caller, verb, act, guarded, foresight)
        look = look_of(verb)
        if look is None:
            return self.storage.submit(unit, scans=does_scan(verb))
        looking_first = LookUnit(self, caller, verb, lambda work: look(work, *args, **kwargs), guarded)
        return after(self.storage.submit(looking_first, scans=True), lambda: self.storage.submit(unit))

    def _runner(self, caller: Caller) -> Run:
        return partial(self.call, caller)


class VerbUnit(Generic[T]):
    """A verb as a unit of storage: authenticates, works, and keeps the events."""

    def __init__(
        self,
        vault: Vault,
        caller: Caller,
        verb: Callable[..., T],
        act: Callable[[Work], T],
        guarded: Callable[[Work], bool] = lambda _work: False,
        foresight: Callable[[OrganisationId], Foresight] | None = None,
    ) -> None:
        """`guarded` tells of what the verb was given whether nothing finer than the day is kept of it.

        `foresight` says what it will ask for, with which others may ask for the same.
        """
        self.writes = mode_of(verb) is Mode.WRITES
        self.shares = may_share(verb)
        self._vault = vault
        self._caller = caller
        self._verb = verb
        self._act = act
        self._guarded = guarded
        self._foresight = foresight
        self._begun: tuple[Connection, Work | VaultError] | None = None
        who = caller.who
        self._by_day = is_by_day(verb) or (isinstance(who, Actor) and RoleName.PUBLIC in who.roles)
        """Whether nothing finer than the day is kept of it, neither in a row nor in the log nor in an id (N-03)."""
        self._audit: Recorder | None = None
        self._keys: Keys | None = None
        self._use: Keep | None = None
        self._counted: tuple[Outcome, ...] = ()
        self._now = self._present()

    def run(self, connection: Connection) -> T:
        work = self._taken_up(connection)
        if not self._by_day and self._guarded(work):
            self._by_day = True
            work = self._at(connection, work.actor)
        with self._stamped():
            if self._caller.once is None:
                return self._act(work)
            return once(work, self._caller.once, _result_type(self._verb), lambda: self._act(work))

    def record(self, connection: Connection, error: BaseException | None) -> None:
        if self._audit is not None:
            with self._stamped():
                self._audit.flush(connection, error)
            self._count(self._audit)
            if self._keys is not None and self.writes and error is None:
                happened = webhooks.happenings(self._audit, self._keys.erased())
                webhooks.put(connection, self._audit.organisation, happened, self._now)
        if self._keys is not None and error is None:
            self._keys.settle()
        if self._use is not None:
            self._vault.keep(self._use)

    def foresee(self, connection: Connection) -> Foresight | None:
        """What `run` will ask for in this transaction, once it is proven who asks; None where that is not known."""
        if self._foresight is None:
            return None
        try:
            work = self._work(connection)
        except VaultError as error:
            self._begun = (connection, error)
            return None
        self._begun = (connection, work)
        return self._foresight(work.organisation_id)

    def _taken_up(self, connection: Connection) -> Work:
        """What `foresee` began; or else anew, and again where a group to which it belonged came to nothing."""
        begun, self._begun = self._begun, None
        if begun is None or begun[0] is not connection:
            self._audit = self._keys = self._use = None
            return self._work(connection)
        if isinstance(begun[1], VaultError):
            raise begun[1]
        return begun[1]

    def _count(self, audit: Recorder) -> None:
        """Counts what is recorded, and not again what was counted when it was tried before: counts only grow."""
        outcomes = audit.outcomes()
        fresh = (Counter(outcomes) - Counter(self._counted)).elements() if self._counted else outcomes
        self._vault.tally.add(audit.organisation, fresh)
        self._counted = outcomes

    def _work(self, connection: Connection) -> Work:
        who = self._caller.who
        self._now = self._present()
        return self._at(connection, who if isinstance(who, Actor) else self._proven(connection, who, self._now))

    def _at(self, connection: Connection, actor: Actor) -> Work:
        vault, now = self._vault, self._present()
        self._now = now
        policy = vault.policy
        purpose = policy.register.get(self._caller.purpose)
        mark = EMERGENCY if actor.emergency else ""
        self._audit = Recorder(actor.organisation_id, actor.ref, purpose.code, now, mark)
        keys = self._keys = vault.keyring.within(connection, actor.organisation_id, now)
        walks = vault.walks.of(actor.organisation_id, keeps=not self.writes)
        return Work(connection, actor, purpose, now, keys, self._audit, policy, vault.holdings, walks, vault.recogniser)

    def _present(self) -> datetime:
        """The present; where nothing finer may be kept, its day."""
        now = self._vault.clock.now()
        return day_alone(now) if self._by_day else now

    def _stamped(self) -> AbstractContextManager[None]:
        """Ids tell a time as well."""
        return stamped(self._now) if self._by_day else nullcontext()

    def _proven(self, connection: Connection, shown: Shown, now: datetime) -> Actor:
        try:
            proven = authenticate(connection, shown, now, changes=self.writes)
        except Unauthenticated as error:
            self._vault.recognised.forget(shown)
            if isinstance(error, Replayed):
                self._vault.keep(error.then)
            if self._vault.budget.spend(shown.source, now):
                self._audit = _refusal(error, now)
            else:
                self._vault.tally.add(error.organisation or PLATFORM, (Outcome.DENIED,))
            raise
        self._use = proven.use
        self._vault.recognised.keep(shown, proven.actor)
        return proven.actor


class LookUnit(VerbUnit[None]):
    """What a verb looks at before it writes: leaves nothing where it succeeds, since the verb itself is told of."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.writes = self.shares = False

    def run(self, connection: Connection) -> None:
        work = self._work(connection)
        with self._stamped(), suppress(VaultError):
            # What is wrong the verb says itself, and the log tells of it once.
            self._act(work)

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """Only whoever proved nobody gets no further."""
        if error is not None:
            super().record(connection, error)


class _Used:
    """That a credential was used, as a unit of its own: a reading unit could not write it."""

    writes = True

    def __init__(self, use: Keep) -> None:
        self.run = use

    def record(self, connection: Connection, error: BaseException | None) -> None:
        """The verb that it was used for leaves the event."""


def _refusal(error: Unauthenticated, now: datetime) -> Recorder:
    """The event of an attempt that proved nobody: in the log of the organisation if that is certain."""
    told = Recorder(error.organisation or PLATFORM, "nobody", "administration", now)
    told.begin(Permission.SESSION_OPEN, () if error.concerned is None else (error.concerned,))
    told.refused(error.because)
    return told


@cache
def _result_type(verb: Callable[..., Any]) -> Any:
    return get_type_hints(verb)["return"]
