"""The console: pages for the data protection officer and colleagues, over the same verbs as every other door.

Every page is whole without JavaScript, sets nothing of its own in a browser but cookies, and asks nobody else for
anything. `wording` holds the texts, `pages` renders, `visiting` knows who looks and on whose behalf verbs are called.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from litestar import Litestar

    from vault.wiring import Vault

__all__ = ["ROOT", "create_console"]

ROOT: Final = "/console"
"""Where it answers."""


def create_console(vault: "Vault") -> "Litestar":
    """The application over an open vault, which it does not close; what stands behind it is loaded when it is made."""
    from vault.console import app

    return app.create_console(vault)
