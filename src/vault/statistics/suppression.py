"""Which numbers of a table may be shown, so that no hidden one can be worked out. Pure.

A number from one to four is hidden (T-13: five and more are a group). That alone protects nothing: a reader has the
totals, and what was published before. So more numbers are hidden until every hidden one could, for all that a
reader can compute, be anything within a wide enough span. What a reader can compute from a table and its totals is a
question of flow in a network, whose nodes are the rows and columns and whose edges are the hidden numbers; it is
answered exactly and not estimated.
"""

from collections import deque
from collections.abc import Collection, Mapping
from typing import Final

SMALLEST: Final = 5
SPAN: Final = SMALLEST
"""How far apart the smallest and largest possible value of a hidden number must lie; so hidden numbers of a line are
five people together at least.
"""

Place = tuple[str, str]
"""Row and column."""


def small(value: int) -> bool:
    """Whether a number is of a few people. None at all is of nobody."""
    return 0 < value < SMALLEST


def hidden(values: Mapping[Place, int], *, also: Collection[Place] = ()) -> frozenset[Place]:
    """The places of a table that must not be shown, where all totals of its rows and columns are.

    A table with one column is a list: only its whole total is known. `also` names places to be hidden for
    another reason. Everything is hidden where nothing less protects.
    """
    found = {place for place, value in values.items() if small(value) or place in also}
    while exposed := next((place for place in sorted(found) if span(place, values, found) < SPAN), None):
        more = _next_to_hide(exposed, values, found)
        if more is None:
            return frozenset(values)
        found.add(more)
    return frozenset(found)


def span(place: Place, values: Mapping[Place, int], found: Collection[Place]) -> int:
    """How far apart the smallest and largest value lie that a hidden place may have; counted up to `SPAN`.

    A reader knows the totals, the shown places, and that no number is below zero.
    """
    edges = _edges(values, found)
    row, column = edges[place]
    others = {one: ends for one, ends in edges.items() if one != place}
    # More here means less elsewhere in its column, more in that one's row, and so on until its own row is even again.
    up = _flow(column, row, [((c, r), values[one]) for one, (r, c) in others.items()], both_ways=SPAN)
    down = _flow(column, row, [((r, c), values[one]) for one, (r, c) in others.items()], both_ways=SPAN)
    return min(up + min(down, values[place]), SPAN)


def exposed_by_growth(now: Mapping[Place, int], before: Mapping[Place, int | None], *, grown: int) -> frozenset[Place]:
    """Places to hide because something was published before; `before` says None where it was hidden then.

    A difference of one to four would be a few people; and a number that is shown now must not narrow down what was
    hidden then: of `grown` cases that came in between, all may have been in that place.
    """
    found = set()
    for place, value in now.items():
        earlier = before.get(place, 0)
        if (earlier is None and value > grown) or (earlier is not None and small(abs(value - earlier))):
            found.add(place)
    return frozenset(found)


def _next_to_hide(exposed: Place, values: Mapping[Place, int], found: Collection[Place]) -> Place | None:
    """The least number that is still shown in the row or column of a place, those above zero first."""
    is_list = _is_list(values)
    candidates = [
        place
        for place in values
        if place not in found and (is_list or place[0] == exposed[0] or place[1] == exposed[1])
    ] or [place for place in values if place not in found]
    return min(candidates, key=lambda place: (values[place] == 0, values[place], place), default=None)


def _edges(values: Mapping[Place, int], found: Collection[Place]) -> dict[Place, tuple[str, str]]:
    """Hidden places as edges. In a list nothing is known of single rows, so all lead to one node."""
    is_list = _is_list(values)
    return {one: ("row" if is_list else f"row {one[0]}", f"column {one[1]}") for one in found}


def _is_list(values: Mapping[Place, int]) -> bool:
    return len({column for _, column in values}) == 1


_Arc = tuple[tuple[str, str], int]


def _flow(source: str, sink: str, arcs: list[_Arc], *, both_ways: int) -> int:
    """The largest flow up to a limit. Each arc carries its capacity one way, and the limit the other."""
    capacity: dict[str, dict[str, int]] = {}
    for (tail, head), most in arcs:
        capacity.setdefault(tail, {}).setdefault(head, 0)
        capacity.setdefault(head, {}).setdefault(tail, 0)
        capacity[tail][head] += most
        capacity[head][tail] += both_ways
    flow = 0
    while flow < both_ways and (path := _path(source, sink, capacity)):
        room = min(both_ways - flow, *(capacity[tail][head] for tail, head in path))
        for tail, head in path:
            capacity[tail][head] -= room
            capacity[head][tail] += room
        flow += room
    return flow


def _path(source: str, sink: str, capacity: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str]]:
    came_from: dict[str, str] = {source: source}
    waiting = deque([source])
    while waiting and sink not in came_from:
        here = waiting.popleft()
        for there, left in capacity.get(here, {}).items():
            if left > 0 and there not in came_from:
                came_from[there] = here
                waiting.append(there)
    if sink not in came_from:
        return []
    path, here = [], sink
    while here != source:
        path.append((came_from[here], here))
        here = came_from[here]
    return path
