"""Signing keys of an organisation: the one in use, those before it, and passing from one to the next.

When a key is replaced, the old one signs the new one's public key, so that whoever trusted the old may trust the new;
and the new one signs the old one's, so that what the old one signed goes on verifying after its private half is gone.
Public keys in rows are believed only through that chain, which begins at a private key that the provider unwraps.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from vault.crypto import Context, Secret, SigningKey, VerifyKey
from vault.errors import Conflict, NotFound, Tampered
from vault.ids import KeyId, OrganisationId, new_id
from vault.keys.provider import Providers
from vault.keys.tables import deactivated_key, signing_key

_INTRODUCES: Final = "signing-key-successor"
_VOUCHES: Final = "signing-key-predecessor"


class SignerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A signing key as its organisation publishes it."""

    key_id: KeyId
    public_key: bytes
    """32 bytes, Ed25519 (RFC 8032)."""
    created_at: datetime
    retired_at: datetime | None
    destroyed_at: datetime | None
    introduction: bytes | None
    """The key before it signs this one's public key; None for the first."""


class Signers:
    """The signing keys of every organisation; lives as long as the keyring."""

    def __init__(self, providers: Providers) -> None:
        self._providers = providers
        self._opened: dict[tuple[OrganisationId, KeyId], SigningKey] = {}

    def create(
        self, connection: Connection, organisation: OrganisationId, now: datetime, by: SigningKey | None = None
    ) -> SigningKey:
        """A new key, which is the one in use from the commit on; `by` is the one before it."""
        key_id = KeyId(new_id())
        provider = self._providers.new
        reference = provider.create(f"signing {key_id}")
        seed = Secret.generate()
        key = SigningKey(seed)
        connection.execute(
            insert(signing_key).values(
                organisation_id=organisation,
                key_id=key_id,
                provider=provider.name,
                provider_key=reference,
                wrapped_seed=provider.wrap(reference, seed, _context(organisation, key_id)),
                public_key=key.public().raw,
                created_at=now,
                introduction=by and by.sign(_INTRODUCES, _statement(organisation, key.public())),
            )
        )
        return key

    def current(self, connection: Connection, organisation: OrganisationId) -> SigningKey:
        """The key in use. Raises NotFound. The row is read each time: another process may have replaced the key."""
        row = next(_rows(connection, organisation), None)
        if row is None:
            raise NotFound("organisation")
        return self._opened.get((organisation, row.key_id)) or self._unwrap(organisation, row)

    def trusted(self, connection: Connection, organisation: OrganisationId) -> tuple[VerifyKey, ...]:
        """Every key that ever signed for the organisation, the one in use first. Raises NotFound, Tampered."""
        trusted = [self.current(connection, organisation).public()]
        _, *older = _rows(connection, organisation)
        for row in older:
            if row.voucher is None:
                raise Tampered("a signing key is not one that was replaced")
            before = VerifyKey(row.public_key)
            trusted[-1].verify(_VOUCHES, _statement(organisation, before), row.voucher)
            trusted.append(before)
        return tuple(trusted)

    def replace(self, connection: Connection, organisation: OrganisationId, now: datetime) -> None:
        """Makes a new key the one in use. Raises Conflict where another process does the same."""
        old = next(_rows(connection, organisation))
        before = self.current(connection, organisation)
        after = self.create(connection, organisation, now, by=before)
        retired = connection.execute(
            update(signing_key)
            .where(
                signing_key.c.organisation_id == organisation,
                signing_key.c.key_id == old.key_id,
                signing_key.c.retired_at.is_(None),
            )
            .values(retired_at=now, voucher=after.sign(_VOUCHES, _statement(organisation, before.public())))
        )
        if retired.rowcount != 1:
            raise Conflict("the signing key was replaced a moment ago")

    def mark_destroyed(
        self, connection: Connection, organisation: OrganisationId, key_id: KeyId, now: datetime
    ) -> None:
        """From the commit on nobody counts on the private half of a key that was replaced; `destroy` must follow.

        Nor on the provider keys that it was moved away from. Raises NotFound for any other key.
        """
        mine = (signing_key.c.organisation_id == organisation) & (signing_key.c.key_id == key_id)
        replaced = update(signing_key).where(mine, signing_key.c.retired_at.is_not(None))
        if connection.execute(replaced.values(destroyed_at=now)).rowcount != 1:
            raise NotFound("replaced signing key")
        left = update(deactivated_key).where(*_left(organisation, key_id), deactivated_key.c.destroyed_at.is_(None))
        connection.execute(left.values(destroyed_at=now))

    def destroy(self, connection: Connection, organisation: OrganisationId) -> None:
        """Destroys at their providers the private halves of every key that is marked. May be repeated.

        Providers that are no longer configured are passed over, or nothing could be destroyed once one was left.
        """
        configured = {one.name for one in self._providers}
        for row in _rows(connection, organisation):
            if row.destroyed_at is None:
                continue
            self._opened.pop((organisation, row.key_id), None)
            query = select(deactivated_key.c.provider, deactivated_key.c.provider_key)
            left = connection.execute(query.where(*_left(organisation, row.key_id))).all()
            for provider, reference in [(row.provider, row.provider_key), *left]:
                if provider in configured:
                    self._providers.named(provider).destroy(reference)

    def listed(self, connection: Connection, organisation: OrganisationId) -> list[SignerStatus]:
        """Every signing key, the one in use first."""
        return [
            SignerStatus(
                key_id=row.key_id,
                public_key=row.public_key,
                created_at=row.created_at,
                retired_at=row.retired_at,
                destroyed_at=row.destroyed_at,
                introduction=row.introduction,
            )
            for row in _rows(connection, organisation)
        ]

    def forget(self, organisation: OrganisationId) -> None:
        """Forgets the keys that were unwrapped for an organisation."""
        for known in [one for one in self._opened if one[0] == organisation]:
            del self._opened[known]

    def _unwrap(self, organisation: OrganisationId, row: Row[Any]) -> SigningKey:
        key_id: KeyId = row.key_id
        provider = self._providers.named(row.provider)
        seed = provider.unwrap(row.provider_key, row.wrapped_seed, _context(organisation, key_id))
        key = self._opened[organisation, key_id] = SigningKey(seed)
        return key


def introduces(organisation: OrganisationId, before: VerifyKey, after: VerifyKey, introduction: bytes) -> None:
    """Raises Tampered unless the holder of `before` named `after` as its successor. Needs no vault."""
    before.verify(_INTRODUCES, _statement(organisation, after), introduction)


def _rows(connection: Connection, organisation: OrganisationId) -> Iterator[Row[Any]]:
    """The newest first; ids are in the order of their making."""
    query = (
        select(signing_key).where(signing_key.c.organisation_id == organisation).order_by(signing_key.c.key_id.desc())
    )
    return iter(connection.execute(query).all())


def _statement(organisation: OrganisationId, key: VerifyKey) -> bytes:
    return organisation.bytes + key.raw


def _context(organisation: OrganisationId, key_id: UUID) -> Context:
    return Context(organisation.bytes, "signing_key", key_id.bytes, "seed")


def _left(organisation: OrganisationId, key_id: KeyId) -> tuple[Any, ...]:
    """The provider keys that a signing key was moved away from."""
    mine = deactivated_key.c.organisation_id == organisation
    return mine, deactivated_key.c.kind == signing_key.name, deactivated_key.c.owner_id == key_id
