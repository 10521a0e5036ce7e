"""Every write to a complaint, found in the document: against a closed one, against a held one, against one of history.

A new operation on complaints fails here until it is said whether a closed complaint takes it.
"""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import httpx
import pytest
from tests.api.conftest import As
from tests.api.test_api_walls import rows
from tests.engines import SqliteServer
from tests.plain_http import PLAIN
from tests.world import World

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

R = RoleName
CASE: dict[str, Any] = REQUEST_BODIES["NewCase"]
READING = {"previewDisclosure", "checkFiling", "openConfidentialIdentity"}
"""Asked with a body, and nothing of the complaint changes."""
TAKEN = {
    *("reopenCase", "recordDisclosure", "recordInformation", "answerDisclosure", "disclose", "decideRemark"),
    "deleteAttachment",
}
"""What a closed complaint takes; whether what is sent fits it is another question."""
ROLE = {"closeLane": R.MEDIATOR, "reopenLane": R.MEDIATOR}
FORM: dict[str, Any] = {"about": (None, json.dumps(REQUEST_BODIES["NewAttachment"])), "file": ("a.txt", b"Larm.")}


class Operation(NamedTuple):
    name: str
    method: str
    path: str
    body: Any


class Told(NamedTuple):
    """A complaint with one of everything in it, and how it stands now."""

    where: str
    ids: dict[str, str]


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    """The rule is pure and asked in one place, so one engine is enough."""
    return sqlite_server.new_database()


@pytest.fixture
def writes(address: str) -> list[Operation]:
    document = httpx.get(f"{address}/openapi/openapi.json", timeout=60, verify=PLAIN).json()
    found = [
        Operation(one["operationId"], method, path, _example(one))
        for path, methods in document["paths"].items()
        for method, one in methods.items()
        if "{case_id}" in path and method != "get" and one["operationId"] not in READING
    ]
    assert len(found) > 15
    return found


@pytest.fixture
def make(as_role: As) -> Callable[[], Told]:
    """A complaint that was reported without a name, with a party, a file, a lane and a disclosure."""
    ingest, worker = as_role(R.INGEST), as_role(R.CASE_WORKER)

    def making() -> Told:
        case_id = worker.post("/v1/reports", json=REQUEST_BODIES["NewReport"]).raise_for_status().json()["case_id"]
        where = f"/v1/cases/{case_id}"
        offered = {"entry": {"kind": "mediation", "on": "2026-10-01", "state": "offered"}}
        as_role(R.MEDIATOR).post(f"{where}/entries", json=offered).raise_for_status()
        told = ingest.post(f"{where}/disclosures", json=REQUEST_BODIES["NewDisclosure"]).raise_for_status().json()
        file = ingest.post(f"{where}/attachments", files=FORM).raise_for_status().json()
        party = worker.get(where).json()["parties"][0]["party_id"]
        ids = {"case_id": case_id, "lane": "mediation", "party_id": party, **told, **file}
        return Told(where, ids)

    return making


@pytest.fixture
def send(as_role: As) -> Callable[[Operation, Told], httpx.Response]:
    """Does an operation to a complaint, in the version in which it is."""
    clients = {role: as_role(role) for role in (R.CASE_WORKER, R.MEDIATOR)}

    def sending(operation: Operation, to: Told) -> httpx.Response:
        path = re.sub(r"\{(\w+)\}", lambda one: to.ids[one[1]], operation.path)
        seen = clients[R.CASE_WORKER].get(to.where)
        version = seen.headers["ETag"]
        if "/lanes/" in path:
            (lane,) = clients[R.MEDIATOR].get(to.where).json()["lanes"]
            version = f'"{lane["version"]}"'
        client, headers = clients[ROLE.get(operation.name, R.CASE_WORKER)], {"If-Match": version}
        if operation.name == "addAttachment":
            return client.post(path, files=FORM, headers=headers)
        return client.request(operation.method, path, json=operation.body, headers=headers)

    return sending


def _example(operation: dict[str, Any]) -> Any:
    shape = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if not shape:
        return None
    example = REQUEST_BODIES[shape["schema"]["$ref"].rpartition("/")[2]]
    # The example of a party names somebody; nobody is named in a complaint that came without a name.
    return example | {"role": "witness"} if operation["operationId"] == "addParty" else example


