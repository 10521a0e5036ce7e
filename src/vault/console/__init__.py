"""The console: pages for the data protection officer and colleagues, over the same verbs as every other door.

Every page is whole without JavaScript, sets nothing of its own in a browser but cookies, and asks nobody else for
anything. `wording` holds the texts, `pages` renders, `visiting` knows who looks and on whose behalf verbs are called.
"""

from vault.console.app import create_console

__all__ = ["create_console"]
