"""The wheel is whole: installed alone, far from the checkout, the command makes and fills a vault."""

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import msgspec
import pytest
from tests.world import PROFILE

from vault.api.examples import REQUEST_BODIES

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that holds our wheel, and of everything else only what it depends on.

    The dependencies are lent by a path file, so that the test needs no network; our own package is not among what
    is lent, since the checkout is an editable installation whose finder a path file does not start.
    """
    folder = tmp_path_factory.mktemp("wheel")
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)])
    (wheel,) = folder.glob("*.whl")
    environment = folder / "environment"
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


def test_the_command_works_outside_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    python = str(installed / "bin" / "python")
    command = [str(installed / "bin" / "cvault")]
    where = _run([python, "-c", "import vault, vault_cli; print(vault.__file__, vault_cli.__file__)"], tmp_path)
    assert str(CHECKOUT) not in where
    assert where.count(str(installed)) == 2
    shipped = _run([python, "-c", "from vault import resources; print(resources.folder('policies'))"], tmp_path)
    assert str(installed) in shipped
    _run([*command, "init"], tmp_path)
    _run([*command, "organisation", "create", "-"], tmp_path, stdin=msgspec.json.encode(PROFILE).decode())
    (tmp_path / "case.json").write_bytes(msgspec.json.encode(REQUEST_BODIES["NewCase"]))
    assert "1 of 1" in _run([*command, "import", "case.json"], tmp_path)
    assert "failed" not in _run([*command, "doctor"], tmp_path)


def test_the_wheel_puts_nothing_else_beside_the_packages(installed: Path) -> None:
    """`policies` and `migrations` are common names; they lie inside of ours."""
    ours = {path.name for path in _packages(installed).iterdir()} - {"lent.pth"}
    assert {one for one in ours if not one.startswith("complaint_vault-")} == {"vault", "vault_cli"}
