"""The vault of a benchmark's server, opened in the benchmark's own process while no server has it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Self, TypeVar
from uuid import UUID

import msgspec
from tests.benchmarks.suite.server import opened
from tests.world import PURPOSE_OF

from vault import complaints
from vault.errors import VaultError
from vault.ids import CaseId, OrganisationId
from vault.policy import Actor, RoleName
from vault.wiring import Caller, Vault

P = ParamSpec("P")
T = TypeVar("T")


class Estate:
    """Calls verbs in a role, in the organisation that the server made."""

    def __init__(self, vault: Vault, organisation: OrganisationId) -> None:
        self.vault = vault
        self.organisation = organisation

    @classmethod
    @contextmanager
    def opened(cls, url: str, folder: Path) -> Iterator[Self]:
        with opened(url, folder) as (vault, known):
            yield cls(vault, msgspec.convert(known["organisation"], OrganisationId))

    def caller(self, role: RoleName) -> Caller:
        return Caller(Actor(f"bench:{role.value}", self.organisation, frozenset({role})), PURPOSE_OF[role])

    def call(self, role: RoleName, verb: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.vault.call(self.caller(role), verb, *args, **kwargs)

    def every_case(self) -> list[CaseId]:
        found: list[CaseId] = []
        while page := self.call(RoleName.CASE_WORKER, complaints.list_cases, found[-1] if found else None, 100):
            found += [one.case_id for one in page]
        return found

    def opens(self, case_id: str) -> bool:
        """Whether a case can be read whole."""
        try:
            self.call(RoleName.CASE_WORKER, complaints.read_case, CaseId(UUID(case_id)))
        except VaultError:
            return False
        return True
