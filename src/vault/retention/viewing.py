"""Looking back at what was planned and certified, and ahead at when a record goes. Nothing is touched."""

from collections.abc import Iterator, Sequence
from itertools import chain
from uuid import UUID

from vault.errors import NotFound
from vault.holdings import Facts
from vault.ids import PlanId
from vault.policy import Permission
from vault.retention import store
from vault.retention.certificate import SignedCertificate
from vault.retention.model import AsOf, PlannedDeletion, PlanSummary, Review
from vault.retention.schedule import due_on, gone_on
from vault.retention.surveying import as_of
from vault.work import Work, reads


@reads
def list_plans(work: Work, newest: int = 20) -> list[PlanSummary]:
    """The newest plans, in numbers, and which of them were certified."""
    work.permit(Permission.PURGE_READ)
    found = store.summaries(work, newest)
    work.audit.involve(*(one.plan_id for one in found))
    return found


@reads
def read_certificate(work: Work, plan_id: PlanId) -> SignedCertificate:
    """The certificate of a finished plan. Raises NotFound where there is no such plan, or it is not finished."""
    work.permit(Permission.PURGE_READ, plan_id)
    kept = store.find_certificate(work, plan_id)
    if kept is None:
        raise NotFound("certificate")
    return SignedCertificate.of(*kept)


@reads
def read_deletions(work: Work, records: Sequence[UUID]) -> list[PlannedDeletion]:
    """When each of these records goes, as things stand today, with those that are parts of them.

    A record that is not there is left out; so is a person who stands in a case, since they go with their last one.
    Raises NotFound where nothing is left.
    """
    work.permit(Permission.PURGE_READ)
    work.audit.involve(*records)
    basis = as_of(work)
    found = [_deletion(facts, basis) for facts in _described(work, records)]
    if not found:
        raise NotFound("record")
    return found


def _described(work: Work, records: Sequence[UUID]) -> Iterator[Facts]:
    seen: set[UUID] = set()
    every = (holding.facts(work, record) for record in records for holding in work.holdings)
    for facts in chain.from_iterable(every):
        if facts.id not in seen:
            seen.add(facts.id)
            yield facts


def _deletion(facts: Facts, basis: AsOf) -> PlannedDeletion:
    rule = basis.schedule.rule_for(facts)
    verdict = basis.decide(facts)
    return PlannedDeletion(
        record_id=facts.id,
        within=facts.within,
        kind=facts.kind,
        cluster=None if rule is None else rule.cluster,
        action=None if rule is None else rule.action,
        due_on=None if rule is None else due_on(rule, facts, basis.country),
        last_day=None if rule is None else gone_on(rule, facts, basis.country),
        held=rule is not None and basis.held(facts, rule),
        to_review=isinstance(verdict, Review),
    )
