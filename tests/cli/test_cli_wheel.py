"""The wheel holds everything: installed where no checkout is near, the command makes a vault and fills it."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import msgspec
import pytest
from tests.world import PROFILE

from vault.api.examples import REQUEST_BODIES

CHECKOUT = Path(__file__).parents[2]
ASK_WHERE = """
import json, vault, vault_cli
from vault import resources
found = [vault.__file__, vault_cli.__file__, *(str(resources.folder(name)) for name in ("policies", "migrations"))]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), ".", cwd=CHECKOUT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, and from here its dependencies alone: no network is used.

    A path file is read in an environment's own folder only, so the editable installation of the checkout, which
    stands beside the dependencies, is not in effect there.
    """
    home = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    programs = home / "bin"
    run(
        *(sys.executable, "-m", "pip", "--python", str(programs / "python"), "--disable-pip-version-check"),
        *("install", "--quiet", "--no-index", "--no-deps", str(wheel)),
        cwd=home,
    )
    (site,) = home.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return programs


def run(*command: str, cwd: Path, home: Path | None = None, stdin: str = "") -> str:
    """What the command printed; it must succeed. It sees neither this checkout nor the settings of another vault."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CVAULT_", "PYTHON", "VIRTUAL"))}
    done = subprocess.run(  # noqa: S603 -- our own commands
        command,
        cwd=cwd,
        env=kept | ({"CVAULT_HOME": str(home)} if home else {}),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_brings_no_folder_but_its_own(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {re.sub(r"-.*(?=\.dist-info)", "", name.partition("/")[0]) for name in names} == {
        "vault",
        "vault_cli",
        "complaint_vault.dist-info",
    }
    assert "vault/py.typed" in names


def test_the_wheel_leaves_no_data_file_behind(wheel: Path) -> None:
    """A text, rule or migration that a new file adds must not be missing where the vault is installed."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if not name.endswith("/")}
    placed = {"src/vault": "vault", "cli/vault_cli": "vault_cli"} | {
        name: f"vault/_data/{name}" for name in ("policies", "migrations")
    }
    expected = {
        f"{there}/{path.relative_to(CHECKOUT / here).as_posix()}"
        for here, there in placed.items()
        for path in (CHECKOUT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected - packed == set()


def test_policies_and_migrations_come_from_inside_the_wheel(installed: Path, tmp_path: Path) -> None:
    found = [Path(one) for one in json.loads(run(str(installed / "python"), "-c", ASK_WHERE, cwd=tmp_path))]
    assert all(one.is_relative_to(installed.parent) for one in found)
    assert not any(one.is_relative_to(CHECKOUT) for one in found)


def test_a_vault_is_made_and_filled_where_no_checkout_is_near(installed: Path, tmp_path: Path) -> None:
    def cvault(*arguments: str, stdin: str = "") -> str:
        return run(str(installed / "cvault"), *arguments, cwd=tmp_path, home=tmp_path / "home", stdin=stdin)

    (tmp_path / "case.json").write_text(json.dumps(REQUEST_BODIES["NewCase"]), "utf-8")
    cvault("init")
    cvault("organisation", "create", "-", stdin=msgspec.json.encode(PROFILE).decode())
    assert json.loads(cvault("import", "case.json", "--json"))["stored"] == 1
    opened = json.loads(cvault("request", "open", "-", "--json", stdin=json.dumps(REQUEST_BODIES["NewRequest"])))
    cvault("request", "answer", opened["request_id"], "--output", "package")
    assert (tmp_path / "package" / "letter.pdf").read_bytes().startswith(b"%PDF-")
    states = {one["check"]: one["state"] for one in json.loads(cvault("doctor", "--json"))}
    assert states.pop("key separation") == "warning"
    assert set(states.values()) == {"ok"}
