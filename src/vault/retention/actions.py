"""Verbs of retention: plan, look, apply. What is due goes, exactly as planned, and a certificate says so."""

import base64
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import msgspec

from vault import idempotency
from vault.clock import legal_day
from vault.crypto import sha256
from vault.errors import Conflict, VaultError
from vault.holdings import Holding
from vault.ids import CertificateId, PlanId, new_id
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.retention import store
from vault.retention.model import (
    Certificate,
    Erase,
    Held,
    ItemOutcome,
    Plan,
    PlanItem,
    SignedCertificate,
    decide,
    decide_all,
)
from vault.retention.schedule import Schedule
from vault.work import Run, Work, process, reads, writes

_IDEMPOTENCY_KEYS_LIVE = timedelta(days=7)
_ERASED_AT_ONCE = 50
# What shares a transaction shares one flush of the ledger and one of the database; more would make writers wait longer.

Progress = Callable[[int, int], None]
"""Told after each transaction: how many are done, of how many."""


@writes
def plan(work: Work) -> Plan:
    """Lists what is due today and why, and keeps the list so that exactly it can be applied."""
    work.permit(Permission.PURGE_PLAN)
    country, today = organisations.load(work).country, legal_day(work.now)
    records = [facts for holding in work.holdings for facts in holding.facts(work)]
    decided = decide_all(records, schedule_of(work), store.held(work, today), country, today)
    items = tuple(
        PlanItem(record_id=f.id, kind=f.kind, version=f.version, cluster=d.cluster, due_on=d.due_on)
        for f, d in decided
        if isinstance(d, Erase)
    )
    made = Plan(
        plan_id=PlanId(new_id()),
        made_at=work.now,
        as_of=today,
        digest=_digest(today, items),
        finished_at=None,
        items=items,
        held=sum(isinstance(d, Held) for _, d in decided),
        unknown=sum(schedule_of(work).rule_for(f) is None for f, _ in decided),
    )
    store.add_plan(work, made)
    work.audit.involve(made.plan_id)
    return made


@reads
def read_plan(work: Work, plan_id: PlanId) -> Plan:
    """A plan with what became of each record so far. Raises NotFound."""
    work.permit(Permission.PURGE_READ, plan_id)
    return store.load_plan(work, plan_id)


@process
def apply_plan(run: Run, plan_id: PlanId, progress: Progress | None = None) -> SignedCertificate:
    """Erases what a plan lists, some records in one transaction, and certifies it.

    Each is looked at anew in the transaction that erases it: what changed, came under a hold or is no longer due since
    the plan was made is left and named. Killed anywhere and run again, it goes on where it was; a finished plan gives
    its certificate again.
    """
    items = run(items_to_apply, plan_id)
    waiting = [item.record_id for item in items if item.outcome is None]
    for start in range(0, len(waiting), _ERASED_AT_ONCE):
        some = waiting[start : start + _ERASED_AT_ONCE]
        try:
            run(erase_items, plan_id, some)
        except VaultError:
            # One that fails keeps none of the others: they go each by itself, up to the one that raises again.
            for record in some:
                run(erase_item, plan_id, record)
        if progress is not None:
            progress(len(items) - len(waiting) + start + len(some), len(items))
    return run(certify, plan_id)


@reads
def items_to_apply(work: Work, plan_id: PlanId) -> tuple[PlanItem, ...]:
    """What a plan lists, for who may apply it. Raises NotFound."""
    work.permit(Permission.PURGE_APPLY, plan_id)
    return store.load_plan(work, plan_id).items


@writes
def erase_items(work: Work, plan_id: PlanId, records: Sequence[UUID]) -> list[ItemOutcome]:
    """Erases planned records at once, or none of them where one raises; each as `erase_item` does."""
    work.permit(Permission.PURGE_APPLY, plan_id)
    return [_erase(work, plan_id, record) for record in records]


@writes
def erase_item(work: Work, plan_id: PlanId, record: UUID) -> ItemOutcome:
    """Erases one planned record, unless something speaks against it now. Raises NotFound if it is not planned."""
    return _erase(work, plan_id, record)


def _erase(work: Work, plan_id: PlanId, record: UUID) -> ItemOutcome:
    """One record's turn: a permission and an event of its own, and a look at what speaks against it now."""
    work.permit(Permission.PURGE_APPLY, plan_id, record)
    item = store.load_item(work, plan_id, record)
    if item.outcome is not None:
        return item.outcome
    holding = next(one for one in work.holdings if one.kind == item.kind)
    if reason := _objection(work, item, holding):
        work.audit.note(f"skipped: {reason}")
        store.settle_item(work, plan_id, record, ItemOutcome.SKIPPED, reason, 0)
        return ItemOutcome.SKIPPED
    work.audit.note(item.cluster)
    erased = holding.erase(work, record)
    work.audit.involve(*erased.entities)
    store.settle_item(work, plan_id, record, ItemOutcome.ERASED, None, erased.keys)
    return ItemOutcome.ERASED


@writes
def certify(work: Work, plan_id: PlanId) -> SignedCertificate:
    """Signs what a finished plan did. Raises Conflict while records of it are undecided."""
    work.permit(Permission.PURGE_APPLY, plan_id)
    if kept := store.find_certificate(work, plan_id):
        return _signed(*kept)
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
    return _signed(body, signature, work.keys.signing().public().raw)


def schedule_of(work: Work) -> Schedule:
    """The retention schedule in force."""
    return _schedule(work.policy.folder)


@cache
def _schedule(policies: Path) -> Schedule:
    return Schedule.load(policies)


def _objection(work: Work, item: PlanItem, holding: Holding) -> str | None:
    """Why a planned record must not go now; None where nothing speaks against it."""
    facts = next(holding.facts(work, item.record_id), None)
    if facts is None:
        return "gone"
    if facts.version != item.version:
        return "changed since the plan"
    country, today = organisations.load(work).country, legal_day(work.now)
    held = bool(store.held(work, today, [one for one in (facts.id, facts.within) if one is not None]))
    verdict = decide(facts, schedule_of(work).rule_for(facts), held=held, country=country, today=today)
    if isinstance(verdict, Held):
        return "on hold"
    return None if isinstance(verdict, Erase) else "no longer due"


def _digest(as_of: date, items: tuple[PlanItem, ...]) -> str:
    named = sorted((str(item.record_id), item.version, item.cluster) for item in items)
    return sha256(msgspec.json.encode([as_of, named])).hex()


def _certificate(applied: Plan, certificate_id: CertificateId, work: Work) -> Certificate:
    erased = [item for item in applied.items if item.outcome is ItemOutcome.ERASED]
    skipped = [item for item in applied.items if item.outcome is ItemOutcome.SKIPPED]
    return Certificate(
        certificate_id=certificate_id,
        plan_id=applied.plan_id,
        plan_digest=applied.digest,
        issued_at=work.now,
        erased=dict(Counter(item.cluster for item in erased)),
        skipped=dict(Counter(item.reason or "" for item in skipped)),
        keys_destroyed=sum(item.keys_destroyed or 0 for item in erased),
        records=tuple(item.record_id for item in erased),
    )


def _signed(body: str, signature: bytes, public_key: bytes) -> SignedCertificate:
    return SignedCertificate(
        body=body,
        signature=base64.b64encode(signature).decode(),
        public_key=base64.b64encode(public_key).decode(),
    )
