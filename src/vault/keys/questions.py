"""What is asked of epochs, data keys and the blind index with nearly every unit of work."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import bindparam, select

from vault.ids import KeyId, OrganisationId
from vault.keys.tables import AS_STORED, data_key, epoch, index_token
from vault.storage import Asked, Query, among_bytes

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
DATA_KEY: Final = Query.of_each(
    select(data_key.c.key_id, data_key.c.epoch_id, data_key.c.wrapped).where(
        data_key.c.organisation_id == bindparam("organisation")
    ),
    "key",
    data_key.c.key_id,
)
OWNERS: Final = Query(
    select(index_token.c.owner_id)
    .where(index_token.c.organisation_id == bindparam("organisation"), index_token.c.token == bindparam("token"))
    .distinct(),
    by=("token",),
)


def keys_asked(organisation: OrganisationId, key_ids: Iterable[KeyId]) -> list[Asked]:
    """That these data keys will be fetched."""
    return [Asked(DATA_KEY, organisation, key_id) for key_id in key_ids]
