"""Moving an organisation's keys from one provider to another, while everybody goes on.

What a provider key wraps (an epoch's two keys, a signing key's seed) is wrapped anew under a new key at the other
provider; what stands below, data keys and records, is not touched. The key that was left is deactivated: nothing is
wrapped under it any more, and backups still open with it, until it is destroyed.

A killed move is begun again where it was, because what is left to do is what still stands elsewhere.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, Row, Table, func, insert, select, update

from vault.crypto import Context
from vault.errors import KeystoreUnavailable, VaultError
from vault.ids import OrganisationId, new_id
from vault.keys.provider import KeyProvider, Providers
from vault.keys.tables import deactivated_key, epoch, signing_key

_FIELDS: Final = {
    epoch: {"encryption": "wrapped_encryption_key", "index": "wrapped_index_key"},
    signing_key: {"seed": "wrapped_seed"},
}
"""Which columns of a table a provider key wraps, each by the field of its context."""


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One provider key's worth, wrapped anew and not yet kept."""

    kind: str
    owner_id: UUID
    was_at: str
    was_under: str
    now_at: str
    now_under: str
    wrapped: dict[str, bytes]
    """By column."""


class DeactivatedKey(msgspec.Struct, frozen=True, kw_only=True):
    """A provider key that was left, as the operator sees it."""

    deactivated_id: UUID
    kind: str
    owner_id: UUID
    provider: str
    deactivated_at: datetime
    destroyed_at: datetime | None


class Moving:
    """Works on the provider keys of one organisation within one transaction."""

    def __init__(
        self, providers: Providers, connection: Connection, organisation: OrganisationId, now: datetime
    ) -> None:
        self._providers = providers
        self._connection = connection
        self._organisation = organisation
        self._now = now

    def waiting(self, to: str) -> int:
        """How many epochs and signing keys stand at another provider than `to`."""
        return sum(
            self._connection.execute(
                select(func.count()).select_from(table).where(*self._elsewhere(table, to))
            ).scalar_one()
            for table in _FIELDS
        )

    def prepare(self, to: str, limit: int) -> list[Moved]:
        """Wraps some of what stands elsewhere under new keys at `to`, each tried before anything relies on it.

        Raises KeystoreUnavailable, Tampered, KeyDestroyed; the keys made for nothing are then destroyed again.
        """
        target, done = self._providers.named(to), list[Moved]()
        try:
            for table in _FIELDS:
                query = select(table).where(*self._elsewhere(table, to)).order_by(_id(table)).limit(limit - len(done))
                for row in self._connection.execute(query).all():
                    done.append(self._anew(table, row, target))
        except VaultError:
            self.discard(done)
            raise
        return done

    def keep(self, prepared: Iterable[Moved]) -> list[Moved]:
        """Puts what was prepared in place; returns those that somebody else moved or destroyed meanwhile."""
        return [one for one in prepared if not self._kept(one)]

    def discard(self, unused: Iterable[Moved]) -> None:
        """Destroys keys that nothing was kept under, where the provider answers. `cvault doctor` shows the others."""
        for one in unused:
            with suppress(KeystoreUnavailable):
                self._providers.named(one.now_at).destroy(one.now_under)

    def deactivated(self, provider: str | None = None) -> list[DeactivatedKey]:
        """The provider keys that were left, the oldest first."""
        mine = [deactivated_key.c.organisation_id == self._organisation]
        if provider is not None:
            mine.append(deactivated_key.c.provider == provider)
        query = select(deactivated_key).where(*mine).order_by(deactivated_key.c.deactivated_id)
        fields = DeactivatedKey.__struct_fields__
        return [
            DeactivatedKey(**{name: getattr(row, name) for name in fields}) for row in self._connection.execute(query)
        ]

    def mark_destroyed(self, keys: Sequence[UUID]) -> None:
        """From the commit on nobody counts on these; `destroy` must follow."""
        mine = deactivated_key.c.organisation_id == self._organisation
        self._connection.execute(
            update(deactivated_key)
            .where(mine, deactivated_key.c.deactivated_id.in_(keys))
            .values(destroyed_at=self._now)
        )

    def destroy(self, provider: str) -> None:
        """Destroys every key at a provider that is marked. May be repeated."""
        query = select(deactivated_key.c.provider_key).where(
            deactivated_key.c.organisation_id == self._organisation,
            deactivated_key.c.provider == provider,
            deactivated_key.c.destroyed_at.is_not(None),
        )
        for reference in self._connection.scalars(query).all():
            self._providers.named(provider).destroy(reference)

    def _anew(self, table: Table, row: Row[Any], target: KeyProvider) -> Moved:
        owner_id: UUID = getattr(row, _id(table).name)
        source, reference = self._providers.named(row.provider), target.create(f"{table.name} {owner_id}")
        wrapped = dict[str, bytes]()
        moved = Moved(
            kind=table.name,
            owner_id=owner_id,
            was_at=row.provider,
            was_under=row.provider_key,
            now_at=target.name,
            now_under=reference,
            wrapped=wrapped,
        )
        try:
            for field, column in _FIELDS[table].items():
                place = Context(self._organisation.bytes, table.name, owner_id.bytes, field)
                material = source.unwrap(row.provider_key, getattr(row, column), place)
                wrapped[column] = target.wrap(reference, material, place)
                # What was overwritten before it was known to open would be lost, with everything below it.
                if target.unwrap(reference, wrapped[column], place) != material:
                    raise KeystoreUnavailable("the key provider gives back something else than it was given")
        except VaultError:
            self.discard([moved])
            raise
        return moved

    def _kept(self, one: Moved) -> bool:
        table = next(table for table in _FIELDS if table.name == one.kind)
        mine = (table.c.organisation_id == self._organisation) & (_id(table) == one.owner_id)
        still = (table.c.provider == one.was_at) & (table.c.provider_key == one.was_under)
        place = update(table).where(mine, still, *_living(table))
        done = self._connection.execute(place.values(provider=one.now_at, provider_key=one.now_under, **one.wrapped))
        if done.rowcount != 1:
            return False
        self._connection.execute(
            insert(deactivated_key).values(
                organisation_id=self._organisation,
                deactivated_id=new_id(),
                kind=one.kind,
                owner_id=one.owner_id,
                provider=one.was_at,
                provider_key=one.was_under,
                deactivated_at=self._now,
            )
        )
        return True

    def _elsewhere(self, table: Table, to: str) -> tuple[Any, ...]:
        return table.c.organisation_id == self._organisation, table.c.provider != to, *_living(table)


def keys_in_use(connection: Connection) -> dict[str, frozenset[str]]:
    """Every provider key that some row of the database still needs, by provider; for the operator's own tools."""
    found = dict[str, set[str]]()
    for table in (*_FIELDS, deactivated_key):
        for provider, reference in connection.execute(
            select(table.c.provider, table.c.provider_key).where(*_living(table))
        ):
            found.setdefault(provider, set()).add(reference)
    return {provider: frozenset(references) for provider, references in found.items()}


def _id(table: Table) -> Column[Any]:
    """The column that names a row within its organisation."""
    _, own = table.primary_key.columns
    return own


def _living(table: Table) -> tuple[Any, ...]:
    return (table.c.destroyed_at.is_(None),) if "destroyed_at" in table.c else ()
