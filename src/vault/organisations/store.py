"""Organisations' rows."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Select, insert, select, update

from vault.errors import NotFound
from vault.ids import OrganisationId
from vault.organisations.model import Organisation, Profile
from vault.organisations.tables import organisation
from vault.work import Work


def add(work: Work, organisation_id: OrganisationId, profile: Profile) -> None:
    work.connection.execute(
        insert(organisation).values(
            organisation_id=organisation_id, created_at=work.now, profile=msgspec.json.encode(profile).decode()
        )
    )


def load(work: Work) -> Profile:
    """The profile of the organisation at work. Raises NotFound."""
    return _decoded(work, _mine(work))


def load_to_change(work: Work) -> Profile:
    """As `load`; until the transaction ends, whoever else would change it waits."""
    return _decoded(work, _mine(work).with_for_update())


def _mine(work: Work) -> Select[Any]:
    return select(organisation.c.profile).where(organisation.c.organisation_id == work.organisation_id)


def _decoded(work: Work, query: Select[Any]) -> Profile:
    raw = work.connection.execute(query).scalar_one_or_none()
    if raw is None:
        raise NotFound("organisation")
    return msgspec.json.decode(str(raw), type=Profile)


def save(work: Work, profile: Profile) -> None:
    work.connection.execute(
        update(organisation)
        .where(organisation.c.organisation_id == work.organisation_id)
        .values(profile=msgspec.json.encode(profile).decode())
    )


def everyone(connection: Connection) -> list[Organisation]:
    """Every organisation of this installation, oldest first; for the operator's own tools."""
    rows = connection.execute(select(organisation).order_by(organisation.c.organisation_id))
    return [
        Organisation(organisation_id=row.organisation_id, profile=msgspec.json.decode(row.profile, type=Profile))
        for row in rows
    ]
