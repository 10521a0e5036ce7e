"""The words of the report, one catalogue for each language, all with the same keys."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec

from vault.language import Language
from vault.statistics.model import TableName
from vault.statistics.report import OTHER

_LOCALES: Final = {Language.DANISH: "da_DK", Language.SWEDISH: "sv_SE", Language.ENGLISH: "en_GB"}
_ROWS_OF: Final = {
    TableName.CATEGORY_BY_SEVERITY: (TableName.CATEGORY.value, "severity"),
    TableName.DEPARTMENT_BY_CATEGORY: (TableName.DEPARTMENT.value, TableName.CATEGORY.value),
}
"""Whose words the rows and the columns of a crossed table have."""


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language, as it stands in its file."""

    sentence: Mapping[str, str]
    table: Mapping[TableName, str]
    column: Mapping[str, str]
    row: Mapping[str, Mapping[str, str]]


class Words:
    """One language's catalogue, ready to speak."""

    def __init__(self, language: Language, entries: Catalogue) -> None:
        self.language = language
        self._entries = entries
        self._locale = _LOCALES[language]

    def __call__(self, key: str, /, **values: object) -> str:
        return self._entries.sentence[key].format(**values)

    def title(self, table: TableName) -> str:
        return self._entries.table[table]

    def row(self, table: TableName, code: str) -> str:
        """A row in words. A department is called what it is called."""
        return self._word(_ROWS_OF.get(table, (table.value, ""))[0], code)

    def column(self, table: TableName, code: str) -> str:
        return self._word(_ROWS_OF.get(table, ("", table.value))[1], code)

    def amount(self, table: TableName) -> str | None:
        """What a table counts beside cases; None where it counts nothing else."""
        return self._entries.column.get(table.value)

    def number(self, number: int | None) -> str:
        """A number, or the mark of one that is hidden."""
        from babel.numbers import format_decimal

        return self("hidden") if number is None else format_decimal(number, locale=self._locale)

    def share(self, part: int, of: int) -> str:
        from babel.numbers import format_percent

        return format_percent(part / of, format="#,##0 %", locale=self._locale)

    def day(self, day: date) -> str:
        from babel.dates import format_date

        return format_date(day, format="long", locale=self._locale)

    def _word(self, table: str, code: str) -> str:
        if code == OTHER:
            return self._entries.row[OTHER][OTHER]
        if table == TableName.MONTH:
            from babel.dates import get_month_names

            return str(get_month_names("wide", "stand-alone", locale=self._locale)[int(code)])
        if table == TableName.DEPARTMENT:
            return code
        return self._entries.row[table][code]


@cache
def words(language: Language) -> Words:
    return Words(language, catalogue(language))


def catalogue(language: Language) -> Catalogue:
    """The entries of a language as they stand in its file. Raises msgspec.ValidationError if one is malformed."""
    source = files("vault.statistics") / "texts" / f"{language.value}.toml"
    return msgspec.convert(tomllib.loads(source.read_text("utf-8")), Catalogue)
