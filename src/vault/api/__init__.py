"""The door for other systems: HTTP and JSON. It translates, and decides nothing."""

from vault.api.app import create_app

__all__ = ["create_app"]
