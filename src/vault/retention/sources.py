"""The files that a retention schedule is read from, and where in them each thing stands.

`policies/retention/*.toml` hold rules, in the order of file names and lines; `limits.toml` says between which periods
an organisation may choose, `purging.toml` how a purge goes about it. `organisations/ID.toml` holds what one
organisation decided otherwise: periods and who approved them, never conditions. `reading` reads them.
"""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Generic, TypeVar

import msgspec
from msgspec import Meta

from vault.deadlines import Country, parse_period
from vault.errors import InvalidInput, Misconfigured
from vault.ids import OrganisationId
from vault.retention.schedule import Code, Rule, Schedule, Text

_HEADER: Final = re.compile(r"^\s*\[\[\s*(rule|limit|override)\s*\]\]")
_PLACE: Final = re.compile(r"\$\.(?:rule|limit|override)\[(\d+)\](?:\.(\w+))?")
T = TypeVar("T")


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who decided on the rules of a file, and from when on they count."""

    approver: Text
    valid_from: date


class Limit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Between which periods an organisation may choose: what must be kept, and what must be gone (T-23)."""

    cluster: Code
    at_least: dict[Country, str] | None = None
    at_most: dict[Country, str] | None = None
    basis: Text
    certainty: Annotated[str, Meta(pattern="^[HML]$")]


class OrganisationHead(Head, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who decided in an organisation; the law of its country bounds what."""

    country: Country


class Override(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organisation decided about one cluster: another period, from a day on."""

    cluster: Code
    period: str
    final: str | None = None
    basis: Text | None = None
    approver: Text | None = None
    valid_from: date | None = None
    country: Country | None = None
    """That of the file; never stated by itself."""


class Brake(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a purge by a timer stops and asks: above all of these."""

    at_least: Annotated[int, Meta(ge=0)]
    """So few records never stop it."""
    times_usual: Annotated[float, Meta(ge=1)]
    """So many times what the runs before erased, in the middle."""
    share: Annotated[float, Meta(gt=0, le=1)]
    """Before there were any runs: this share of all records."""


class Purging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a purge goes about it."""

    grace_days: Annotated[int, Meta(ge=1, le=90)]
    """Nothing goes before so many days have passed since something was last added to it."""
    overdue_days: Annotated[int, Meta(ge=1, le=31)]
    """What is due for longer than this should have been erased by a run."""
    brake: Brake


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schedule: Head
    rule: tuple[Rule, ...]


class LimitFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    limit: tuple[Limit, ...] = ()


class OverrideFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schedule: OrganisationHead
    override: tuple[Override, ...] = ()


class Source:
    """A file of a schedule: its text, and the line of each of its entries."""

    def __init__(self, path: Path, shown_as: str) -> None:
        self.path, self.name = path, shown_as
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(f"the retention schedule {shown_as} cannot be read") from None
        self._lines = text.splitlines()
        self._starts = [number for number, line in enumerate(self._lines, start=1) if _HEADER.match(line)]
        self._text = text

    def read(self, shape: type[T]) -> T:
        """The file's content. Raises Misconfigured, naming the line of the entry that does not fit."""
        try:
            return msgspec.convert(tomllib.loads(self._text), shape, strict=True)
        except tomllib.TOMLDecodeError as error:
            raise Misconfigured(f"the retention schedule {self.name} cannot be read: {error}") from None
        except msgspec.ValidationError as error:
            found = _PLACE.search(str(error))
            where = self.at(int(found[1]), found[2]) if found else self.name
            raise Misconfigured(f"the retention schedule {where} cannot be read: {error}") from None

    def at(self, entry: int, field: str | None = None) -> str:
        """`file:line` of an entry, or of a field of it."""
        if entry >= len(self._starts):
            return self.name
        first = self._starts[entry]
        last = self._starts[entry + 1] - 1 if entry + 1 < len(self._starts) else len(self._lines)
        if field is not None:
            written = re.compile(rf"^\s*\[?(?:\w+\.)?{re.escape(field)}\b")
            for number in range(first, last + 1):
                if written.match(self._lines[number - 1]):
                    return f"{self.name}:{number}"
        return f"{self.name}:{first}"

    def refuse(self, entry: int, field: str | None, because: str) -> Misconfigured:
        """The error for an entry that cannot be meant."""
        return Misconfigured(f"the retention schedule {self.at(entry, field)}: {because}")


class Placed(msgspec.Struct, Generic[T], frozen=True):
    """An entry, and where it stands."""

    what: T
    source: Source
    number: int

    def refuse(self, field: str | None, because: str) -> Misconfigured:
        return self.source.refuse(self.number, field, because)

    @property
    def place(self) -> str:
        return self.source.at(self.number)


class Sources(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a folder says of retention."""

    rules: tuple[Placed[Rule], ...]
    limits: tuple[Placed[Limit], ...]
    overrides: dict[OrganisationId, tuple[Placed[Override], ...]]
    purging: Purging

    def schedule(self, organisation: OrganisationId | None = None, on: date | None = None) -> Schedule:
        """What is in force for an organisation on a day; without one, what holds for whoever decided nothing."""
        mine = () if organisation is None else self.overrides.get(organisation, ())
        return Schedule(
            (_decided(one.what, [other.what for other in mine], on) for one in self.rules), self.purging.grace_days
        )


def parsed(placed: Placed[T], field: str, period: str) -> str:
    """A period that is one. Raises Misconfigured."""
    try:
        parse_period(period)
    except InvalidInput as error:
        raise placed.refuse(field, error.rule) from None
    return period


def _decided(rule: Rule, overrides: list[Override], on: date | None) -> Rule:
    """A rule as an organisation decided, with the newest decision that counts on a day."""
    counting = [
        one
        for one in overrides
        if one.cluster == rule.cluster and (on is None or one.valid_from is None or one.valid_from <= on)
    ]
    if not counting:
        return rule
    newest = max(counting, key=lambda one: one.valid_from or date.min)
    return msgspec.structs.replace(
        rule,
        period=_chosen(rule.period, newest, newest.period),
        final=None if rule.final is None else _chosen(rule.final, newest, newest.final),
        basis=newest.basis or rule.basis,
        approver=newest.approver,
        valid_from=newest.valid_from,
    )


def _chosen(shipped: dict[Country, str], override: Override, period: str | None) -> dict[Country, str]:
    """The periods by country with what an organisation of one of them decided."""
    if period is None or override.country is None:
        return shipped
    return shipped | {override.country: period}
