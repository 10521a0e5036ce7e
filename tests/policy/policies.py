"""A policy folder of a test's own, which it may change."""

import shutil
from pathlib import Path

from vault import resources
from vault.policy import Policy


def copied(folder: Path) -> Path:
    """The shipped policy files, copied."""
    return Path(shutil.copytree(resources.folder("policies"), folder / "policies"))


def changed(folder: Path, old: str, new: str, file: str = "access.csv") -> Path:
    """A copy in which one text stands in place of another, which must be there once."""
    made = copied(folder)
    text = (made / file).read_text("utf-8")
    assert text.count(old) == 1
    (made / file).write_text(text.replace(old, new), "utf-8")
    return made


def added(folder: Path, *rules: str) -> Path:
    """A copy with rules at the end."""
    made = copied(folder)
    with (made / "access.csv").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(rules) + "\n")
    return made


def shipped() -> Policy:
    return Policy.load(resources.folder("policies"))
