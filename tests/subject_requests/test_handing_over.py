"""An answer is handed over to whom it belongs, once, and can be proven afterwards."""

import io
from datetime import date

import msgspec
import pytest
from pypdf import PdfReader
from tests.subject_requests.stepping import DPO, QUESTION, answered, assert_sealed, call, opened, state
from tests.world import World, case, party, person

from vault import evidence, subject_requests
from vault.complaints import Role
from vault.errors import Conflict, InvalidInput, NotFound
from vault.policy import RoleName
from vault.subject_requests import (
    Closed,
    Collected,
    DeliveryMethod,
    Identified,
    NewDelivery,
    PickUp,
    SentTo,
    State,
)
from vault.subject_requests.delivery.verifying import Fault, unpacked, verify_package
from vault.subject_requests.history.entries import (
    ClosingReason,
    IdentityMethod,
)


def test_an_encrypted_pdf_opens_with_its_passphrase_alone_and_holds_the_signed_files(world: World) -> None:
    request_id = answered(world)
    delivery = NewDelivery(method=DeliveryMethod.ENCRYPTED_PDF, address=SentTo.ON_RECORD)
    made = call(world, subject_requests.deliver_request, request_id, delivery)
    for plain in (b"Solvej", "Solvej".encode("utf-16-be"), b"data.json"):
        assert plain not in made.content
    with pytest.raises(InvalidInput):
        unpacked(made.content, "wrong")
    files = unpacked(made.content, made.secret)
    assert files == call(world, subject_requests.read_package, request_id).files
    reader = PdfReader(io.BytesIO(made.content), password=made.secret)
    assert "/StructTreeRoot" in reader.trailer["/Root"]  # type: ignore[operator]
    assert state(world, request_id) is State.DELIVERED


def test_one_changed_byte_is_named(world: World) -> None:
    files = call(world, subject_requests.read_package, answered(world)).files
    whole = verify_package(files)
    assert (whole.whole, whole.trusted) == (True, False)
    assert whole.public_key is not None
    key = bytes.fromhex(whole.public_key)
    assert verify_package(files, key).trusted
    changed = bytearray(files["data.json"])
    changed[len(changed) // 2] ^= 1
    found = verify_package(files | {"data.json": bytes(changed)}, key)
    assert [(one.fault, one.file) for one in found.findings] == [(Fault.FILE_CHANGED, "data.json")]
    assert not found.trusted
    other = verify_package(files, bytes(32))
    assert [one.fault for one in other.findings] == [Fault.KEY_DIFFERS]
    edited = files["manifest.json"].replace(b'"documents":1', b'"documents":2')
    assert Fault.SIGNATURE_WRONG in {one.fault for one in verify_package(files | {"manifest.json": edited}).findings}
    without = {name: content for name, content in files.items() if name != "letter.pdf"}
    assert [one.fault for one in verify_package(without).findings] == [Fault.FILE_MISSING]
    assert [one.fault for one in verify_package({}).findings] == [Fault.MANIFEST_MISSING]


def test_a_package_is_collected_once_with_the_code(world: World) -> None:
    request_id = answered(world)
    delivery = NewDelivery(method=DeliveryMethod.PICK_UP, address=SentTo.PROVEN_BY_CODE)
    made = call(world, subject_requests.deliver_request, request_id, delivery)
    with pytest.raises(Conflict, match="not right"):
        call(world, subject_requests.collect_package, made.delivery_id, PickUp(code="0000-0000"))
    package = call(world, subject_requests.collect_package, made.delivery_id, PickUp(code=made.secret))
    assert "letter.pdf" in package.files
    with pytest.raises(Conflict, match="any more"):
        call(world, subject_requests.collect_package, made.delivery_id, PickUp(code=made.secret))
    elsewhere = world.another_organisation()
    with pytest.raises(NotFound):
        world.call_in(elsewhere, DPO, subject_requests.collect_package, made.delivery_id, PickUp(code=made.secret))


def test_a_code_to_collect_is_tried_five_times_and_runs_out(world: World) -> None:
    delivery = NewDelivery(method=DeliveryMethod.PICK_UP, address=SentTo.IN_PERSON)
    made = call(world, subject_requests.deliver_request, answered(world), delivery)
    for _ in range(5):
        with pytest.raises(Conflict, match="not right"):
            call(world, subject_requests.collect_package, made.delivery_id, PickUp(code="0000-0000"))
    with pytest.raises(Conflict, match="any more"):
        call(world, subject_requests.collect_package, made.delivery_id, PickUp(code=made.secret))


def test_what_is_undecided_does_not_go_out_without_a_reason(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, person("Solvej Kragelund", date_of_birth=None))))
    request_id = answered(world)
    delivery = NewDelivery(method=DeliveryMethod.HANDED_OVER, address=SentTo.IN_PERSON)
    if call(world, subject_requests.read_review, request_id).to_confirm:
        with pytest.raises(Conflict, match="undecided"):
            call(world, subject_requests.deliver_request, request_id, delivery)
    despite = msgspec.structs.replace(delivery, despite="Navnesøsteren er en anden, det har vi set efter.")
    call(world, subject_requests.deliver_request, request_id, despite)
    call(world, subject_requests.confirm_receipt, request_id, Collected(how="Kvittering"))
    call(world, subject_requests.close_request, request_id, Closed(reason=ClosingReason.DONE))
    assert state(world, request_id) is State.CLOSED


def test_the_file_for_an_authority_proves_each_step_and_names_nobody(world: World) -> None:
    request_id = opened(world)
    call(world, subject_requests.ask_person, request_id, QUESTION)
    proven = Identified(method=IdentityMethod.IN_PERSON, on=date(2026, 11, 6), established=True)
    call(world, subject_requests.identify_person, request_id, proven)
    call(world, subject_requests.answer_request, request_id)
    world.call(RoleName.AUDITOR, evidence.seal)
    caller = world.caller(RoleName.AUDITOR, purpose="accountability")
    file = world.vault.call(caller, subject_requests.request_evidence, request_id)
    assert [one.kind for one in file.timeline] == ["asked", "identified", "resolved", "composed", "approved"]
    assert file.keys
    assert all(one.proof for one in file.log if one.permission.startswith("request:"))
    assert_sealed(msgspec.json.encode(file))
    written = msgspec.json.encode(file).decode()
    for word in ("Solvej", "Kragelund", "68908070", "Humlehaven", "samme navn", "flyttede"):
        assert word not in written
