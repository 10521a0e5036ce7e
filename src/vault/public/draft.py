"""A report that is being written: the fields of its form, and what is wrong with them. Pure; kept nowhere."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec

from vault.anonymous import NewReport, Reporter
from vault.complaints import Anonymity
from vault.errors import InvalidInput
from vault.language import Language

FIELDS: Final = (
    *("state", "name", "phone", "email", "address", "category", "department", "about", "text"),
    *("seen_on", "own", "witnesses", "terms"),
)
_REQUIRED: Final = ("state", "category", "department", "text")
_REPORTER: Final = ("name", "phone", "email", "address")
_DAY: Final = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
_LONGEST: Final = {
    "text": 20_000,
    "about": 300,
    "department": 300,
    "name": 200,
    "phone": 200,
    "email": 200,
    "address": 200,
}


class Draft(msgspec.Struct, frozen=True):
    """The fields as they were written, every one of them there."""

    values: dict[str, str]

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> "Draft":
        return cls({name: fields.get(name, "") for name in FIELDS})

    @property
    def shown(self) -> tuple[str, ...]:
        """What a token is for: all of it."""
        return tuple(self.values[name] for name in FIELDS)

    @property
    def text(self) -> str:
        return self.values["text"]

    def errors(self) -> dict[str, str]:
        """By field, which sentence says what is wrong; empty where it can be sent."""
        values = self.values
        found = {name: "error_required" for name in _REQUIRED if not values[name]}
        found |= {name: "error_long" for name, most in _LONGEST.items() if len(values[name]) > most}
        if values["state"] == Anonymity.CONFIDENTIAL and not values["name"]:
            found["name"] = "error_required"
        for name, read in (("seen_on", day_of), ("witnesses", _count)):
            try:
                read(values[name])
            except ValueError:
                found[name] = "error_invalid"
        return found

    def report(self, language: Language) -> NewReport:
        """The report. Raises InvalidInput where the form does not fit, whatever `errors` said."""
        values = self.values
        try:
            given: dict[str, Any] = {
                "terms": values["terms"],
                "state": values["state"],
                "language": language.value,
                "department": values["department"],
                "category": values["category"],
                "about": values["about"] or None,
                "text": values["text"],
                "seen_on": day_of(values["seen_on"]),
                "own_observation": values["own"] == "yes",
                "witness_count": _count(values["witnesses"]),
                "reporter": self._reporter(),
            }
            return msgspec.convert(given, NewReport)
        except (msgspec.ValidationError, ValueError):
            raise InvalidInput("report", "does not fit its form") from None

    def _reporter(self) -> Reporter | None:
        """Who it is, in confidence alone: whoever changed their mind does not send what they had written."""
        if self.values["state"] != Anonymity.CONFIDENTIAL:
            return None
        return reporter(self.values)


def reporter(fields: Mapping[str, str]) -> Reporter:
    """Who somebody says that they are. Raises InvalidInput."""
    given = {name: fields.get(name) or None for name in _REPORTER}
    try:
        found = msgspec.convert(given, Reporter)
    except msgspec.ValidationError:
        raise InvalidInput("name", "is required") from None
    found.person()
    return found


def day_of(text: str) -> date | None:
    """A day as people write it. Raises ValueError."""
    if not text:
        return None
    if found := _DAY.fullmatch(text):
        day, month, year = map(int, found.groups())
        return date(year, month, day)
    return date.fromisoformat(text)


def _count(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()):
        raise ValueError
    return int(text)
