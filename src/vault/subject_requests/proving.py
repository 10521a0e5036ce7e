"""The file that a supervisory authority would ask for: what was done with a request, when, why, and how it is proven.

It names nobody: ids, days, codes, counts and hashes. Words of the person and reasons that could show somebody stay out;
whoever may see them finds them with the request.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from vault.audit import reading
from vault.evidence import prove_events
from vault.ids import EventId, RequestId
from vault.organisations import store as organisations
from vault.policy import Permission
from vault.subject_requests import store
from vault.subject_requests.delivery.attesting import Seal, sealed_by
from vault.subject_requests.history import clock
from vault.subject_requests.history import store as history
from vault.subject_requests.history.clock import Pause
from vault.subject_requests.history.entries import (
    CodeSent,
    CodeTried,
    Entry,
    Fulfilled,
    Hit,
    Kept,
    Stopped,
    kind_of,
)
from vault.subject_requests.model import RequestSummary, Review
from vault.subject_requests.review import store as reviews
from vault.subject_requests.review.protocol import Protocol, ScopeChange, changes
from vault.work import Run, Work, process, reads

FORMAT: Final = "complaint-vault/request-evidence/1"
_PROVEN_AT_ONCE: Final = 200
_SAYS_NOTHING_OF_ANYBODY: Final = frozenset(
    {
        *(
            "doubt",
            "on",
            "method",
            "established",
            "power",
            "until",
            "conflict_checked",
            "narrowed",
            "ground",
            "grounds",
        ),
        *("outcome", "package_id", "scope", "undecided", "to_confirm", "ordinary", "letter_id", "document_id"),
        *("attachment_id", "enclose", "address", "sha256", "how", "by_letter", "expires_at", "digest"),
    }
)
"""The fields of entries that are told; everything else of an entry is in somebody's words or points to somebody."""


_OF_DEEDS: Final = frozenset(
    {"deed", "records", "record_id", "kind", "ground", "fields", "keys", "notices", "until", "case_received_on"}
)
"""The fields of what was carried out that are told: neither old nor new values, nor what a case is known by."""


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened, with whatever of it names nobody; by whom is a reference."""

    at: datetime
    by: str
    kind: str
    facts: dict[str, Any]


class Redactions(msgspec.Struct, frozen=True, kw_only=True):
    """The register of one document: how many places were kept, hidden and left undecided, by ground and by rule."""

    document_id: UUID
    field: str
    decisions: dict[str, int]
    grounds: dict[str, int]
    rules: dict[str, int]


class LoggedStep(msgspec.Struct, frozen=True, kw_only=True):
    """An event of the log that mentions the request, and a proof that it stands there; None until it is sealed."""

    event_id: EventId
    at: datetime
    permission: str
    purpose: str
    outcome: str
    leaf: str
    proof: str | None = None


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All of it; `keys` check the proofs of the log."""

    format: str
    controller: str
    request: RequestSummary
    pauses: tuple[Pause, ...]
    scope_at_receipt: str
    scope_at_answer: str | None
    scope_changes: tuple[ScopeChange, ...]
    """What came, changed or went between receipt and answer: why the two hashes differ, where they do."""
    timeline: tuple[Milestone, ...]
    stopped: tuple[dict[str, str], ...]
    """What the check before sending stopped, by file and kind."""
    redactions: tuple[Redactions, ...]
    to_confirm: int
    manifest_sha256: dict[str, str]
    log: tuple[LoggedStep, ...]
    keys: tuple[str, ...] = ()
    written_on: date
    seal: Seal | None = None
    """Over all the rest, by the organisation's key: `cvault package verify` needs no vault."""


@process
def request_evidence(run: Run, request_id: RequestId) -> Evidence:
    """The file of a request, with a proof for each event of the log that is sealed, under a seal. Raises NotFound."""
    gathered = run(gather_evidence, request_id)
    proven: list[LoggedStep] = []
    keys: tuple[str, ...] = ()
    for start in range(0, len(gathered.log), _PROVEN_AT_ONCE):
        steps = gathered.log[start : start + _PROVEN_AT_ONCE]
        for step, proof in zip(steps, run(prove_events, [one.event_id for one in steps]), strict=True):
            proven.append(step if proof is None else msgspec.structs.replace(step, proof=proof.proof))
            keys = keys if proof is None else proof.keys
    return run(seal_evidence, request_id, msgspec.structs.replace(gathered, log=tuple(proven), keys=keys))


