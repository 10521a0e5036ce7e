"""The reference says what is so: commands, exit codes, permissions and problem types, no more and no fewer."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import click

from vault import errors, resources
from vault.policy import Permission, RoleName
from vault_cli import exits
from vault_cli.main import main

DOCS = Path(__file__).parents[2] / "docs"


def rows(page: str, columns: int) -> list[list[str]]:
    """The cells of every table of a page that has so many columns."""
    lines = (DOCS / page).read_text("utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [row for row in cells if len(row) == columns and not row[0].startswith("---")]


def test_every_permission_is_explained_with_exactly_its_roles() -> None:
    with (resources.folder("policies") / "access.csv").open(encoding="utf-8") as file:
        rules = list(csv.reader((line for line in file if line.startswith("p,")), skipinitialspace=True))
    given = {
        permission.value: {rule[1] for rule in rules if f"{rule[3]}:{rule[4]}" == permission and rule[5] == "allow"}
        for permission in Permission
    }
    said = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in rows("reference/permissions.md", 3)}
    said.pop("permission")
    assert said == given


def test_every_role_is_explained() -> None:
    said = {row[0].strip("`") for row in rows("reference/permissions.md", 2)} - {"role"}
    assert said == {role.value for role in RoleName}


def commands(group: click.Group, name: str) -> Iterator[tuple[str, set[str]]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            options = {option for one in command.params if isinstance(one, click.Option) for option in one.opts}
            yield f"{name} {word}", options


def test_the_commands_are_those_of_the_program() -> None:
    said = {row[0].strip("`"): set(re.findall(r"`(--[\w-]+)`", row[1])) for row in rows("reference/cli.md", 3)}
    said.pop("command")
    assert said == dict(commands(main, "cvault"))


def test_the_exit_codes_are_those_of_the_program() -> None:
    said = {int(row[0]) for row in rows("reference/cli.md", 2) if row[0].isdigit()}
    assert said == {0, 1, 2} | set(exits._CODES.values())


def tree(root: type[errors.VaultError]) -> Iterator[type[errors.VaultError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def test_the_problem_types_are_those_of_the_error_tree() -> None:
    said = {row[0].strip("`") for row in rows("reference/api.md", 3)} - {"type"}
    assert said == {error.slug for error in tree(errors.VaultError)} | {"unexpected-error"}


LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def test_every_link_leads_somewhere() -> None:
    root = DOCS.parent
    pages = [*root.glob("*.md"), *DOCS.rglob("*.md"), *(root / "examples").glob("*.md")]
    broken = [
        f"{page.relative_to(root)}: {link}"
        for page in pages
        for link in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / link).exists()
    ]
    assert broken == []
