"""Files over real HTTP: a form that streams in, bytes and ranges of them that stream out."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from tests.api.conftest import As, address, as_role  # noqa: F401 -- fixtures
from tests.attachments.sending import SECRET, photo
from tests.engines import SqliteServer

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

R = RoleName
ABOUT: dict[str, Any] = REQUEST_BODIES["NewAttachment"]


@pytest.fixture
def database_url(sqlite_server: SqliteServer) -> str:
    """What is stored is tested on both engines elsewhere."""
    return sqlite_server.new_database()


@pytest.fixture
def where(as_role: As) -> str:  # noqa: F811
    case = as_role(R.INGEST).post("/v1/cases", json=REQUEST_BODIES["NewCase"]).raise_for_status().json()
    return f"/v1/cases/{case['case_id']}/attachments"


def form(content: bytes, called: str = "foto.jpg", **said: Any) -> dict[str, Any]:
    return {"about": (None, json.dumps(ABOUT | said)), "file": (called, content)}


def test_a_file_goes_in_and_comes_out_whole_and_in_ranges(as_role: As, where: str) -> None:  # noqa: F811
    taken, name = photo(), "Tøj på altanen; 3. th.jpg"
    kept = as_role(R.INGEST).post(where, files=form(taken, name))
    assert kept.status_code == 201
    one = f"{where}/{kept.json()['attachment_id']}"
    dpo = as_role(R.DPO)
    (listed,) = dpo.get(where).raise_for_status().json()
    assert (listed["name"], listed["kind"], listed["original_size"]) == (name, "jpeg", len(taken))
    whole = dpo.get(one)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "image/jpeg")
    assert whole.headers["content-length"] == str(len(whole.content)) == str(listed["size"])
    assert unquote(whole.headers["content-disposition"].partition("''")[2]) == name
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cache-control"] == "no-store"
    assert SECRET.encode() not in whole.content
    original = dpo.get(one, params={"part": "original"})
    assert original.content == taken
    size = len(taken)
    for wanted, start, stop in (
        ("bytes=0-9", 0, 10),
        ("bytes=100-", 100, size),
        ("bytes=-7", size - 7, size),
        (f"bytes=5-{size + 99}", 5, size),
        (f"bytes=-{size + 99}", 0, size),
    ):
        some = dpo.get(one, params={"part": "original"}, headers={"Range": wanted})
        assert some.status_code == 206, wanted
        assert some.content == taken[start:stop]
        assert some.headers["content-range"] == f"bytes {start}-{stop - 1}/{size}"
    for odd in ("bytes=0-1,3-4", "bytes=9-3", "lines=1-2", "bytes=-", "bytes=x-2"):
        assert dpo.get(one, headers={"Range": odd}).status_code == 200, odd
    for behind in (f"bytes={size}-", "bytes=-0"):
        refused = dpo.get(one, params={"part": "original"}, headers={"Range": behind})
        assert (refused.status_code, refused.headers["content-range"]) == (416, f"bytes */{size}")
        assert refused.headers["content-type"] == "application/problem+json"
    tag = original.headers["etag"]
    assert whole.headers["etag"] != tag
    ranged = {"Range": "bytes=0-9"}
    assert dpo.get(one, params={"part": "original"}, headers=ranged | {"If-Range": tag}).status_code == 206
    assert dpo.get(one, params={"part": "original"}, headers=ranged | {"If-Range": '"x"'}).status_code == 200


def test_a_file_is_given_out_under_a_name_of_its_kind(as_role: As, where: str) -> None:  # noqa: F811
    """ASVS 5.2.2, 5.4.2: what is no program and no page is not called one, and no name ends the header."""
    for given, taken in (("photo.exe", "photo.exe.jpg"), ('a"; x="\u00e6.JPEG', 'a"; x="\u00e6.JPEG')):
        kept = as_role(R.INGEST).post(where, files=form(photo(), given)).json()["attachment_id"]
        told = as_role(R.DPO).get(f"{where}/{kept}").headers["content-disposition"]
        assert unquote(told.partition("''")[2]) == taken
        assert told.isascii()
        assert '"' not in told


def test_a_retried_upload_is_kept_once(as_role: As, where: str) -> None:  # noqa: F811
    ingest = as_role(R.INGEST)
    first = ingest.post(where, files=form(b"Larm.", "note.txt"), headers={"Idempotency-Key": "k"})
    again = ingest.post(where, files=form(b"Larm.", "note.txt"), headers={"Idempotency-Key": "k"})
    other = ingest.post(where, files=form(b"Fred.", "note.txt"), headers={"Idempotency-Key": "k"})
    assert first.json() == again.json()
    assert (other.status_code, other.json()["type"].rpartition("/")[2]) == (409, "idempotency-conflict")
    assert len(as_role(R.DPO).get(where).json()) == 1


def test_a_deleted_file_is_gone(as_role: As, where: str) -> None:  # noqa: F811
    kept = as_role(R.INGEST).post(where, files=form(b"Larm.", "note.txt")).json()["attachment_id"]
    worker = as_role(R.CASE_WORKER)
    assert worker.get(f"{where}/{kept}/text").json()["text"] == "Larm."
    assert worker.post(f"{where}/{kept}/deletion", json={"reason": "because"}).status_code == 422
    assert worker.post(f"{where}/{kept}/deletion", json={"reason": "wrong_case"}).status_code == 204
    assert worker.get(f"{where}/{kept}").status_code == 404
    assert worker.get(f"{where}/{kept}/text").status_code == 404


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        ({"files": {"file": ("a.txt", b"x")}}, 422, "body"),
        ({"files": form(b"x", "a.txt") | {"more": ("b.txt", b"y")}}, 422, "body"),
        ({"files": {"file": ("a.txt", b"x"), "about": (None, json.dumps(ABOUT))}}, 422, "body"),
        ({"files": {"about": (None, "{"), "file": ("a.txt", b"x")}}, 422, "body"),
        ({"files": form(b"x", "a.txt", author_role="neighbour")}, 422, "author_role"),
        ({"files": form(b"x", "a.txt", size=3)}, 422, "body"),
        ({"files": form(b"x", "a.txt", name="a/b.txt")}, 422, "name"),
        ({"files": form(b"x", "a\u202etxt.txt", name="a\x00.txt")}, 422, "name"),
        ({"files": {"about": (None, b" " * 20_000), "file": ("a.txt", b"x")}}, 413, None),
        ({"files": form(b"MZ\x90\x00", "a.jpg")}, 422, "body"),
        ({"files": form(b"", "a.jpg")}, 422, "body"),
        ({"json": ABOUT}, 415, None),
        ({"content": b"x", "headers": {"Content-Type": "image/jpeg"}}, 415, None),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 415, None),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data; boundary=a"}}, 422, "body"),
        ({"content": b"--a\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=a"}}, 422, "body"),
    ],
)
def test_what_is_no_form_of_two_parts_is_refused_precisely(
    as_role: As,  # noqa: F811
    where: str,
    sent: dict[str, Any],
    status: int,
    field: str | None,
) -> None:
    answer = as_role(R.INGEST).post(where, **sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    if field is not None:
        assert answer.json()["field"].rpartition(".")[2] == field
    assert as_role(R.DPO).get(where).json() == []


def test_a_form_that_is_cut_off_leaves_nothing(as_role: As, where: str) -> None:  # noqa: F811
    ingest = as_role(R.INGEST)
    request = ingest.build_request("POST", where, files=form(photo()))
    whole = request.read()
    cut = ingest.post(where, content=whole[:-40], headers={"Content-Type": request.headers["content-type"]})
    assert (cut.status_code, cut.json()["field"]) == (422, "body")
    assert as_role(R.DPO).get(where).json() == []


def test_more_than_the_limit_is_refused_while_it_arrives(as_role: As, where: str) -> None:  # noqa: F811
    """The sender may see the answer or a line that was hung up; what counts is that nothing is kept."""

    def endless() -> Iterator[bytes]:
        head = f'--a\r\nContent-Disposition: form-data; name="about"\r\n\r\n{json.dumps(ABOUT)}\r\n--a\r\n'
        yield head.encode() + b'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n' + photo()
        for _ in range(200):
            yield bytes(1_000_000)

    headers = {"Content-Type": "multipart/form-data; boundary=a"}
    try:
        answer = as_role(R.INGEST).post(where, content=endless(), headers=headers)
    except httpx.TransportError:
        pass
    else:
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (413, "too-large")
    assert as_role(R.DPO).get(where).json() == []


def test_other_bodies_are_limited_as_before(as_role: As, where: str) -> None:  # noqa: F811
    answer = as_role(R.CASE_WORKER).post(
        f"{where}/{'0' * 8}-0000-7000-8000-{'0' * 12}/deletion",
        content=b" " * 21_000_000,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 413


def test_a_name_stands_in_no_url_and_no_problem(as_role: As, where: str) -> None:  # noqa: F811
    answer = as_role(R.INGEST).post(where, files=form(b"MZ\x90\x00", f"{SECRET}.jpg", description=SECRET))
    assert answer.status_code == 422
    assert SECRET not in answer.text + str(answer.headers)
