"""One-time passwords as authenticator applications compute them: HOTP (RFC 4226), over which TOTP counts time."""

import hmac
from typing import Final

from vault.crypto.secret import Secret

DIGITS: Final = 6
ONE_TIME_SECRET_BYTES: Final = 20
"""As long as the hash, which is what RFC 4226 recommends (section 4, R6)."""


def one_time_password(secret: Secret, counter: int) -> str:
    """The digits for a counter (RFC 4226, section 5.3).

    HMAC-SHA-1, since authenticator applications know nothing else reliably; collisions of SHA-1 do not touch it.
    """
    mac = hmac.digest(secret.reveal(), counter.to_bytes(8, "big"), "sha1")
    at = mac[-1] & 0x0F
    code = int.from_bytes(mac[at : at + 4], "big") & 0x7FFFFFFF
    return str(code % 10**DIGITS).zfill(DIGITS)
