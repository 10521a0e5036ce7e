"""Every mutant of a module: its source with one place changed."""

import ast
import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Place(NamedTuple):
    """A function of a module: the classes around it and its name, and the line at which it begins."""

    names: tuple[str, ...]
    line: int


class Mutant(NamedTuple):
    """One change. `source` is the whole module with it, `told` says what was changed to what."""

    file: str
    line: int
    told: str
    source: ast.Module
    within: Place | None
    """The function in whose body it is; None where it runs while the module is imported."""


def mutants(file: Path) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(file.read_text("utf-8"))
    left_out, within = _left_out(tree), dict(_within(tree, ()))
    named = {node.value: f"{node.arg}=" for node in ast.walk(tree) if isinstance(node, ast.keyword)}
    for at, node in enumerate(ast.walk(tree)):
        if node in left_out:
            continue
        for change in _changes(node):
            mutated = copy.deepcopy(tree)
            twin = next(one for place, one in enumerate(ast.walk(mutated)) if place == at)
            before = ast.unparse(twin)
            told = change(twin)
            ast.fix_missing_locations(mutated)
            if ast.unparse(mutated) == ast.unparse(tree):
                continue
            line = getattr(node, "lineno", 0)
            name = named.get(node, "") if isinstance(node, ast.Constant) else ""
            said = " ".join(f"{name}{before} → {name}{told or ast.unparse(twin)}".split())
            yield Mutant(str(file.relative_to(ROOT)), line, said, mutated, within.get(node))


def _within(whole: ast.Module | ast.ClassDef, names: tuple[str, ...]) -> Iterator[tuple[ast.AST, Place]]:
    """What runs when a function is called, with that function. Decorators and defaults run before."""
    for one in whole.body:
        if isinstance(one, ast.ClassDef):
            yield from _within(one, (*names, one.name))
        elif isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
            begins = min(part.lineno for part in (one, *one.decorator_list))
            for statement in one.body:
                for node in ast.walk(statement):
                    yield node, Place((*names, one.name), begins)


def _left_out(tree: ast.Module) -> set[ast.AST]:
    """What says nothing that runs, or only words: docstrings, annotations, imports, the texts of errors."""
    return {part for node in ast.walk(tree) for whole in _silent(node) for part in ast.walk(whole)}


def _silent(node: ast.AST) -> list[ast.AST]:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name("TYPE_CHECKING")):
            return [node]
        case ast.Assign(targets=[ast.Name("__all__" | "__slots__" | "T")]):
            return [node]
        case ast.AnnAssign(annotation=said) | ast.arg(annotation=ast.expr() as said) | ast.FunctionDef(returns=said):
            return [] if said is None else [said]
        case ast.Call(func=ast.Subscript() as said):
            return [said]
        case ast.Raise(exc=ast.Call() as error):
            return [error]
    return []


def _changes(node: ast.AST) -> Iterator[Callable[[Any], str | None]]:  # noqa: C901 -- a table in the form of a match
    """What may be changed of a node; each changes a copy of it in place."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPS:
            yield lambda twin: twin.ops.__setitem__(0, SWAPS[type(twin.ops[0])]())
        case ast.BoolOp() | ast.BinOp() | ast.AugAssign() if type(node.op) in SWAPS:
            yield lambda twin: setattr(twin, "op", SWAPS[type(twin.op)]())
        case ast.UnaryOp(op=ast.Not()):
            yield _without_not
        case ast.Constant(value=bool()):
            yield lambda twin: setattr(twin, "value", not twin.value)
        case ast.Constant(value=int()):
            yield lambda twin: setattr(twin, "value", twin.value + 1)
        case ast.Constant(value=str() | bytes()) if node.value:
            yield lambda twin: setattr(twin, "value", twin.value + type(twin.value)(_MORE[type(twin.value)]))
        case ast.If() | ast.While() | ast.IfExp() if not isinstance(node.test, ast.Compare):
            yield lambda twin: setattr(twin, "test", ast.UnaryOp(ast.Not(), twin.test))
        case ast.Return(value=ast.expr()):
            yield lambda twin: setattr(twin, "value", ast.Constant(None))
        case ast.Raise() | ast.Expr() | ast.AugAssign() | ast.Delete():
            yield _nothing
        case ast.Continue():
            yield _break
        case ast.Call(args=[_, _, _, *_]) if not isinstance(node.args[-1], ast.Starred):
            yield lambda twin: twin.args.__setitem__(-1, ast.Constant(None))


_MORE: dict[type, Any] = {str: "XX", bytes: b"XX"}


def _without_not(twin: Any) -> str:
    twin.op, twin.operand = ast.Not(), ast.UnaryOp(ast.Not(), twin.operand)
    return ast.unparse(twin.operand.operand)


def _nothing(twin: Any) -> str:
    twin.__class__, twin.value, twin._fields = ast.Expr, ast.Constant(None), ("value",)
    return "nothing"


def _break(twin: Any) -> str:
    twin.__class__ = ast.Break
    return "break"
