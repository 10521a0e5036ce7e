"""The wheel is whole: installed alone, far from the checkout, the command makes and fills a vault."""

import json
import os
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

CHECKOUT = Path(__file__).parents[1]
PLACED = {
    "src/vault": "vault",
    "cli/vault_cli": "vault_cli",
    "policies": "vault/_data/policies",
    "migrations": "vault/_data/migrations",
}
"""Where each folder of the checkout stands in the wheel."""
WHERE = """
import vault, vault_cli
from vault import resources
print(vault.__file__, vault_cli.__file__, resources.folder("policies"), resources.folder("migrations"), sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)])
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """An environment that holds our wheel, and of everything else only what it depends on.

    The dependencies are lent by a path file, so that the test needs no network; our own package is not among what
    is lent, since the checkout is an editable installation whose finder a path file does not start.
    """
    environment = wheel.parent / "environment"
    venv.create(environment, with_pip=False, symlinks=True)
    python = str(environment / "bin" / "python")
    _run([sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", str(wheel)])
    (_packages(environment) / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return environment


def _packages(environment: Path) -> Path:
    return Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))


def _run(command: list[str], folder: Path | None = None, stdin: str = "") -> str:
    kept = {
        name: value for name, value in os.environ.items() if name != "PYTHONPATH" and not name.startswith("CVAULT_")
    }
    done = subprocess.run(  # noqa: S603 -- our own commands
        command,
        cwd=folder,
        env=kept | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"} | ({"CVAULT_HOME": str(folder / "home")} if folder else {}),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_everything_comes_from_inside_the_wheel(installed: Path, tmp_path: Path) -> None:
    found = [Path(line) for line in _run([str(installed / "bin" / "python"), "-c", WHERE], tmp_path).splitlines()]
    assert [one for one in found if not one.is_relative_to(installed)] == []
    assert len(found) == 4


def test_the_command_works_outside_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    def cvault(*arguments: str, stdin: bytes = b"") -> str:
        return _run([str(installed / "bin" / "cvault"), *arguments], tmp_path, stdin.decode())

    (tmp_path / "case.json").write_bytes(msgspec.json.encode(REQUEST_BODIES["NewCase"]))
    cvault("init")
    cvault("organisation", "create", "-", stdin=msgspec.json.encode(PROFILE))
    assert "1 of 1" in cvault("import", "case.json")
    request = msgspec.json.encode(REQUEST_BODIES["NewRequest"])
    opened = json.loads(cvault("request", "open", "-", "--json", stdin=request))
    cvault("request", "answer", opened["request_id"], "--output", "package")
    assert (tmp_path / "package" / "letter.pdf").read_bytes().startswith(b"%PDF-")
    assert "failed" not in cvault("doctor")


def test_the_wheel_leaves_no_file_behind(wheel: Path) -> None:
    """A text, rule or migration that somebody adds must not be missing where the vault is installed."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    expected = {
        f"{there}/{path.relative_to(CHECKOUT / here).as_posix()}"
        for here, there in PLACED.items()
        for path in (CHECKOUT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected - packed == set()


def test_the_wheel_puts_nothing_else_beside_the_packages(installed: Path) -> None:
    """`policies` and `migrations` are common names; they lie inside of ours."""
    ours = {path.name for path in _packages(installed).iterdir()} - {"lent.pth"}
    assert {one for one in ours if not one.startswith("complaint_vault-")} == {"vault", "vault_cli"}
