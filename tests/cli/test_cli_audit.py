"""`cvault audit`: what is printed here is checked there, with nothing but a public key."""

import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Run

from vault.audit import checkpoint


@pytest.fixture
def stored(ready: Run, case_file: Path) -> Run:
    assert ready("import", str(case_file)).code == 0
    return ready


def test_a_proof_is_checked_where_there_is_no_vault(stored: Run, tmp_path: Path) -> None:
    event = stored("audit", "show", "--json").json()[0]["event_id"]
    (tmp_path / "event.tlog-proof").write_text(stored("audit", "prove", event).out, "utf-8")
    (tmp_path / "key").write_text(stored("audit", "key").out, "utf-8")
    (tmp_path / "home").rename(tmp_path / "elsewhere")
    done = stored("audit", "check-proof", "event.tlog-proof", "--key", "key")
    assert (done.code, done.out.startswith("Proven: event")) == (0, True), done.err
    assert event in stored("audit", "check-proof", "event.tlog-proof", "--key", "key", "--json").out
    broken = (tmp_path / "event.tlog-proof").read_text("utf-8").replace("\nindex ", "\nindex 1")
    refused = stored("audit", "check-proof", "-", "--key", "key", stdin=broken)
    assert refused.code == 7
    assert stored("audit", "check-proof", "nothing", "--key", "key").code == 3
    assert stored("audit", "check-proof", "event.tlog-proof", "--key", "no key").code == 3


def test_growth_is_proven_from_a_checkpoint_that_was_kept(stored: Run, tmp_path: Path, case_file: Path) -> None:
    (tmp_path / "kept").write_text(stored("audit", "checkpoint").out, "utf-8")
    stored("import", str(case_file))
    verified = stored("audit", "verify", "--since", "kept", "--json").json()
    assert (verified["outside"], verified["unsealed"]) == (2, 0)
    (tmp_path / "growth").write_text(stored("audit", "prove", "--since", "kept").out, "utf-8")
    key = stored("audit", "key").out.strip()
    done = stored("audit", "check-proof", "growth", "--key", key, "--since", "kept")
    assert (done.code, "begins with" in done.out) == (0, True), done.err
    assert stored("audit", "check-proof", "growth", "--key", key).code == 3
    assert stored("audit", "verify", "--platform", "--since", "kept").code == 3
    assert stored("audit", "prove").code == 3


def test_a_database_that_was_put_back_is_found_unless_it_was_restored(stored: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert stored("backup", "copy").code == 0
    for _ in range(3):
        stored("audit", "show")
    for file in home.glob("vault.db*"):
        file.unlink()
    subprocess.run(["cp", str(tmp_path / "copy" / "vault.db"), str(home / "vault.db")], check=True)  # noqa: S603, S607
    found = stored("audit", "verify")
    assert found.code == 7
    assert "cut back" in found.err or "kept outside" in found.err
    for file in home.glob("vault.db*"):
        file.unlink()
    assert stored("restore", "copy").code == 0
    assert stored("audit", "verify").code == 0
    assert len(list((home / "keystore" / "checkpoints").glob("until-*/*.checkpoint"))) > 0


def test_who_saw_somebody_is_shown_with_and_without_who(stored: Run) -> None:
    case_id = stored("purge", "plan", "--json").json()["plan_id"]
    assert stored("audit", "who-saw", case_id).code == 5
    assert stored("audit", "who-saw", "nobody").code == 3


def test_a_checkpoint_is_printed_as_it_is_kept(stored: Run) -> None:
    printed = stored("audit", "checkpoint").out
    assert checkpoint.several(printed) == [printed]
    assert "sealed" in stored("audit", "seal").out
