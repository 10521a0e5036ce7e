"""Imports over HTTP: each line wholly or not at all, what became of each, and on from where it was interrupted."""

import json
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from tests.api.conftest import As
from tests.world import World

from vault import complaints, evidence
from vault.api.examples import REQUEST_BODIES
from vault.complaints import Role
from vault.policy import RoleName

R = RoleName
CASE: dict[str, Any] = REQUEST_BODIES["NewCase"]
NDJSON = {"Content-Type": "application/x-ndjson"}
MARK = "hemmeligmaerke"


def line(key: str, **changes: Any) -> bytes:
    return json.dumps({"key": key, "case": CASE | changes}).encode() + b"\n"


def begin(client: httpx.Client, **options: Any) -> str:
    begun: str = client.post("/v1/imports", json=options).raise_for_status().json()["import_id"]
    return begun


def send(client: httpx.Client, import_id: str, *lines: bytes) -> list[dict[str, Any]]:
    """Lines sent as a stream, one piece each, and what became of them."""
    answer = client.post(f"/v1/imports/{import_id}/lines", content=iter(lines), headers=NDJSON)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(one) for one in answer.text.splitlines()]


def cases(world: World) -> int:
    return len(world.call(R.DPO, complaints.list_cases, None, 500))


def test_each_line_is_stored_or_refused_on_its_own(world: World, as_role: As) -> None:
    client = as_role(R.INGEST)
    strange = CASE | {"parties": [{"label": "K", "role": MARK}]}
    results = send(
        client,
        begin(client),
        line("1"),
        b"\n",
        json.dumps({"key": "2", "case": strange}).encode() + b"\n",
        b"{no json\n",
        line("3", documents=[CASE["documents"][0] | {"author": "nobody"}]),
        b'{"key": "4", "case": {"department": "\xff"}}\n',
        b'{"key": "5", "case": ' + b"[" * 5000 + b"\n",
        line("6").rstrip(b"\n"),
    )
    assert [(one["line"], one["outcome"]) for one in results] == [
        (1, "stored"),
        *((number, "refused") for number in (3, 4, 5, 6, 7)),
        (8, "stored"),
    ]
    problems = [(one["problem"].get("field"), one["problem"].get("rule")) for one in results if "problem" in one]
    assert problems[0] == ("case.parties[0].role", f"must be one of: {', '.join(sorted(Role))}")
    assert problems[1] == ("body", "is not JSON")
    assert problems[2] == ("documents[0].author", "is not the label of a party in this case")
    assert all(field and rule for field, rule in problems)
    assert MARK not in json.dumps(results)
    assert cases(world) == 2


def test_sending_again_stores_nothing_twice_and_goes_on(world: World, as_role: As) -> None:
    client = as_role(R.INGEST)
    import_id = begin(client)
    first = send(client, import_id, line("1"), line("2"))
    again = send(client, import_id, line("1"), line("2"), line("3"), line("3"))
    assert [one["outcome"] for one in again] == ["known", "known", "stored", "known"]
    assert [one["case_id"] for one in again[:2]] == [one["case_id"] for one in first]
    assert cases(world) == 3
    view = client.get(f"/v1/imports/{import_id}").json()
    assert (view["stored"], view["refused"], view["dry_run"]) == (3, 0, False)


def test_another_complaint_under_a_key_that_was_taken_is_refused(as_role: As) -> None:
    client = as_role(R.INGEST)
    import_id = begin(client)
    send(client, import_id, line("1"))
    (result,) = send(client, import_id, line("1", severity="serious"))
    assert (result["outcome"], result["problem"]["type"]) == ("refused", "idempotency-conflict")


