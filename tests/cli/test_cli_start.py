"""What each process loads before it does what it is for. It holds start-up to its second without a clock."""

import signal
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import click
import httpx
import pytest
from tests.cli.conftest import COMMAND, READY, Run, served

from vault_cli.main import COMMANDS, main

# Each costs between five and a hundred milliseconds, and few requests or commands need it.
FEW_NEED = frozenset(
    {
        *("PIL", "alembic", "authlib", "babel", "boto3", "cryptography.x509", "holidays", "httpx", "hvac", "jinja2"),
        *("joserfc", "lxml", "moto", "phonenumbers", "pikepdf", "pkcs11", "prometheus_client", "pypdf", "pypdfium2"),
        *("pyrage", "rich", "segno", "sqlalchemy.dialects.postgresql", "structlog", "typst", "webauthn"),
    }
)
ONLY_SERVERS = frozenset({"litestar", "uvicorn", "vault.api.app", "vault.console.app", "vault.public.app"})


def loaded(lines: Iterator[str]) -> Iterator[str]:
    """The modules that Python tells of (`-X importtime`), as they come."""
    for line in lines:
        if line.startswith("import time:") and not line.endswith("imported package\n"):
            yield line.rsplit("|", 1)[1].strip()


def loaded_by(environment: dict[str, str], *arguments: str) -> set[str]:
    """What a command had loaded when it ended."""
    telling = environment | {"PYTHONPROFILEIMPORTTIME": "1"}
    done = subprocess.run(  # noqa: S603 -- our own command
        [COMMAND, *arguments], env=telling, capture_output=True, text=True, timeout=60, check=True
    )
    return set(loaded(iter(done.stderr.splitlines(keepends=True))))


@contextmanager
def listening(environment: dict[str, str], command: str) -> Iterator[tuple[set[str], Iterator[str]]]:
    """What a server had loaded when it said that it listens, and what it loads afterwards."""
    telling = environment | {"PYTHONPROFILEIMPORTTIME": "1"}
    with subprocess.Popen(  # noqa: S603 -- our own command
        [COMMAND, command, "--port", "0"], env=telling, stderr=subprocess.PIPE, text=True
    ) as process:
        stopper = threading.Timer(60, process.kill)
        stopper.start()
        try:
            assert process.stderr is not None
            before: list[str] = []
            for line in process.stderr:
                if READY.search(line):
                    break
                before.append(line)
            yield set(loaded(iter(before))), loaded(iter(process.stderr))
        finally:
            stopper.cancel()
            process.kill()


def test_a_server_listens_before_it_loads_what_few_requests_need(ready: Run, environment: dict[str, str]) -> None:
    assert ready("doctor").code == 0
    with listening(environment, "serve") as (before, after):
        assert {"vault.api.app", "vault.wiring", "sqlalchemy"} <= before
        assert not before & (FEW_NEED | {"vault.console.app", "vault.public.app", "vault.metrics"})
        # And then, unasked: nobody who comes to a page waits for it.
        wanted = {"vault.console.app", "jinja2", "pypdf.generic", "phonenumbers.phonenumberutil", "structlog.stdlib"}
        while wanted:
            wanted.discard(next(after))


def test_the_public_pages_load_no_other_door(ready: Run, environment: dict[str, str]) -> None:
    assert ready("doctor").code == 0
    with listening(environment, "serve-public") as (before, _):
        assert "vault.public.app" in before
        assert not before & {"vault.api.app", "vault.console.app", "vault.metrics", "pypdf", "httpx", "rich"}


def test_a_command_loads_no_server(ready: Run, environment: dict[str, str]) -> None:
    assert ready("doctor").code == 0
    found = loaded_by(environment, "organisation", "list", "--json")
    assert "vault.wiring" in found
    assert not found & (FEW_NEED | ONLY_SERVERS)


def test_help_loads_no_command(environment: dict[str, str]) -> None:
    found = loaded_by(environment, "--help")
    assert "vault_cli.main" in found
    assert not {one for one in found if one.startswith(("vault.", "vault_cli."))} - {
        *("vault.coredumps", "vault.errors", "vault.memory", "vault_cli.exits", "vault_cli.main"),
    }


@pytest.mark.parametrize("word", COMMANDS)
def test_help_says_of_each_command_what_the_command_says_of_itself(word: str) -> None:
    command = main.get_command(click.Context(main), word)
    assert command is not None
    assert command.get_short_help_str(limit=1000) == COMMANDS[word].help


def test_whoever_comes_at_once_is_answered(ready: Run, environment: dict[str, str]) -> None:
    """To the console, the API and its document, all in the moment in which the server begins to listen."""
    assert ready("doctor").code == 0
    paths = ["/console/sign-in", "/v1/cases", "/openapi/openapi.json", "/health/ready", "/console/nowhere"] * 4
    with served(environment) as (process, address), ThreadPoolExecutor(len(paths)) as visitors:
        answers = visitors.map(lambda path: httpx.get(f"{address}{path}", timeout=50).status_code, paths)
        assert list(answers) == [200, 401, 200, 200, 404] * 4
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
