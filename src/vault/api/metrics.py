"""Metrics over HTTP, for whoever has their token; without a token in the settings there are none here."""

from litestar import Response, Router, get
from litestar.exceptions import NotFoundException

from vault.api.parameters import HttpRequest, OpenVault
from vault.errors import Unauthenticated
from vault.metrics import Metrics, opens, read_token


def router(vault: OpenVault) -> Router:
    """The route over an open vault. Raises Misconfigured where its token cannot be read."""
    token, metrics = read_token(vault.settings.metrics_token), Metrics(vault)

    @get("/metrics", include_in_schema=False, sync_to_thread=True)
    def read_metrics(request: HttpRequest) -> Response[bytes]:
        if token is None:
            raise NotFoundException
        scheme, _, presented = request.headers.get("authorization", "").partition(" ")
        if scheme.casefold() != "bearer" or not opens(presented.strip(), token):
            raise Unauthenticated
        content, content_type = metrics.render(request.headers.get("accept", ""))
        return Response(content, media_type=content_type)

    return Router("/", route_handlers=[read_metrics])
