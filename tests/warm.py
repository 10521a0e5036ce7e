"""`cvault` out of a process that has loaded it already, and forks for each command.

Loading takes a second of one core and longer where the machine is busy, and documents and commands under test are many.
Each command is still a process of its own, with its own arguments, environment, folder, streams, signals and exit code;
only what it would import is there. That the installed command begins by itself is what tests/test_wheel.py is for.
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NoReturn

import vault_cli

_LARGEST_MESSAGE = 200_000
_STARTER = """\
import json, os, signal, socket, sys

vault = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
vault.connect({address!r})
mask = os.umask(0)
os.umask(mask)
socket.send_fds(vault, [json.dumps([sys.argv, os.getcwd(), dict(os.environ), mask]).encode()], [0, 1, 2])
worker = int(vault.recv(32))
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    if signal.getsignal(number) is not signal.SIG_IGN:
        signal.signal(number, lambda number, _: os.kill(worker, number))
status = int(vault.recv(32))
if os.WIFSIGNALED(status):
    signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
    os.kill(os.getpid(), os.WTERMSIG(status))
sys.exit(os.WEXITSTATUS(status))
"""


@cache
def folder() -> Path:
    """Where a `cvault` stands that begins at once. What it begins from ends with this process."""
    place = tempfile.TemporaryDirectory(prefix="warm-")
    address = f"{place.name}/socket"
    command = Path(place.name) / "bin" / "cvault"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable} -IS\n{_STARTER.format(address=address)}", "utf-8")
    command.chmod(0o755)
    loaded = subprocess.Popen(  # noqa: S603 -- this module
        [sys.executable, "-m", "tests.warm", address],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert loaded.stdout is not None
    assert loaded.stdout.readline() == b"ready\n"
    atexit.register(_end, loaded, place)
    return command.parent


def _end(loaded: subprocess.Popen[bytes], place: tempfile.TemporaryDirectory[str]) -> None:
    loaded.communicate()
    place.cleanup()


def _serve(address: str) -> None:
    """Forks for each command until whoever began this is gone."""
    for module in iter_modules(vault_cli.__path__, "vault_cli."):
        import_module(module.name)
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(address)
        listener.listen(64)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while sys.stdin not in (ready := select.select([listener, sys.stdin], [], [])[0]):
            assert ready == [listener]
            connection, _ = listener.accept()
            with connection:
                if os.fork() == 0:
                    listener.close()
                    _attend(connection)


def _attend(connection: socket.socket) -> NoReturn:
    """Begins one command, and says how it ended; it ends with whoever called it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams, _, _ = socket.recv_fds(connection, _LARGEST_MESSAGE, 3)
    worker = os.fork()
    if worker == 0:
        connection.close()
        _work(json.loads(message), streams)
    for stream in streams:
        os.close(stream)
    connection.send(str(worker).encode())
    ended = os.pidfd_open(worker)
    if ended not in select.select([ended, connection.fileno()], [], [])[0]:
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    connection.send(str(status).encode())
    os._exit(0)


def _work(wanted: Any, streams: list[int]) -> NoReturn:
    arguments, place, environment, mask = wanted
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(place)
    os.umask(mask)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments
    # Click names a program after its package where there is one.
    sys.modules["__main__"].__package__ = None
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", buffering=1)  # noqa: SIM115 -- the standard ones
    os._exit(_ended())


def _ended() -> int:
    """The exit code of the command, which has written everything that it had to say."""
    try:
        import_module("vault_cli.main").main()
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:  # noqa: BLE001 -- as the interpreter does with whatever nobody caught
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    _serve(sys.argv[1])
