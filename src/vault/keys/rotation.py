"""Epochs of an organisation: beginning one, moving everything under it, and destroying an old one.

A data key is moved by wrapping it anew; what it sealed is not touched. A killed rotation is begun again where it was,
because what is left to do is what still stands under an older epoch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, func, select, update

from vault.crypto import Bunch, Context, IndexKey, RecordKey
from vault.errors import NotFound
from vault.ids import EpochId, KeyId, OrganisationId
from vault.keys.questions import OTHERWISE_WRAPPED, REWRAPPED
from vault.keys.tables import data_key, deactivated_key, epoch, index_token
from vault.storage import among

if TYPE_CHECKING:
    from vault.keys.keyring import Keyring

_FIRST: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Epoch:
    """An organisation's key-encryption key and index key, unwrapped."""

    id: EpochId
    encryption: RecordKey
    index: IndexKey


class EpochStatus(msgspec.Struct, frozen=True, kw_only=True):
    """An epoch as the operator sees it."""

    epoch_id: EpochId
    number: int
    created_at: datetime
    retired_at: datetime | None
    """Since when nothing stands under it."""
    destroyed_at: datetime | None
    data_keys: int
    index_tokens: int
    provider: str
    """Who holds its key."""
    waiting_days: int | None
    """How long that provider could bring a destroyed key back; None where it is not configured here."""


def wrapping(organisation: OrganisationId, key_id: UUID) -> Context:
    """Where a wrapped data key stands."""
    return Context(organisation.bytes, "data_key", key_id.bytes, "wrapped")


