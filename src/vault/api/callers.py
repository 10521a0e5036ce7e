"""Who calls, for which purpose: read from headers, proven later in the verb's own transaction."""

from vault.api.parameters import HttpRequest
from vault.errors import InvalidInput, Unauthenticated
from vault.idempotency import Once
from vault.wiring import Caller

_LONGEST_KEY = 200


def caller(request: HttpRequest, purpose: str, once: Once | None = None) -> Caller:
    """The caller of a request. Raises Unauthenticated where no bearer key is presented."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not key:
        raise Unauthenticated("present an API key as a bearer token")
    return Caller(key.strip(), purpose, once)


async def caller_once(request: HttpRequest, purpose: str, key: str | None) -> Caller:
    """The caller of a creation, which is done once for each idempotency key. Raises InvalidInput."""
    if key is None:
        return caller(request, purpose)
    if not 0 < len(key) <= _LONGEST_KEY:
        raise InvalidInput("Idempotency-Key", f"has 1 to {_LONGEST_KEY} characters")
    content = f"{request.method} {request.url.path}\n".encode() + await request.body()
    return caller(request, purpose, Once(key, content))
