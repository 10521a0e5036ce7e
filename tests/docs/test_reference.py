"""The reference says what is so: commands, exit codes, permissions, problems and policy keys, no more and no fewer."""

import re
import tomllib
from collections.abc import Iterator

import click
import msgspec
import pytest
from tests.docs.console import blocks
from tests.docs.pages import DOCS, ROOT, quoted, section, table

from vault import errors, resources
from vault.accounts.limits import Limits
from vault.api import problems
from vault.approvals.model import Limit
from vault.complaints.attachments.intake import Files
from vault.complaints.catalogue import Ground, Phrase
from vault.disclosures.scenarios import Scenario
from vault.epochs.model import Custody
from vault.evidence.unusual import Thresholds
from vault.offboarding import Certificate
from vault.offboarding.model import LEFT_OUT
from vault.offboarding.store import exported
from vault.policy import Permission, Policy, RoleName
from vault.policy.purposes import Purpose
from vault.retention.schedule import Rule
from vault.subject_requests import NewRequest
from vault.subject_requests.authorities import _Entry as AuthorityEntry
from vault_cli import exits
from vault_cli.main import main

POLICIES = resources.folder("policies")
PERMISSIONS, CLI, FILES = "reference/permissions.md", "reference/cli.md", "reference/policies.md"


def rules(effect: str) -> Iterator[tuple[str, str]]:
    """(role, permission) of every rule of one effect in the shipped policy."""
    for rule in Policy.load(POLICIES).rules:
        if rule.effect.value == effect:
            yield rule.role.value, rule.permission.value


def test_every_permission_is_explained_with_exactly_its_roles() -> None:
    given = {one.value: {role for role, permission in rules("allow") if permission == one} for one in Permission}
    rows = table(PERMISSIONS, "## All permissions")
    assert {quoted(name)[0]: set(quoted(roles)) for name, _, roles in rows} == given
    assert len(rows) == len(given)
    assert all(words for _, words, _ in rows)


def test_every_module_that_uses_a_primitive_stands_in_the_inventory() -> None:
    """Whoever asks which algorithm protects what finds every one of them there."""
    primitive = re.compile(r"^\s*(?:import|from) (?:hashlib|hmac|os|cryptography|pyrage)\b", re.MULTILINE)
    files = (ROOT / "src/vault/crypto").glob("*.py")
    using = {f"crypto/{file.name}" for file in files if primitive.search(file.read_text("utf-8"))}
    assert len(using) >= 12
    named = {one for row in table("reference/cryptography.md", "## Algorithms") for one in quoted(row[-1])}
    assert using <= named
    assert all((ROOT / "src/vault" / one).exists() for one in named if one.endswith(".py"))


def test_every_role_is_explained() -> None:
    assert sorted(quoted(name)[0] for name, _ in table(PERMISSIONS, "## Roles")) == sorted(RoleName)


def test_what_is_denied_outright_is_said() -> None:
    rows = table(PERMISSIONS, "## Denied outright")
    said = {(quoted(role)[0], permission) for role, denied in rows for permission in quoted(denied)}
    assert said == set(rules("deny"))


def test_every_purpose_stands_with_the_categories_that_it_covers() -> None:
    register = tomllib.loads((POLICIES / "processing" / "purposes.toml").read_text("utf-8"))["purpose"]
    covered: dict[str, set[str]] = {}
    before: set[str] = set()
    for name, categories in table(PERMISSIONS, "## Purposes"):
        before = set(quoted(categories)) | (before if categories.startswith("the same") else set())
        covered[quoted(name)[0]] = before
    assert covered == {one["code"]: set(one["covers"]) for one in register}


def commands(group: click.Group, name: str = "cvault") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        command = group.get_command(context, word)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


def usage(name: str, command: click.Command) -> str:
    """A command with its arguments as its own help shows them."""
    context = click.Context(command)
    arguments = [one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)]
    return " ".join((name, *arguments))


def options(command: click.Command) -> set[str]:
    return {option for one in command.params if isinstance(one, click.Option) for option in one.opts}


def test_the_commands_are_those_of_the_program() -> None:
    rows = table(CLI, "# Commands")
    said = {quoted(command)[0]: set(quoted(named)) for command, named, _, _ in rows}
    assert said == {usage(name, command): options(command) for name, command in commands(main)}
    assert {name for *_, roles, _ in rows for name in quoted(roles)} <= set(RoleName)


def test_every_option_is_explained_with_its_default() -> None:
    found = {
        name: one
        for _, command in commands(main)
        for one in command.params
        if isinstance(one, click.Option)
        for name in one.opts
    }
    said = {quoted(name)[0].split()[0]: default for name, default, _ in table(CLI, "## Options")}
    assert set(said) == set(found)
    for name, one in found.items():
        known = one.default is not None and not one.is_flag and not one.required and not one.multiple
        if one.required:
            assert said[name] == "needed"
        elif known and isinstance(one.default, str | int):
            assert quoted(said[name]) == [str(one.default)]
        else:
            assert not quoted(said[name])


