"""What another period would mean for what is kept, before anybody decides on it. Nothing is changed."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from litestar import Response, get, post

from vault import retention
from vault.console.forms import Form
from vault.console.ongoing import Tell
from vault.console.retention import rules_of
from vault.console.sheets import shown_again
from vault.console.visiting import STORAGE, Looking, Visit
from vault.deadlines import Country
from vault.errors import InvalidInput
from vault.retention import Change, Comparison, Rule, Schedule

_UNITS: Final = ("D", "M", "Y")
_CHANGE: Final = re.compile(r"([a-z][a-z0-9_]{0,59}):(P[0-9]{1,4}[DMY])")
_MOST: Final = 20
_COUNTED: Final = ("at_once", "sooner", "later", "no_more")


class Supposed(msgspec.Struct, frozen=True):
    """Another period for a rule."""

    cluster: str
    period: str

    def __str__(self) -> str:
        return f"{self.cluster}:{self.period}"


class Bar(msgspec.Struct, frozen=True):
    """A number and the length of its bar in per cent of the longest."""

    counted: str
    number: int
    length: float


class Row(msgspec.Struct, frozen=True):
    """What changes for records of a kind, as bars."""

    change: Change
    bars: tuple[Bar, ...]


async def page(visit: Visit, supposed: Sequence[Supposed] = (), found: Comparison | None = None) -> Response[Any]:
    """A rule and another period to choose, and what was found."""
    await visit.enter()
    if found is None and (compared := visit.went_on("suppose")) is not None:
        supposed, found = compared.result
    return visit.page(
        "what_if.html",
        rules={one.cluster: one for one in await rules_of(visit)},
        country=visit.country,
        supposed=supposed,
        found=found,
        rows=[] if found is None else chart(found),
        counted=_COUNTED,
        units=_UNITS,
    )


@get("/retention/what-if")
async def what_if_page(visit: Looking) -> Response[Any]:
    """Nothing supposed yet."""
    return await page(visit)


@post("/retention/what-if", status_code=200)
@shown_again("f", page)
async def suppose(visit: Looking) -> Response[Any]:
    """Compares what is in force with what is supposed, over every record."""
    await visit.enter()
    rules = await rules_of(visit)
    supposed = _supposed(await visit.form(), rules)
    other = Schedule(with_periods(rules, supposed, visit.country))

    async def act(_: Tell) -> tuple[tuple[Supposed, ...], Comparison]:
        return supposed, await visit.reads(STORAGE, retention.compare, None, other)

    return await page(visit, *(await visit.at_length("suppose", act, "/retention/what-if")).result)


def with_periods(rules: Iterable[Rule], supposed: Sequence[Supposed], country: Country) -> list[Rule]:
    """The rules with other periods in a country; all else stays."""
    periods = {one.cluster: one.period for one in supposed}
    return [
        msgspec.structs.replace(one, period=one.period | {country: periods[one.cluster]})
        if one.cluster in periods
        else one
        for one in rules
    ]


def chart(found: Comparison) -> list[Row]:
    """Every kind of record that is affected, each with its four numbers on one scale."""
    longest = max((number for change in found.changes for number in _numbers(change)), default=0) or 1
    return [
        Row(
            change,
            tuple(
                Bar(name, number, round(100 * number / longest, 1))
                for name, number in zip(_COUNTED, _numbers(change), strict=True)
            ),
        )
        for change in found.changes
    ]


def _numbers(change: Change) -> tuple[int, int, int, int]:
    return len(change.due_at_once), change.sooner, change.later, change.due_no_more


def _supposed(form: Form, rules: Sequence[Rule]) -> tuple[Supposed, ...]:
    """What was supposed before and is now; the last word on a rule counts. Raises InvalidInput, naming the field."""
    length, unit = form.get("length"), form.get("unit")
    if unit not in _UNITS:
        raise InvalidInput("unit", "is not one of the allowed values")
    if length is None or not re.fullmatch(r"[0-9]{1,4}", length):
        raise InvalidInput("length", "must be a number up to 9999")
    asked = [*form.every("change"), f"{form.get('cluster') or ''}:P{int(length)}{unit}"]
    known = {one.cluster for one in rules}
    found: dict[str, str] = {}
    for one in asked[:_MOST]:
        said = _CHANGE.fullmatch(one)
        if said is None or said[1] not in known:
            raise InvalidInput("cluster", "is no rule of the schedule")
        found[said[1]] = said[2]
    return tuple(Supposed(*pair) for pair in found.items())


HANDLERS = (what_if_page, suppose)
