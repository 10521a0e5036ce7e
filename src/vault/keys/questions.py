"""What is asked of epochs, data keys and the blind index with nearly every unit of work."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Integer, bindparam, delete, select

from vault.ids import KeyId, OrganisationId
from vault.keys.tables import AS_STORED, BEARS_ANOTHER_ID, data_key, epoch, index_token
from vault.storage import Asked, Change, Command, IdBytes, Query, among_bytes, among_ids

LIVING: Final = Query(
    select(epoch)
    .where(epoch.c.organisation_id == bindparam("organisation"), epoch.c.destroyed_at.is_(None))
    .order_by(epoch.c.number.desc()),
    steady=True,
)
WRAPPED: Final = Query(
    select(*AS_STORED).where(
        data_key.c.organisation_id == bindparam("organisation"), among_bytes(data_key.c.key_id, "keys")
    )
)
OTHERWISE_WRAPPED: Final = Query(
    select(*AS_STORED)
    .where(
        data_key.c.organisation_id == bindparam("organisation"),
        data_key.c.key_id > bindparam("after", type_=IdBytes()),
        data_key.c.epoch_id != bindparam("current"),
    )
    .order_by(data_key.c.key_id)
    .limit(bindparam("at_most", type_=Integer()))
)
REWRAPPED: Final = Change(
    data_key, by=("key_id", "epoch_id"), to=("epoch_id", "wrapped"), key_id=IdBytes(), epoch_id=IdBytes()
)
"""Data keys, found by their ids and the epoch under which they were, are put under another."""
DATA_KEY: Final = Query.of_each(
    select(data_key.c.key_id, data_key.c.epoch_id, data_key.c.wrapped).where(
        data_key.c.organisation_id == bindparam("organisation")
    ),
    "key",
    data_key.c.key_id,
)
_OWNED: Final = (
    data_key.c.organisation_id == bindparam("organisation"),
    (among_ids(data_key.c.key_id, "owners") & (data_key.c.owner_id == data_key.c.key_id))
    | (among_ids(data_key.c.owner_id, "owners") & BEARS_ANOTHER_ID),
)
"""That a data key is one of some owners', under their own id or, as the index has them, under another."""
HELD: Final = Query(select(data_key.c.owner_id).where(*_OWNED))
DESTROYED: Final = Command(delete(data_key).where(*_OWNED).returning(data_key.c.owner_kind, data_key.c.owner_id))
OWNERS: Final = Query(
    select(index_token.c.owner_id)
    .where(index_token.c.organisation_id == bindparam("organisation"), index_token.c.token == bindparam("token"))
    .distinct(),
    by=("token",),
)


def keys_asked(organisation: OrganisationId, key_ids: Iterable[KeyId]) -> list[Asked]:
    """That these data keys will be fetched."""
    return [Asked(DATA_KEY, organisation, key_id) for key_id in key_ids]
