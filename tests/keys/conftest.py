"""A transit engine behind real HTTP, here and where keys move to one."""

from collections.abc import Iterator

import pytest
from tests.keys.transit import Engine, serving


@pytest.fixture
def server() -> Iterator[tuple[str, Engine]]:
    """Its address, and the engine itself."""
    with serving() as made:
        yield made


@pytest.fixture
def engine(server: tuple[str, Engine]) -> Engine:
    return server[1]
