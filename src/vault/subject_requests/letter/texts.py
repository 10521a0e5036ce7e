"""The words of the letter, one catalogue for each language, all with the same keys.

Three sorts of entry: a sentence by key; a count, which knows one from many; a word for each code, by table. Every
date and number is written as the language writes it.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec.structs import fields

from vault.language import Language

_FILES = ("", "notices.", "child.")
"""The answer, the other letters about a request, and the page for a child."""
_LOCALES = {Language.DANISH: "da_DK", Language.SWEDISH: "sv_SE", Language.ENGLISH: "en_GB"}


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words for a number of things, both with the placeholder `count`."""

    one: str
    other: str


class Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language, as it stands in its file."""

    sentence: Mapping[str, str]
    count: Mapping[str, Count]
    code: Mapping[str, Mapping[str, str]]
    meaning: Mapping[str, Mapping[str, str]]
    """What the word for a code means, where the word alone does not say it to everybody (A-78)."""


class Texts:
    """One language's catalogue, ready to speak."""

    def __init__(self, language: Language, entries: Catalogue) -> None:
        self.language = language
        self._entries = entries
        self._locale = _LOCALES[language]

    def __call__(self, key: str, /, **values: object) -> str:
        """A sentence, with its placeholders filled."""
        return self._entries.sentence[key].format(**values)

    def count(self, key: str, number: int) -> str:
        """A number of things, in words that agree with the number."""
        words = self._entries.count[key]
        return (words.one if number == 1 else words.other).format(count=self.number(number))

    def codes(self, table: str) -> dict[str, str]:
        """Every code of a table with its words."""
        return dict(self._entries.code[table])

    def code(self, table: str, code: str) -> str:
        """A code in words."""
        return self._entries.code[table][code]

    def meaning(self, table: str, code: str) -> str:
        """What the words for a code mean; empty where they speak for themselves."""
        return self._entries.meaning.get(table, {}).get(code, "")

    def day(self, day: date) -> str:
        """A date in full, as it is written in this language."""
        from babel.dates import format_date

        return format_date(day, format="long", locale=self._locale)

    def number(self, number: int) -> str:
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self._locale)

    def join(self, words: list[str]) -> str:
        """Words as an enumeration: one, two and three."""
        from babel.lists import format_list

        return format_list(words, locale=self._locale)


@cache
def texts(language: Language) -> Texts:
    """The catalogue of a language."""
    return Texts(language, catalogue(language))


@cache
def words(language: Language) -> str:
    """Every word that letters and data in a language are made of, in one text."""
    of = catalogue(language)
    counts = (word for one in of.count.values() for word in (one.one, one.other))
    coded = (word for table in (of.code, of.meaning) for codes in table.values() for word in codes.values())
    return "\n".join((*of.sentence.values(), *counts, *coded))


def catalogue(language: Language) -> Catalogue:
    """The entries of a language as they stand in its file. Raises msgspec.ValidationError if one is malformed."""
    folder = files("vault.subject_requests.letter") / "texts"
    parts = [
        msgspec.convert(tomllib.loads((folder / f"{name}{language.value}.toml").read_text("utf-8")), Catalogue)
        for name in _FILES
    ]
    whole = {field.name: _joined([getattr(part, field.name) for part in parts]) for field in fields(Catalogue)}
    return msgspec.convert(whole, Catalogue)


def _joined(tables: list[Mapping[str, Any]]) -> dict[str, Any]:
    return {key: value for table in tables for key, value in table.items()}


def capitalised(text: str) -> str:
    """A text as it opens a line; only the first letter changes."""
    return text[:1].upper() + text[1:]
