"""Organisations' rows."""

from typing import Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, select, update

from vault.errors import NotFound
from vault.ids import OrganisationId
from vault.organisations.model import Organisation, Profile
from vault.organisations.tables import organisation
from vault.storage import Query, ask
from vault.work import Work

_PROFILE: Final = select(organisation.c.profile).where(organisation.c.organisation_id == bindparam("organisation"))
_LOADED: Final = Query(_PROFILE, steady=True)
_TO_CHANGE: Final = _PROFILE.with_for_update()
_SIDE_BY_SIDE: Final = _PROFILE.with_for_update(read=True)
_ALONE: Final = _PROFILE.with_for_update(key_share=True)
"""Rows that name the organisation can be added meanwhile."""


def add(work: Work, organisation_id: OrganisationId, profile: Profile) -> None:
    work.connection.execute(
        insert(organisation).values(
            organisation_id=organisation_id, created_at=work.now, profile=msgspec.json.encode(profile).decode()
        )
    )


def load(work: Work) -> Profile:
    """The profile of the organisation at work. Raises NotFound."""
    row = _LOADED.first(work.connection, organisation=work.organisation_id)
    return _decoded(None if row is None else row.profile)


def load_to_look_up(work: Work) -> Profile:
    """The same, and in the same trip what tokens are made with. Raises NotFound."""
    rows, _ = ask(work.connection, (_LOADED, {"organisation": work.organisation_id}), work.keys.asking())
    return _decoded(rows[0].profile if rows else None)


def load_to_change(work: Work) -> Profile:
    """As `load`; until the transaction ends, whoever else would change it waits."""
    return _decoded(work.connection.execute(_TO_CHANGE, {"organisation": work.organisation_id}).scalar_one_or_none())


def stay(work: Work, *, alone: bool = False) -> None:
    """Stays with the organisation until the transaction ends: beside others that stay, or `alone`, and then they wait.

    Raises NotFound.
    """
    how = _ALONE if alone else _SIDE_BY_SIDE
    _decoded(work.connection.execute(how, {"organisation": work.organisation_id}).scalar_one_or_none())


def _decoded(raw: str | None) -> Profile:
    if raw is None:
        raise NotFound("organisation")
    return msgspec.json.decode(raw, type=Profile)


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
