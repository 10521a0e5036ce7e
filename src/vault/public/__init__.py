"""The public pages: an application of its own, for whoever reports without a name and comes back with a receipt.

It knows no route of staff and of other systems. It reads no address, no agent, no referrer, sets no cookie, and
answers with pages that work without scripts and ask nobody else for anything.
"""

from vault.public.app import create_public_app

__all__ = ["create_public_app"]
