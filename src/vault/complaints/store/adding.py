"""The rows of a case as they are added, sealed under the key of the lane in which each stands."""

from collections.abc import Sequence

from vault.complaints.course.entries import KeptEntry
from vault.complaints.course.entry import kind_of, lane_of
from vault.complaints.model import NewCase, NewDisclosure, NewDocument, NewParty, Step
from vault.complaints.store.lanes import LaneKeys
from vault.complaints.store.rows import belonging, insert_all, next_number, seal
from vault.complaints.tables import case, document, entry, party, step
from vault.crypto import RecordKey
from vault.disclosures.model import Disclosed
from vault.disclosures.store import log
from vault.ids import CaseId, DisclosureId, DocumentId, EntryId, PartyId, SubjectId, new_id
from vault.storage import add
from vault.work import Work


def add_case(work: Work, new: NewCase, *, complete: bool) -> tuple[CaseId, RecordKey]:
    """The case itself, under a new key."""
    case_id = CaseId(new_id())
    key = work.keys.create("case", case_id, only=True)
    row = {
        "organisation_id": work.organisation_id,
        "case_id": case_id,
        "key_id": key.id,
        "version": 1,
        "stored_at": work.now,
        "department": new.department,
        "category": new.category.value,
        "severity": new.severity.value,
        "anonymity": new.anonymity.value,
        "language": new.language.value,
        "status": new.status.value,
        "received_on": new.received_on,
        "assigned_to": new.assigned_to,
        "source": new.source.value,
        "ground": new.ground,
        "witness_count": new.witness_count,
        "complete": complete,
        "restricted": False,
        "reference": seal(work, key, "case", case_id, "reference", new.reference),
    }
    add(work.connection, case, row)
    return case_id, key


def add_steps(work: Work, case_id: CaseId, steps: Sequence[Step], first: int | None = None) -> None:
    """Steps of a case behind those that it has, or numbered from `first`."""
    number = first or next_number(work, step, case_id)
    rows = [
        belonging(work, case_id)
        | {
            "number": number,
            "kind": one.kind.value,
            "on_day": one.on,
            "lane": one.lane.value,
            "channel": None if one.channel is None else one.channel.value,
        }
        for number, one in enumerate(steps, start=number)
    ]
    insert_all(work, step, rows)


def add_parties(
    work: Work,
    case_id: CaseId,
    key: RecordKey,
    parties: Sequence[tuple[NewParty, SubjectId | None]],
    first: int | None = None,
) -> list[PartyId]:
    """Parties of a case, each with the subject that it is, in their order."""
    ids = [PartyId(new_id()) for _ in parties]
    number = first or next_number(work, party, case_id)
    rows = [
        belonging(work, case_id)
        | {
            "party_id": party_id,
            "number": number,
            "subject_id": subject,
            "role": new.role.value,
            "confidential": new.confidential,
            "named_to_respondent": new.named_to_respondent,
            "description": seal(work, key, "party", party_id, "description", new.description),
            "knowledge": seal(work, key, "party", party_id, "knowledge", new.knowledge),
        }
        for number, (party_id, (new, subject)) in enumerate(zip(ids, parties, strict=True), start=number)
    ]
    insert_all(work, party, rows)
    return ids


def add_documents(
    work: Work,
    case_id: CaseId,
    keys: LaneKeys,
    documents: Sequence[tuple[NewDocument, PartyId | None]],
    first: int | None = None,
) -> list[DocumentId]:
    """Documents of a case, each with its author, behind those that it has or numbered from `first`."""
    ids = [DocumentId(new_id()) for _ in documents]
    number = first or next_number(work, document, case_id)
    rows = [
        belonging(work, case_id)
        | {
            "document_id": document_id,
            "number": number,
            "stored_at": work.now,
            "kind": new.kind.value,
            "author_role": new.author_role.value,
            "author_party_id": author,
            "language": new.language.value,
            "dated_on": new.dated_on,
            "lane": new.lane.value,
            "text": seal(work, keys.of(new.lane, new.dated_on), "document", document_id, "text", new.text),
        }
        for number, (document_id, (new, author)) in enumerate(zip(ids, documents, strict=True), start=number)
    ]
    insert_all(work, document, rows)
    return ids


def add_disclosure(
    work: Work, case_id: CaseId, key: RecordKey, new: NewDisclosure, people: Sequence[SubjectId]
) -> DisclosureId:
    """A disclosure as another system tells of it: it may concern any of these people, since it does not say whom."""
    told = Disclosed(
        disclosed_on=new.disclosed_on, recipient=new.recipient, legal_basis=new.legal_basis, content=new.content
    )
    return log.add(work, case_id, key, told, people)


def add_entries(
    work: Work, case_id: CaseId, keys: LaneKeys, entries: Sequence[KeptEntry], first: int | None = None
) -> list[EntryId]:
    """Entries of a case, in the lane of each."""
    ids = [EntryId(new_id()) for _ in entries]
    number = first or (next_number(work, entry, case_id) if entries else 1)
    rows = [
        belonging(work, case_id)
        | {
            "entry_id": entry_id,
            "number": number,
            "stored_at": work.now,
            "kind": kind_of(new),
            "lane": lane_of(new).value,
            "on_day": new.on,
            "record": seal(work, keys.of(lane_of(new), new.on), "case_entry", entry_id, "record", new),
        }
        for number, (entry_id, new) in enumerate(zip(ids, entries, strict=True), start=number)
    ]
    insert_all(work, entry, rows)
    return ids
