"""Every command does what it says, in words for people and in JSON for programs."""

import json
import os
import pty
import sqlite3
import stat
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import COMMAND, Run

from vault.api.examples import REQUEST_BODIES

REQUEST = {
    "received_on": "2026-11-02",
    "channel": "letter",
    "language": "da",
    "text": "Hvad har I om mig?",
    "given": {"name": "Karin Ekdal", "phone": "68 10 22 31"},
}


def test_from_nothing_to_an_answer_and_a_purge(ready: Run, case_file: Path, tmp_path: Path) -> None:
    assert "1 of 1 complaints stored" in ready("import", str(case_file)).out
    (found,) = ready("subject", "find", "-", "--exact", "--json", stdin='{"phone": "+45 68102231"}').json()
    assert found["subject_id"] in ready("subject", "find", "-", stdin='{"name": "Karen Ekdahl"}').out
    assert ready("subject", "find", "-", "--exact", stdin='{"name": "Karen Ekdahl"}').out == "Nobody on file.\n"
    opened = ready("request", "open", "-", "--json", stdin=json.dumps(REQUEST)).json()
    assert opened["due_on"] == "2026-12-02"
    answered = ready("request", "answer", opened["request_id"], "--output", "package")
    assert answered.code == 0, answered.err
    assert "1 documents from 1 cases" in answered.out or "1 document from 1 case" in answered.out
    letter = tmp_path / "package" / "letter.pdf"
    assert letter.read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE(letter.stat().st_mode) == 0o600
    again = ready("request", "fetch", opened["request_id"], "--output", "again")
    assert again.code == 0
    assert (tmp_path / "again" / "letter.pdf").read_bytes() == letter.read_bytes()
    assert opened["request_id"] in ready("request", "show").out
    assert "answered" in ready("request", "show", opened["request_id"]).out
    plan = ready("purge", "plan", "--json").json()
    assert plan["items"] == []
    applied = ready("purge", "apply", plan["plan_id"])
    assert (applied.code, "Certificate" in applied.out) == (0, True)
    assert "The log holds" in ready("audit", "verify").out
    assert "dpo" not in ready("audit", "show").err
    assert ready("doctor").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("organisation", "list"),
        ("client", "create", "case system", "--role", "ingest"),
        ("request", "show"),
        ("purge", "plan"),
        ("audit", "verify"),
        ("audit", "verify", "--platform"),
        ("audit", "show"),
        ("doctor",),
        ("migrate",),
        ("import", "case.json"),
        ("import", "--dry-run", "case.json"),
        ("request", "open", "request.json"),
        ("organisation", "create", "profile.json"),
    ],
)
def test_json_is_one_document_on_standard_output(
    ready: Run, arguments: tuple[str, ...], case_file: Path, tmp_path: Path
) -> None:
    assert case_file == tmp_path / "case.json"
    (tmp_path / "request.json").write_text(json.dumps(REQUEST), "utf-8")
    (tmp_path / "profile.json").write_text(json.dumps(REQUEST_BODIES["Profile"]), "utf-8")
    done = ready(*arguments, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out) is not None
    assert done.err == ""


def test_what_builds_on_an_id_gives_json_too(cvault: Run) -> None:
    assert set(cvault("init", "--json").json()) == {"home", "keystore"}
    cvault("organisation", "create", "-", stdin=json.dumps(REQUEST_BODIES["Profile"]))
    request = cvault("request", "open", "-", "--json", stdin=json.dumps(REQUEST)).json()["request_id"]
    assert cvault("request", "answer", request, "--output", "x", "--json").json()["cases"] == 0
    assert "letter.pdf" in cvault("request", "fetch", request, "--output", "x", "--json").json()["files"]
    assert cvault("request", "show", request, "--json").json()["request"]["state"] == "answered"
    plan = cvault("purge", "plan", "--json").json()["plan_id"]
    assert json.loads(cvault("purge", "apply", plan, "--json").json()["body"])["plan_id"] == plan


