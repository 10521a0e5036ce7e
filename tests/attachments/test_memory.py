"""However large a file is, a vault holds a few megabytes of it: measured in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.engines import SqliteServer

_LARGE_MB, _SMALL_MB = 320, 32
_MOST_GROWTH_KB = 16 * 1024
_WORKER = """
import asyncio, resource, sys
from pathlib import Path
from tests.attachments.sending import about, attach, read
from tests.world import NOW, World, case, party, person, settings
from vault.clock import StoppedClock
from vault.complaints import Part, Role, open_attachment
from vault import files
from vault.crypto import sha256
from vault.policy import RoleName
from vault.opening import initialise, open_vault

def sound(megabytes):
    yield b"ID3"
    for number in range(megabytes * 16):
        yield number.to_bytes(8, "big") * 8192

async def drained(world, case_id, one):
    caller = world.caller(RoleName.DPO)
    opened = await world.vault.run(caller, open_attachment, case_id, one, Part.ORIGINAL)
    size = 0
    async for piece in files.content(world.vault, caller, case_id, one, opened, range(opened.size)):
        size += len(piece)
    return size

clock = StoppedClock(NOW)
made = settings(Path(sys.argv[1]) / "vault", sys.argv[2])
initialise(made, clock)
with open_vault(made, clock) as vault:
    world = World(vault, clock)
    case_id = world.store(case(party("K", Role.COMPLAINANT, person()))).case_id
    for megabytes in (int(sys.argv[3]), int(sys.argv[4])):
        one = attach(world, case_id, sound(megabytes), about("optagelse.mp3"))
        assert asyncio.run(drained(world, case_id, one)) == megabytes * 1024 * 1024 + 3
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
"""


def test_ten_times_the_file_takes_no_more_memory(tmp_path: Path, sqlite_server: SqliteServer) -> None:
    done = subprocess.run(  # noqa: S603 -- this interpreter and the program above
        [sys.executable, "-c", _WORKER, str(tmp_path), sqlite_server.new_database(), str(_SMALL_MB), str(_LARGE_MB)],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    small, large = (int(line) for line in done.stdout.split())
    assert large - small < _MOST_GROWTH_KB, (small, large)
