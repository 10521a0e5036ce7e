"""What is new or changed since an earlier look, found by ids and versions alone."""

from unittest.mock import patch
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from vault.storage import Versions
from vault.storage import versions as module

KEPT = st.dictionaries(st.uuids(), st.integers(1, 3), max_size=12)


def versions(kept: dict[UUID, int]) -> Versions:
    return Versions(sorted(kept.items()))


@given(KEPT, KEPT)
def test_what_is_new_or_changed_is_told_and_nothing_else(before: dict[UUID, int], now: dict[UUID, int]) -> None:
    assert versions(now).since(versions(before)) == sorted(one for one in now if now[one] != before.get(one))


@given(KEPT, st.sets(st.uuids(), max_size=3), st.integers(0, 12), st.integers(0, 12))
def test_a_few_changes_among_many_are_told(before: dict[UUID, int], new: set[UUID], gone: int, raised: int) -> None:
    """As a vault changes: most stays, some goes, some is written to, some comes."""
    left = dict(list(before.items())[gone:])
    changed = {one: version + 1 for one, version in list(left.items())[:raised]}
    now = left | changed | dict.fromkeys(new, 1)
    told = versions(now).since(versions(before))
    assert told == sorted(changed.keys() | {one for one in new if before.get(one) != 1})
    assert len(versions(now)) == len(now)


@given(KEPT, st.sets(st.uuids(), max_size=3), st.integers(0, 12), st.integers(0, 12))
def test_what_stayed_is_compared_some_at_a_time(
    before: dict[UUID, int], new: set[UUID], gone: int, raised: int
) -> None:
    left = dict(list(before.items())[gone:])
    changed = {one: version + 1 for one, version in list(left.items())[:raised]}
    now = left | changed | dict.fromkeys(new, 1)
    told = sorted(one for one in now if now[one] != before.get(one))
    for together in (1, 2, 3, 5):
        with patch.object(module, "_TOGETHER", together):
            assert versions(now).since(versions(before)) == told
