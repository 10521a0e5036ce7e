"""What was told to whom of the processing, and whom others told of."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import exists, insert, select

from vault.complaints.codes import Role
from vault.complaints.information import InformationKind, KeptInformation, NewInformation, Party
from vault.complaints.store.rows import belonging, of_cases, seal
from vault.complaints.tables import case, information, party
from vault.crypto import RecordKey, key_id_of
from vault.ids import CaseId, InformationId, PartyId, new_id
from vault.records import opened, place
from vault.work import Work


def add(work: Work, case_id: CaseId, key: RecordKey, new: NewInformation) -> InformationId:
    information_id = InformationId(new_id())
    work.connection.execute(
        insert(information).values(
            **belonging(work, case_id),
            information_id=information_id,
            party_id=new.party_id,
            kind=new.kind.value,
            on_day=new.on,
            review_on=new.review_on,
            record=seal(work, key, "case_information", information_id, "record", new),
        )
    )
    return information_id


def of_case(work: Work, *case_ids: CaseId) -> tuple[KeptInformation, ...]:
    """What was told to the parties of a case, or of several, or decided, opened, in its order."""
    query = select(information).where(*of_cases(work, information, case_ids)).order_by(information.c.information_id)
    rows = list(work.connection.execute(query))
    keys = work.keys.get_all(key_id_of(row.record) for row in rows)
    return tuple(
        KeptInformation(
            information_id=row.information_id,
            information=opened(
                keys[key_id_of(row.record)],
                place(row.organisation_id, "case_information", row.information_id, "record"),
                row.record,
                NewInformation,
            ),
        )
        for row in rows
    )


def postponed(work: Work) -> dict[PartyId, tuple[InformationKind, date | None]]:
    """Of each party about whom telling was postponed: that, and the day of the last review."""
    query = select(information.c.party_id, information.c.kind, information.c.review_on).where(
        information.c.organisation_id == work.organisation_id,
        information.c.kind == InformationKind.POSTPONED.value,
    )
    rows = work.connection.execute(query.order_by(information.c.on_day, information.c.information_id))
    return {PartyId(row.party_id): (InformationKind(row.kind), row.review_on) for row in rows}


def unsettled(work: Work, roles: Collection[Role]) -> list[Party]:
    """The known parties in these roles who did not speak in confidence, with the day on which their case came.

    Whoever was told or need not be told, and of whom nothing was postponed since, is left out.
    """
    said, since = information.alias("said"), information.alias("since")
    later = (since.c.on_day > said.c.on_day) | (
        (since.c.on_day == said.c.on_day) & (since.c.information_id > said.c.information_id)
    )
    postponed_since = exists().where(
        since.c.organisation_id == said.c.organisation_id,
        since.c.party_id == said.c.party_id,
        since.c.kind == InformationKind.POSTPONED.value,
        later,
    )
    settled = exists().where(
        said.c.organisation_id == party.c.organisation_id,
        said.c.party_id == party.c.party_id,
        said.c.kind != InformationKind.POSTPONED.value,
        ~postponed_since,
    )
    query = (
        select(party.c.case_id, party.c.party_id, party.c.subject_id, party.c.role, case.c.received_on)
        .join(case, (case.c.organisation_id == party.c.organisation_id) & (case.c.case_id == party.c.case_id))
        .where(
            party.c.organisation_id == work.organisation_id,
            party.c.subject_id.is_not(None),
            party.c.confidential.is_(False),
            party.c.role.in_([one.value for one in roles]),
            ~settled,
        )
    )
    return [
        Party(
            case_id=row.case_id,
            party_id=row.party_id,
            subject_id=row.subject_id,
            role=Role(row.role),
            received_on=row.received_on,
        )
        for row in work.connection.execute(query)
    ]
