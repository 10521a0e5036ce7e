"""Keys at work: created, fetched, destroyed, within one organisation and one transaction.

`Keyring` lives as long as the vault and remembers epochs, which are few. `Keys` lives as long as a unit of work
and reads every data key's row, so that a key destroyed a moment ago, by anybody, opens nothing.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, insert, inspect, select

from vault.crypto import Bunch, Context, IndexKey, RecordAlgorithm, RecordKey, Secret, SigningKey, VerifyKey, Wrapped
from vault.errors import KeyDestroyed, NotFound
from vault.ids import EpochId, KeyId, OrganisationId, new_id
from vault.keys.ledger import ORGANISATION, Erasure, ErasureLedger, Head
from vault.keys.moving import Moving
from vault.keys.provider import Providers
from vault.keys.questions import DATA_KEY, DESTROYED, HELD, LIVING, OWNERS, WRAPPED
from vault.keys.rotation import Epoch, Rotation, wrapping
from vault.keys.signers import Signers, SignerStatus
from vault.keys.tables import data_key, deactivated_key, epoch, index_token, signing_key
from vault.storage import Ids, Query, add, add_all, batches, erase_rows


class Keyring:
    """The epochs of every organisation, unwrapped when first needed."""

    def __init__(
        self,
        providers: Providers,
        ledger: ErasureLedger,
        sealing: RecordAlgorithm = RecordAlgorithm.AES_256_GCM,
    ) -> None:
        self.providers = providers
        self.ledger = ledger
        self.sealing = sealing
        """How new records are sealed; old ones open whatever they were sealed with."""
        self._epochs: dict[tuple[OrganisationId, EpochId], Epoch] = {}
        self.signers = Signers(providers)

    def within(self, connection: Connection, organisation: OrganisationId, now: datetime) -> "Keys":
        return Keys(self, connection, organisation, now)

    def check(self) -> None:
        """Raises KeystoreUnavailable where a provider does not answer."""
        for provider in self.providers:
            provider.references()

    def establish(self, connection: Connection, organisation: OrganisationId, now: datetime) -> None:
        """Gives a new organisation its first epoch and its signing key."""
        self.begin_epoch(connection, organisation, now)
        self.signers.create(connection, organisation, now)

    def living(self, connection: Connection, organisation: OrganisationId) -> tuple[Epoch, ...]:
        """Every epoch that is not destroyed, the current one first. Raises NotFound where there is none.

        The rows are read each time, since another process may have begun an epoch a moment ago.
        """
        rows = LIVING.all(connection, organisation=organisation)
        if not rows:
            raise NotFound("organisation")
        return tuple(self._epochs.get((organisation, row.epoch_id)) or self._unwrap(organisation, row) for row in rows)

    def epoch(self, connection: Connection, organisation: OrganisationId, epoch_id: EpochId) -> Epoch:
        """One epoch by its id. Raises KeyDestroyed where it is gone."""
        if found := self._epochs.get((organisation, epoch_id)):
            return found
        query = select(epoch).where(epoch.c.organisation_id == organisation, epoch.c.epoch_id == epoch_id)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise KeyDestroyed("the epoch of this key is gone")
        return self._unwrap(organisation, row)

    def destroy_at_provider(
        self, organisation: OrganisationId, epoch_id: EpochId, provider: str, reference: str
    ) -> None:
        """Destroys an epoch's provider key for good, and forgets what was unwrapped with it."""
        self.providers.named(provider).destroy(reference)
        self._epochs.pop((organisation, epoch_id), None)

    def forget(self, organisation: OrganisationId) -> None:
        """Forgets everything that was unwrapped for an organisation."""
        for known in [one for one in self._epochs if one[0] == organisation]:
            del self._epochs[known]
        self.signers.forget(organisation)

    def _unwrap(self, organisation: OrganisationId, row: Row[Any]) -> Epoch:
        epoch_id: EpochId = row.epoch_id
        provider, reference = self.providers.named(row.provider), row.provider_key
        wrapped: bytes = row.wrapped_encryption_key
        wrapped_index: bytes = row.wrapped_index_key
        encryption = provider.unwrap(reference, wrapped, _epoch_context(organisation, epoch_id, "encryption"))
        index = provider.unwrap(reference, wrapped_index, _epoch_context(organisation, epoch_id, "index"))
        opened = Epoch(epoch_id, RecordKey(epoch_id, encryption, self.sealing), IndexKey(index))
        self._epochs[organisation, epoch_id] = opened
        return opened

    def begin_epoch(self, connection: Connection, organisation: OrganisationId, now: datetime, number: int = 1) -> None:
        """Makes an epoch, which is the current one from the commit on."""
        epoch_id = EpochId(new_id())
        provider = self.providers.new
        reference = provider.create(f"epoch {epoch_id}")
        wrapped = {
            field: provider.wrap(reference, Secret.generate(), _epoch_context(organisation, epoch_id, field))
            for field in ("encryption", "index")
        }
        connection.execute(
            insert(epoch).values(
                organisation_id=organisation,
                epoch_id=epoch_id,
                number=number,
                provider=provider.name,
                provider_key=reference,
                wrapped_encryption_key=wrapped["encryption"],
                wrapped_index_key=wrapped["index"],
                created_at=now,
            )
        )