class Rotation:
    """Works on the epochs of one organisation within one transaction."""

    def __init__(self, keyring: "Keyring", connection: Connection, organisation: OrganisationId, now: datetime) -> None:
        self._keyring = keyring
        self._connection = connection
        self._organisation = organisation
        self._now = now

    def epochs(self, *, count: bool = True) -> list[EpochStatus]:
        """Every epoch there ever was, the oldest first, with what stands under it.

        Counting looks at every key and token; whoever asks for days alone has nothing counted.
        """
        keys: dict[UUID, int] = {}
        tokens: dict[UUID, int] = {}
        if count:
            keys = self._counted(data_key.c.organisation_id == self._organisation, data_key.c.epoch_id)
            tokens = self._counted(index_token.c.organisation_id == self._organisation, index_token.c.epoch_id)
        query = select(epoch).where(epoch.c.organisation_id == self._organisation).order_by(epoch.c.number)
        return [
            EpochStatus(
                epoch_id=row.epoch_id,
                number=row.number,
                created_at=row.created_at,
                retired_at=row.retired_at,
                destroyed_at=row.destroyed_at,
                data_keys=keys.get(row.epoch_id, 0),
                index_tokens=tokens.get(row.epoch_id, 0),
                provider=row.provider,
                waiting_days=self._keyring.providers.waiting_days(row.provider),
            )
            for row in self._connection.execute(query)
        ]

    def begin(self) -> None:
        """Makes a new epoch the current one."""
        newest = select(func.max(epoch.c.number)).where(epoch.c.organisation_id == self._organisation)
        number = self._connection.execute(newest).scalar_one()
        self._keyring.begin_epoch(self._connection, self._organisation, self._now, number + 1)

    def rewrap(self, after: KeyId | None, limit: int) -> tuple[int, KeyId | None]:
        """Wraps data keys behind `after` under the current epoch; returns how many, and where to go on."""
        current, *older = self._keyring.living(self._connection, self._organisation)
        rows = OTHERWISE_WRAPPED.tuples(
            self._connection,
            organisation=self._organisation,
            after=(after or _FIRST).bytes,
            current=current.id,
            at_most=limit,
        )
        bunch = Bunch((one.encryption for one in older), wrapping(self._organisation, _FIRST))
        for epoch_id in {one[1] for one in rows} - bunch.epochs:
            held = self._keyring.epoch(self._connection, self._organisation, EpochId(UUID(bytes=epoch_id)))
            bunch.learn(held.encryption)
        to = current.id.bytes
        anew = zip(rows, bunch.wrapped_anew(rows, current.encryption), strict=True)
        # One that was destroyed meanwhile, or moved by somebody else, is left as it is.
        REWRAPPED.all(
            self._connection, self._organisation, [(key_id, of, to, wrapped) for (key_id, of, _), wrapped in anew]
        )
        return len(rows), KeyId(UUID(bytes=rows[-1][0])) if len(rows) == limit else None

    def rewrap_in_place(self, after: UUID | None, limit: int) -> tuple[int, UUID | None]:
        """Wraps data keys behind `after` anew that are wrapped otherwise than new ones are, each under its own epoch.

        Returns how many, and where to go on.
        """
        prefix = self._keyring.sealing.prefix
        query = (
            select(data_key.c.key_id, data_key.c.epoch_id, data_key.c.wrapped)
            .where(
                data_key.c.organisation_id == self._organisation,
                data_key.c.key_id > (after or _FIRST),
                func.substr(data_key.c.wrapped, 1, len(prefix)) != prefix,
            )
            .order_by(data_key.c.key_id)
            .limit(limit)
        )
        rows, moved = self._connection.execute(query).all(), 0
        for key_id, of, wrapped in rows:
            under = self._keyring.epoch(self._connection, self._organisation, of)
            same = (data_key.c.organisation_id == self._organisation) & (data_key.c.key_id == key_id)
            # One that was moved to another epoch meanwhile is wrapped anew already.
            anew = update(data_key).where(same, data_key.c.epoch_id == of, data_key.c.wrapped == wrapped)
            moved += self._connection.execute(anew.values(wrapped=self._anew(under, key_id, of, wrapped))).rowcount
        return moved, rows[-1].key_id if len(rows) == limit else None

    def indexed_before(self, owners: Sequence[UUID]) -> frozenset[UUID]:
        """Which of these owners still have index tokens of an older epoch."""
        current, *_ = self._keyring.living(self._connection, self._organisation)
        query = select(index_token.c.owner_id).where(
            index_token.c.organisation_id == self._organisation,
            among(index_token.c.owner_id, owners),
            index_token.c.epoch_id != current.id,
        )
        return frozenset(self._connection.scalars(query.distinct()))

    def retire(self) -> list[EpochStatus]:
        """Marks the older epochs under which nothing stands any more; returns those under which something does."""
        *older, _ = self.epochs()
        empty = [one.epoch_id for one in older if not one.data_keys and not one.index_tokens and not one.retired_at]
        if empty:
            statement = update(epoch).where(*self._is(empty)).values(retired_at=self._now)
            self._connection.execute(statement)
        return [one for one in older if one.data_keys or one.index_tokens]

    def mark_destroyed(self, epoch_id: EpochId) -> None:
        """From the commit on nobody looks for anything under this epoch; `destroy` must follow.

        Nor under the provider keys that it was moved away from: a backup that needs one of them needs the epoch.
        """
        self._connection.execute(update(epoch).where(*self._is([epoch_id])).values(destroyed_at=self._now))
        left = update(deactivated_key).where(*self._left(epoch_id), deactivated_key.c.destroyed_at.is_(None))
        self._connection.execute(left.values(destroyed_at=self._now))

    def destroy(self, epoch_id: EpochId) -> None:
        """Destroys the provider keys of an epoch that is marked: its own, and those that it was moved away from.

        Raises NotFound for any other epoch; may be repeated.
        """
        query = select(epoch).where(*self._is([epoch_id]), epoch.c.destroyed_at.is_not(None))
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFound("destroyed epoch")
        self._keyring.destroy_at_provider(self._organisation, epoch_id, row.provider, row.provider_key)
        left = select(deactivated_key.c.provider, deactivated_key.c.provider_key).where(*self._left(epoch_id))
        for provider, reference in self._connection.execute(left).all():
            self._keyring.providers.named(provider).destroy(reference)

    def _counted(self, mine: Any, column: Any) -> dict[UUID, int]:
        query = select(column, func.count()).where(mine).group_by(column)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _left(self, epoch_id: EpochId) -> tuple[Any, ...]:
        mine = deactivated_key.c.organisation_id == self._organisation
        return mine, deactivated_key.c.kind == epoch.name, deactivated_key.c.owner_id == epoch_id

    def _is(self, epochs: list[EpochId]) -> tuple[Any, Any]:
        return epoch.c.organisation_id == self._organisation, epoch.c.epoch_id.in_(epochs)

    def _anew(self, current: Epoch, key_id: KeyId, of: EpochId, wrapped: bytes) -> bytes:
        where = wrapping(self._organisation, key_id)
        old = self._keyring.epoch(self._connection, self._organisation, of)
        return current.encryption.seal(old.encryption.open(wrapped, where), where)
