"""What the documents tell people to type works as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


def script(page: Path) -> str:
    """The commands of a page's console blocks, in order, as one script that stops at the first failure."""
    lines = "".join(CONSOLE.findall(page.read_text("utf-8"))).splitlines()
    return "set -euo pipefail\n" + "\n".join(line.removeprefix("$ ") for line in lines) + "\n"


@pytest.fixture(scope="module")
def after_tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which somebody followed the tutorial to its end."""
    folder = tmp_path_factory.mktemp("tutorial")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CVAULT_")}
    done = subprocess.run(  # noqa: S603 -- our own document
        ["bash", "-c", script(ROOT / "docs" / "tutorial.md")],  # noqa: S607 -- the reader's own shell
        cwd=folder,
        env=kept | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_tutorial_can_be_followed(after_tutorial: Path) -> None:
    letter = after_tutorial / "answer" / "letter.pdf"
    assert letter.read_bytes().startswith(b"%PDF-")


def test_the_documented_check_of_a_package_holds_and_fails(
    after_tutorial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (snippet,) = PYTHON.findall((ROOT / "docs" / "reference" / "package.md").read_text("utf-8"))
    monkeypatch.chdir(after_tutorial)
    exec(compile(snippet, "package.md", "exec"), {})  # noqa: S102 -- our own document
    manifest = after_tutorial / "answer" / "manifest.json"
    whole = manifest.read_text("utf-8")
    manifest.write_text(whole.replace('"cases":1', '"cases":2'), "utf-8")
    with pytest.raises(Exception, match=r"^$"):
        exec(compile(snippet, "package.md", "exec"), {})  # noqa: S102 -- our own document
    manifest.write_text(whole, "utf-8")


def test_the_readme_begins_with_two_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    first = readme.split("```")[1].strip().splitlines()
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [line.split()[:2] for line in first] == [["make", "demo"], ["make", "test"]]
    for _, target in (line.split()[:2] for line in first):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")
