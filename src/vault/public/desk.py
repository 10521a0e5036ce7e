"""What the pages stand on: the vault, on nobody's behalf; and what holds for all visitors together."""

import asyncio
import time
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Response
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter

from vault import anonymous
from vault.anonymous import Front, Unlocked
from vault.clock import legal_day
from vault.ids import OrganisationId
from vault.language import Language
from vault.policy import Actor, RoleName
from vault.public.limits import Budget, Turn
from vault.public.rendering import page
from vault.public.tokens import Standing, Tokens
from vault.wiring import Caller, Vault

Whose = Annotated[UUID, PathParameter(description="An organisation.")]
Spoken = Annotated[Language, PathParameter(description="The language of the page.")]
_NOBODY: Final = "public"
_PURPOSE: Final = "complaint_handling"
_KNOWN_FOR: Final = 30.0
"""Seconds for which the list of organisations is not asked for again."""


class Desk:
    """One for each running application. Holds nothing of any visitor."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.tokens = Tokens()
        self.turn = Turn()
        self.budget = Budget()
        self.requests = Budget()
        self._known: tuple[float, frozenset[OrganisationId]] = (-_KNOWN_FOR, frozenset())

    async def caller(self, organisation: UUID, purpose: str = _PURPOSE) -> Caller:
        """Nobody, in an organisation. Raises NotFoundException where there is none: nothing is logged for it."""
        wanted = OrganisationId(organisation)
        if wanted not in await self._organisations():
            raise NotFoundException
        return Caller(Actor(_NOBODY, wanted, frozenset({RoleName.PUBLIC})), purpose)

    async def front(self, organisation: UUID) -> tuple[Caller, Front]:
        caller = await self.caller(organisation)
        return caller, await self.vault.run(caller, anonymous.read_front)

    async def unlock(self, organisation: UUID, receipt: str) -> Unlocked:
        """What a receipt opens, in its turn. Raises InvalidInput, Unavailable."""
        async with self.turn.taken():
            return await asyncio.to_thread(anonymous.unlock, OrganisationId(organisation), receipt)

    def spend(self, organisation: UUID, front: Front) -> None:
        self.budget.spend(OrganisationId(organisation), front.stance.reports_an_hour, time.monotonic())

    def spend_on_requests(self, organisation: UUID, most: int) -> None:
        self.requests.spend(OrganisationId(organisation), most, time.monotonic())

    def issue(self, *shown: str) -> str:
        return self.tokens.issue(shown, time.monotonic())

    def judge(self, token: str, *shown: str) -> Standing:
        return self.tokens.judge(token, shown, time.monotonic())

    def today(self) -> Any:
        return legal_day(self.vault.clock.now())

    async def _organisations(self) -> frozenset[OrganisationId]:
        at, known = self._known
        if time.monotonic() - at > _KNOWN_FOR:
            found = await asyncio.to_thread(self.vault.organisations)
            known = frozenset(one.organisation_id for one in found)
            self._known = (time.monotonic(), known)
        return known


def desk_of(state: State) -> Desk:
    desk: Desk = state["desk"]
    return desk


def shown(
    name: str, front: Front, language: Language, *, elsewhere: str = "start", status: int = 200, **values: Any
) -> Response[str]:
    """A page of an organisation. `elsewhere` is where the same page is in another language."""
    given = {
        "controller": front.name,
        "contact": f"{front.address}. {front.contact}",
        "elsewhere": elsewhere,
        "stance": front.stance,
        "errors": {},
        "labels": {},
    }
    return page(name, language, status, **(given | values))
