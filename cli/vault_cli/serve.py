"""`cvault serve`: the API over HTTP."""

from functools import partial

import click

from vault.metrics import Metrics
from vault.serving import Server
from vault_cli import session


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8420, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Also give metrics on this port of 127.0.0.1.")
def serve(host: str, port: int, metrics_port: int | None) -> None:
    """Serve the API until stopped. Put a TLS proxy in front of it where others can reach it."""
    with session.opened() as vault:
        if metrics_port is not None:
            listening = Metrics(vault).listen(metrics_port)
            click.echo(f"Metrics on http://127.0.0.1:{listening}/metrics", err=True)
        Server(vault, host, port, announce=partial(_announce, host)).run()


def _announce(host: str, port: int) -> None:
    click.echo(f"Serving on http://{host}:{port} (description at /openapi/openapi.json); stop with Ctrl-C", err=True)
