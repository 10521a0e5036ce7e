"""The words of the pages, one catalogue for each language, all with the same keys.

Texts of the console stand in its own files; the words for codes of cases and requests are those of the letter, so that
an officer reads what the person will read.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal
from babel.units import format_unit

from vault.clock import LEGAL_ZONE
from vault.deadlines import parse_period
from vault.language import Language
from vault.subject_requests.letter.texts import catalogue as letter_catalogue

NAMES: Final = {Language.DANISH: "Dansk", Language.SWEDISH: "Svenska", Language.ENGLISH: "English"}
_LOCALES: Final = {Language.DANISH: "da_DK", Language.SWEDISH: "sv_SE", Language.ENGLISH: "en_GB"}


class Tongue:
    """One language, ready to speak."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = Locale.parse(_LOCALES[language])
        self._sentences = catalogue(language)
        self._codes = letter_catalogue(language).code

    def __call__(self, key: str, /, **values: object) -> str:
        """A text, with its placeholders filled. Raises KeyError for a text that there is not."""
        text = self._sentences[key]
        return text.format(**values) if values else text

    def count(self, key: str, number: int) -> str:
        """A number of things, in words that agree with the number."""
        return self._sentences[f"{key}.{'one' if number == 1 else 'other'}"].format(n=self.number(number))

    def known(self, key: str) -> bool:
        return key in self._sentences

    def code(self, table: str, code: object) -> str:
        """A code in words: the console's own, or else the letter's; a code that neither knows as it is."""
        value = str(getattr(code, "value", code))
        return self._word_for(table, value) or value.replace("_", " ")

    def names(self, table: str, value: str) -> bool:
        """Whether there are words for a code."""
        return self._word_for(table, value) is not None

    def _word_for(self, table: str, value: str) -> str | None:
        own = self._sentences.get(f"code.{table}.{value}")
        return own if own is not None else self._codes.get(table, {}).get(value)

    def day(self, day: date | None, *, length: str = "medium") -> str:
        """A day as the language writes it; a dash for none."""
        return "–" if day is None else format_date(day, format=length, locale=self._locale)

    def moment(self, at: datetime | None) -> str:
        """An instant in the legal time of both countries."""
        return "–" if at is None else format_datetime(at, format="short", tzinfo=LEGAL_ZONE, locale=self._locale)

    def hour(self, at: datetime) -> str:
        return format_time(at, format="short", tzinfo=LEGAL_ZONE, locale=self._locale)

    def country(self, code: str) -> str:
        """A country by its ISO 3166 code."""
        return str(self._locale.territories.get(code, code))

    def period(self, period: str) -> str:
        """An ISO 8601 period in words: whole years where it is some."""
        parts = parse_period(period)
        years, months = divmod(parts.months, 12) if parts.months % 12 == 0 else (0, parts.months)
        counts = {"year": years, "month": months, "day": parts.days}
        said = [self._span(count, unit) for unit, count in counts.items() if count]
        return " ".join(said) or self._span(0, "day")

    def _span(self, count: int, unit: str) -> str:
        return format_unit(count, f"duration-{unit}", locale=self._locale)

    def number(self, number: int | None) -> str:
        return "–" if number is None else format_decimal(number, locale=self._locale)


@cache
def tongue(language: Language) -> Tongue:
    return Tongue(language)


@cache
def catalogue(language: Language) -> Mapping[str, str]:
    """Every text of a language by its dotted key, as it stands in its file."""
    source = files("vault.console") / "texts" / f"{language.value}.toml"
    return dict(_flat(tomllib.loads(source.read_text("utf-8"))))


def preferred(cookie: str | None, header: str | None, otherwise: Language) -> Language:
    """The language of a page: as chosen, or as the browser asks, or the organisation's."""
    offered = [cookie or "", *((one.partition(";")[0].strip()[:2].lower()) for one in (header or "").split(",")[:10])]
    return next((Language(one) for one in offered if one in set(Language)), otherwise)


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value)
