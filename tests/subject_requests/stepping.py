"""A request on its way, as tests of its steps bring it there."""

import io
from datetime import date
from typing import Any

import msgspec
from pypdf import PdfReader
from tests.world import World, case, document, party, person

from vault import subject_requests, subjects
from vault.complaints import Role
from vault.ids import RequestId
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import (
    Channel,
    NewQuestion,
    NewRequest,
    State,
)
from vault.subject_requests.delivery.attesting import verify_file
from vault.subject_requests.delivery.verifying import Fault
from vault.subject_requests.history.entries import (
    Doubt,
)
from vault.subjects import Given

DPO = RoleName.DPO


ME = person("Solvej Kragelund", phones=("68 90 80 70",), address="Humlehaven 9, 8799 Prøveby")


REASON = "To personer med samme navn bor på adressen."


def asked(**details: Any) -> NewRequest:
    usual: dict[str, Any] = {
        "received_on": date(2026, 11, 2),
        "channel": Channel.EMAIL,
        "language": Language.DANISH,
        "text": "Jeg vil se alt, hvad I har om mig.",
        "given": Given(name="Solvej Kragelund", phone="68908070"),
    }
    return NewRequest(**(usual | details))


def call(world: World, verb: Any, *arguments: Any) -> Any:
    return world.call(DPO, verb, *arguments)


def opened(world: World, **details: Any) -> RequestId:
    world.store(case(party("I", Role.RESPONDENT, ME), documents=(document("Solvej spiller højt."),)))
    return RequestId(call(world, subject_requests.open_request, asked(**details)).request_id)


def state(world: World, request_id: RequestId) -> State:
    return State(call(world, subject_requests.read_request, request_id).request.state)


def letter(world: World, request_id: RequestId, letter_id: Any) -> str:
    reader = PdfReader(io.BytesIO(call(world, subject_requests.read_letter, request_id, letter_id)))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


QUESTION = NewQuestion(doubt=Doubt.IDENTITY, on=date(2026, 11, 4), reason=REASON, question="Hvornår flyttede du ind?")


def answered(world: World) -> RequestId:
    request_id = opened(world)
    call(world, subject_requests.answer_request, request_id)
    return request_id


def assert_sealed(content: bytes) -> None:
    """It is whole with the public key alone, however it is laid out; whatever is changed is named."""
    found = verify_file(content)
    assert (found.whole, found.trusted) == (True, False)
    key = bytes.fromhex(found.public_key or "")
    assert verify_file(msgspec.json.format(content, indent=2), key).trusted
    assert [one.fault for one in verify_file(content, bytes(32)).findings] == [Fault.KEY_DIFFERS]
    for place in range(0, len(content), 11):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        assert not verify_file(changed, key).whole, content[place - 30 : place + 30]
    for name, part in msgspec.json.decode(content).items():
        if name == "seal":
            continue
        whole = msgspec.json.decode(content)
        for other, fault in ((whole | {name: [part]}, Fault.PART_CHANGED), (whole, Fault.PART_MISSING)):
            if fault is Fault.PART_MISSING:
                del other[name]
            told = verify_file(msgspec.json.encode(other), key)
            assert [(one.fault, one.file) for one in told.findings] == [(fault, name)]
    added = msgspec.json.encode(msgspec.json.decode(content) | {"verdict": "all is well"})
    assert [(one.fault, one.file) for one in verify_file(added).findings] == [(Fault.PART_NOT_SEALED, "verdict")]
    assert [one.fault for one in verify_file(b"{}").findings] == [Fault.SEAL_DAMAGED]


def _subject(world: World) -> Any:
    return next(iter(call(world, subjects.find_subjects, Given(name="Solvej Kragelund", phone="68908070"))))
