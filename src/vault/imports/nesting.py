"""Paths such as `parties.0.person.name` and `documents.*.text`, and what is built along them. Pure."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_STAR: Final = "*"
_BRACKETS: Final = re.compile(r"\[(\d+)\]")

Place = tuple[str, ...]
"""A path whose steps are names, numbers as they stand in a path, or `prefix:number` for what a star stood for."""


def places(name: str, path: str, cells: Mapping[str, str]) -> Iterator[tuple[str, Place]]:
    """The columns that a name stands for, and where each goes: itself, or with a star every one that it fits."""
    if _STAR not in name:
        if name in cells:
            yield name, tuple(path.split("."))
        return
    head, _, tail = name.partition(_STAR)
    fits = re.compile(re.escape(head) + r"(\d{1,4})" + re.escape(tail))
    for cell in cells:
        if found := fits.fullmatch(cell):
            token = f"{head}:{int(found[1]):04}"
            yield cell, tuple(token if step == _STAR else step for step in path.split("."))


class Tree:
    """Values by their places; lists are told by the steps that are numbers or came of a star."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def put(self, place: Place, value: Any) -> None:
        node = self._root
        for step in place[:-1]:
            node = node.setdefault(step, {})
            if not isinstance(node, dict):
                return
        node.setdefault(place[-1], value)

    def put_everywhere(self, path: str, value: Any) -> None:
        """Puts a constant into its place, or with a star into every entry; never makes an entry of a list."""
        self._put_in(self._root, path.split("."), value, 0)

    def built(self) -> dict[str, Any]:
        """Dictionaries and lists, the entries with numbers of their own before those that came of a star."""
        found: dict[str, Any] = _built(self._root)
        return found

    def spelled(self, field: str) -> str:
        """A field as an error names it, `parties[0].person.name`, in terms of what was put."""
        steps, node, spelled = _BRACKETS.sub(r".\1", field).split("."), self._root, list[str]()
        for step in steps:
            name = step
            if step.isdigit():
                entries = sorted(node, key=_order)
                name = entries[int(step)] if int(step) < len(entries) else step
            spelled.append(name)
            below = node.get(name)
            node = below if isinstance(below, dict) else {}
        return ".".join(spelled)

    def _put_in(self, node: dict[str, Any], steps: list[str], value: Any, number: int) -> None:
        step, *rest = steps
        entries = [one for one in sorted(node, key=_order) if _is_entry(one)]
        if step == _STAR:
            for place, one in enumerate(entries, start=1):
                if not one.isdigit():
                    self._put_in(node[one], rest, value, place)
        elif not rest:
            node.setdefault(step, value.replace("{n}", str(number)) if isinstance(value, str) else value)
        elif step.isdigit():
            if step in node:
                self._put_in(node[step], rest, value, int(step) + 1)
        elif not _is_entry(rest[0]) and rest[0] != _STAR:
            self._put_in(node.setdefault(step, {}), rest, value, number)
        elif step in node:
            self._put_in(node[step], rest, value, number)


def _built(node: Any) -> Any:
    if not isinstance(node, dict):
        return node
    if node and all(_is_entry(one) for one in node):
        return [_built(node[one]) for one in sorted(node, key=_order)]
    return {name: _built(one) for name, one in node.items()}


def _is_entry(step: str) -> bool:
    return step.isdigit() or ":" in step


def _order(step: str) -> tuple[bool, int, str]:
    return (not step.isdigit(), int(step) if step.isdigit() else 0, step)