@reads
def gather_evidence(work: Work, request_id: RequestId) -> Evidence:
    """The file of a request without proofs of the log. Raises NotFound."""
    work.permit(Permission.REQUEST_EVIDENCE_PROVE, request_id)
    view, new = store.load_request(work, request_id)
    profile = organisations.load(work)
    kept = history.load(work, request_id)
    entries = [one.entry for one in kept]
    has_package = view.package_id is not None
    review = store.load_review(work, request_id) if has_package else Review(documents=(), subjects=(), to_confirm=())
    return Evidence(
        format=FORMAT,
        controller=profile.name,
        request=view.request,
        pauses=clock.dates(new.received_on, profile.country, entries).pauses,
        scope_at_receipt=view.scope_at_receipt,
        scope_at_answer=view.scope_at_answer,
        scope_changes=_changes(reviews.protocols(work, request_id)),
        timeline=tuple(_milestone(one) for one in kept),
        stopped=tuple(_told(hit) for one in entries if isinstance(one, Stopped) for hit in one.hits),
        redactions=tuple(_register(review)),
        to_confirm=len(review.to_confirm),
        manifest_sha256=store.package_hashes(work, request_id) if has_package else {},
        log=tuple(_logged(one) for one in reading.traces(work.connection, work.organisation_id, request_id)),
        written_on=work.now.date(),
    )


@reads
def seal_evidence(work: Work, request_id: RequestId, gathered: Evidence) -> Evidence:
    """The same file, signed for the organisation. Part of `request_evidence`, which gathered it."""
    work.permit(Permission.REQUEST_EVIDENCE_PROVE, request_id)
    seal = sealed_by(gathered, gathered.controller, str(request_id), work.keys.signing())
    return msgspec.structs.replace(gathered, seal=seal)


def _changes(searches: Sequence[Protocol]) -> tuple[ScopeChange, ...]:
    first = next((one for one in searches if one.occasion == "opened"), None)
    last = next((one for one in reversed(searches) if one.occasion == "answered"), None)
    return changes(first.found, last.found) if first is not None and last is not None else ()


def _milestone(kept: Kept) -> Milestone:
    return Milestone(at=kept.at, by=kept.by, kind=kind_of(kept.entry), facts=_facts(kept.entry))


def _facts(entry: Entry) -> dict[str, Any]:
    if isinstance(entry, CodeTried | Stopped):
        return {}
    if isinstance(entry, Fulfilled):
        return {
            "done": [_named(one, _OF_DEEDS) for one in entry.done],
            "stayed": [_named(one, _OF_DEEDS) for one in entry.stayed],
        }
    return _named(entry, _SAYS_NOTHING_OF_ANYBODY - ({"digest"} if isinstance(entry, CodeSent) else set()))


def _named(value: msgspec.Struct, fields: Collection[str]) -> dict[str, Any]:
    return {name: part for name, part in msgspec.to_builtins(value).items() if name in fields}


def _told(hit: Hit) -> dict[str, str]:
    return {"digest": hit.digest, "file": hit.file, "kind": hit.kind}


def _register(review: Review) -> list[Redactions]:
    return [
        Redactions(
            document_id=one.document_id,
            field=one.field,
            decisions=dict(Counter(span.decision.value for span in one.spans)),
            grounds=dict(Counter(span.ground.value for span in one.spans if span.ground)),
            rules=dict(Counter(span.reason for span in one.spans)),
        )
        for one in review.documents
    ]


def _logged(trace: reading.Trace) -> LoggedStep:
    return LoggedStep(
        event_id=trace.event_id,
        at=trace.at,
        permission=trace.permission,
        purpose=trace.purpose,
        outcome=trace.outcome,
        leaf=trace.leaf.hex(),
    )