def test_a_dry_run_tells_the_same_and_stores_nothing(world: World, as_role: As) -> None:
    client = as_role(R.INGEST)
    lines = [line("1"), line("2", ground="no_such_ground"), line("3", entries=[])]
    tried = send(client, begin(client, dry_run=True), *lines)
    assert [one["outcome"] for one in tried] == ["well_formed", "refused", "well_formed"]
    assert tried[2]["missing"]
    assert cases(world) == 0
    subjects = world.call(R.AUDITOR, evidence.read_log, limit=100)
    assert not any(one.entities for one in subjects if one.permission == "case:store")
    done = send(client, begin(client), *lines)
    assert [one["problem"] for one in done if "problem" in one] == [one["problem"] for one in tried if "problem" in one]


def test_a_dry_run_names_each_line_whose_key_stood_on_another_complaint(world: World, as_role: As) -> None:
    """Beside it, some batches behind it, and sent another time; the same complaint again is no mistake."""
    client = as_role(R.INGEST)
    import_id, other = begin(client, dry_run=True), line("1", severity="serious")
    many = [line(str(number)) for number in range(1, 251)]
    tried = send(client, import_id, *many[:2], other, *many[2:], other, many[0])
    refused = [one["line"] for one in tried if one["outcome"] == "refused"]
    assert refused == [3, 252]
    assert {one["problem"]["type"] for one in tried if "problem" in one} == {"idempotency-conflict"}
    assert tried[-1]["outcome"] == "well_formed"
    (again,) = send(client, import_id, other)
    assert (again["outcome"], again["problem"]["type"]) == ("refused", "idempotency-conflict")
    # What is refused takes no key: once it is put right it is a line like any other.
    broken, right = send(client, import_id, line("x", ground="no_such_ground"), line("x"))
    assert (broken["outcome"], right["outcome"]) == ("refused", "well_formed")
    assert cases(world) == 0
    done = send(client, begin(client), *many[:2], other)
    assert [one["outcome"] for one in done] == ["stored", "stored", "refused"]


def test_a_connection_that_breaks_leaves_whole_lines_and_is_gone_on_with(as_role: As) -> None:
    """Lines arrive over a socket that is closed in the middle of one."""
    client = as_role(R.INGEST)
    import_id = begin(client)
    host = urlsplit(str(client.base_url))
    whole = b"".join(line(str(number)) for number in range(250))
    head = f"POST /v1/imports/{import_id}/lines HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Length: {2 * len(whole)}\r\n"
    for name in ("authorization", "vault-purpose"):
        head += f"{name}: {client.headers[name]}\r\n"
    with socket.create_connection((host.hostname or "", host.port or 0)) as connection:
        connection.sendall(head.encode() + b"Content-Type: application/x-ndjson\r\n\r\n" + whole + line("cut")[:40])
        while client.get(f"/v1/imports/{import_id}").json()["stored"] < 200:
            pass
    results = send(client, import_id, whole, line("cut"))
    outcomes = [one["outcome"] for one in results]
    assert len(outcomes) == 251
    assert outcomes[:200] == ["known"] * 200
    assert outcomes[-1] == "stored"
    assert client.get(f"/v1/imports/{import_id}").json()["stored"] == 251
    assert len({one["case_id"] for one in results}) == 251


def test_an_import_belongs_to_who_began_it(as_role: As) -> None:
    import_id = begin(as_role(R.INGEST))
    other = as_role(R.INGEST)
    assert other.get(f"/v1/imports/{import_id}").status_code == 404
    answer = other.post(f"/v1/imports/{import_id}/lines", content=line("1"), headers=NDJSON)
    assert (answer.status_code, answer.json()["detail"]) == (404, "no such import")


def test_a_line_without_end_is_refused_and_its_neighbours_are_not(world: World, as_role: As) -> None:
    client = as_role(R.INGEST)

    def endless() -> Iterator[bytes]:
        yield line("1") + b'{"key": "2", "case": "'
        for _ in range(21):
            yield b"x" * 1_000_000
        yield b'"}\n' + line("3")

    results = send(client, begin(client), *endless())
    assert [one["outcome"] for one in results] == ["stored", "refused", "stored"]
    assert "longer than" in results[1]["problem"]["rule"]
    assert cases(world) == 2


