"""Libraries that only some installations have: each is imported when a provider that needs it is configured."""

from importlib import import_module
from typing import Any

from vault.errors import Misconfigured


def load(module: str, extra: str) -> Any:
    """Raises Misconfigured, naming the extra, where the library is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise Misconfigured(
            f"the key provider {extra} needs a library that is not installed",
            hint=f"install it with: pip install 'complaint-vault[{extra}]'",
        ) from None
