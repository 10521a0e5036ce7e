"""Is this record to go? Pure decisions, and what a plan and its certificate say."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from vault.deadlines import Country
from vault.holdings import Facts
from vault.ids import CertificateId, PlanId
from vault.retention.schedule import Rule, Schedule, due_on


class Keep(msgspec.Struct, frozen=True):
    """Not due: the period has not begun, has not run out, or no rule knows the record."""

    cluster: str | None
    due_on: date | None


class Held(msgspec.Struct, frozen=True):
    """Due, and kept all the same because of a hold (T-12)."""

    cluster: str
    due_on: date


class Erase(msgspec.Struct, frozen=True):
    cluster: str
    due_on: date


Decision = Keep | Held | Erase


def decide(facts: Facts, rule: Rule | None, *, held: bool, country: Country, today: date) -> Decision:
    """What retention asks for one record today. A record is due on the day after its last day."""
    if rule is None:
        return Keep(None, None)
    due = due_on(rule, facts, country)
    if due is None or today <= due:
        return Keep(rule.cluster, due)
    return Held(rule.cluster, due) if held else Erase(rule.cluster, due)


def decide_all(
    records: list[Facts], schedule: Schedule, holds: frozenset[UUID], country: Country, today: date
) -> list[tuple[Facts, Decision]]:
    return [
        (
            facts,
            decide(
                facts,
                schedule.rule_for(facts),
                held=bool({facts.id, facts.within} & holds),
                country=country,
                today=today,
            ),
        )
        for facts in records
    ]


class HoldKind(StrEnum):
    ACCESS_REQUEST = "access_request"
    TRIBUNAL = "tribunal"
    POLICE = "police"
    AUTHORITY = "authority"
    AUDIT = "audit"


class ItemOutcome(StrEnum):
    ERASED = "erased"
    SKIPPED = "skipped"


class PlanItem(msgspec.Struct, frozen=True, kw_only=True):
    """A record that is to go, and what became of it."""

    record_id: UUID
    kind: str
    version: int
    cluster: str
    due_on: date
    outcome: ItemOutcome | None = None
    reason: str | None = None
    keys_destroyed: int | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What would go and why. The digest names exactly these records in exactly these versions."""

    plan_id: PlanId
    made_at: datetime
    as_of: date
    digest: str
    finished_at: datetime | None
    items: tuple[PlanItem, ...]
    held: int = 0
    """Records that are due and kept because of a hold; counted when the plan was made."""
    unknown: int = 0
    """Records that no rule knows; there should be none."""


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """What a purge did, signed by the organisation. Counts and ids; no personal data."""

    certificate_id: CertificateId
    plan_id: PlanId
    plan_digest: str
    issued_at: datetime
    erased: dict[str, int]
    """Records erased, by cluster."""
    skipped: dict[str, int]
    """Records left, by reason."""
    keys_destroyed: int
    records: tuple[UUID, ...]
    """The ids of what was erased."""


class SignedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """`body` is the exact JSON text that was signed."""

    body: str
    signature: str
    public_key: str
    algorithm: str = "Ed25519"