def test_a_stream_must_be_declared_to_be_one(as_role: As) -> None:
    client = as_role(R.INGEST)
    answer = client.post(f"/v1/imports/{begin(client)}/lines", content=line("1"), headers={"Content-Type": "text/csv"})
    assert answer.status_code == 415


@pytest.mark.parametrize("role", [R.DPO, R.AUDITOR])
def test_who_may_not_store_imports_nothing(as_role: As, role: RoleName) -> None:
    assert as_role(role, purpose="complaint_handling").post("/v1/imports", json={}).status_code == 403


TABLE = "Sagsnr;Afdeling;Modtaget;Klager;Klage\n"


def send_table(client: httpx.Client, import_id: str, table: str, **mapping: Any) -> httpx.Response:
    form: dict[str, Any] = {
        "mapping": (None, json.dumps(REQUEST_BODIES["RowMapping"] | mapping)),
        "file": ("klager.csv", table.encode()),
    }
    return client.post(f"/v1/imports/{import_id}/tables", files=form)


def test_a_table_is_stored_row_by_row_and_gone_on_with(world: World, as_role: As) -> None:
    client = as_role(R.INGEST)
    import_id = begin(client)
    table = TABLE + (
        '1;Afdeling 3;14-09-2026;Karin Ekdal;"Larm.\nHver nat."\n'
        f"2;Afdeling 3;{MARK};Karin Ekdal;Larm.\n"
        ";Afdeling 3;14-09-2026;;Larm.\n"
        "4;Afdeling 3;14-09-2026;;Larm.;for meget\n"
        "5;Afdeling 3;14-09-2026;;R\u00f8g\u202e.\n"
        "6;Afdeling 3;14-09-2026;Ole Havmand;R\u00f8g."
    )
    answer = send_table(client, import_id, table)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-ndjson")
    results = [json.loads(one) for one in answer.text.splitlines()]
    assert [(one["line"], one["outcome"]) for one in results] == [
        (2, "stored"),
        *((number, "refused") for number in (4, 5, 6, 7)),
        (8, "stored"),
    ]
    assert [one["problem"]["field"] for one in results[1:5]] == [
        'column "Modtaget"',
        'column "Sagsnr"',
        "line 6",
        "case.documents[0].text",
    ]
    assert MARK not in answer.text
    assert cases(world) == 2
    again = [json.loads(one)["outcome"] for one in send_table(client, import_id, table).text.splitlines()]
    assert again == ["known", "refused", "refused", "refused", "refused", "known"]
    counted = client.get(f"/v1/imports/{import_id}").json()
    assert (counted["stored"], counted["refused"]) == (2, 8)
    assert cases(world) == 2


def test_what_is_no_table_or_no_mapping_is_refused_and_changes_nothing(world: World, as_role: As) -> None:
    client = as_role(R.INGEST)
    import_id = begin(client)
    fine = TABLE + "1;Afdeling 3;14-09-2026;;Larm.\n"
    for table, mapping, field in (
        ("Sagsnr;Afdeling\n1;2\n", {}, 'column "Modtaget"'),
        (fine, {"columns": {}}, "columns"),
        (fine, {"columns": {MARK: {"field": "../x"}}}, "columns"),
        (fine, {"encoding": "zlib_codec"}, "mapping.encoding"),
        (fine, {MARK: 1}, "body"),
    ):
        answer = send_table(client, import_id, table, **mapping)
        assert answer.status_code == 422, answer.text
        assert answer.json()["field"].startswith(field), answer.text
        assert MARK not in answer.text
    assert send_table(as_role(R.DPO), import_id, fine).status_code == 403
    assert send_table(as_role(R.INGEST), import_id, fine).status_code == 404
    assert send(client, import_id, b"") == []
    swapped = client.post(f"/v1/imports/{import_id}/tables", files={"file": ("a.csv", b"")})
    assert (swapped.status_code, swapped.json()["rule"]) == (422, "must have the parts mapping and file, in this order")
    assert client.post(f"/v1/imports/{import_id}/tables", json={}).status_code == 415
    assert cases(world) == 0