def commands() -> list[tuple[str, ...]]:
    groups = {
        "organisation": ("create", "list"),
        "client": ("create", "list", "revoke"),
        "audit": (
            "verify",
            "seal",
            "checkpoint",
            "key",
            "prove",
            "check-proof",
            "show",
            "who-saw",
            "review",
            "witness",
        ),
    }
    groups |= {
        "request": ("open", "answer", "fetch", "show"),
        "purge": ("plan", "show", "apply", "run", "overdue", "simulate", "reviews", "review"),
        "hold": ("place", "list", "review", "end"),
        "retention": ("show", "diff"),
        "keys": ("status", "rotate", "migrate-records", "retire", "seal"),
        "approvals": ("list", "confirm", "refuse", "withdraw"),
    }
    single = ("init", "migrate", "distribution", "serve", "import", "backup", "restore", "doctor")
    return [(), *((one,) for one in (*groups, *single)), *((group, one) for group in groups for one in groups[group])]


@pytest.mark.parametrize("command", commands())
def test_help_explains_every_command(cvault: Run, command: tuple[str, ...]) -> None:
    done = cvault(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: cvault")
    assert max(len(line) for line in done.out.splitlines()) <= 120


def test_an_import_stores_what_is_well_formed_and_names_what_is_not(ready: Run, tmp_path: Path) -> None:
    good = json.dumps(REQUEST_BODIES["NewCase"])
    bad = json.dumps(REQUEST_BODIES["NewCase"] | {"severity": "Hemmelig"})
    (tmp_path / "many.ndjson").write_text(f"{good}\n{bad}\n\n{{\n{good}\n", "utf-8")
    done = ready("import", "many.ndjson", "--json")
    assert done.code == 3
    assert (done.json()["stored"], [one["line"] for one in done.json()["refused"]]) == (2, [2, 4])
    assert "severity" in done.json()["refused"][0]["problem"]
    assert "Hemmelig" not in done.out + done.err


def test_a_dry_run_stores_nothing(ready: Run, case_file: Path) -> None:
    assert "1 of 1 complaints well-formed" in ready("import", "--dry-run", str(case_file)).out
    opened = ready("request", "open", "-", "--json", stdin=json.dumps(REQUEST)).json()
    assert opened["cases_held"] == 0


def test_a_bar_is_drawn_only_in_a_terminal(ready: Run, case_file: Path, environment: dict[str, str]) -> None:
    assert ready("import", str(case_file)).err == ""
    told, several = json.loads(case_file.read_text()), []
    for number in range(30):
        several.append(case_file.with_name(f"{number}.json"))
        several[-1].write_text(json.dumps(told | {"reference": f"R-{number}"}))
    leader, follower = pty.openpty()
    done = subprocess.run(  # noqa: S603 -- our own command
        [COMMAND, "import", *map(str, several)],
        env=environment | {"TERM": "xterm"},
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=follower,
        timeout=60,
        check=True,
    )
    os.close(follower)
    drawn = os.read(leader, 65536).decode("utf-8", "replace")
    os.close(leader)
    assert "Storing complaints" in drawn
    assert b"30 of 30" in done.stdout


def test_what_a_person_gave_is_in_no_argument(ready: Run) -> None:
    """Arguments end up in the shell's history and in the list of processes."""
    help_text = ready("request", "open", "--help").out
    for private in ("--name", "--phone", "--email", "--national"):
        assert private not in help_text


def test_two_organisations_make_the_choice_necessary(ready: Run, case_file: Path) -> None:
    profile = json.dumps(REQUEST_BODIES["Profile"])
    second = ready("organisation", "create", "-", "--json", stdin=profile).json()["organisation_id"]
    unclear = ready("import", str(case_file))
    assert (unclear.code, "--organisation" in unclear.err) == (3, True)
    assert ready("import", str(case_file), "--organisation", second).code == 0
    assert len(ready("organisation", "list", "--json").json()) == 2


def test_an_altered_log_does_not_verify(ready: Run, environment: dict[str, str]) -> None:
    assert ready("audit", "verify").code == 0
    with sqlite3.connect(Path(environment["CVAULT_HOME"]) / "vault.db") as database:
        changed = database.execute("UPDATE audit_event SET outcome = 'denied' WHERE position = 0").rowcount
    assert changed >= 1
    found = ready("audit", "verify", "--platform")
    assert (found.code, "is not what was stored" in found.err) == (7, True)
    checked = ready("doctor", "--json")
    assert (checked.code, {one["check"]: one["state"] for one in checked.json()}["logs"]) == (9, "failed")


def test_a_leaked_key_is_ended_at_once(ready: Run) -> None:
    made = ready("client", "create", "case system", "--role", "ingest", "--json").json()
    assert "case system" in ready("client", "list").out
    assert ready("client", "revoke", made["client_id"]).code == 0
    (listed,) = ready("client", "list", "--json").json()
    assert listed["revoked_at"] is not None
    assert made["key"] not in ready("client", "list", "--json").out
    assert ready("client", "revoke", made["client_id"]).code == 5


def test_a_vault_comes_back_from_its_backup(
    ready: Run, case_file: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    ready("import", str(case_file))
    assert ready("backup", "saved").code == 0
    database = Path(environment["CVAULT_HOME"]) / "vault.db"
    assert ready("restore", "saved").code == 6
    database.rename(tmp_path / "moved-away.db")
    restored = ready("restore", "saved", "--verify")
    assert restored.code == 0, restored.err
    assert "2 records opened, each whole" in restored.out
    opened = ready("request", "open", "-", "--json", stdin=json.dumps(REQUEST)).json()
    assert opened["cases_held"] == 1
    home = Path(environment["CVAULT_HOME"])
    for with_the_keys in (home / "keystore" / "saved", home / "saved", home):
        refused = ready("backup", str(with_the_keys))
        assert (refused.code, "together" in refused.err) == (3, True)
    assert not (home / "saved").exists()


def test_keys_are_rotated_and_kept_while_backups_may_need_them(
    ready: Run, case_file: Path, environment: dict[str, str]
) -> None:
    ready("import", str(case_file))
    _, mine = ready("keys", "status", "--json").json()
    (first,) = mine["epochs"]
    assert first["epoch"]["data_keys"] == 2
    assert "Epoch 2 is in use" in ready("keys", "rotate").out
    organisation = ("--organisation", mine["organisation_id"])
    (mine,) = ready("keys", "status", "--json", *organisation).json()
    old, new = mine["epochs"]
    assert (old["epoch"]["data_keys"], new["epoch"]["data_keys"]) == (0, 2)
    refused = ready("keys", "retire", old["epoch"]["epoch_id"])
    assert (refused.code, "backups may need it until" in refused.err) == (6, True)
    environment["COLUMNS"] = "80"
    shown = ready("keys", "status").out
    assert f"may be destroyed from {old['destroyable_from']} on" in shown
    for one in (old["epoch"], new["epoch"]):
        assert f"Epoch {one['number']}  {one['epoch_id']}  " in shown
        assert f"0 days old; {one['data_keys']} data keys, {one['index_tokens']} index tokens" in shown
    reach = mine["bounds"][0]
    promise = (
        f"What was erased before {reach['erased_before']}: in no backup readable from {reach['unreadable_from']} on"
    )
    assert promise in shown


def test_the_installations_own_keys_are_rotated_too(ready: Run) -> None:
    """Whatever `status` shows can be named to the other commands."""
    own, _ = ready("keys", "status", "--json").json()
    named = ("--organisation", own["organisation_id"])
    assert "Epoch 2 is in use" in ready("keys", "rotate", *named).out
    assert ready("keys", "rotate-signing", *named).code == 0
    refused = ready("keys", "retire", own["epochs"][0]["epoch"]["epoch_id"], *named)
    assert (refused.code, "backups may need it until" in refused.err) == (6, True)
    (after,) = ready("keys", "status", "--json", *named).json()
    assert (len(after["epochs"]), len(after["signers"])) == (2, 2)
    assert ready("audit", "verify").code == 0


def test_records_pass_to_another_algorithm(ready: Run, case_file: Path, environment: dict[str, str]) -> None:
    ready("import", str(case_file))
    _, mine = ready("keys", "status", "--json").json()
    (before,) = mine["records"]
    assert (before["algorithm"], before["in_use"]) == ("aes-256-gcm", True)
    environment["CVAULT_RECORD_ALGORITHM"] = "chacha20-poly1305"
    assert "cvault keys migrate-records" in ready("keys", "status").out
    moved = ready("keys", "migrate-records", "--json").json()
    assert moved == {"moved": before["records"], "algorithm": "chacha20-poly1305"}
    assert "0 records were sealed anew" in ready("keys", "migrate-records").out
    del environment["CVAULT_RECORD_ALGORITHM"]
    assert ready("doctor").code == 0
    environment["CVAULT_RECORD_ALGORITHM"] = "des"
    refused = ready("keys", "status")
    assert (refused.code, "chacha20-poly1305" in refused.err) == (9, True)
    del environment["CVAULT_RECORD_ALGORITHM"]


def test_a_keystore_is_sealed_by_a_passphrase(ready: Run, environment: dict[str, str], tmp_path: Path) -> None:
    assert ready("keys", "seal").code == 9
    passphrase = tmp_path / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text("correct horse battery staple\n", "utf-8")
    environment["CVAULT_PASSPHRASE_FILE"] = str(passphrase)
    assert ready("keys", "seal").code == 0
    assert ready("doctor").code == 0
    del environment["CVAULT_PASSPHRASE_FILE"]
    locked = ready("purge", "plan")
    assert (locked.code, "sealed by a passphrase" in locked.err) == (8, True)


def test_what_sharing_owes_is_listed(ready: Run, case_file: Path) -> None:
    assert "Nothing is due" in ready("disclosures", "due").out
    assert "dk_tribunal" in ready("disclosures", "scenarios").out
    assert ready("disclosures", "settle", "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44", "-", stdin="{}").code == 3
    outcome = json.dumps(REQUEST_BODIES["NoticeOutcome"])
    assert ready("disclosures", "settle", "019384f2-7b1c-7c3e-9a55-0d2c7a6b1e44", "-", stdin=outcome).code == 5
    tenant = {"label": "I", "role": "respondent", "person": {"name": "Ingrid Tveit"}}
    case = json.loads(case_file.read_text("utf-8"))
    case_file.write_text(json.dumps(case | {"parties": [tenant], "documents": []}), "utf-8")
    ready("import", str(case_file))
    listed = ready("disclosures", "due")
    assert "tell a party" in listed.out
    (due,) = ready("disclosures", "due", "--json").json()["information"]
    assert due["because"] == "month"


def test_no_cell_of_a_table_is_cut(ready: Run, environment: dict[str, str]) -> None:
    """In a narrow terminal each row has lines of its own; what reads from a pipe has each row on one line."""
    invited = {"name": "Ann'Sofie O'Brien-Østergård", "email": "ann-sofie@strandkrogen.example"}
    assert ready("staff", "invite", "-", stdin=json.dumps(invited | {"roles": ["dpo"]})).code == 0
    environment["COLUMNS"] = "80"
    (line,) = (one for one in ready("staff", "list").out.splitlines() if "O'Brien" in one)
    assert (invited["name"] in line, invited["email"] in line, "invited" in line) == (True, True, True)
    environment["TTY_COMPATIBLE"] = "1"
    narrow = ready("staff", "list").out
    assert max(map(len, narrow.splitlines())) <= 80
    assert f"name: {invited['name']}; e-mail: {invited['email']}; state: invited" in " ".join(narrow.split())
