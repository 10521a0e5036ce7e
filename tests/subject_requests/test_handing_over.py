"""An answer is handed over to whom it belongs, once, and can be proven afterwards."""

import io
from datetime import date

import msgspec
import pytest
from pypdf import PdfReader, PdfWriter
from tests.subject_requests.stepping import DPO, ME, QUESTION, answered, asked, assert_sealed, call, opened, state
from tests.world import World, case, document, party, person

from vault import evidence, subject_requests
from vault.complaints import Role
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import RequestId
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
from vault.subject_requests.delivery.sealing import sealed_pdf, zipped
from vault.subject_requests.delivery.verifying import Fault, unpacked, verify_package, verify_single
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


def test_one_changed_byte_of_any_member_is_named_however_the_package_came(world: World) -> None:
    files = call(world, subject_requests.read_package, answered(world)).files
    key = bytes.fromhex(verify_package(files).public_key or "")
    packed = zipped(files)
    for name, content in files.items():
        for place in {0, len(content) // 3, len(content) // 2, len(content) - 1}:
            changed = files | {name: content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]}
            found = verify_package(changed, key)
            assert not found.trusted, (name, place)
            assert name in {one.file for one in found.findings}, (name, place)
        inside = packed.index(name.encode()) + len(name) + 12
        found = verify_single(packed[:inside] + bytes([packed[inside] ^ 1]) + packed[inside + 1 :], None, key)
        fault = Fault.MANIFEST_DAMAGED if name == "manifest.json" else Fault.FILE_DAMAGED
        assert (name, fault) in {(one.file, one.fault) for one in found.findings}


def test_every_byte_of_a_manifest_counts(world: World) -> None:
    """Also of what is not signed: a name that was changed there must not pass for one that is left out."""
    files = call(world, subject_requests.read_package, answered(world)).files
    manifest = files["manifest.json"]
    for place in range(len(manifest)):
        changed = manifest[:place] + bytes([manifest[place] ^ 1]) + manifest[place + 1 :]
        assert not verify_package(files | {"manifest.json": changed}).whole, manifest[place - 20 : place + 20]


def test_an_encrypted_pdf_that_shows_another_letter_than_the_signed_one_is_told(world: World) -> None:
    files = call(world, subject_requests.read_package, answered(world)).files
    key = bytes.fromhex(verify_package(files).public_key or "")
    assert verify_single(sealed_pdf(files, "word"), "word", key).trusted
    letter = PdfReader(io.BytesIO(files["letter.pdf"]))
    forged = PdfWriter(clone_from=letter)
    forged.pages[0].rotate(180)
    for name, content in files.items():
        forged.add_attachment(name, content)
    forged.encrypt("word", algorithm="AES-256")
    shown = io.BytesIO()
    forged.write(shown)
    found = verify_single(shown.getvalue(), "word", key)
    assert ([one.fault for one in found.findings], found.trusted) == ([Fault.PAGES_CHANGED], False)


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
    assert call(world, subject_requests.read_review, request_id).to_confirm
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


def test_an_extract_that_nobody_read_does_not_go_out_without_a_reason(fresh_world: World) -> None:
    """X-03, X-31: whoever spoke in confidence is given away by what a machine took for harmless; a person reads it."""
    told = document("Solvej råber på trappen. Jeg bor under hende.", author="K", role=Role.COMPLAINANT)
    quiet = person("Valdemar Nyborg", phones=("68 12 21 12",))
    fresh_world.store(
        case(party("K", Role.COMPLAINANT, quiet, confidential=True), party("I", Role.RESPONDENT, ME), documents=(told,))
    )
    request_id = RequestId(call(fresh_world, subject_requests.open_request, asked()).request_id)
    done = call(fresh_world, subject_requests.answer_request, request_id)
    data = call(fresh_world, subject_requests.read_package, request_id).files["data.json"]
    assert (done.undecided, done.ordinary) == (1, False)
    assert done.masked == sum(msgspec.json.decode(data)["withheld"].values())
    with pytest.raises(Conflict, match="undecided: 1"):
        call(
            fresh_world,
            subject_requests.deliver_request,
            request_id,
            NewDelivery(method=DeliveryMethod.HANDED_OVER, address=SentTo.IN_PERSON),
        )
