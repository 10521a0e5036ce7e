"""The public pages: an application of its own, for whoever reports without a name and comes back with a receipt.

It knows no route of staff and of other systems. It reads no address, no agent, no referrer, sets no cookie, and
answers with pages that work without scripts and ask nobody else for anything.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar import Litestar

    from vault.wiring import Vault

__all__ = ["create_public_app"]


def create_public_app(vault: "Vault") -> "Litestar":
    """The application over an open vault, which it does not close; what stands behind it is loaded when it is made."""
    from vault.public import app

    return app.create_public_app(vault)
