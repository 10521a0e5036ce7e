"""The API's server and keys, for tests of what other tools pass on."""

from tests.api.conftest import address, as_role

__all__ = ["address", "as_role"]
