"""`cvault serve`: the API over HTTP."""

from functools import partial
from pathlib import Path

import click

from vault.errors import InvalidInput
from vault.metrics import Metrics
from vault.serving import Server
from vault.tls import Tls
from vault_cli import session

_PEM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8420, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Also give metrics on this port of 127.0.0.1.")
@click.option("--tls-certificate", type=_PEM, help="Serve HTTPS with this certificate chain (PEM).")
@click.option("--tls-key", type=_PEM, help="Its private key (PEM).")
@click.option("--client-authority", type=_PEM, help="Who signs the certificates of API clients (PEM).")
def serve(
    host: str,
    port: int,
    metrics_port: int | None,
    tls_certificate: Path | None,
    tls_key: Path | None,
    client_authority: Path | None,
) -> None:
    """Serve the API until stopped. Where others can reach it, give it a certificate or put a TLS proxy before it."""
    tls = _tls(tls_certificate, tls_key, client_authority)
    with session.opened() as vault:
        if metrics_port is not None:
            listening = Metrics(vault).listen(metrics_port)
            click.echo(f"Metrics on http://127.0.0.1:{listening}/metrics", err=True)
        Server(vault, host, port, announce=partial(_announce, host, tls), tls=tls).run()


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
