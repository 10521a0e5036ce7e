"""A vault with its keys in the file, and a transit engine to which they may move."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from tests.keys.backing import secret_file
from tests.keys.conftest import engine, server  # noqa: F401 -- fixtures
from tests.keys.transit import TOKEN, Engine
from tests.world import World

from vault.clock import StoppedClock
from vault.opening import open_vault
from vault.settings import Settings, TransitSettings


@pytest.fixture
def both(configured: Settings, server: tuple[str, Engine], tmp_path: Path) -> Settings:  # noqa: F811
    """Settings with the file and a transit engine; new keys are still made in the file."""
    (tmp_path / "credentials").mkdir()
    token = secret_file(tmp_path / "credentials" / "token", TOKEN)
    transit = TransitSettings(address=server[0], token_file=token, timeout=30)
    return msgspec.structs.replace(configured, transit=transit)


@pytest.fixture
def movable(both: Settings, clock: StoppedClock) -> Iterator[World]:
    with open_vault(both, clock) as vault:
        yield World(vault, clock)
