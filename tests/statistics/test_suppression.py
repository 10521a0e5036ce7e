"""No hidden number can be worked out, by whoever knows every total and every earlier release.

The attacker here tries every table there could be; the program computes flows. They must agree.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vault.statistics.suppression import SMALLEST, SPAN, Place, exposed_by_growth, hidden, small, span

LISTS = st.lists(st.integers(0, 9), min_size=2, max_size=4).map(
    lambda values: {(f"r{number}", ""): value for number, value in enumerate(values)}
)
TABLES = st.integers(2, 3).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 7), min_size=columns, max_size=columns), min_size=2, max_size=2
    ).map(lambda rows: {(f"r{r}", f"c{c}"): value for r, row in enumerate(rows) for c, value in enumerate(row)})
)


def possible(values: dict[Place, int], found: frozenset[Place]) -> Iterator[dict[Place, int]]:
    """Every table that a reader cannot tell from the true one."""
    places = sorted(found)
    columns = {column for _, column in values}
    lines = [[p for p in values if p[1] == column] for column in columns]
    if len(columns) > 1:
        lines += [[p for p in values if p[0] == row] for row in {row for row, _ in values}]
    most = max((sum(values[p] for p in line) for line in lines), default=0)
    for guess in product(range(most + 1), repeat=len(places)):
        table = values | dict(zip(places, guess, strict=True))
        if all(sum(table[p] for p in line) == sum(values[p] for p in line) for line in lines):
            yield table


@given(st.one_of(LISTS, TABLES))
@settings(max_examples=150)
def test_a_hidden_number_could_be_many(values: dict[Place, int]) -> None:
    found = hidden(values)
    assert all(place in found for place, value in values.items() if small(value))
    if len(found) > 4:
        return
    tables = list(possible(values, found))
    for place in found if len(found) < len(values) else ():
        seen = {table[place] for table in tables}
        assert max(seen) - min(seen) >= SPAN


@given(TABLES, st.data())
@settings(max_examples=100)
def test_the_span_is_what_trying_everything_gives(values: dict[Place, int], data: st.DataObject) -> None:
    found = frozenset(data.draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=4, unique=True)))
    place = data.draw(st.sampled_from(sorted(found)))
    seen = {table[place] for table in possible(values, found)}
    assert span(place, values, found) == min(max(seen) - min(seen), SPAN)


@given(LISTS, st.lists(st.integers(0, 6), min_size=2, max_size=4))
@settings(max_examples=100)
def test_two_releases_tell_no_more_than_one(before: dict[Place, int], growth: list[int]) -> None:
    """Only additions: a reader knows that nothing became less, and both totals."""
    now = {place: value + more for (place, value), more in zip(before.items(), growth, strict=False)}
    before = {place: before[place] for place in now}
    grown = sum(now.values()) - sum(before.values())
    first = hidden(before)
    shown = {place: None if place in first else value for place, value in before.items()}
    second = hidden(now, also=exposed_by_growth(now, shown, grown=grown))
    for place, value in now.items():
        if place in second:
            continue
        earlier = shown[place]
        assert earlier is not None or value <= grown, "what was hidden then could not have been nothing"
        assert earlier is None or not small(value - earlier), "the difference is of a few people"


@pytest.mark.parametrize(
    ("values", "also_hidden"),
    [
        ({"a": 3, "b": 20, "c": 40}, {"b"}),
        ({"a": 20, "b": 40}, set()),
        ({"a": 2, "b": 2, "c": 30}, {"b", "c"}),
        ({"a": 4, "b": 4, "c": 30}, {"b"}),
        ({"a": 3, "b": 0, "c": 0, "d": 9}, {"d"}),
        ({"a": 0, "b": 40}, set()),
    ],
)
def test_what_goes_along(values: dict[str, int], also_hidden: set[str]) -> None:
    found = {row for row, _ in hidden({(row, ""): value for row, value in values.items()})}
    assert found == {row for row, value in values.items() if 0 < value < SMALLEST} | also_hidden
