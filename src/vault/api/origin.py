"""Where a request comes from and which certificate came with it: from the connection, or from a trusted proxy."""

import base64
import binascii
import ssl
from typing import Any

from litestar.connection import ASGIConnection

from vault.accounts.networks import Address, Network, address, network, origin, within
from vault.settings import Settings

Connection = ASGIConnection[Any, Any, Any, Any]

_STATE = "trusted_proxies"


def state(settings: Settings) -> dict[str, Any]:
    """What an application must know to tell origins. Raises InvalidInput for a proxy that is no network."""
    return {_STATE: [network(one, "CVAULT_TRUSTED_PROXIES") for one in settings.trusted_proxies]}


def source(connection: Connection) -> Address | None:
    """Who really called; see `origin`."""
    return origin(_peer(connection), connection.headers.getall("x-forwarded-for", []), _trusted(connection))


def certificate(connection: Connection) -> bytes | None:
    """The client's certificate in DER, as TLS with this process or a trusted proxy verified it (RFC 9440)."""
    extensions = connection.scope.get("extensions") or {}
    tls: Any = extensions.get("tls")
    if tls and tls["client_cert_chain"]:
        return ssl.PEM_cert_to_DER_cert(tls["client_cert_chain"][0])
    peer = _peer(connection)
    if peer is None or not within(address(peer), _trusted(connection)):
        return None
    given = connection.headers.getall("client-cert", [])
    if len(given) != 1 or not given[0].startswith(":") or not given[0].endswith(":"):
        return None
    try:
        return base64.b64decode(given[0][1:-1], validate=True)
    except binascii.Error:
        return None


def _peer(connection: Connection) -> str | None:
    return None if connection.client is None else connection.client.host


def _trusted(connection: Connection) -> list[Network]:
    found: list[Network] = connection.app.state[_STATE]
    return found