def slug(answer: httpx.Response) -> str:
    return "" if answer.is_success else str(answer.json()["type"]).rpartition("/")[2]


def close(as_role: As, to: Told, **outcome: str) -> None:
    worker = as_role(R.CASE_WORKER)
    seen = worker.get(to.where).headers["ETag"]
    closing = {"on": "2026-10-20", "outcome": "settled"} | outcome
    worker.post(f"{to.where}/closings", json=closing, headers={"If-Match": seen}).raise_for_status()


def test_a_closed_complaint_refuses_precisely_and_changes_nothing(
    world: World,
    as_role: As,
    writes: list[Operation],
    make: Callable[[], Told],
    send: Callable[[Operation, Told], httpx.Response],
) -> None:
    told, dpo = make(), as_role(R.DPO)
    close(as_role, told)
    for operation in writes:
        before, whole = rows(world), dpo.get(told.where).json()
        if operation.name in TAKEN:
            continue
        answer = send(operation, told)
        assert (answer.status_code, slug(answer)) == (409, "case-closed"), (operation.name, answer.text)
        assert answer.json()["hint"].startswith("reopen it first")
        assert (rows(world), dpo.get(told.where).json()) == (before, whole), operation.name
    assert {one.name for one in writes} > TAKEN
    for operation in sorted(writes, key=lambda one: one.name == "reopenCase"):
        if operation.name in TAKEN:
            assert slug(send(operation, told)) != "case-closed", operation.name


def test_what_comes_by_itself_after_the_end_is_taken(as_role: As, make: Callable[[], Told]) -> None:
    """Art. 5(1)(e): periods count from these; and whoever asks for confidence is given it, also then."""
    told, worker = make(), as_role(R.CASE_WORKER)
    close(as_role, told)
    moved = worker.post(f"{told.where}/steps", json={"step": {"kind": "moved_out", "on": "2026-11-01"}})
    assert moved.status_code == 204, moved.text
    steps: tuple[dict[str, Any], ...] = (
        {"step": {"kind": "visit", "on": "2026-11-01"}},
        {"step": {"kind": "moved_out", "on": "2026-11-01"}, "status": "open"},
    )
    for body in steps:
        assert slug(worker.post(f"{told.where}/steps", json=body)) == "case-closed"
    party, seen = f"{told.where}/parties/{told.ids['party_id']}", worker.get(told.where).headers["ETag"]
    changes: tuple[tuple[dict[str, Any], str], ...] = (
        ({"confidential": True, "role": "witness"}, "case-closed"),
        ({"confidential": False}, "case-closed"),
        ({"confidential": True}, ""),
    )
    for change, expected in changes:
        assert slug(worker.patch(party, json=change, headers={"If-Match": seen})) == expected, change


def test_once_reopened_it_takes_everything_again(
    as_role: As,
    writes: list[Operation],
    make: Callable[[], Told],
    send: Callable[[Operation, Told], httpx.Response],
) -> None:
    told, worker = make(), as_role(R.CASE_WORKER)
    close(as_role, told)
    # The day on which it is taken up cannot lie before its end.
    seen = worker.get(told.where).headers["ETag"]
    early = {"on": "2026-10-19", "reason": "Det er sket igen."}
    answer = worker.post(f"{told.where}/reopenings", json=early, headers={"If-Match": seen})
    assert (answer.status_code, answer.json()["field"]) == (422, "on"), answer.text
    again = next(one for one in writes if one.name == "reopenCase")
    assert send(again, told).status_code == 201
    assert slug(send(again, told)) == "conflict"
    for operation in writes:
        if operation.name not in {"closeCase", "reopenCase", "addStep"}:
            assert slug(send(operation, told)) != "case-closed", operation.name
    assert slug(send(next(one for one in writes if one.name == "addDocument"), told)) == ""


