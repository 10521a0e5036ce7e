"""Messages of a vault as their receiver meets them: proven first, then read."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from vault.client.errors import NotAuthentic
from vault.crypto import Secret, equal, message_code
from vault.webhooks import EventType

TOLERANCE: Final = timedelta(minutes=5)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to one thing, told once or more often under one `id`: do nothing twice for the same."""

    id: UUID
    source: str
    type: EventType
    subject: UUID
    time: datetime


def verify(
    body: bytes,
    headers: Mapping[str, str],
    secrets: str | Iterable[str],
    *,
    now: datetime | None = None,
    tolerance: timedelta = TOLERANCE,
) -> Event:
    """A message that is the vault's own and new. Raises NotAuthentic for every other.

    `body` is what arrived, byte for byte. `secrets` are as they were shown; give both while one gives way to another.
    """
    given = {name.casefold(): value for name, value in headers.items()}
    try:
        stamp, identity = given["webhook-timestamp"], given["webhook-id"]
        signatures = [one[3:] for one in given["webhook-signature"].split(" ") if one.startswith("v1,")]
        sent = datetime.fromtimestamp(int(stamp), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        raise NotAuthentic("a message without the headers of Standard Webhooks") from None
    if abs((now or datetime.now(UTC)) - sent) > tolerance:
        raise NotAuthentic("a message of another time")
    content = f"{identity}.{stamp}.".encode() + body
    known = [secrets] if isinstance(secrets, str) else list(secrets)
    codes = [base64.b64encode(message_code(_secret(one), content)) for one in known]
    # Every signature is compared with every code: how long it takes tells nothing.
    if not sum(equal(one.encode(), code) for one in signatures for code in codes):
        raise NotAuthentic("a message that is not signed with a known secret")
    try:
        event = msgspec.json.decode(body, type=Event)
    except msgspec.DecodeError:
        raise NotAuthentic("a message that tells of nothing known") from None
    if str(event.id) != identity:
        raise NotAuthentic("a message with another's id")
    return event


def _secret(written: str) -> Secret:
    try:
        return Secret(base64.b64decode(written.removeprefix("whsec_"), validate=True))
    except binascii.Error:
        raise NotAuthentic("the secret is not written as it was shown") from None
