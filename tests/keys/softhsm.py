"""A PKCS#11 token in software. SoftHSM reads its configuration once in a process, so all tests share one folder."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest

from vault.settings import Pkcs11Settings

PIN = "49152-hemmelig"
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib64/pkcs11/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
)


def module() -> Path:
    """The library; the test is skipped where SoftHSM is not installed."""
    found = next((Path(one) for one in _PLACES if Path(one).exists()), None)
    if found is None or shutil.which("softhsm2-util") is None:
        pytest.skip("SoftHSM2 is not installed (apt: softhsm2)")
    return found


@cache
def tokens() -> Path:
    """The folder of all tokens, made and named to SoftHSM."""
    folder = Path(mkdtemp(prefix="softhsm-"))
    (folder / "tokens").mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    return folder / "tokens"


def new_token(folder: Path, pin: str = PIN) -> Pkcs11Settings:
    """A token of its own, and the PIN's file in `folder`."""
    library, label = module(), f"vault-{uuid4().hex[:12]}"
    tokens()
    made = ["softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "so-49152", "--pin", pin]
    subprocess.run(made, check=True, capture_output=True)  # noqa: S603 -- SoftHSM's own tool
    pin_file = folder / "pin"
    pin_file.write_text(pin + "\n")
    pin_file.chmod(0o600)
    return Pkcs11Settings(module=library, token=label, pin_file=pin_file)