def test_the_exit_codes_are_those_of_the_program() -> None:
    said = [int(code) for code, _ in table(CLI, "## Exit codes")]
    assert said == sorted({0, 1, 2, exits.UNUSUAL, exits.OVERDUE} | set(exits._CODES.values()))


def test_the_variables_are_those_that_are_read() -> None:
    sources = (ROOT / "src/vault/settings.py", ROOT / "cli/vault_cli/output.py")
    read = {name for source in sources for name in re.findall(r'"(CVAULT_\w+)"', source.read_text("utf-8"))}
    assert {quoted(name)[0] for name, _ in table(CLI, "## Environment")} == read


def tree(root: type[errors.VaultError]) -> Iterator[type[errors.VaultError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def test_the_problem_types_are_those_of_the_error_tree_with_their_statuses() -> None:
    given = {
        error.slug: next(problems._STATUS[kind] for kind in error.__mro__ if kind in problems._STATUS)
        for error in tree(errors.VaultError)
    }
    said = {quoted(slug)[0]: int(status) for slug, status, _ in table("reference/api.md", "## Problems")}
    assert said == given | {"unexpected-error": 500}


@pytest.mark.parametrize(
    ("heading", "shape"),
    [
        ("## `processing/purposes.toml`", Purpose),
        ("## `processing/authorities.toml`", AuthorityEntry),
        ("## `retention/*.toml`", Rule),
        ("## `keys.toml`", Custody),
        ("## `approvals.toml`", Limit),
        ("## `attachments.toml`", Files),
        ("## `accounts.toml`", Limits),
        ("## `review.toml`", Thresholds),
        ("## `complaints/grounds.toml`", Ground),
        ("## `complaints/phrases.toml`", Phrase),
        ("## `disclosures/*.toml`", Scenario),
    ],
)
def test_the_keys_of_a_policy_file_are_those_that_are_read(heading: str, shape: type[msgspec.Struct]) -> None:
    said = {key.split(".")[0] for cell, _ in table(FILES, heading) for key in quoted(cell) if not key.startswith(".")}
    assert said == {field.encode_name for field in msgspec.structs.fields(shape)}


def test_the_tables_of_an_export_are_those_that_are_exported() -> None:
    page, heading = "reference/export.md", "## `export.jsonl.age`"
    assert {quoted(name)[0] for name, _ in table(page, heading, number=1)} == set(exported())
    assert {one for names, _ in table(page, heading, number=2) for one in quoted(names)} == set(LEFT_OUT)


def test_the_keys_of_a_certificate_of_offboarding_are_those_that_are_signed() -> None:
    said = {
        one for names, _ in table("reference/export.md", "## `certificate.json`", number=1) for one in quoted(names)
    }
    assert said - {"made_at", "rows", "sha256", "size", "recipient"} == set(Certificate.__struct_fields__)


def test_the_request_that_is_shown_can_be_opened() -> None:
    (shown,) = blocks(DOCS / "how-to" / "answer-an-access-request.md", "json")
    assert msgspec.json.decode(shown, type=NewRequest).given.name


def test_the_holdings_of_a_retention_rule_are_those_of_the_vault() -> None:
    from vault.wiring import HOLDINGS

    kinds = {one.kind for one in HOLDINGS if one.terms.events}
    rows = table(FILES, "## `retention/*.toml`", number=1)
    assert {quoted(kind)[0] for kind, _, _ in rows} == kinds
    assert kinds <= set(quoted("\n".join(section(FILES, "## `retention/*.toml`"))))


def test_the_shipped_rules_stand_in_the_reference_with_every_class_of_data() -> None:
    """Each of the twenty-eight classes has a rule, or is said not to be held; each rule stands in it."""
    from vault.retention import read

    rows = table("reference/retention.md", "## The rules that ship")
    assert [int(number) for number, *_ in rows if number] == list(range(1, 29))
    said = {name for _, _, clusters, _, _ in rows for name in quoted(clusters)} - {"keys.toml"}
    assert said == {rule.cluster for rule in read(POLICIES).schedule()}


def test_every_table_stands_with_its_kind_of_record_or_needs_no_rule() -> None:
    """Read from the schema: a new table is missing here until somebody says how long it is kept."""
    from vault.storage import metadata
    from vault.wiring import HOLDINGS

    page, heading = "reference/retention.md", "## Where it stands"
    held = {quoted(kind)[0]: set(quoted(tables)) for kind, tables, _ in table(page, heading)}
    log = {"audit_event", "audit_mention"}
    assert held == {one.kind: set(one.terms.tables) or log for one in HOLDINGS}
    other = [name for tables, _ in table(page, heading, number=1) for name in quoted(tables)]
    every = [name for tables in held.values() for name in tables] + other
    assert sorted(every) == sorted(metadata.tables)
