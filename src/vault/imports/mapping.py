"""From rows of a table to complaints, by a mapping that says which column is what. Pure.

A mapping is the sender's, in TOML or JSON; `docs/reference/imports.md` explains its keys. A place in a complaint is a
path: `parties.0.person.name`; `documents.*.text` is filled once for each column that the `*` in its name stands for.
Errors name the line and the column, and never a value.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from vault.complaints import NewCase
from vault.errors import InvalidInput
from vault.imports.model import ImportLine, Misfit, Numbered
from vault.imports.nesting import Place, Tree, places
from vault.parsing import rule_of

_DATES: Final = frozenset(
    {"received_on", "on", "dated_on", "disclosed_on", "date_of_birth", "until", "due_on", "asked_on"}
)
"""Fields whose cells are read by `date_formats`."""

FieldPath = Annotated[str, Meta(pattern=r"^[a-z_]+(\.([0-9]{1,2}|\*|[a-z_]+))*$", max_length=200)]
Plain = str | bool | int


class Column(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which field the cells of a column fill, and how they are read."""

    field: FieldPath
    also: Annotated[tuple[FieldPath, ...], Meta(max_length=10)] = ()
    """Further fields that the same cells fill."""
    values: dict[str, Plain] | None = None
    """What each cell means; one that is not listed is refused, unless there is an `otherwise`."""
    otherwise: Plain | None = None
    split: Annotated[str, Meta(min_length=1, max_length=5)] | None = None
    """What stands between several values in one cell; the field is a list then."""
    required: bool = False


class RowMapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How rows become complaints."""

    key: Annotated[str, Meta(min_length=1, max_length=200)]
    """The column that tells a row from every other."""
    columns: Annotated[dict[str, Column], Meta(min_length=1, max_length=300)]
    constants: dict[FieldPath, Plain] = {}
    """Fields that are the same in every complaint. They make no party and no document where no column does."""
    date_formats: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)] = ("%Y-%m-%d",)
    delimiter: Annotated[str, Meta(min_length=1, max_length=1)] = ","
    encoding: str = "utf-8-sig"


class Row(msgspec.Struct, frozen=True):
    """A row of a table: where it begins, from line 1, and its cells by column."""

    line: int
    cells: dict[str, str]
    surplus: bool = False
    """Whether there are more cells than the first line names."""


class Mapped(msgspec.Struct, frozen=True):
    """A complaint that a row became, and the key of the row."""

    line: int
    key: str
    case: NewCase


def read_mapping(path: Path) -> RowMapping:
    """A mapping from a file. Raises InvalidInput, naming key and rule."""
    try:
        content = path.read_bytes()
        if path.suffix == ".json":
            return msgspec.json.decode(content, type=RowMapping)
        return msgspec.convert(tomllib.loads(content.decode()), RowMapping)
    except OSError:
        raise InvalidInput("mapping", "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InvalidInput("mapping", "is not TOML") from None
    except msgspec.DecodeError as error:
        field, rule = rule_of(str(error), otherwise="mapping")
        raise InvalidInput(field if field == "mapping" else f"mapping.{field}", rule) from None


def mapped(mapping: RowMapping, row: Row) -> Mapped:
    """The complaint that a row becomes. Raises InvalidInput, naming the column where one is to blame."""
    if row.surplus:
        raise InvalidInput(f"line {row.line}", "has more cells than the first line names")
    key = row.cells.get(mapping.key, "").strip()
    if not key:
        raise InvalidInput(_column(mapping.key), "is empty, and must tell this row from every other")
    if len(key) > 200:  # noqa: PLR2004 -- as long as an idempotency key may be
        raise InvalidInput(_column(mapping.key), "is longer than 200 characters")
    tree, came_from = Tree(), dict[str, str]()
    for name, column in mapping.columns.items():
        for path in (column.field, *column.also):
            for cell, place in places(name, path, row.cells):
                if (value := _value(mapping, name, column, row.cells[cell].strip())) is not None:
                    tree.put(place, value)
                    came_from[".".join(place)] = name
        if column.required and name not in came_from.values():
            raise InvalidInput(_column(name), "is empty, and is needed")
    for path, constant in mapping.constants.items():
        tree.put_everywhere(path, constant)
    return Mapped(row.line, key, _case(tree, came_from))


def mapped_all(mapping: RowMapping, rows: Iterator[Row]) -> Iterator[Numbered | Misfit]:
    """Each row as the line of an import, or what is wrong with it."""
    for row in rows:
        try:
            one = mapped(mapping, row)
        except InvalidInput as error:
            yield Misfit(row.line, error)
        else:
            yield Numbered(row.line, msgspec.json.encode(ImportLine(key=one.key, case=one.case)))


def _case(tree: Tree, came_from: Mapping[str, str]) -> NewCase:
    built = tree.built()
    try:
        # What a table holds is text; a number in it counts as a number.
        return msgspec.convert(built, NewCase, strict=False)
    except msgspec.ValidationError as error:
        field, rule = rule_of(str(error), otherwise="case")
        name = came_from.get(tree.spelled(field))
        raise InvalidInput(_column(name) if name else field, rule) from None


def _value(mapping: RowMapping, name: str, column: Column, cell: str) -> Any:
    if not cell:
        return None
    if column.split is not None:
        parts = [one.strip() for one in cell.split(column.split)]
        return [_one(mapping, name, column, one) for one in parts if one] or None
    return _one(mapping, name, column, cell)


def _one(mapping: RowMapping, name: str, column: Column, cell: str) -> Any:
    if column.values is not None:
        known = {one.casefold(): value for one, value in column.values.items()}
        value = known.get(cell.casefold(), column.otherwise)
        if value is None:
            raise InvalidInput(_column(name), "holds a value that the mapping does not know")
        return value
    return _day(mapping, name, cell) if column.field.rpartition(".")[2] in _DATES else cell


def _day(mapping: RowMapping, name: str, cell: str) -> str:
    for written in mapping.date_formats:
        try:
            return datetime.strptime(cell, written).date().isoformat()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise InvalidInput(_column(name), "is not a day in any of the date_formats")


def _column(name: Place | str) -> str:
    return f'column "{name}"'
