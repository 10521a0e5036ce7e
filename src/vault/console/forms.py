"""What a form carried, read into the shapes that verbs take."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec
from litestar.datastructures import FormMultiDict

from vault.errors import InvalidInput
from vault.parsing import rule_of

T = TypeVar("T")
_FIELD = re.compile(r"\$\.?([\w.\[\]]+)")


class Form:
    """Fields by name. A field that is left empty is one that was not given."""

    def __init__(self, fields: FormMultiDict) -> None:
        self._fields = fields

    @property
    def token(self) -> str | None:
        """The session's form token, as the page put it in."""
        return self.get("form_token")

    def get(self, name: str) -> str | None:
        """A field's text without space around it; None where there is none."""
        value = self._fields.get(name)
        return value.strip() or None if isinstance(value, str) else None

    def raw(self, name: str) -> str:
        """A field's text as it was typed: for passwords."""
        value = self._fields.get(name)
        return value if isinstance(value, str) else ""

    def holds(self, name: str) -> bool:
        """Whether the page that was sent had such a field, or ticked it."""
        return name in self._fields

    def every(self, name: str) -> list[str]:
        return [one for one in self._fields.getall(name, []) if isinstance(one, str)]

    def lines(self, name: str) -> tuple[str, ...]:
        """A field with one thing on each line."""
        return tuple(line.strip() for line in (self.get(name) or "").splitlines() if line.strip())

    def day(self, name: str) -> date | None:
        """Raises InvalidInput."""
        value = self.get(name)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            raise InvalidInput(name, "is no day") from None

    def shown(self) -> dict[str, str]:
        """Every field as it was typed, to be shown again. The token and passwords are not."""
        return {name: str(self._fields.get(name)) for name in self._fields if name not in ("form_token", "password")}


def convert(values: Mapping[str, Any], into: type[T]) -> T:
    """The shape that a verb takes, from fields; those that are None are left out. Raises InvalidInput."""
    try:
        return msgspec.convert({name: value for name, value in values.items() if value is not None}, into, strict=False)
    except msgspec.ValidationError as error:
        field, rule = rule_of(str(error), otherwise="form")
        raise InvalidInput(field, rule) from None
