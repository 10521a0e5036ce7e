"""Random numbers come from the operating system, and through the modules that are known to draw them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("src", "cli") for path in (ROOT / folder).rglob("*.py"))

# A generator that can be predicted or seeded, an id that carries the machine's address, time and counter.
FORBIDDEN = {
    *("random", "numpy", "numpy.random", "os.getrandom", "ssl.RAND_bytes", "tempfile.mktemp"),
    *("uuid.uuid1", "uuid.uuid3", "uuid.uuid4", "uuid.uuid5", "uuid.uuid6", "uuid.uuid7", "uuid.uuid8", "uuid.getnode"),
}
DRAWING = {"os.urandom", "secrets"}
MAY_DRAW = {
    *("vault/crypto/bunch.py", "vault/crypto/passphrase.py", "vault/crypto/record.py", "vault/crypto/secret.py"),
    "vault/ids.py",
    *("vault/dispatching.py", "vault/client/sending.py"),  # how long to wait, so that not everybody asks at once
    "vault/evidence/verifying.py",  # a salt for comparing two sets of ids, which nobody must be able to foresee
}


def used(tree: ast.AST) -> Iterator[str]:
    """Every module and every attribute of one that a file names, by its full name, whatever it is called there."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                one.asname or one.name.split(".")[0]: one.name if one.asname else one.name.split(".")[0]
                for one in node.names
            }
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
            yield from (node.module, *(f"{node.module}.{one.name}" for one in node.names))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in names:
            yield f"{names[node.value.id]}.{node.attr}"


def names_in(source: str) -> set[str]:
    return set(used(ast.parse(source)))


def test_nothing_draws_from_a_generator_that_can_be_predicted() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in SOURCES
        for name in names_in(path.read_text("utf-8"))
        if name in FORBIDDEN or name.split(".")[0] in FORBIDDEN
    }
    assert found == set()


def test_only_crypto_and_ids_draw() -> None:
    drawing = {
        path
        for path in SOURCES
        if any(name in DRAWING or name.split(".")[0] in DRAWING for name in names_in(path.read_text("utf-8")))
    }
    assert {str(path.relative_to(ROOT / "src")) for path in drawing} == MAY_DRAW


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import random\nrandom.random()", "random"),
        ("import random as dice", "random"),
        ("from random import choice", "random"),
        ("from uuid import uuid4", "uuid.uuid4"),
        ("import uuid\nuuid.uuid1()", "uuid.uuid1"),
        ("import uuid as u\nu.uuid1()", "uuid.uuid1"),
        ("import numpy.random", "numpy.random"),
        ("def f():\n    import os\n    os.getrandom(1)", "os.getrandom"),
    ],
)
def test_a_forbidden_name_is_seen_however_it_is_written(source: str, name: str) -> None:
    assert name in names_in(source) & FORBIDDEN
