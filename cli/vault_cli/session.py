"""An open vault for one command, and on whose behalf it acts.

Whoever can read the keystore on this machine can do everything, so there is no password to ask for; a command still
acts in one role, for one purpose, under the user's number, and the log tells of it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from vault import serving
from vault.errors import InvalidInput, NotFound
from vault.ids import PLATFORM, OrganisationId
from vault.policy import Actor, RoleName
from vault.settings import from_environment
from vault.wiring import Caller, Vault, open_vault


@contextmanager
def opened() -> Iterator[Vault]:
    """The vault that the environment names. What a command did is sealed before it ends."""
    with open_vault(from_environment()) as vault:
        yield vault
        serving.seal_everything(vault)


def acting(organisation: OrganisationId, role: RoleName, purpose: str) -> Caller:
    """This machine's user in a role."""
    return Caller(Actor(f"local:uid-{os.getuid()}", organisation, frozenset({role})), purpose)


def operator(organisation: OrganisationId = PLATFORM) -> Caller:
    return acting(organisation, RoleName.OPERATOR, "administration")


def chosen(vault: Vault, named: str | None) -> OrganisationId:
    """The organisation that was named, or the only one. Raises InvalidInput, NotFound."""
    known = [one.organisation_id for one in vault.organisations()]
    if named is None:
        if len(known) != 1:
            raise InvalidInput("--organisation", f"is needed: this vault has {len(known)} organisations")
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
