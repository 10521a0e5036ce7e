"""Guides and letter templates as rows. They are the organisation's own texts for everybody, and stand in the clear."""

from datetime import date
from typing import Any

from sqlalchemy import Row, insert, select

from vault.complaints.guides import GuideKind, GuideView, NewGuide
from vault.complaints.tables import guide
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import GuideId, new_id
from vault.language import Language
from vault.work import Work


def add(work: Work, new: NewGuide, published_on: date) -> GuideId:
    """Raises Conflict where that version is published in that language already."""
    same = (guide.c.code == new.code, guide.c.version == new.version, guide.c.language == new.language.value)
    if work.connection.execute(select(guide.c.guide_id).where(_mine(work), *same)).one_or_none() is not None:
        raise Conflict("this version is published already", hint="what people were shown does not change: give another")
    guide_id = GuideId(new_id())
    work.connection.execute(
        insert(guide).values(
            organisation_id=work.organisation_id,
            guide_id=guide_id,
            kind=new.kind.value,
            code=new.code,
            version=new.version,
            language=new.language.value,
            published_on=published_on,
            text=new.text,
        )
    )
    return guide_id


def every(work: Work) -> list[GuideView]:
    """All versions, by code, the newest first."""
    order = (guide.c.code, guide.c.published_on.desc(), guide.c.guide_id.desc())
    return [_view(row) for row in work.connection.execute(select(guide).where(_mine(work)).order_by(*order))]


def load(work: Work, guide_id: GuideId) -> GuideView:
    """Raises NotFound."""
    row = work.connection.execute(select(guide).where(_mine(work), guide.c.guide_id == guide_id)).one_or_none()
    if row is None:
        raise NotFound("guide")
    return _view(row)


def require(work: Work, code: str, version: str | None) -> None:
    """Raises InvalidInput unless that version was published."""
    query = select(guide.c.guide_id).where(_mine(work), guide.c.code == code, guide.c.version == version).limit(1)
    if work.connection.execute(query).one_or_none() is None:
        raise InvalidInput("guide", "was never published in this version")


def _view(row: Row[Any]) -> GuideView:
    return GuideView(
        guide_id=row.guide_id,
        published_on=row.published_on,
        guide=NewGuide(
            kind=GuideKind(row.kind),
            code=row.code,
            version=row.version,
            language=Language(row.language),
            text=row.text,
        ),
    )


def _mine(work: Work) -> Any:
    return guide.c.organisation_id == work.organisation_id
