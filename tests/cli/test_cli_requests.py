"""A request from a terminal, from its receipt to the file for an authority; and a package that anybody can check."""

import json
import stat
from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_cli_commands import REQUEST

DSR = {
    "regulation": "gdpr",
    "subject_request_id": "a7551968-d5d6-44b2-9831-815ac9017798",
    "subject_request_type": "access",
    "submitted_time": "2026-11-02T10:00:00Z",
    "subject_identities": [{"identity_type": "phone", "identity_value": "68 10 22 31", "identity_format": "raw"}],
    "extensions": {"complaint-vault": {"name": "Karin Ekdal"}},
}
QUESTION = {
    "doubt": "identity",
    "on": "2026-11-04",
    "reason": "To personer med samme navn bor på adressen.",
    "question": "Hvornår flyttede du ind?",
}


def opened(cvault: Run, case_file: Path) -> str:
    assert cvault("import", str(case_file)).code == 0
    return str(cvault("request", "open", "-", "--json", stdin=json.dumps(REQUEST)).json()["request_id"])


def test_from_receipt_to_the_file_for_an_authority(ready: Run, case_file: Path, tmp_path: Path) -> None:
    request = opened(ready, case_file)
    asked = ready("request", "ask", request, "-", "--json", stdin=json.dumps(QUESTION)).json()
    assert asked["paused_since"] == "2026-11-04"
    assert ready("request", "letter", request, asked["letter_id"], "--output", "letters").code == 0
    assert "clock_stands_still" in ready("request", "due").out
    assert ready("request", "prepare", request).code == 6
    identified = {"method": "call_back", "on": "2026-11-06", "established": True}
    assert ready("request", "identify", request, "-", stdin=json.dumps(identified)).code == 0
    assert "ready" in ready("request", "run").out
    assert ready("request", "approve", request).code == 0
    delivery = {"method": "encrypted_pdf", "address": "on_record", "despite": "Alt er set efter."}
    delivered = ready("request", "deliver", request, "-", "--output", "out", stdin=json.dumps(delivery))
    assert delivered.code == 0, delivered.err
    sealed = tmp_path / "out" / "answer.pdf"
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    (tmp_path / "word").write_text(delivered.out.rsplit(" ", 1)[-1], "utf-8")
    checked = ready("package", "verify", "out/answer.pdf", "--passphrase-file", "word", "--json")
    assert checked.json()["whole"] is True
    file = ready("request", "evidence", request).json()
    assert [one["kind"] for one in file["timeline"]][-2:] == ["approved", "delivered"]
    assert all(one["proof"] for one in file["log"][:3])
    assert "Karin" not in json.dumps(file)
    (tmp_path / "evidence.json").write_text(json.dumps(file), "utf-8")
    proven = ready("package", "verify", "evidence.json", "--json").json()
    assert (proven["whole"], proven["reference"]) == (True, request)
    file["request"]["state"] = "closed"
    (tmp_path / "evidence.json").write_text(json.dumps(file), "utf-8")
    changed = ready("package", "verify", "evidence.json", "--public-key", proven["public_key"])
    assert changed.code == 7
    assert "request part changed: expected" in changed.out


def test_a_changed_package_is_told_by_file_and_code(ready: Run, case_file: Path, tmp_path: Path) -> None:
    request = opened(ready, case_file)
    assert ready("request", "answer", request, "--output", "package").code == 0
    whole = ready("package", "verify", "package", "--json").json()
    assert (whole["whole"], whole["trusted"]) == (True, False)
    trusted = ready("package", "verify", "package", "--public-key", whole["public_key"])
    assert (trusted.code, "by the key that you gave" in trusted.out) == (0, True)
    assert ready("package", "verify", "package", "--public-key", "00" * 32).code == 7
    data = tmp_path / "package" / "data.json"
    data.write_bytes(data.read_bytes().replace(b"da", b"en", 1))
    changed = ready("package", "verify", "package", "--public-key", whole["public_key"])
    assert changed.code == 7
    assert "data.json file changed" in changed.out


def test_a_request_of_another_system_comes_in_and_tells_its_status(ready: Run, case_file: Path) -> None:
    assert ready("import", str(case_file)).code == 0
    made = ready("request", "import", "-", "--answer-in", "da", "--json", stdin=json.dumps(DSR)).json()
    assert ready("request", "status", made["request_id"]).json()["request_status"] == "pending"
    calendar = ready("request", "calendar").out
    assert calendar.startswith("BEGIN:VCALENDAR")
    assert "Karin" not in calendar


def test_what_is_wrong_is_one_line_and_a_code(ready: Run, case_file: Path) -> None:
    request = opened(ready, case_file)
    for content in ("{}", json.dumps(QUESTION | {"reason": "kort"})):
        refused = ready("request", "ask", request, "-", stdin=content)
        assert refused.code == 3
        assert len(refused.err.splitlines()) <= 2


def test_nothing_is_done_where_its_result_could_not_be_written(ready: Run, case_file: Path, tmp_path: Path) -> None:
    """A secret is shown once and an answer approved once: neither may be lost to a folder that is none."""
    request = opened(ready, case_file)
    (tmp_path / "taken").write_text("a file", "utf-8")
    refused = ready("request", "answer", request, "--output", "taken/answer")
    assert (refused.code, refused.err) == (3, "cvault: --output: cannot be made\n")
    assert ready("request", "show", request, "--json").json()["request"]["state"] == "open"
    assert ready("request", "answer", request, "--output", "package").code == 0
    delivery = json.dumps({"method": "encrypted_pdf", "address": "on_record", "despite": "Alt er set efter."})
    refused = ready("request", "deliver", request, "-", "--output", "taken/out", stdin=delivery)
    assert (refused.code, refused.out) == (3, "")
    assert ready("request", "show", request, "--json").json()["request"]["state"] == "answered"
    letter = tmp_path / "package" / "letter.pdf"
    letter.chmod(0o644)
    assert ready("request", "fetch", request, "--output", "package").code == 0
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600


def test_what_the_words_of_a_request_call_for_is_said(ready: Run) -> None:
    """A-04: who asks for aktindsigt in their own case asks for their own data; another right is another request."""
    asks = REQUEST | {"text": "Jeg beder om aktindsigt i min sag, og slet resten."}
    said = ready("request", "open", "-", stdin=json.dumps(asks)).out
    assert "It speaks of public documents" in said
    assert "It may ask for another right too" in said
