"""Verbs that hand an approved answer over: encrypted, or given once for a code; and its receipt (A-80)."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from vault.clock import legal_day
from vault.crypto import PASSPHRASE_SIGNS, code_matches, hash_code, mint_code, sha256
from vault.errors import Conflict, InvalidInput
from vault.ids import HandoverId, PackageId, RequestId
from vault.policy import Permission
from vault.retention import store as retention
from vault.subject_requests import store
from vault.subject_requests.delivery import sealing
from vault.subject_requests.delivery import store as deliveries
from vault.subject_requests.history import store as history
from vault.subject_requests.history.entries import Collected, Delivered, Words
from vault.subject_requests.model import COMPLAINT_WINDOW, Package, State
from vault.subject_requests.readiness import open_questions
from vault.subject_requests.stages import Act, require
from vault.work import Run, Work, process, reads, writes

ATTEMPTS: Final = 5
_WAITS: Final = timedelta(days=30)


class DeliveryMethod(StrEnum):
    """How an answer goes out."""

    ENCRYPTED_PDF = "encrypted_pdf"
    AGE = "age"
    PICK_UP = "pick_up"
    DIGITAL_POST = "digital_post"
    HANDED_OVER = "handed_over"


class SentTo(StrEnum):
    """Where it goes, and why that is the person's own (A-80). An address that nobody verified is none of these."""

    ON_RECORD = "on_record"
    PROVEN_BY_CODE = "proven_by_code"
    DIGITAL_POST = "digital_post"
    IN_PERSON = "in_person"


class NewDelivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    method: DeliveryMethod
    address: SentTo
    recipient: Annotated[str, Meta(max_length=200, description="For age: the person's public key, age1….")] | None = (
        None
    )
    despite: Annotated[Words, Meta(description="Why it goes out although something is undecided.")] | None = None


class MadeDelivery(msgspec.Struct, frozen=True, kw_only=True):
    """What to send. A passphrase or code is shown once, and goes by another way than the file."""

    method: DeliveryMethod
    file: str | None
    content: bytes | None
    secret: str | None
    delivery_id: HandoverId | None
    sha256: str


class PickUp(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The code that the person received by another way."""

    code: Annotated[str, Meta(max_length=60)]


@process
def deliver_request(run: Run, request_id: RequestId, new_delivery: NewDelivery) -> MadeDelivery:
    """Makes what goes out of an approved answer, and keeps that it did. Encrypting holds no transaction.

    Raises NotFound, Conflict where it is not approved or something is undecided, InvalidInput.
    """
    package = run(open_for_delivery, request_id, new_delivery)
    made = _made(package, new_delivery)
    run(keep_delivery, request_id, new_delivery, made, package.package_id)
    return made


@reads
def open_for_delivery(work: Work, request_id: RequestId, new_delivery: NewDelivery) -> Package:
    """The package of an approved answer that may go out. Raises NotFound, Conflict, InvalidInput."""
    work.permit(Permission.REQUEST_PACKAGE_DELIVER, request_id)
    view, _ = store.load_request(work, request_id)
    require(Act.DELIVER, view.request.state)
    if (new_delivery.method is DeliveryMethod.AGE) != (new_delivery.recipient is not None):
        raise InvalidInput("recipient", "is needed for age, and for nothing else")
    if new_delivery.despite is None and (waiting := open_questions(work, request_id)):
        raise Conflict(
            f"places, files, extracts or people are undecided: {waiting}",
            hint="have them decided, or say why it goes out despite that",
        )
    return store.load_package(work, request_id)


@writes
def keep_delivery(
    work: Work, request_id: RequestId, new_delivery: NewDelivery, made: MadeDelivery, package_id: PackageId
) -> None:
    """Keeps that an answer went out. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_PACKAGE_DELIVER, request_id)
    view, _ = store.load_request(work, request_id)
    require(Act.DELIVER, view.request.state)
    if made.delivery_id is not None and made.secret is not None:
        kept = hash_code(made.secret, made.delivery_id.bytes)
        deliveries.add(work, made.delivery_id, request_id, package_id, kept, work.now + _WAITS)
    history.add(
        work,
        request_id,
        Delivered(
            method=new_delivery.method.value,
            address=new_delivery.address.value,
            sha256=made.sha256,
            despite=new_delivery.despite,
        ),
    )
    history.set_state(work, request_id, State.DELIVERED.value)
    retention.end_holds(work, request_id, until=legal_day(work.now) + COMPLAINT_WINDOW)
    work.audit.involve(package_id)


@process
def collect_package(run: Run, delivery_id: HandoverId, pick_up: PickUp) -> Package:
    """Gives a package for the code, once. Raises NotFound, Conflict.

    An attempt counts before the code is looked at, in a transaction of its own.
    """
    run(count_collecting, delivery_id)
    return run(open_pick_up, delivery_id, pick_up)


@writes
def count_collecting(work: Work, delivery_id: HandoverId) -> None:
    """Counts an attempt to collect. Raises NotFound; Conflict where none is left."""
    work.permit(Permission.REQUEST_PACKAGE_COLLECT, delivery_id)
    row = deliveries.find(work, delivery_id)
    if row.collected_at is not None or work.now >= row.expires_at or row.attempts >= ATTEMPTS:
        raise Conflict("nothing can be collected here any more", hint="deliver the answer anew")
    deliveries.count_attempt(work, delivery_id)


@writes
def open_pick_up(work: Work, delivery_id: HandoverId, pick_up: PickUp) -> Package:
    """The package, if the code is right; it is collected then. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_PACKAGE_COLLECT, delivery_id)
    row = deliveries.find(work, delivery_id)
    if row.collected_at is not None or row.attempts > ATTEMPTS:
        raise Conflict("nothing can be collected here any more", hint="deliver the answer anew")
    if not code_matches(pick_up.code, delivery_id.bytes, deliveries.code_of(work, row)):
        raise Conflict("the code is not right")
    package = store.load_package(work, row.request_id)
    if package.package_id != row.package_id:
        raise Conflict("the package is gone", hint="deliver the answer anew")
    deliveries.set_collected(work, delivery_id)
    history.add(work, row.request_id, Collected(how=DeliveryMethod.PICK_UP.value))
    work.audit.involve(row.request_id, row.package_id)
    return package


@writes
def confirm_receipt(work: Work, request_id: RequestId, received: Collected) -> None:
    """Keeps that the person has the answer: a receipt of digital post, a signature. Raises NotFound, Conflict."""
    work.permit(Permission.REQUEST_PACKAGE_DELIVER, request_id)
    view, _ = store.load_request(work, request_id)
    if view.request.state is not State.DELIVERED:
        raise Conflict("nothing was delivered yet")
    history.add(work, request_id, received)


def _made(package: Package, new: NewDelivery) -> MadeDelivery:
    file: str | None = None
    content: bytes | None = None
    secret: str | None = None
    delivery_id: HandoverId | None = None
    if new.method is DeliveryMethod.ENCRYPTED_PDF:
        secret = mint_code(PASSPHRASE_SIGNS)
        file, content = sealing.SEALED_PDF, sealing.sealed_pdf(package.files, secret)
    elif new.method is DeliveryMethod.AGE:
        file, content = sealing.SEALED_AGE, sealing.sealed_age(package.files, new.recipient or "")
    elif new.method is DeliveryMethod.PICK_UP:
        secret, delivery_id = mint_code(), deliveries.fresh_id()
    digest = sha256(content if content is not None else sealing.zipped(package.files)).hex()
    return MadeDelivery(
        method=new.method, file=file, content=content, secret=secret, delivery_id=delivery_id, sha256=digest
    )
