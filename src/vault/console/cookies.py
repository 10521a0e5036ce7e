"""The cookies of the console: what each carries and how a browser must keep it.

All are `__Host-` cookies: over TLS alone, for this host alone. None can be read by a script. What somebody prefers and
where they belong is no secret; the others are credentials.
"""

from datetime import datetime
from typing import Final, Literal

from litestar.datastructures import Cookie

SESSION: Final = "__Host-vault-session"
DEVICE: Final = "__Host-vault-device"
SIGN_IN: Final = "__Host-vault-signin"
"""The token of a sign-in that has begun."""
PROVIDER: Final = "__Host-vault-provider"
"""The same while somebody is at their organisation's provider, which sends the browser back from another site."""
ORGANISATION: Final = "__Host-vault-organisation"
LANGUAGE: Final = "__Host-vault-language"
THEME: Final = "__Host-vault-theme"
KEYS: Final = "__Host-vault-keys"
"""Whether single keys decide: whoever speaks to their computer may not want them (WCAG 2.1.4)."""

_YEAR: Final = 365 * 24 * 3600


def until(
    name: str, value: str, end: datetime, now: datetime, *, same_site: Literal["strict", "lax"] = "strict"
) -> Cookie:
    """A cookie that goes at an instant, as far as its browser keeps to that."""
    return _cookie(name, value, max(1, int((end - now).total_seconds())), same_site)


def while_open(name: str, value: str) -> Cookie:
    """A cookie that goes with the browser; what it opens ends earlier by itself."""
    return _cookie(name, value, None, "strict")


def lasting(name: str, value: str) -> Cookie:
    """A preference."""
    return _cookie(name, value, _YEAR, "lax")


def gone(name: str) -> Cookie:
    return _cookie(name, "", 0, "strict")


def _cookie(name: str, value: str, max_age: int | None, same_site: Literal["strict", "lax"]) -> Cookie:
    return Cookie(key=name, value=value, path="/", max_age=max_age, secure=True, httponly=True, samesite=same_site)
