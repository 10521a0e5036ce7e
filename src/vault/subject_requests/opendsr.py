"""Requests in the terms of OpenDSR 2.0, as other systems send them on; and their status in its words. Pure.

Phone, address and national id are none of its identity types; they come in our extension. Identities that are only
hashes are refused: nothing here is found by them, and a hash of an e-mail address protects nobody.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.errors import InvalidInput
from vault.language import Language
from vault.subject_requests.model import Channel, NewRequest, RequestSummary, Right, State
from vault.subjects import Given

EXTENSION: Final = "complaint-vault"
API_VERSION: Final = "2.0"
_RIGHTS: Final = {"access": Right.ACCESS, "portability": Right.PORTABILITY, "erasure": Right.ERASURE}
_TAKEN_AS: Final = {"email": "email", "phone": "phone"}
_Text = Annotated[str, Meta(min_length=1, max_length=300)]


class Identity(msgspec.Struct, frozen=True):
    identity_type: _Text
    identity_value: _Text
    identity_format: _Text


class OpenDsrRequest(msgspec.Struct, frozen=True):
    """A request as OpenDSR 2.0 writes it. Fields that mean nothing here are ignored, as it asks of a processor."""

    regulation: str
    subject_request_id: _Text
    subject_request_type: str
    submitted_time: datetime
    subject_identities: Annotated[tuple[Identity, ...], Meta(min_length=1, max_length=20)]
    api_version: str = API_VERSION
    extensions: dict[str, dict[str, Any]] = {}


class DsrStatus(StrEnum):
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class OpenDsrStatus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a request stands, in the words of OpenDSR."""

    controller_id: str
    subject_request_id: str
    request_status: DsrStatus
    received_time: str
    expected_completion_time: str
    api_version: str
    results_count: int | None = None


def read_opendsr(document: bytes, language: Language) -> NewRequest:
    """A request to register, answered in a language that OpenDSR does not say. Raises InvalidInput."""
    try:
        given = msgspec.json.decode(document, type=OpenDsrRequest)
    except (msgspec.DecodeError, RecursionError):
        raise InvalidInput("FILE", "is not a request as OpenDSR 2.0 writes it") from None
    if given.regulation != "gdpr":
        raise InvalidInput("regulation", "must be gdpr")
    if given.subject_request_type not in _RIGHTS:
        raise InvalidInput("subject_request_type", "must be access, portability or erasure")
    if given.submitted_time.tzinfo is None:
        raise InvalidInput("submitted_time", "must say its offset from UTC")
    right = _RIGHTS[given.subject_request_type]
    return NewRequest(
        received_on=legal_day(given.submitted_time),
        channel=Channel.OTHER,
        language=language,
        text=f"OpenDSR {given.api_version}: {given.subject_request_type} ({given.subject_request_id})",
        given=_given(given),
        right=right,
    )


def opendsr_status(request: RequestSummary, controller: str, documents: int | None = None) -> OpenDsrStatus:
    """The status of a request. Times are those of the legal day, at its beginning and its end."""
    return OpenDsrStatus(
        controller_id=controller,
        subject_request_id=str(request.request_id),
        request_status=_status(request),
        received_time=f"{request.received_on}T00:00:00Z",
        expected_completion_time=f"{request.due_on}T23:59:59Z",
        api_version=API_VERSION,
        results_count=documents,
    )


def _status(request: RequestSummary) -> DsrStatus:
    if request.state is State.OPEN:
        return DsrStatus.PENDING
    if request.state is State.READY:
        return DsrStatus.IN_PROGRESS
    return DsrStatus.COMPLETED


def _given(request: OpenDsrRequest) -> Given:
    taken: dict[str, Any] = {}
    for one in request.subject_identities:
        if one.identity_format != "raw":
            raise InvalidInput("subject_identities", "must be raw: nobody is found by a hash")
        if (field := _TAKEN_AS.get(one.identity_type)) is not None:
            taken.setdefault(field, one.identity_value)
    try:
        return msgspec.convert(taken | request.extensions.get(EXTENSION, {}), Given)
    except msgspec.ValidationError:
        raise InvalidInput(f"extensions.{EXTENSION}", "has a field that is no detail to be found by") from None
