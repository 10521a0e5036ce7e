"""Typed identifiers: UUIDv7, one type for each kind of thing.

A UUIDv7 (RFC 9562, section 5.7) sorts by creation, which keeps B-trees short. Behind the millisecond stands its
fraction in 1/4096 (section 6.2, method 3), finer than an id can be made, so that what one process writes keeps its
order. The 62 bits after that come from the operating system and not from a counter: an id says nothing of how many
others, in this organisation or another, were made beside it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from struct import Struct
from typing import Final, NewType
from uuid import UUID, SafeUUID

OrganisationId = NewType("OrganisationId", UUID)
ClientId = NewType("ClientId", UUID)
AccountId = NewType("AccountId", UUID)
PasskeyId = NewType("PasskeyId", UUID)
SessionId = NewType("SessionId", UUID)
DeviceId = NewType("DeviceId", UUID)
SignInId = NewType("SignInId", UUID)
EmergencyId = NewType("EmergencyId", UUID)
KeyId = NewType("KeyId", UUID)
EpochId = NewType("EpochId", UUID)
SubjectId = NewType("SubjectId", UUID)
CaseId = NewType("CaseId", UUID)
PartyId = NewType("PartyId", UUID)
DocumentId = NewType("DocumentId", UUID)
DisclosureId = NewType("DisclosureId", UUID)
EntryId = NewType("EntryId", UUID)
RecipientId = NewType("RecipientId", UUID)
AgreementId = NewType("AgreementId", UUID)
ConsentId = NewType("ConsentId", UUID)
NoticeId = NewType("NoticeId", UUID)
InformationId = NewType("InformationId", UUID)
GuideId = NewType("GuideId", UUID)
ConcernId = NewType("ConcernId", UUID)
LaneId = NewType("LaneId", UUID)
AttachmentId = NewType("AttachmentId", UUID)
StreamId = NewType("StreamId", UUID)
RemarkId = NewType("RemarkId", UUID)
TieId = NewType("TieId", UUID)
FlagId = NewType("FlagId", UUID)
RequestId = NewType("RequestId", UUID)
PackageId = NewType("PackageId", UUID)
TextId = NewType("TextId", UUID)
RulingId = NewType("RulingId", UUID)
CandidateId = NewType("CandidateId", UUID)
MemoryId = NewType("MemoryId", UUID)
ProtocolId = NewType("ProtocolId", UUID)
LetterId = NewType("LetterId", UUID)
HandoverId = NewType("HandoverId", UUID)
HoldId = NewType("HoldId", UUID)
PlanId = NewType("PlanId", UUID)
CertificateId = NewType("CertificateId", UUID)
ApprovalId = NewType("ApprovalId", UUID)
ReportId = NewType("ReportId", UUID)
MessageId = NewType("MessageId", UUID)
EventId = NewType("EventId", UUID)
WebhookId = NewType("WebhookId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
ImportId = NewType("ImportId", UUID)
JobId = NewType("JobId", UUID)

# Events that concern the installation and no single organisation (its creation, its operator's commands)
# stand in a log of their own under this id.
PLATFORM = OrganisationId(UUID(int=0))

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_MASK_FRACTION = 0xFFF
_MASK_RANDOM = (1 << 62) - 1
_DRAWN_AT_ONCE: Final = Struct("=64Q")
_waiting: Final[list[int]] = []
# Two processes must never give the same.
os.register_at_fork(after_in_child=_waiting.clear)
_blank: Final = UUID.__new__
_put: Final = object.__setattr__
_UNKNOWN: Final = SafeUUID.unknown
_stamp: Final[ContextVar[int | None]] = ContextVar("_stamp", default=None)


@contextmanager
def stamped(at: datetime) -> Iterator[None]:
    """Every id that is made meanwhile tells this instant and not when it was made: a UUIDv7 is a time to read."""
    token = _stamp.set(int(at.timestamp() * 1000))
    try:
        yield
    finally:
        _stamp.reset(token)


def new_id(milliseconds: int | None = None) -> UUID:
    """A fresh UUIDv7, stamped with the present or with the given Unix time in milliseconds.

    An id of a given time has random bits in place of the fraction: it must not tell when it was really made.
    """
    given = _stamp.get() if milliseconds is None else milliseconds
    if given is None:
        given, nanoseconds = divmod(time.time_ns(), 1_000_000)
        fraction = nanoseconds * 4096 // 1_000_000
    else:
        fraction = _drawn() & _MASK_FRACTION
    return id_of((given << 80) | _VERSION_7 | (fraction << 64) | _VARIANT | (_drawn() & _MASK_RANDOM))


def _drawn() -> int:
    """64 bits from the operating system, which is asked for many at a time. For threads: each is given to one."""
    try:
        return _waiting.pop()
    except IndexError:
        drawn, *more = _DRAWN_AT_ONCE.unpack(os.urandom(_DRAWN_AT_ONCE.size))
        _waiting.extend(more)
        return int(drawn)


def id_of(number: int) -> UUID:
    """As `UUID(int=number)` of a number that has 128 bits, without asking about five other ways to be made first."""
    made = _blank(UUID)
    _put(made, "int", number)
    _put(made, "is_safe", _UNKNOWN)
    return made
