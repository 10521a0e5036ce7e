"""Metrics over HTTP, for whoever has their token; without a token in the settings there are none here."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException

from vault.api.parameters import HttpRequest, OpenVault
from vault.crypto import equal, sha256
from vault.errors import Misconfigured, Unauthenticated

if TYPE_CHECKING:
    from vault.metrics import Metrics

_SHORTEST_TOKEN: Final = 16


def router(vault: OpenVault) -> Router:
    """The route over an open vault. Raises Misconfigured where its token cannot be read."""
    token = read_token(vault.settings.metrics_token)

    @cache
    def metrics() -> "Metrics":
        from vault.metrics import Metrics

        return Metrics(vault)

    @get("/metrics", include_in_schema=False, sync_to_thread=True)
    def read_metrics(request: HttpRequest) -> Response[bytes]:
        if token is None:
            raise NotFoundException
        scheme, _, presented = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not _opens(presented.strip(), token):
            raise Unauthenticated
        content, content_type = metrics().render(request.headers.get("accept", ""))
        return Response(content, media_type=content_type)

    return Router("/", route_handlers=[read_metrics])


def read_token(path: Path | None) -> bytes | None:
    """The hash of the token that metrics are given for. Raises Misconfigured for a file that holds none."""
    if path is None:
        return None
    try:
        token = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise Misconfigured(
            "the token for metrics cannot be read", hint="is CVAULT_METRICS_TOKEN_FILE right?"
        ) from None
    if len(token) < _SHORTEST_TOKEN:
        raise Misconfigured(f"the token for metrics is shorter than {_SHORTEST_TOKEN} characters")
    return sha256(token.encode())


def _opens(presented: str, token: bytes) -> bool:
    """Whether a token is the one whose hash is known, in constant time."""
    return equal(sha256(presented.encode()), token)
