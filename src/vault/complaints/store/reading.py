"""Cases' rows as they are read and opened."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select

from vault.complaints import sealing
from vault.complaints.attachments import store as attachments
from vault.complaints.codes import Anonymity, Lane, StepKind
from vault.complaints.course.codes import ContactChannel
from vault.complaints.model import (
    CaseFile,
    CaseQuery,
    CaseSummary,
    Step,
    latest_events,
)
from vault.complaints.store.lanes import lane_keys, lane_rows, lane_views, lanes_asked_of
from vault.complaints.store.rows import asked_of, grouped, of_cases, rows_of
from vault.complaints.tables import case, document, entry, party, step
from vault.crypto import RecordKey
from vault.disclosures.store import log
from vault.errors import KeyDestroyed, NotFound
from vault.ids import CaseId, OrganisationId, PartyId, SubjectId
from vault.keys import keys_asked
from vault.storage import Foresight, among, batches
from vault.work import Work

_CASES: Final = select(case)
_IDS: Final = select(case.c.case_id)
_STORED: Final = select(case.c.received_on, case.c.changed_on)
_STEPS: Final = select(step).order_by(step.c.number)
_PARTIES: Final = select(party).order_by(party.c.number)
_PEOPLE: Final = select(party.c.case_id, party.c.subject_id).where(party.c.subject_id.is_not(None))
_DOCUMENTS: Final = select(document).order_by(document.c.dated_on, document.c.number)
_KEYED: Final = 3
"""Of what `foreseen` asks for, so many have keys: the case, its lanes and attachments."""
_ENTRIES: Final = select(entry).order_by(entry.c.on_day, entry.c.number)


def party_ids(work: Work, case_id: CaseId) -> frozenset[PartyId]:
    return frozenset(work.connection.scalars(select(party.c.party_id).where(*of_cases(work, party, [case_id]))))


def summaries(work: Work, wanted: CaseQuery, after: CaseId | None, limit: int) -> list[CaseSummary]:
    """Cases that meet the conditions, in the order of their ids, from behind `after`."""
    query = select(case).where(case.c.organisation_id == work.organisation_id, *_conditions(work, wanted))
    query = query.order_by(case.c.case_id).limit(limit)
    if after is not None:
        query = query.where(case.c.case_id > after)
    return [sealing.summary(row) for row in work.connection.execute(query)]


def summary_of(work: Work, case_id: CaseId) -> CaseSummary:
    """One case's codes and dates. Raises NotFound."""
    rows = rows_of(work, _CASES, case, [case_id])
    if not rows:
        raise NotFound("case")
    return sealing.summary(rows[0])


def _conditions(work: Work, wanted: CaseQuery) -> Iterator[Any]:
    for name in ("department", "category", "severity", "status", "track", "outcome", "assigned_to", "ground"):
        if values := getattr(wanted, name):
            yield case.c[name].in_([str(value) for value in values])
    for name in ("complete", "restricted"):
        if getattr(wanted, name) is not None:
            yield case.c[name].is_(getattr(wanted, name))
    if wanted.received_from is not None:
        yield case.c.received_on >= wanted.received_from
    if wanted.received_until is not None:
        yield case.c.received_on <= wanted.received_until
    if wanted.subject_id is not None:
        # By the person's own rows, which are few: asked for each case, it would look at all of them.
        mine = (party.c.organisation_id == work.organisation_id, party.c.subject_id == wanted.subject_id)
        # Nobody learns who spoke in confidence by asking for the cases of a person either.
        yield case.c.case_id.in_(select(party.c.case_id).where(*mine, party.c.confidential.is_(False)))


def steps_of(work: Work, case_ids: Sequence[CaseId]) -> dict[CaseId, tuple[Step, ...]]:
    rows = rows_of(work, _STEPS, step, case_ids)
    return grouped((row.case_id, _step(row)) for row in rows)


def ended_elsewhere(work: Work, case_id: CaseId) -> date | None:
    """The day on which a case ended that was handed over closed; None once somebody here has written into it."""
    (row,) = rows_of(work, _STORED, case, [case_id])
    if row.changed_on is not None:
        return None
    return latest_events(row.received_on, steps_of(work, [case_id]).get(case_id, ())).get(StepKind.CLOSED.value)


def cases_with(work: Work, subjects: Iterable[SubjectId]) -> list[CaseId]:
    """The cases to which any of these people is a party."""
    query = (
        select(party.c.case_id)
        .where(party.c.organisation_id == work.organisation_id, party.c.subject_id.in_(list(subjects)))
        .distinct()
        .order_by(party.c.case_id)
    )
    return [CaseId(case_id) for case_id in work.connection.scalars(query)]


def existing(work: Work, case_ids: Sequence[CaseId]) -> list[CaseId]:
    """Those of these cases that are still there."""
    return sorted(row.case_id for row in rows_of(work, _IDS, case, case_ids))


