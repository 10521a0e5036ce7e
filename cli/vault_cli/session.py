"""An open vault for one command, and on whose behalf it acts.

Whoever can read the keystore on this machine can do everything, so there is no password to ask for; a command still
acts in one role, for one purpose, under the user's number, and the log tells of it. Two people who run it through sudo
as the user that owns the keystore are two still: the kernel keeps who logged in, and sudo does not change that.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import UUID

from vault.errors import InvalidInput, NotFound
from vault.ids import PLATFORM, OrganisationId
from vault.memory import settle
from vault.opening import open_vault
from vault.policy import Actor, RoleName
from vault.sealing import seal_everything
from vault.settings import from_environment
from vault.wiring import Caller, Vault

_LOGIN: Final = Path("/proc/self/loginuid")
_NOBODY: Final = 2**32 - 1


@contextmanager
def opened() -> Iterator[Vault]:
    """The vault that the environment names. What a command did is sealed before it ends."""
    with open_vault(from_environment()) as vault:
        settle()
        yield vault
        seal_everything(vault)


def acting(organisation: OrganisationId, role: RoleName, purpose: str) -> Caller:
    """This machine's user in a role."""
    return Caller(Actor(f"local:uid-{_user()}", organisation, frozenset({role})), purpose)


def _user() -> int:
    """The number of who logged in; where nobody did, as in a timer or a container, of whose process this is."""
    try:
        login = int(_LOGIN.read_text("ascii"))
    except (OSError, ValueError):
        return os.getuid()
    return os.getuid() if login == _NOBODY else login


def operator(organisation: OrganisationId = PLATFORM) -> Caller:
    return acting(organisation, RoleName.OPERATOR, "administration")


def job(vault: Vault, named: str | None) -> Caller:
    """The purge of an organisation."""
    return acting(chosen(vault, named), RoleName.RETENTION_JOB, "storage_limitation")


def officer(vault: Vault, named: str | None) -> Caller:
    """The data protection officer of an organisation, deciding on what is kept."""
    return acting(chosen(vault, named), RoleName.DPO, "storage_limitation")


def every(vault: Vault) -> list[OrganisationId]:
    """Every organisation of the installation, oldest first."""
    return [one.organisation_id for one in vault.organisations()]


def chosen(vault: Vault, named: str | None) -> OrganisationId:
    """The organisation that was named, or the only one. Raises InvalidInput, NotFound."""
    known = [one.organisation_id for one in vault.organisations()]
    if named is None:
        if len(known) != 1:
            needed = InvalidInput("--organisation", f"is needed: this vault has {len(known)} organisations")
            needed.hint = "`cvault organisation list` shows their ids; CVAULT_ORGANISATION names one for every command"
            raise needed
        return known[0]
    wanted = as_id(named, "--organisation")
    if wanted not in known:
        raise NotFound("organisation")
    return OrganisationId(wanted)


def as_id(text: str, field: str) -> UUID:
    """Raises InvalidInput where the text is no id."""
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(field, "is not an id") from None