class Keys:
    """The keys of one organisation, for one unit of work."""

    def __init__(
        self,
        keyring: Keyring,
        connection: Connection,
        organisation: OrganisationId,
        now: datetime,
        erased: list[Erasure] | None = None,
    ) -> None:
        self._keyring = keyring
        self._connection = connection
        self._organisation = organisation
        self._now = now
        self._opened: dict[UUID, RecordKey] = {}
        self._erased: list[Erasure] = [] if erased is None else erased
        self._known_epochs: tuple[Epoch, ...] = ()

    def create(self, owner_kind: str, owner_id: UUID, *, only: bool = False) -> RecordKey:
        """A new data key for a subject, case or request.

        The `only` one that an owner ever has bears their id: it is found by that, and needs no index of owners.
        """
        current = self._living()[0]
        key_id, material = KeyId(owner_id if only else new_id()), Secret.generate()
        row = {
            "organisation_id": self._organisation,
            "key_id": key_id,
            "epoch_id": current.id,
            "owner_kind": owner_kind,
            "owner_id": owner_id,
            "wrapped": current.encryption.seal(material.reveal(), self._wrapping(key_id)),
            "created_at": self._now,
        }
        add(self._connection, data_key, row)
        key = self._opened[key_id] = RecordKey(key_id, material, self._keyring.sealing)
        return key

    def get(self, key_id: UUID) -> RecordKey:
        """A data key. Raises KeyDestroyed where it is gone."""
        return self.get_all((key_id,))[key_id]

    def get_all(self, key_ids: Iterable[UUID]) -> dict[UUID, RecordKey]:
        """Many data keys with few statements. Raises KeyDestroyed unless every one is there."""
        wanted = list(dict.fromkeys(key_ids))
        missing = [key_id for key_id in wanted if key_id not in self._opened]
        for some in batches(missing):
            self._opened |= self._fetch(some)
        try:
            return {key_id: self._opened[key_id] for key_id in wanted}
        except KeyError:
            raise KeyDestroyed("the data key of a record was destroyed") from None

    def borrow(self, key_ids: Sequence[UUID]) -> dict[UUID, RecordKey]:
        """Many data keys, not remembered: for a scan of everything in bounded memory. Those destroyed are left out."""
        found: dict[UUID, RecordKey] = {}
        for some in batches(key_ids):
            found |= self._fetch(some)
        return found

    def bunch(self) -> Bunch:
        """What opens the records of a walk through everything, page by page; see `hold`."""
        current = self._living()
        return Bunch((one.encryption for one in current), self._wrapping(KeyId(UUID(int=0))))

    def wrapped(self, key_ids: Collection[bytes]) -> list[Any]:
        """Those of these data keys that are there, each as a bunch holds them."""
        return WRAPPED.tuples(self._connection, organisation=self._organisation, keys=list(key_ids)) if key_ids else []

    def learn(self, bunch: Bunch, keys: Iterable[Wrapped]) -> None:
        """Has a bunch know every epoch of these keys. Raises KeyDestroyed where one is gone."""
        for epoch_id in {one[1] for one in keys} - bunch.epochs:
            held = self._keyring.epoch(self._connection, self._organisation, EpochId(UUID(bytes=epoch_id)))
            bunch.learn(held.encryption)

    def destroy(self, owner_id: UUID) -> int:
        """Destroys every data key and index token of an owner; returns how many keys. This is erasure.

        `settle` must follow before the transaction commits.
        """
        return self.destroy_all([owner_id]).get(owner_id, 0)

    def destroy_all(self, owner_ids: Sequence[UUID]) -> dict[UUID, int]:
        """The same for many owners in few statements; says of each that had any how many keys."""
        destroyed: dict[UUID, int] = {}
        self._opened.clear()
        for some in batches(owner_ids):
            self.forget(some)
            for kind, owner_id in DESTROYED.returning(self._connection, organisation=self._organisation, owners=some):
                self._erased.append(Erasure(self._organisation, kind, owner_id))
                destroyed[owner_id] = destroyed.get(owner_id, 0) + 1
        return destroyed

    def tell(self, kind: str, owner_id: UUID) -> None:
        """Has the ledger tell of an erasure that destroys no key, so that it is done again after a restored backup."""
        self._erased.append(Erasure(self._organisation, kind, owner_id))

    def ledger_head(self) -> Head:
        """How far the ledger has come. Raises LedgerUnavailable, LedgerBroken."""
        return self._keyring.ledger.head()

    def of(self, organisation: OrganisationId) -> "Keys":
        """The keys of another organisation, for the installation's own work on it; `settle` counts for both."""
        return Keys(self._keyring, self._connection, organisation, self._now, self._erased)

    def end(self) -> list[tuple[str, str]]:
        """Ends an organisation: the ledger tells of it, and everything unwrapped is forgotten.

        Returns provider and reference of each of its keys at providers, which must be destroyed once its rows are gone
        for good.
        """
        self._opened.clear()
        self._keyring.forget(self._organisation)
        self._erased.append(Erasure(self._organisation, ORGANISATION, self._organisation))
        return [
            (row.provider, row.provider_key)
            for table in (epoch, signing_key, deactivated_key)
            for row in self._connection.execute(
                select(table.c.provider, table.c.provider_key).where(table.c.organisation_id == self._organisation)
            )
        ]

    def destroy_at_provider(self, provider: str, reference: str) -> None:
        """Destroys a key at a provider for good. May be repeated."""
        self._keyring.providers.named(provider).destroy(reference)

    def waiting_days(self, provider: str) -> int | None:
        """How long a provider could bring a destroyed key back; None where it is not configured."""
        return self._keyring.providers.waiting_days(provider)

    def erased(self) -> tuple[Erasure, ...]:
        """What was destroyed and is not settled yet."""
        return tuple(self._erased)

    def settle(self) -> None:
        """Has what was destroyed on the ledger's disk. Raises LedgerUnavailable, and then nothing may commit."""
        if self._erased:
            self._keyring.ledger.append(self._erased, self._now)
            self._erased.clear()

    def held(self, owner_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Which of these owners still have a data key."""
        rows = HELD.afresh(self._connection, organisation=self._organisation, owners=Ids(owner_ids))
        return frozenset(row.owner_id for row in rows)

    @property
    def sealing(self) -> RecordAlgorithm:
        """How records are sealed from now on."""
        return self._keyring.sealing

    def asking(self) -> tuple[Query, dict[str, Any]]:
        """What `tokens` asks first: whoever shares a snapshot may ask it together with something else."""
        return LIVING, {"organisation": self._organisation}

    def tokens(self, kind: str, value: str) -> tuple[bytes, ...]:
        """The blind-index tokens of a normalised value, under every living epoch, the current one first."""
        return tuple(one.index.token(kind, value) for one in self._living())

    def remember(self, owner_id: UUID, terms: Iterable[tuple[str, str]]) -> None:
        """Indexes an owner under (kind, normalised value) terms."""
        current = self._living()[0]
        rows = [
            {
                "organisation_id": self._organisation,
                "token": token,
                "owner_id": owner_id,
                "epoch_id": current.id,
            }
            for token in {current.index.token(kind, value) for kind, value in terms}
        ]
        add_all(self._connection, index_token, rows)

    def forget(self, owner_ids: Sequence[UUID]) -> None:
        """Removes every index token of these owners."""
        erase_rows(self._connection, self._organisation, owner_ids, index_token.c.owner_id)

    def owners(self, kind: str, value: str) -> list[UUID]:
        """Whose records carry exactly this term."""
        first, *others = self.tokens(kind, value)
        if not others:
            rows = OWNERS.all(self._connection, organisation=self._organisation, token=first)
            return [row.owner_id for row in rows]
        query = select(index_token.c.owner_id).where(
            index_token.c.organisation_id == self._organisation, index_token.c.token.in_([first, *others])
        )
        return list(self._connection.scalars(query.distinct()))

    def establish(self, organisation: OrganisationId) -> None:
        """Gives a new organisation its first epoch and its signing key."""
        self._keyring.establish(self._connection, organisation, self._now)

    def signing(self) -> SigningKey:
        """The organisation's key for manifests, certificates and checkpoints."""
        return self._keyring.signers.current(self._connection, self._organisation)

    def verifying(self) -> tuple[VerifyKey, ...]:
        """The public half of every key that signed for the organisation, the one in use first. Raises Tampered."""
        return self._keyring.signers.trusted(self._connection, self._organisation)

    def signers(self) -> list[SignerStatus]:
        """Every signing key, the one in use first."""
        return self._keyring.signers.listed(self._connection, self._organisation)

    def replace_signing(self) -> None:
        """Makes a new signing key the one in use."""
        self._keyring.signers.replace(self._connection, self._organisation, self._now)

    def mark_signing_destroyed(self, key_id: KeyId) -> None:
        """Gives up the private half of a signing key that was replaced. Raises NotFound for any other."""
        self._keyring.signers.mark_destroyed(self._connection, self._organisation, key_id, self._now)

    def destroy_signing(self) -> None:
        """Destroys at their providers the private halves that were given up. May be repeated."""
        self._keyring.signers.destroy(self._connection, self._organisation)

    def rotation(self) -> Rotation:
        """The epochs of this organisation, to be looked at and changed."""
        return Rotation(self._keyring, self._connection, self._organisation, self._now)

    def moving(self) -> Moving:
        """The provider keys of this organisation, to be moved and left."""
        return Moving(self._keyring.providers, self._connection, self._organisation, self._now)

    def providers(self) -> frozenset[str]:
        """The names of the key providers that are configured."""
        return frozenset(one.name for one in self._keyring.providers)

    def _living(self) -> tuple[Epoch, ...]:
        self._known_epochs = self._known_epochs or self._keyring.living(self._connection, self._organisation)
        return self._known_epochs

    def _fetch(self, key_ids: Sequence[UUID]) -> dict[UUID, RecordKey]:
        return self.unwrapped(self._rows(key_ids))

    def unwrapped(self, rows: Iterable[Any]) -> dict[UUID, RecordKey]:
        """Data keys of rows that name their id, their epoch and what is wrapped. Raises Tampered, KeyDestroyed."""
        found: dict[UUID, RecordKey] = {}
        for key_id, epoch_id, wrapped in rows:
            under = self._keyring.epoch(self._connection, self._organisation, epoch_id).encryption
            material = Secret(under.open(wrapped, self._wrapping(key_id)))
            found[key_id] = RecordKey(key_id, material, self._keyring.sealing)
        return found

    def _rows(self, key_ids: Sequence[UUID]) -> Iterable[Any]:
        if len(key_ids) == 1:
            return DATA_KEY.all(self._connection, organisation=self._organisation, key=key_ids[0])
        query = select(data_key.c.key_id, data_key.c.epoch_id, data_key.c.wrapped).where(
            data_key.c.organisation_id == self._organisation, data_key.c.key_id.in_(key_ids)
        )
        return self._connection.execute(query)

    def _wrapping(self, key_id: UUID) -> Context:
        return wrapping(self._organisation, key_id)


def holds_keys(connection: Connection) -> bool:
    """Whether keys were ever stored in a database, whatever its schema."""
    if not inspect(connection).has_table(epoch.name):
        return False
    return connection.execute(select(epoch.c.number).limit(1)).first() is not None


def _epoch_context(organisation: OrganisationId, epoch_id: EpochId, field: str) -> Context:
    return Context(organisation.bytes, "epoch", epoch_id.bytes, field)
