"""Consents as rows: one key for each, so that each can be erased alone (R-05)."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, insert, select, update

from vault.crypto import RecordKey
from vault.disclosures.model import ConsentView, NewConsent, Withdrawal
from vault.disclosures.tables import consent
from vault.errors import Conflict, NotFound
from vault.ids import ConsentId, SubjectId, new_id
from vault.records import opened, place, sealed
from vault.storage import Query, among_ids, batches
from vault.work import Work

_OF: Final = Query(
    select(consent.c.consent_id, consent.c.subject_id).where(
        consent.c.organisation_id == bindparam("organisation"), among_ids(consent.c.subject_id, "people")
    )
)


class Kept(NewConsent, frozen=True, kw_only=True):
    """A consent as it is sealed, with the recipient's name as it was."""

    recipient: str


def add(work: Work, subject_id: SubjectId, new: NewConsent, recipient: str) -> ConsentId:
    """Keeps a consent; `recipient` is how the one whom it names was called."""
    consent_id = ConsentId(new_id())
    key = work.keys.create("consent", consent_id)
    kept = Kept(**{name: getattr(new, name) for name in NewConsent.__struct_fields__}, recipient=recipient)
    work.connection.execute(
        insert(consent).values(
            organisation_id=work.organisation_id,
            consent_id=consent_id,
            key_id=key.id,
            subject_id=subject_id,
            recipient_id=new.recipient_id,
            purpose=new.purpose,
            given_on=new.given_on,
            until=new.until,
            record=sealed(key, place(work.organisation_id, "consent", consent_id, "record"), kept),
        )
    )
    return consent_id


def of(work: Work, subject_ids: list[SubjectId]) -> dict[SubjectId, tuple[ConsentView, ...]]:
    """The consents of these people, the oldest first."""
    mine = (consent.c.organisation_id == work.organisation_id, consent.c.subject_id.in_(subject_ids))
    rows = list(work.connection.execute(select(consent).where(*mine).order_by(consent.c.consent_id)))
    keys = work.keys.get_all(row.key_id for row in rows)
    found: dict[SubjectId, tuple[ConsentView, ...]] = dict.fromkeys(subject_ids, ())
    for row in rows:
        found[row.subject_id] = (*found[row.subject_id], _view(keys[row.key_id], row))
    return found


def withdraw(work: Work, subject_id: SubjectId, consent_id: ConsentId, withdrawal: Withdrawal) -> None:
    """Raises NotFound, Conflict where it was withdrawn already."""
    mine = (*_is(work, consent_id), consent.c.subject_id == subject_id)
    row = work.connection.execute(select(consent).where(*mine)).one_or_none()
    if row is None:
        raise NotFound("consent")
    if row.withdrawn_on is not None:
        raise Conflict("the consent was withdrawn already")
    where = place(work.organisation_id, "consent", consent_id, "withdrawal")
    record = sealed(work.keys.get(row.key_id), where, withdrawal)
    work.connection.execute(update(consent).where(*mine).values(withdrawn_on=withdrawal.on, withdrawal=record))


def rows(work: Work, consent_id: UUID | None = None) -> list[Row[Any]]:
    """Days and ids, unopened, for retention."""
    query = select(consent).where(consent.c.organisation_id == work.organisation_id)
    return list(
        work.connection.execute(query if consent_id is None else query.where(consent.c.consent_id == consent_id))
    )


def check(work: Work, consent_id: ConsentId) -> None:
    """Opens a consent and forgets it. Raises NotFound, Tampered, KeyDestroyed."""
    found = rows(work, consent_id)
    if not found:
        raise NotFound("consent")
    _view(work.keys.get(found[0].key_id), found[0])


def erase(work: Work, consent_id: ConsentId) -> int:
    """Destroys a consent's key, then its row; returns how many keys."""
    destroyed = work.keys.destroy(consent_id)
    work.connection.execute(delete(consent).where(*_is(work, consent_id)))
    return destroyed


def erase_of(work: Work, people: Sequence[SubjectId]) -> dict[SubjectId, int]:
    """Every consent of people who go; says of each who had given one how many keys were destroyed."""
    keys: dict[SubjectId, int] = {}
    for some in batches(people):
        for consent_id, subject_id in _OF.afresh(work.connection, organisation=work.organisation_id, people=some):
            keys[subject_id] = keys.get(subject_id, 0) + erase(work, consent_id)
    return keys


def _view(key: RecordKey, row: Row[Any]) -> ConsentView:
    def where(field: str) -> Any:
        return place(row.organisation_id, "consent", row.consent_id, field)

    kept = opened(key, where("record"), row.record, Kept)
    return ConsentView(
        consent_id=row.consent_id,
        consent=NewConsent(**{name: getattr(kept, name) for name in NewConsent.__struct_fields__}),
        recipient=kept.recipient,
        withdrawal=None if row.withdrawal is None else opened(key, where("withdrawal"), row.withdrawal, Withdrawal),
    )


def _is(work: Work, consent_id: UUID) -> tuple[Any, Any]:
    return consent.c.organisation_id == work.organisation_id, consent.c.consent_id == consent_id
