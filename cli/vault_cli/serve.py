"""`cvault serve`, `cvault serve-public`: the API over HTTP, and the pages for whoever reports without a name."""

from functools import partial
from pathlib import Path

import click

from vault.errors import InvalidInput
from vault.serving import PublicServer, Server
from vault.tls import Tls
from vault.wiring import Vault
from vault_cli import session

_PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8420, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Also give metrics on this port of 127.0.0.1.")
@click.option("--public-port", type=click.IntRange(0, 65535), help="Also serve the public pages, on a port of theirs.")
@click.option("--public-host", default="127.0.0.1", show_default=True, help="The address of the public pages.")
@click.option("--tls-certificate", type=_PEM, help="Serve HTTPS with this certificate chain (PEM).")
@click.option("--tls-key", type=_PEM, help="Its private key (PEM).")
@click.option("--client-authority", type=_PEM, help="Who signs the certificates of API clients (PEM).")
def serve(  # noqa: PLR0913, PLR0917 -- each is an option
    host: str,
    port: int,
    metrics_port: int | None,
    public_port: int | None,
    public_host: str,
    tls_certificate: Path | None,
    tls_key: Path | None,
    client_authority: Path | None,
) -> None:
    """Serve the API until stopped. Where others can reach it, give it a certificate or put a TLS proxy before it."""
    tls = _tls(tls_certificate, tls_key, client_authority)
    with session.opened() as vault:
        if metrics_port is not None:
            from vault.metrics import Metrics

            listening = Metrics(vault).listen(metrics_port)
            click.echo(f"Metrics on http://127.0.0.1:{listening}/metrics", err=True)
        pages = None if public_port is None else _pages(vault, public_host, public_port)
        try:
            Server(vault, host, port, announce=partial(_announce, host, tls), tls=tls).run()
        finally:
            if pages is not None:
                pages.stop()


@click.command("serve-public")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8420, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
def serve_public(host: str, port: int) -> None:
    """Serve the public pages alone, in a process of their own."""
    with session.opened() as vault:
        PublicServer(vault, host, port, announce=partial(_announce_pages, host)).run()


def _pages(vault: Vault, host: str, port: int) -> PublicServer:
    pages = PublicServer(vault, host, port, announce=partial(_announce_pages, host))
    pages.start()
    return pages


def _announce_pages(host: str, port: int) -> None:
    click.echo(f"Public pages on http://{host}:{port}", err=True)


def _tls(certificate: Path | None, key: Path | None, authority: Path | None) -> Tls | None:
    if certificate is None and key is None and authority is None:
        return None
    if certificate is None or key is None:
        raise InvalidInput("--tls-certificate", "is needed together with --tls-key")
    return Tls(certificate=certificate, key=key, client_authority=authority)


def _announce(host: str, tls: Tls | None, port: int) -> None:
    click.echo(
        f"Serving on http{'s' if tls else ''}://{host}:{port} (description at /openapi/openapi.json); stop with Ctrl-C",
        err=True,
    )
