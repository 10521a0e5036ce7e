"""TLS ended by this process: where its keys are, and which certificate a client showed.

Uvicorn does not hand a client's certificate on; the protocol here adds it to a request in the way that the ASGI
extension for TLS describes.
"""

import ssl
from asyncio import Transport
from pathlib import Path
from typing import Any, Final

import msgspec
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from vault.errors import Misconfigured

CIPHERS: Final = "ECDHE+AESGCM:ECDHE+CHACHA20"
"""What TLS 1.2 may agree on: a fresh key for each connection, and authenticated encryption. TLS 1.3 knows no other."""


class Tls(msgspec.Struct, frozen=True, kw_only=True):
    """Files in PEM. Clients may show a certificate that `client_authority` signed; without one, none is asked for."""

    certificate: Path
    key: Path
    client_authority: Path | None = None

    def options(self) -> dict[str, Any]:
        """As uvicorn takes them. Raises Misconfigured for files that cannot be used."""
        found = {"ssl_certfile": str(self.certificate), "ssl_keyfile": str(self.key), "ssl_ciphers": CIPHERS}
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(self.certificate, self.key)
            if self.client_authority is None:
                return found
            context.load_verify_locations(self.client_authority)
        except (OSError, ssl.SSLError):
            raise Misconfigured("the files for TLS cannot be used") from None
        return found | {"ssl_ca_certs": str(self.client_authority), "ssl_cert_reqs": ssl.CERT_OPTIONAL}


class TlsProtocol(HttpToolsProtocol):
    """HTTP/1.1 whose requests know the client's certificate, if TLS verified one."""

    _chain: tuple[str, ...] = ()

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        shown = transport.get_extra_info("ssl_object")
        der = None if shown is None else shown.getpeercert(binary_form=True)
        self._chain = () if der is None else (ssl.DER_cert_to_PEM_cert(der),)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        extensions: dict[str, Any] = {"tls": {"client_cert_chain": self._chain}}
        self.scope["extensions"] = extensions
