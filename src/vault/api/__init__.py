"""The door for other systems: HTTP and JSON. It translates, and decides nothing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from litestar import Litestar

    from vault.api.deprecations import Deprecation
    from vault.wiring import Vault

__all__ = ["create_app"]


def create_app(vault: "Vault", deprecated: "Mapping[str, Deprecation] | None" = None) -> "Litestar":
    """The application over an open vault, which it does not close. `deprecated` are operations that will go.

    What stands behind this door is loaded when it is made.
    """
    from vault.api import app

    return app.create_app(vault, deprecated)
