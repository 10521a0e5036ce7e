"""The words of the letter, one catalogue for each language, all with the same keys."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date

from vault.language import Language

_LOCALES = {Language.DANISH: "da_DK", Language.SWEDISH: "sv_SE", Language.ENGLISH: "en_GB"}


class Texts:
    """One language's catalogue: sentences by key, and words for codes by table."""

    def __init__(self, language: Language, entries: Mapping[str, Any]) -> None:
        self.language = language
        self._sentences: Mapping[str, str] = entries["sentence"]
        self._codes: Mapping[str, Mapping[str, str]] = entries["code"]

    def __call__(self, key: str, /, **values: object) -> str:
        """A sentence, with its placeholders filled."""
        return self._sentences[key].format(**values)

    def codes(self, table: str) -> dict[str, str]:
        """Every code of a table with its words."""
        return dict(self._codes[table])

    def code(self, table: str, code: str) -> str:
        """A code in words."""
        return self._codes[table][code]

    def day(self, day: date) -> str:
        """A date in full, as it is written in this language."""
        return format_date(day, format="long", locale=_LOCALES[self.language])


@cache
def texts(language: Language) -> Texts:
    """The catalogue of a language."""
    return Texts(language, catalogue(language))


def catalogue(language: Language) -> Mapping[str, Any]:
    source = files("vault.subject_requests.letter") / "texts" / f"{language.value}.toml"
    return tomllib.loads(source.read_text("utf-8"))