def test_an_unfounded_complaint_that_is_reopened_for_nothing_stays_as_it_is(
    as_role: As, make: Callable[[], Told]
) -> None:
    told, worker = make(), as_role(R.CASE_WORKER)
    close(as_role, told, outcome="unfounded")
    assert as_role(R.DPO).get(told.where).json()["case"]["restricted"] is True
    refused = worker.post(f"{told.where}/entries", json=REQUEST_BODIES["NewEntry"])
    assert slug(refused) == "case-closed"


def test_a_hold_changes_no_write_and_stops_every_erasure(
    as_role: As,
    writes: list[Operation],
    make: Callable[[], Told],
    send: Callable[[Operation, Told], httpx.Response],
) -> None:
    """T-12: a hold extends storage, never use. The same is done to a held and to a free complaint, side by side."""
    held, free = make(), make()
    officer = as_role(R.DPO, purpose="storage_limitation")
    hold = REQUEST_BODIES["NewHold"] | {"record_id": held.ids["case_id"]}
    officer.post("/v1/holds", json=hold).raise_for_status()
    order = {"deleteAttachment": 1, "closeCase": 2, "reopenCase": 3}
    visit = {"step": {"kind": "visit", "on": "2026-10-20"}}
    each = [one._replace(body=visit) if one.name == "addStep" else one for one in writes]
    for operation in sorted(each, key=lambda one: order.get(one.name, 0)):
        of_held, of_free = send(operation, held), send(operation, free)
        if operation.name == "deleteAttachment":
            assert (of_held.status_code, of_held.json()["detail"]) == (409, "the complaint is kept from deletion")
            assert of_free.status_code == 204, of_free.text
            continue
        assert of_held.status_code == of_free.status_code, (operation.name, of_held.text, of_free.text)
        assert slug(of_held) == slug(of_free), operation.name
    reader = as_role(R.CASE_WORKER)
    assert reader.get(f"{held.where}/attachments/{held.ids['attachment_id']}").status_code == 200


def test_history_is_taken_whole_and_its_files_follow(as_role: As) -> None:
    """Moving from another system: complaints that were over long ago, and then their files."""
    client = as_role(R.INGEST)
    steps = [{"kind": "received", "on": "2024-02-01"}, {"kind": "closed", "on": "2024-05-02"}]
    over = CASE | {"status": "closed", "received_on": "2024-02-01", "steps": steps}
    case_id = client.post("/v1/cases", json=over).raise_for_status().json()["case_id"]

    def sent(day: str) -> httpx.Response:
        about = REQUEST_BODIES["NewAttachment"] | {"dated_on": day}
        form: dict[str, Any] = FORM | {"about": (None, json.dumps(about))}
        return client.post(f"/v1/cases/{case_id}/attachments", files=form)

    assert sent("2024-03-01").status_code == 201
    assert sent("2024-05-02").status_code == 201
    assert slug(sent("2024-05-03")) == "case-closed"
    assert slug(client.post(f"/v1/cases/{case_id}/documents", json=REQUEST_BODIES["AddedDocument"])) == "case-closed"
    moved = client.post(f"/v1/cases/{case_id}/steps", json={"step": {"kind": "moved_out", "on": "2024-06-01"}})
    assert moved.status_code == 204
    assert slug(sent("2024-03-01")) == "case-closed", "somebody works with it here by now"
    begun = client.post("/v1/imports", json={}).json()["import_id"]
    line = json.dumps({"key": "2024-17", "case": over})
    taken = client.post(
        f"/v1/imports/{begun}/lines", content=line, headers={"Content-Type": "application/x-ndjson"}
    ).json()
    assert taken["outcome"] == "stored"


@pytest.mark.parametrize(
    "body",
    [
        {"step": {"kind": "visit", "on": "2026-10-20"}, "status": "closed"},
        {"step": {"kind": "closed", "on": "2026-10-20"}},
        {"step": {"kind": "closed", "on": "2026-10-20"}, "status": "mediated"},
    ],
)
def test_a_complaint_ends_with_step_and_status_or_not_at_all(as_role: As, body: dict[str, Any]) -> None:
    """Closed without the day would never be deleted; with the day and still open, while it is worked on."""
    client = as_role(R.INGEST)
    case_id = client.post("/v1/cases", json=CASE).json()["case_id"]
    answer = client.post(f"/v1/cases/{case_id}/steps", json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "status"), answer.text
