"""Doing a thing once, however often it is asked for: creations that carry an idempotency key.

A hash of the key, a fingerprint of the request and the answer are kept in the transaction that did the work, so that
there is no moment at which one exists without the other. The fingerprint is keyed, since a plain hash of a short
request could be guessed. Some answers say more than ids, so each is sealed under a key that is derived of the request:
whoever does not send the same request again cannot open it, with every key of the vault.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
from sqlalchemy import Column, Connection, LargeBinary, String, Table, Text, bindparam, delete, select

from vault.crypto import RecordKey, Secret, derived, equal, sha256
from vault.errors import IdempotencyConflict
from vault.ids import OrganisationId
from vault.policy import Permission
from vault.records import place
from vault.storage import Id, Instant, Query, add, ask_in_turn, metadata
from vault.work import Work

T = TypeVar("T")

idempotency = Table(
    "idempotency",
    metadata,
    Column("organisation_id", Id, primary_key=True),
    Column("actor", String(80), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("fingerprint", LargeBinary(16), nullable=False),
    Column("result", LargeBinary, nullable=False),
    # What the work asked permission for: who asks again must be permitted as much, and the log tells of it.
    Column("permissions", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

_KEPT: Final = Query(
    select(idempotency).where(
        idempotency.c.organisation_id == bindparam("organisation_id"),
        idempotency.c.actor == bindparam("actor"),
        idempotency.c.key == bindparam("key"),
    ),
    by=("key",),
)
_NAME_BYTES: Final = 8


class Once(msgspec.Struct, frozen=True):
    """An idempotency key, and everything of the request that must be the same when it comes again."""

    key: str
    content: bytes


def once(work: Work, wanted: Once, result_type: Any, act: Callable[[], T]) -> T:
    """The result of `act`, done now or when the same request came first. Raises IdempotencyConflict.

    The key is taken before the work is done: of two that race, the second waits for the first and then finds its
    result, or takes the key itself where the first failed. Whoever asks again must be permitted what the work asked
    for. Raises NotPermitted.
    """
    # While an epoch gives way to the next, the request may have come first under either.
    # Clients have been seen to make keys of names and numbers, so the words themselves are not kept.
    key = sha256(wanted.key.encode()).hex()
    content = sha256(wanted.content).hex()
    fingerprints = work.keys.tokens("idempotency", content)
    sealing = [_sealing(token) for token in work.keys.tokens("idempotent-answer", content)]
    where = place(work.organisation_id, "idempotency", UUID(hex=key[:32]), "result")
    mine = {"organisation_id": work.organisation_id, "actor": work.actor.ref, "key": key}
    # The row is made at the end, with the answer: until then whoever comes second waits for the name of it.
    name = sha256(work.organisation_id.bytes + f"{work.actor.ref} {key}".encode())[:_NAME_BYTES]
    found = ask_in_turn(work.connection, name, _KEPT, mine)
    if found:
        kept = found[0]
        if not any(equal(kept.fingerprint, one) for one in fingerprints):
            raise IdempotencyConflict("this idempotency key came with a different request before")
        for permission in kept.permissions.split():
            work.permit(Permission(permission))
            work.audit.note("answered as before, by idempotency key")
        under = next(one for one, its in zip(sealing, fingerprints, strict=True) if equal(kept.fingerprint, its))
        replayed: T = msgspec.json.decode(under.open(kept.result, where), type=result_type)
        return replayed
    result = act()
    asked = " ".join(dict.fromkeys(work.audit.asked()))
    answer = sealing[0].seal(msgspec.json.encode(result), where)
    row = mine | {"fingerprint": fingerprints[0], "result": answer, "permissions": asked, "at": work.now}
    add(work.connection, idempotency, row)
    return result


def _sealing(token: bytes) -> RecordKey:
    """The key of an answer, of a keyed hash of the request that is kept nowhere."""
    return RecordKey(UUID(int=0), Secret(derived(Secret(token), "idempotent-answer")))


def forget(connection: Connection, organisation: OrganisationId, before: datetime) -> int:
    """Drops the keys of requests older than this; returns how many."""
    statement = delete(idempotency).where(idempotency.c.organisation_id == organisation, idempotency.c.at < before)
    return connection.execute(statement).rowcount
