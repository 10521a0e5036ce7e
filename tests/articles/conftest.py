"""One estate for every test of an article: its packages are generated once."""

import pytest
from tests.articles.packages import Estate
from tests.world import World


@pytest.fixture(scope="module")
def estate(sqlite_world: World) -> Estate:
    return Estate(sqlite_world)
