"""Key providers on the command line: moving, leaving, and what `doctor` says of each."""

from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.keys import softhsm


@pytest.fixture
def token(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """Makes a token known to the commands; answers what was added to their environment."""
    settings = softhsm.new_token(tmp_path)
    added = {
        "CVAULT_PKCS11_MODULE": str(settings.module),
        "CVAULT_PKCS11_TOKEN": settings.token,
        "CVAULT_PKCS11_PIN_FILE": str(settings.pin_file),
        "SOFTHSM2_CONF": str(softhsm.tokens().with_name("softhsm2.conf")),
    }
    environment |= added
    return added


def findings(ready: Run) -> dict[str, tuple[str, str]]:
    return {one["check"]: (one["state"], one["detail"]) for one in ready("doctor", "--json").json()}


def test_keys_move_and_what_was_left_stays_for_the_backups(
    ready: Run, case_file: Path, token: dict[str, str], environment: dict[str, str]
) -> None:
    assert token.keys() <= environment.keys()
    assert ready("import", str(case_file)).code == 0
    assert findings(ready)["keys at pkcs11"] == ("ok", "0 provider keys")
    moved = ready("keys", "move", "pkcs11")
    assert (moved.code, "4 epochs and signing keys were moved" in moved.out) == (0, True)
    assert "set CVAULT_KEY_PROVIDER=pkcs11" in moved.out
    assert findings(ready)["keys in use"][0] == "warning"
    environment["CVAULT_KEY_PROVIDER"] = "pkcs11"
    assert ready("keys", "move", "pkcs11", "--json").json() == {"moved": 0, "to": "pkcs11", "new_keys_at": "pkcs11"}
    held = [epoch for status in ready("keys", "status", "--json").json() for epoch in status["epochs"]]
    assert {one["epoch"]["provider"] for one in held} == {"pkcs11"}
    left = ready("keys", "left", "--json").json()
    assert len(left) == 4
    # On a terminal of 80 columns nothing that is needed is cut.
    environment["COLUMNS"] = "80"
    shown = ready("keys", "left").out
    for one in left:
        line = next(line for line in shown.splitlines() if one["key"]["owner_id"] in line)
        assert line.startswith(f"file      {one['key']['kind'].removesuffix('_key')} ")
        assert line.endswith(one["destroyable_from"])
    refused = ready("keys", "leave", "file")
    assert (refused.code, "4 keys were left there" in refused.err) == (6, True)
    nothing = ready("keys", "leave", "pkcs11", "--json").json()
    assert nothing == {"destroyed": 0, "needed": 0, "free_from": None, "waiting": []}
    assert "1 of 1 complaints stored" in ready("import", str(case_file)).out


def test_a_provider_that_is_not_configured_is_refused(ready: Run) -> None:
    refused = ready("keys", "move", "kms")
    assert (refused.code, "is not a key provider" in refused.err) == (3, True)


def test_doctor_finds_a_token_that_does_not_answer_and_keys_that_are_gone(
    ready: Run, token: dict[str, str], environment: dict[str, str]
) -> None:
    assert ready("keys", "move", "pkcs11").code == 0
    Path(token["CVAULT_PKCS11_PIN_FILE"]).chmod(0o644)
    said = findings(ready)
    assert said["keys at pkcs11"][0] == "failed"
    assert "PIN can be read by others" in said["keys at pkcs11"][1]
    Path(token["CVAULT_PKCS11_PIN_FILE"]).chmod(0o600)
    for name in token:
        environment.pop(name)
    assert "pkcs11 is not configured" in findings(ready)["keys in use"][1]


def test_a_vault_can_begin_with_a_token(cvault: Run, token: dict[str, str], environment: dict[str, str]) -> None:
    environment["CVAULT_KEY_PROVIDER"] = "pkcs11"
    environment["CVAULT_PKCS11_TOKEN"] = "there-is-none"
    assert cvault("init").code == 8
    environment["CVAULT_PKCS11_TOKEN"] = token["CVAULT_PKCS11_TOKEN"]
    assert cvault("init").code == 0
    assert findings(cvault)["keys at pkcs11"] == ("ok", "2 provider keys; new ones are made here")
