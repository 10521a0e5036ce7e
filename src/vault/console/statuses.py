"""Which HTTP status an error of ours is answered with."""

from typing import Final

from vault import errors

UNAVAILABLE: Final = 503
_STATUS: Final[dict[type[errors.VaultError], int]] = {
    errors.InvalidInput: 422,
    errors.TooLarge: 413,
    errors.Unauthenticated: 401,
    errors.NotPermitted: 403,
    errors.Throttled: 429,
    errors.NotFound: 404,
    errors.Outdated: 409,
    errors.Conflict: 409,
    errors.Unavailable: UNAVAILABLE,
    errors.VaultError: 500,
}


def status_of(error: errors.VaultError) -> int:
    return next(_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
