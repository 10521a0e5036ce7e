"""What a crashed or watched process gives away: nothing.

An open vault has keys in its memory. A core dump would write them to a disk, and a debugger of the same user would read
them without leaving a trace.
"""

import ctypes
import resource
import sys
from typing import Final

from vault.errors import Misconfigured

_PR_SET_DUMPABLE: Final = 4


def refuse() -> None:
    """From now on this process leaves no core dump, and on Linux nobody but root may read its memory or trace it.

    The limit alone does not keep a kernel from handing a dump to a program that collects them; being undumpable does,
    but ends where another program takes the process's place, which then still has the limit. Raises Misconfigured
    where the kernel refuses, since keys must not be loaded then.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux" and ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise Misconfigured("the kernel does not let core dumps be switched off")
