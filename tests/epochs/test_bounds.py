"""What is promised about erased data in backups: a truth table."""

from datetime import UTC, date, datetime, timedelta

import pytest

from vault.epochs import Bound, Custody, Need
from vault.epochs.model import bounds
from vault.ids import EpochId, new_id
from vault.keys import EpochStatus

CUSTODY = Custody(backup_horizon_days=10)
TODAY = date(2026, 11, 24)
EVERYTHING = Bound(erased_before=date(2026, 11, 25), unreadable_from=date(2026, 12, 5), need=Need.ROTATE)


def epoch(began: str, retired: str | None = None, destroyed: str | None = None, waiting: int = 0) -> EpochStatus:
    def at(day: str | None) -> datetime | None:
        return None if day is None else datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)

    return EpochStatus(
        epoch_id=EpochId(new_id()),
        number=1,
        created_at=at(began) or datetime.now(UTC),
        retired_at=at(retired),
        destroyed_at=at(destroyed),
        provider="file",
        waiting_days=waiting,
        data_keys=0,
        index_tokens=0,
    )


NEW = epoch("2026-11-01")


@pytest.mark.parametrize(
    ("older", "promised"),
    [
        ((), None),
        # Retired on the 2nd: its last backup is gone after the 12th, so it may go since the 13th, and today is later.
        ((epoch("2026-01-01", "2026-11-02"),), ("2026-11-24", Need.RETIRE)),
        ((epoch("2026-01-01", "2026-11-20"),), ("2026-12-01", Need.RETIRE)),
        # Not yet emptied: at the earliest ten days from today.
        ((epoch("2026-01-01"),), ("2026-12-05", Need.RETIRE)),
        ((epoch("2026-01-01", "2026-11-02", "2026-11-14"),), ("2026-11-14", Need.NOTHING)),
        # What its provider waits before it deletes comes on top.
        ((epoch("2026-01-01", "2026-11-20", waiting=7),), ("2026-12-08", Need.RETIRE)),
        ((epoch("2026-01-01", "2026-11-02", "2026-11-14", waiting=7),), ("2026-11-21", Need.NOTHING)),
        # The one that lasts longest decides.
        ((epoch("2026-01-01", "2026-02-02"), epoch("2026-02-01", "2026-11-20")), ("2026-12-01", Need.RETIRE)),
        (
            (epoch("2026-01-01", "2026-02-02", "2026-03-01"), epoch("2026-02-01", "2026-11-20")),
            ("2026-12-01", Need.RETIRE),
        ),
    ],
)
def test_a_bound(older: tuple[EpochStatus, ...], promised: tuple[str, Need] | None) -> None:
    found = bounds([*older, NEW], CUSTODY, TODAY)
    assert found[-1] == EVERYTHING
    if promised is None:
        assert found == [EVERYTHING]
    else:
        day, need = promised
        assert found[0] == Bound(erased_before=date(2026, 11, 1), unreadable_from=date.fromisoformat(day), need=need)


def test_a_longer_horizon_never_promises_earlier() -> None:
    for days in range(0, 100, 7):
        older = epoch("2026-01-01", "2026-11-20")
        near = bounds([older, NEW], Custody(backup_horizon_days=days), TODAY)
        far = bounds([older, NEW], Custody(backup_horizon_days=days + 1), TODAY)
        assert all(a.unreadable_from <= b.unreadable_from for a, b in zip(near, far, strict=True))
        assert far[-1].unreadable_from == TODAY + timedelta(days=days + 2)