def subjects_of(work: Work, case_id: CaseId) -> frozenset[SubjectId]:
    query = select(party.c.subject_id).where(*of_cases(work, party, [case_id]), party.c.subject_id.is_not(None))
    return frozenset(work.connection.scalars(query))


def speaking_openly(work: Work, case_id: CaseId) -> list[SubjectId]:
    """The people of a case who are known and did not speak in confidence."""
    known = (party.c.subject_id.is_not(None), party.c.confidential.is_(False))
    query = select(party.c.subject_id).where(*of_cases(work, party, [case_id]), *known).distinct()
    return [SubjectId(one) for one in work.connection.scalars(query)]


def people_of(work: Work, case_ids: Sequence[CaseId]) -> dict[CaseId, frozenset[SubjectId]]:
    """Who stands in each of these cases."""
    rows = rows_of(work, _PEOPLE, party, case_ids)
    return {
        case_id: frozenset(found)
        for case_id, found in grouped((CaseId(row.case_id), SubjectId(row.subject_id)) for row in rows).items()
    }


def open_files(work: Work, case_ids: Sequence[CaseId]) -> list[CaseFile]:
    """Whole cases, opened, in the order asked. Raises NotFound unless each is there."""
    rows = {row.case_id: row for row in rows_of(work, _CASES, case, case_ids)}
    if len(rows) != len(set(case_ids)):
        raise NotFound("case")
    keys = work.keys.get_all(row.key_id for row in rows.values())
    steps = steps_of(work, case_ids)
    by_case = {case_id: keys[row.key_id] for case_id, row in rows.items()}
    beside = lane_rows(work, case_ids)
    attached = attachments.files(work, case_ids)
    lanes, of_lane = lane_views(beside), lane_keys(work, beside)

    def key_of(row: Row[Any]) -> RecordKey:
        if row.lane == Lane.TENANCY:
            return by_case[row.case_id]
        if (row.case_id, row.lane) not in of_lane:
            raise KeyDestroyed("the lane of a record is gone")
        return of_lane[row.case_id, row.lane]

    parties = grouped(
        (row.case_id, sealing.open_party(by_case[row.case_id], row)) for row in rows_of(work, _PARTIES, party, case_ids)
    )
    documents = grouped(
        (row.case_id, sealing.open_document(key_of(row), row)) for row in rows_of(work, _DOCUMENTS, document, case_ids)
    )
    disclosures = grouped((one.case_id, sealing.shown(one)) for one in log.of_cases(work, case_ids))
    entries = grouped(
        (row.case_id, sealing.open_entry(key_of(row), row)) for row in rows_of(work, _ENTRIES, entry, case_ids)
    )
    return [
        CaseFile(
            case=sealing.summary(rows[case_id]),
            reference=sealing.open_reference(by_case[case_id], rows[case_id]),
            steps=steps.get(case_id, ()),
            parties=parties.get(case_id, ()),
            documents=documents.get(case_id, ()),
            disclosures=disclosures.get(case_id, ()),
            entries=entries.get(case_id, ()),
            lanes=lanes.get(case_id, ()),
            attachments=attached.get(case_id, ()),
        )
        for case_id in case_ids
    ]


def foreseen(organisation: OrganisationId, case_id: CaseId) -> Foresight:
    """What opening one case asks for, the keys once it is known which."""
    parts = ((_STEPS, step), (_PARTIES, party), (_DOCUMENTS, document), (_ENTRIES, entry))
    found = yield [
        asked_of(organisation, _CASES, case, case_id),
        lanes_asked_of(organisation, case_id),
        attachments.asked_of(organisation, case_id),
        *[asked_of(organisation, query, table, case_id) for query, table in parts],
        log.asked_of(organisation, case_id),
    ]
    yield keys_asked(organisation, {row.key_id for rows in found[:_KEYED] for row in rows})


def guarded_among(work: Work, ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of some ids that are cases in which somebody must not become known."""
    found: set[UUID] = set()
    for some in batches(sorted(ids)):
        mine = (case.c.organisation_id == work.organisation_id, among(case.c.case_id, some))
        query = select(case.c.case_id).where(*mine, case.c.anonymity != Anonymity.IDENTIFIED.value)
        found.update(work.connection.scalars(query))
    return frozenset(found)


def codes(work: Work, case_id: CaseId | None = None) -> list[tuple[CaseId, int, date, dict[str, str]]]:
    """Each case's id, version, day of receipt and codes; of one case, or of all."""
    query = select(case).where(case.c.organisation_id == work.organisation_id)
    if case_id is not None:
        query = query.where(case.c.case_id == case_id)
    names = ("category", "severity", "anonymity", "status", "outcome")
    return [
        (row.case_id, row.version, row.received_on, {name: getattr(row, name) or "none" for name in names})
        for row in work.connection.execute(query)
    ]


def _step(row: Row[Any]) -> Step:
    channel = None if row.channel is None else ContactChannel(row.channel)
    return Step(StepKind(row.kind), row.on_day, Lane(row.lane), channel)
