"""Six digits of an authenticator application (TOTP, RFC 6238), and recovery codes. Pure."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from vault.crypto import ONE_TIME_SECRET_BYTES, Secret, derived, equal, one_time_password, sha256

PERIOD_SECONDS: Final = 30
_AROUND: Final = (0, -1, 1)
"""Clocks may be half a minute apart either way (RFC 6238, section 5.2)."""
_RECOVERY_BYTES: Final = 15
HOW_MANY: Final = 10
_GROUP: Final = 4


def step_of(now: datetime) -> int:
    """The number of the period in which an instant lies (RFC 6238, section 4.2)."""
    return int(now.timestamp()) // PERIOD_SECONDS


def accepted_step(secret: Secret, code: str, now: datetime, last: int) -> int | None:
    """Which period a code is of; None where it is wrong, of another time, or not newer than the last one used."""
    present = step_of(now)
    digits = "".join(code.split())
    matching = [step for step in (present + one for one in _AROUND) if _same(one_time_password(secret, step), digits)]
    return next((step for step in matching if step > last), None)


def offered_secret(token: Secret) -> Secret:
    """The secret that an enrolment offers: it belongs to the token that the browser holds, and is kept once proven."""
    return Secret(derived(token, "authenticator")[:ONE_TIME_SECRET_BYTES])


def written(secret: Secret) -> str:
    """A secret as it is typed into an application."""
    return base64.b32encode(secret.reveal()).decode()


def address(secret: Secret, issuer: str, name: str) -> str:
    """The secret as a QR code carries it (the `otpauth` form that every application reads)."""
    label = f"{quote(issuer, safe='')}:{quote(name, safe='')}"
    return f"otpauth://totp/{label}?{urlencode({'secret': written(secret), 'issuer': issuer})}"


def fresh_recovery_codes() -> tuple[str, ...]:
    """Ten codes of 120 random bits, each good for one sign-in."""
    return tuple(
        _grouped(base64.b32encode(Secret.generate(_RECOVERY_BYTES).reveal()).decode().lower()) for _ in range(HOW_MANY)
    )


def recovery_hash(code: str) -> bytes:
    """What is kept of a recovery code, however it was typed. As many random bits need no slow hash."""
    plain = "".join(code.split()).replace("-", "").lower()
    return sha256(b"complaint-vault/recovery-code\x00" + plain.encode("utf-8", "surrogatepass"))


def without(code: str, kept: Sequence[bytes]) -> tuple[bytes, ...] | None:
    """What is kept once a recovery code is used up; None where it is none of them."""
    wanted = recovery_hash(code)
    rest = tuple(one for one in kept if not equal(one, wanted))
    return rest if len(rest) < len(kept) else None


def _same(expected: str, given: str) -> bool:
    return equal(expected.encode(), given.encode("utf-8", "surrogatepass"))


def _grouped(text: str) -> str:
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
