"""Why the machine hides a place or asks about it is said in the reader's language, whatever the reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import vault
from vault.console.saying import because
from vault.console.wording import tongue
from vault.language import Language

_WHERE = ("redaction", "subject_requests/review")
_ENGLISH = "health"
"""Stands for the kind in reasons that name one, so that its words are looked for as well."""


def _reasons() -> set[str]:
    """Every reason that a span can be given, as the program writes them."""
    trees = [
        ast.parse(one.read_text("utf-8"))
        for folder in _WHERE
        for one in (Path(vault.__file__).parent / folder).rglob("*.py")
    ]
    return {text for tree in trees for value in _given(tree) for text in _texts(value, tree)}


def _given(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "reason":
            yield node.value
        elif isinstance(node, ast.FunctionDef) and node.name in ("_reason", "_doubt"):
            yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value)
        elif (
            isinstance(node, ast.AnnAssign) and ast.unparse(node.target).lstrip("_").startswith("REASON") and node.value
        ):
            yield node.value


def _texts(value: ast.expr, tree: ast.AST) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.JoinedStr):
        yield "".join(one.value if isinstance(one, ast.Constant) else _ENGLISH for one in value.values)  # type: ignore[misc]
    elif isinstance(value, ast.IfExp):
        yield from (*_texts(value.body, tree), *_texts(value.orelse, tree))
    elif isinstance(value, ast.Dict):
        for one in value.values:
            yield from _texts(one, tree)
    elif isinstance(value, ast.Name):
        for node in ast.walk(tree):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == value.id and node.value:
                yield from _texts(node.value, tree)


@pytest.mark.parametrize("language", Language)
def test_every_reason_of_the_machine_is_said_in_words(language: Language) -> None:
    found = {one for one in _reasons() if not one.startswith(f"{_ENGLISH}: ")}
    assert {
        "health, and nothing says whose",
        "looks like: health",
        "name of a known person",
        "a house behind a name",
        "a capitalised word that nothing explains",
    } <= found
    say = tongue(language)
    assert sorted(one for one in found if because(say, one).rule is not None) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [(Language.DANISH, "helbred, og intet siger, hvis det er"), (Language.SWEDISH, "hälsa, och inget säger vems")],
)
def test_a_kind_in_a_reason_is_named_too(language: Language, sentence: str) -> None:
    assert because(tongue(language), "health, and nothing says whose").sentence == sentence
