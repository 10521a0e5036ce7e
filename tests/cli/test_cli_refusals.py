"""A command that cannot do what was asked says why in one line, with the documented exit code, and echoes nothing."""

import json
import shutil
import socket
from pathlib import Path
from uuid import uuid4

import pytest
from tests.cli.conftest import Run

from vault import resources
from vault.api.examples import REQUEST_BODIES

SECRET = "Hemmeligmarkør"


def one_line(text: str) -> bool:
    """One line, and at most one hint under it."""
    lines = text.strip().splitlines()
    return bool(lines) and lines[0].startswith("cvault: ") and len(lines) <= 2


@pytest.mark.parametrize(
    ("arguments", "stdin", "code"),
    [
        (("request", "open", "-"), "{", 3),
        (("request", "open", "-"), json.dumps({"text": SECRET}), 3),
        (("request", "open", "missing.json"), "", 3),
        (("request", "answer", SECRET, "--output", "x"), "", 3),
        (("request", "answer", str(uuid4()), "--output", "x"), "", 5),
        (("request", "fetch", str(uuid4()), "--output", "x"), "", 5),
        (("request", "show", str(uuid4())), "", 5),
        (("purge", "apply", str(uuid4())), "", 5),
        (("purge", "plan", "--organisation", str(uuid4())), "", 5),
        (("purge", "plan", "--organisation", SECRET), "", 3),
        (("organisation", "create", "-"), json.dumps({"name": [SECRET]}), 3),
        (("client", "create", "x" * 90, "--role", "ingest"), "", 3),
        (("client", "create", "x", "--role", "operator"), "", 3),
        (("init",), "", 9),
        (("migrate", "--to", SECRET), "", 3),
        (("migrate", "--to", "base"), "", 6),
    ],
)
def test_exit_codes(ready: Run, arguments: tuple[str, ...], stdin: str, code: int) -> None:
    done = ready(*arguments, stdin=stdin)
    assert done.code == code, done.err
    assert one_line(done.err)
    assert SECRET not in done.out + done.err


def test_a_wrong_option_is_a_usage_error(cvault: Run) -> None:
    done = cvault("purge", "plan", "--nonsense")
    assert done.code == 2
    assert "Usage" in done.err


def test_a_request_is_answered_once(ready: Run) -> None:
    given = {"name": "Karin Ekdal"}
    body = REQUEST_BODIES["NewRequest"] | {"given": given}
    request_id = ready("request", "open", "-", "--json", stdin=json.dumps(body)).json()["request_id"]
    assert ready("request", "answer", request_id, "--output", "x").code == 0
    again = ready("request", "answer", request_id, "--output", "x")
    assert (again.code, one_line(again.err)) == (6, True)


def test_without_a_vault_it_says_how_to_make_one(cvault: Run) -> None:
    done = cvault("purge", "plan")
    assert done.code == 9
    assert "cvault init" in done.err


def test_an_older_schema_is_gone_to_only_when_that_is_said(ready: Run) -> None:
    assert len(ready("organisation", "list", "--json").json()) == 1
    assert "--down" in ready("migrate", "--to", "base").err
    assert len(ready("organisation", "list", "--json").json()) == 1
    assert ready("migrate", "--to", "base", "--down").code == 0
    assert ready("organisation", "list").code == 9


def test_a_port_that_is_taken_is_named(ready: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = ready("serve", "--port", str(taken.getsockname()[1]))
    assert (done.code, one_line(done.err)) == (8, True)
    assert "port" in done.err


def test_a_second_init_changes_nothing(ready: Run, environment: dict[str, str]) -> None:
    keystore = Path(environment["CVAULT_HOME"]) / "keystore" / "keys.json"
    before = keystore.read_bytes()
    assert ready("init").code == 9
    assert keystore.read_bytes() == before


def test_a_keystore_that_others_may_read_is_refused(ready: Run, environment: dict[str, str]) -> None:
    keystore = Path(environment["CVAULT_HOME"]) / "keystore" / "keys.json"
    keystore.chmod(0o644)
    done = ready("purge", "plan")
    assert done.code == 8
    assert one_line(done.err)


def test_a_damaged_keystore_is_no_traceback(ready: Run, environment: dict[str, str]) -> None:
    keystore = Path(environment["CVAULT_HOME"]) / "keystore" / "keys.json"
    keystore.write_bytes(keystore.read_bytes()[:200])
    done = ready("purge", "plan")
    assert done.code == 8
    assert one_line(done.err)


@pytest.mark.parametrize(
    ("url", "code"), [("mysql://localhost/x", 9), ("nonsense", 9), ("postgresql://127.0.0.1:1/none", 8)]
)
def test_a_database_that_cannot_be_used_is_named(ready: Run, environment: dict[str, str], url: str, code: int) -> None:
    environment["CVAULT_DATABASE_URL"] = url
    done = ready("purge", "plan")
    assert done.code == code
    assert one_line(done.err)


@pytest.mark.parametrize(
    "file",
    ["access.csv", "keys.toml", "processing/purposes.toml", "processing/authorities.toml", "retention/defaults.toml"],
)
def test_a_broken_policy_stops_everything(ready: Run, environment: dict[str, str], tmp_path: Path, file: str) -> None:
    """Fail closed: rules that cannot be read allow nothing, and are found before they matter."""
    policies = tmp_path / "policies"
    shutil.copytree(resources.folder("policies"), policies)
    (policies / file).write_text("p, nobody\n[[", "utf-8")
    environment["CVAULT_POLICIES"] = str(policies)
    done = ready("purge", "plan")
    assert (done.code, one_line(done.err)) == (9, True)
    assert ready("doctor").code == 9


def test_doctor_says_once_that_there_is_no_database(ready: Run, environment: dict[str, str], tmp_path: Path) -> None:
    """What needs it is not looked at, and no driver's word is shown."""
    environment["CVAULT_DATABASE_URL"] = f"sqlite:///{tmp_path}/other/vault.db"
    assert "there is no vault in this database" in ready("organisation", "list").err
    told = {one["check"]: (one["state"], one["detail"]) for one in ready("doctor", "--json").json()}
    assert told["database"] == ("failed", "there is no vault in this database; create one with: cvault init")
    assert told["logs"] == told["keys in use"] == ("failed", "not looked at: it needs the database")
    assert told["keystore"][0] == "ok"
