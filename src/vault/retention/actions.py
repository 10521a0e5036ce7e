"""Verbs of retention: plan, look, apply. What is due goes, exactly as planned, and a certificate says so."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import msgspec

from vault import idempotency
from vault.audit import store as log
from vault.crypto import sha256
from vault.errors import Conflict, VaultError
from vault.holdings import Anonymises, Erased, Facts, Holding, KeptUnused, ManyAtOnce
from vault.ids import CertificateId, PlanId, new_id
from vault.policy import Permission
from vault.retention import store
from vault.retention.certificate import Certificate, Position, RuleCount, SignedCertificate
from vault.retention.holds import store as holds
from vault.retention.model import AsOf, Erase, Held, ItemOutcome, Plan, PlanItem, Survey, Waits, excessive
from vault.retention.schedule import Action
from vault.retention.schedules import purging_of, schedule_of
from vault.retention.surveying import as_of, survey
from vault.work import Run, Work, process, reads, writes

_IDEMPOTENCY_KEYS_LIVE = timedelta(days=7)
_ERASED_AT_ONCE = 1_000
# What shares a transaction shares its statements and one flush of the ledger; more would make writers wait longer.
_KEPT_AT_ONCE: Final = 5_000
_RUNS_REMEMBERED: Final = 12

Progress = Callable[[int, int], None]
"""Told after each transaction: how many are done, of how many."""


@process
def plan(run: Run) -> Plan:
    """Lists what is due today and why, and keeps the list so that exactly it can be applied.

    Every record is looked at in a reading unit, beside which others write; what is kept is written some at a time.
    """
    found = run(survey)
    made = run(begin_plan, found)
    for start in range(0, len(made.items), _KEPT_AT_ONCE):
        run(extend_plan, made.plan_id, made.items[start : start + _KEPT_AT_ONCE])
    return made


@writes
def begin_plan(work: Work, found: Survey) -> Plan:
    """Keeps a plan whose items follow, and sees to it that what only a hold keeps is not used any more (T-12)."""
    work.permit(Permission.PURGE_PLAN)
    items = tuple(sorted(found.items, key=lambda item: (item.due_on, item.record_id)))
    made = Plan(
        plan_id=PlanId(new_id()),
        made_at=work.now,
        as_of=found.as_of,
        digest=_digest(found.as_of, items),
        finished_at=None,
        items=items,
        records=found.records,
        held=len(found.held),
        waiting=found.waiting,
        to_review=len(found.to_review),
        unknown=found.unknown,
    )
    store.add_plan(work, made)
    for holding in work.holdings:
        if isinstance(holding, KeptUnused):
            holding.restrict(work, [record for kind, record in found.held if kind == holding.kind])
    work.audit.involve(made.plan_id)
    return made


@writes
def extend_plan(work: Work, plan_id: PlanId, items: Sequence[PlanItem]) -> None:
    """Keeps some more of what a plan lists."""
    work.permit(Permission.PURGE_PLAN, plan_id)
    store.add_items(work, plan_id, items)


@reads
def read_plan(work: Work, plan_id: PlanId) -> Plan:
    """A plan with what became of each record so far. Raises NotFound."""
    work.permit(Permission.PURGE_READ, plan_id)
    return store.load_plan(work, plan_id)


@process
def run_purge(
    run: Run, progress: Progress | None = None, *, anyway: bool = False, rate: int | None = None
) -> list[SignedCertificate]:
    """Plans and applies, for timers; finishes first what a killed run began. Gives the certificates.

    Raises Conflict, with the plan kept for a person to look at, where far more is due than usual. `anyway` is a
    person's word that it is right.
    """
    done = [run_plan(run, one, progress, rate) for one in run(begun_plans)]
    made = plan(run)
    if not anyway and run(is_excessive, len(made.items), made.records):
        raise Conflict(
            f"{len(made.items)} records are due, far more than usual: nothing was erased",
            hint=f"look at plan {made.plan_id}; if it is right: cvault purge apply {made.plan_id}",
        )
    return [*done, run_plan(run, made.plan_id, progress, rate)]


@reads
def begun_plans(work: Work) -> list[PlanId]:
    """Plans that somebody began to apply and did not finish."""
    work.permit(Permission.PURGE_APPLY)
    return store.begun(work)


@reads
def is_excessive(work: Work, planned: int, records: int) -> bool:
    """Whether so many records are far more than the runs before took."""
    work.permit(Permission.PURGE_APPLY)
    return excessive(planned, store.amounts(work, _RUNS_REMEMBERED), records, purging_of(work).brake)


@process
def apply_plan(
    run: Run, plan_id: PlanId, progress: Progress | None = None, rate: int | None = None
) -> SignedCertificate:
    """Erases what a plan lists, some records in one transaction, and certifies it.

    Each is looked at anew in the transaction that erases it: what changed, came under a hold or is no longer due since
    the plan was made is left and named. Killed anywhere and run again, it goes on where it was; a finished plan gives
    its certificate again. `rate` is how many records a second at most, to leave room for others.
    """
    return run_plan(run, plan_id, progress, rate)


def run_plan(run: Run, plan_id: PlanId, progress: Progress | None, rate: int | None) -> SignedCertificate:
    """The units of `apply_plan`, one after the other."""
    items = run(items_to_apply, plan_id)
    waiting = [item.record_id for item in items if item.outcome is None]
    at_once = _ERASED_AT_ONCE if rate is None else max(1, min(_ERASED_AT_ONCE, rate))
    for start in range(0, len(waiting), at_once):
        began, some = time.monotonic(), waiting[start : start + at_once]
        try:
            run(erase_items, plan_id, some)
        except VaultError:
            # One that fails keeps none of the others: they go each by itself, up to the one that raises again.
            for record in some:
                run(erase_item, plan_id, record)
        if progress is not None:
            progress(len(items) - len(waiting) + start + len(some), len(items))
        if rate is not None and start + at_once < len(waiting):
            time.sleep(max(0.0, len(some) / rate - (time.monotonic() - began)))
    return run(certify, plan_id)


@reads
def items_to_apply(work: Work, plan_id: PlanId) -> tuple[PlanItem, ...]:
    """What a plan lists, for who may apply it. Raises NotFound."""
    work.permit(Permission.PURGE_APPLY, plan_id)
    return store.load_plan(work, plan_id).items


@writes
def erase_items(work: Work, plan_id: PlanId, records: Sequence[UUID]) -> list[ItemOutcome]:
    """Erases planned records at once, or none of them where one raises. Raises NotFound for what is not planned.

    Something that speaks against one now keeps it, and is its reason.
    """
    work.permit(Permission.PURGE_APPLY, plan_id)
    holds.before_erasing(work)
    items = store.lock_items(work, plan_id, records)
    open_items = [item for item in items if item.outcome is None]
    outcomes = {item.record_id: item.outcome for item in items if item.outcome is not None}
    for holding in work.holdings:
        mine = [item for item in open_items if item.kind == holding.kind]
        if mine:
            outcomes |= _go(work, plan_id, holding, mine)
    return [outcomes[record] for record in records]


@writes
def erase_item(work: Work, plan_id: PlanId, record: UUID) -> ItemOutcome:
    """Erases one planned record, unless something speaks against it now. Raises NotFound if it is not planned."""
    return erase_items(work, plan_id, [record])[0]


def _go(work: Work, plan_id: PlanId, holding: Holding, items: list[PlanItem]) -> dict[UUID, ItemOutcome]:
    """The turn of some records of one kind: a look at what speaks against each now, and what then happens to them."""
    basis = as_of(work)
    present = {facts.id: facts for facts in _described(work, holding, [item.record_id for item in items])}
    groups: dict[tuple[str, Action, str | None], list[UUID]] = {}
    for item in items:
        reason = _objection(item, present.get(item.record_id), basis)
        groups.setdefault((item.cluster, item.action, reason), []).append(item.record_id)
    outcomes: dict[UUID, ItemOutcome] = {}
    for (cluster, action, reason), records in groups.items():
        # One event for all that share a rule and a fate; it names each of them.
        work.permit(Permission.PURGE_APPLY, plan_id, *records)
        if reason is not None:
            work.audit.note(f"skipped: {reason}")
            store.settle(work, plan_id, ItemOutcome.SKIPPED, dict.fromkeys(records, 0), reason)
            outcomes |= dict.fromkeys(records, ItemOutcome.SKIPPED)
            continue
        work.audit.note(cluster)
        erased = _erased(work, holding, action, records)
        work.audit.involve(*(entity for one in erased.values() for entity in one.entities))
        store.settle(work, plan_id, ItemOutcome.ERASED, {record: one.keys for record, one in erased.items()})
        outcomes |= dict.fromkeys(records, ItemOutcome.ERASED)
    return outcomes


def _described(work: Work, holding: Holding, records: Sequence[UUID]) -> Iterator[Facts]:
    if isinstance(holding, ManyAtOnce):
        yield from holding.facts_of(work, records)
        return
    for record in records:
        yield from holding.facts(work, record)


def _erased(work: Work, holding: Holding, action: Action, records: Sequence[UUID]) -> Mapping[UUID, Erased]:
    if action is Action.ANONYMISE:
        if not isinstance(holding, Anonymises):
            raise Conflict(f"a {holding.kind} cannot be anonymised", hint="let the rule erase it")
        erased = holding.anonymise_all(work, records)
    elif isinstance(holding, ManyAtOnce):
        erased = holding.erase_all(work, records)
    else:
        erased = {record: holding.erase(work, record) for record in records}
    gone = list({*records, *(entity for one in erased.values() for entity in one.entities)})
    holds.erase_about(work, gone)
    store.forget_reviews(work, gone)
    return erased


@writes
def certify(work: Work, plan_id: PlanId) -> SignedCertificate:
    """Signs what a finished plan did. Raises Conflict while records of it are undecided."""
    work.permit(Permission.PURGE_APPLY, plan_id)
    store.lock_plan(work, plan_id)
    if kept := store.find_certificate(work, plan_id):
        return SignedCertificate.of(*kept)
    if store.unsettled(work, plan_id):
        raise Conflict("the plan is not applied to its end")
    applied = store.load_plan(work, plan_id)
    certificate = _certificate(applied, CertificateId(new_id()), work)
    body = msgspec.json.encode(certificate).decode()
    signature = work.keys.signing().sign("purge-certificate", body.encode())
    store.add_certificate(work, certificate.certificate_id, plan_id, body, signature)
    store.finish_plan(work, plan_id)
    idempotency.forget(work.connection, work.organisation_id, before=work.now - _IDEMPOTENCY_KEYS_LIVE)
    work.audit.involve(certificate.certificate_id)
    work.audit.tell("purge.certified", plan_id)
    return SignedCertificate.of(body, signature, work.keys.signing().public().raw)


def _objection(item: PlanItem, facts: Facts | None, basis: AsOf) -> str | None:
    """Why a planned record must not go now; None where nothing speaks against it."""
    if facts is None:
        return "gone"
    if facts.version != item.version:
        return "changed since the plan"
    verdict = basis.decide(facts)
    if isinstance(verdict, Held):
        return "on hold"
    if isinstance(verdict, Waits):
        return "changed a short while ago"
    if not isinstance(verdict, Erase):
        return "no longer due"
    return None if verdict.action is item.action else "another action since the plan"


def _digest(as_of: date, items: Sequence[PlanItem]) -> str:
    named = sorted((str(item.record_id), item.version, item.cluster, item.action) for item in items)
    return sha256(msgspec.json.encode([as_of, named])).hex()


def _certificate(applied: Plan, certificate_id: CertificateId, work: Work) -> Certificate:
    gone = [item for item in applied.items if item.outcome is ItemOutcome.ERASED]
    skipped = [item for item in applied.items if item.outcome is ItemOutcome.SKIPPED]
    return Certificate(
        certificate_id=certificate_id,
        plan_id=applied.plan_id,
        plan_digest=applied.digest,
        issued_at=work.now,
        erased=dict(Counter(item.cluster for item in gone)),
        anonymised=dict(Counter(item.cluster for item in gone if item.action is Action.ANONYMISE)),
        skipped=dict(Counter(item.reason or "" for item in skipped)),
        keys_destroyed=sum(item.keys_destroyed or 0 for item in gone),
        records=tuple(item.record_id for item in gone),
        rules=tuple(_rules(work, Counter(item.cluster for item in gone))),
        position=_position(work),
    )


def _rules(work: Work, counts: Counter[str]) -> Iterator[RuleCount]:
    """The rules under which something went, as they stand now."""
    country = as_of(work).country
    for cluster, count in sorted(counts.items()):
        if (rule := schedule_of(work).named(cluster)) is not None:
            yield RuleCount(
                cluster=cluster,
                action=rule.action,
                period=rule.period[country],
                certainty=rule.certainty,
                approver=rule.approver or "",
                records=count,
            )


def _position(work: Work) -> Position:
    head = work.keys.ledger_head()
    newest = log.newest_checkpoint(work.connection, work.organisation_id)
    waiting, _ = log.waiting(work.connection, work.organisation_id)
    return Position(
        ledger_entries=head.number,
        ledger_head=head.hash,
        log_sealed=0 if newest is None else newest.size,
        log_waiting=waiting,
    )
