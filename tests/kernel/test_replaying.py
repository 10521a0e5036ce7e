"""Whatever is changed in its place is sealed for its next version: what stood there before is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.anonymous.reporting import REPORT, hand_in
from tests.anonymous.test_naming import reveal
from tests.attachments.sending import about, attach
from tests.kernel.test_tampering import COLUMNS, changed, check, column, rows
from tests.retention.test_people import CLOSED, NAMED, TOLD, purged
from tests.world import World, case, document, party, person

from vault import complaints, records, webhooks
from vault.complaints import CaseChange, NewDisclosure, PartyChange, Role
from vault.complaints.codes import Severity, Status, StepKind
from vault.complaints.course.codes import IncidentKind
from vault.complaints.course.tenancy import Incident
from vault.complaints.model import Step, StoredCase
from vault.crypto import RecordKey, Secret
from vault.disclosures import DisclosureAnswer
from vault.errors import Sealed
from vault.ids import new_id
from vault.policy import RoleName
from vault.storage import SealedRecord, metadata
from vault.webhooks import NewWebhook, SecretRotation

R = RoleName
WHEN = date(2025, 8, 1)
RECEIVED, DECIDED = Step(StepKind.RECEIVED, WHEN), Step(StepKind.DECISION, date(2025, 9, 1))
CHANGED = {
    *("case.reference", "party.description", "party.knowledge", "document.text", "case_entry.record"),
    *("disclosure.record", "disclosure.answer", "attachment.record", "attachment.text"),
    *("webhook.url", "webhook.secrets", "report.seal"),
}


def told_of(world: World) -> StoredCase:
    """A closed case in whose every text somebody stands who goes from it first."""
    seen = Incident(on=WHEN, what=IncidentKind.MUSIC, own_observation=True, text=TOLD)
    given = NewDisclosure(disclosed_on=WHEN, recipient="Nævnet", legal_basis="§ 1", content=TOLD)
    stored = world.store(
        case(
            party("L", Role.RESPONDENT, person("Ole Bentsen", phones=("68 11 11 11",))),
            party("N", Role.MENTIONED, NAMED),
            documents=(document(TOLD),),
            entries=(seen,),
            disclosures=(given,),
            status=Status.CLOSED,
            severity=Severity.SERIOUS,
            steps=(RECEIVED, DECIDED, Step(StepKind.CLOSED, CLOSED)),
        )
    )
    attach(world, stored.case_id, TOLD.encode(), about("Torkild Vestermark.txt", dated_on=WHEN))
    given_to = world.call(R.DPO, complaints.read_case, stored.case_id).disclosures
    assert given_to is not None
    (disclosed,) = given_to
    answer = DisclosureAnswer(on=WHEN, words=TOLD)
    world.call(R.CASE_WORKER, complaints.answer_disclosure, stored.case_id, disclosed.disclosure_id, answer)
    return stored


def test_what_stood_in_a_record_before_it_was_changed_is_refused(world: World) -> None:
    told_of(world)
    neighbour = party("I", Role.RESPONDENT, description="naboen til Grethe", knowledge="så alt")
    living = world.store(case(party("K", Role.COMPLAINANT, person()), neighbour, reference="sag 17"))
    handed = hand_in(world, REPORT)
    endpoint = world.call(R.ORG_ADMIN, webhooks.create_webhook, NewWebhook(url="https://esdh.example/17")).webhook_id
    before = {name: dict(rows(world, name)) for name in COLUMNS}

    version = world.call(R.CASE_WORKER, complaints.read_case, living.case_id).case.version
    world.call(R.CASE_WORKER, complaints.change_case, living.case_id, CaseChange(reference="sag 18"), version)
    other = PartyChange(description="naboen")
    world.call(R.CASE_WORKER, complaints.change_party, living.case_id, living.parties[1], other, version + 1)
    world.call(R.ORG_ADMIN, webhooks.rotate_webhook, endpoint, SecretRotation())
    reveal(world, handed)
    # What was answered of the closed case is input too, and leaves it some days of grace.
    world.clock.advance(timedelta(days=30))
    assert purged(world).items

    after = {name: dict(rows(world, name)) for name in COLUMNS}
    older = {
        name: {key: record for key, record in before[name].items() if after[name].get(key, record) != record}
        for name in COLUMNS
    }
    counted = {name for name in COLUMNS if isinstance(kind := column(name)[1].type, SealedRecord) and kind.version}
    assert {name for name, contents in older.items() if contents} == CHANGED <= counted
    check(world)
    for name in CHANGED:
        for key, record in older[name].items():
            with changed(world, name, {key: record}), pytest.raises(Sealed):
                check(world)


def test_a_column_that_counts_no_changes_is_refused() -> None:
    """What was meant to be kept would be left out without a word."""
    row: Any = None
    with pytest.raises(ValueError, match="count its changes"):
        records.changed(RecordKey(new_id(), Secret.generate()), row, metadata.tables["hold"], reason="Nævnet spørger.")
