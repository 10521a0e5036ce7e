"""Work that takes longer than anybody waits for a page: it goes on in this process, and its page says how far it is.

What it found stays in memory for a while, for whoever asked for it, so that their page can be loaded again. It is on no
disk; a server that ends forgets it, and the page then says to begin again. Whatever must outlive a server is a job of
`vault.jobs`.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from litestar import Request

from vault.console.forms import Form
from vault.errors import Throttled, VaultError
from vault.ids import AccountId, new_id
from vault.policy import RoleName

QUICK_SECONDS: Final = 0.8
"""What is done by then is answered at once."""
KEPT: Final = timedelta(minutes=15)
_AT_ONCE: Final = 3
_KEPT_OF_ONE: Final = 8
_STATE: Final = "ongoing"
Tell = Callable[[int, int, int], None]
Act = Callable[[Tell], Coroutine[Any, Any, Any]]
"""What is done; it tells how far it is: so many, of how many, in which round."""
Then = Callable[[Any], str]
Owner = tuple[AccountId, frozenset[RoleName]]
"""Whoever asked, in the roles that they had: in others they ask again."""


class GoesOn(Exception):
    """A page cannot be answered yet: whoever asked is led to the page of the work."""

    def __init__(self, work: "Ongoing") -> None:
        super().__init__("work goes on")
        self.work = work


class Ongoing:
    """One piece of work. `about` is a code of what is done, `of` what it is about, `then` where its result is shown.

    `at` and `form` are the address and the form by which it was asked for.
    """

    def __init__(
        self, owner: Owner, about: str, then: str | Then, *, at: str, form: Form, now: datetime, of: str = ""
    ) -> None:
        self.work_id: UUID = new_id()
        self.owner = owner
        self.about = about
        self.of = of
        self.at = at
        self.then = then
        self.form = form
        self.began_at = now
        self.done = 0
        self.total: int | None = None
        self.round = 1
        self.task: asyncio.Task[Any] | None = None

    def tell(self, done: int, of: int, round_: int = 1) -> None:
        """How far it is; from whichever thread does it."""
        self.done, self.total, self.round = done, of, round_

    def asks_as(self, other: "Ongoing") -> bool:
        """Whether the same was asked for, at the same place."""
        mine, theirs = (self.about, self.of, self.at), (other.about, other.of, other.at)
        return mine == theirs and self.form.shown() == other.form.shown()

    @property
    def over(self) -> bool:
        return self.task is not None and self.task.done()

    @property
    def error(self) -> VaultError | None:
        """Why it came to nothing, once it is over. Raises what is a fault of ours."""
        failed = self.task.exception() if self.task is not None and self.over else None
        if failed is not None and not isinstance(failed, VaultError):
            raise failed
        return failed

    @property
    def result(self) -> Any:
        """What was found, once it is over. Raises what the work raised."""
        return self.task.result() if self.task is not None and self.over else None

    @property
    def shown_at(self) -> str:
        """The page that shows the result, below the console's own address."""
        return f"{self.then}?work={self.work_id}" if isinstance(self.then, str) else self.then(self.result)


class Registry:
    """Everything that goes on in this process, by whoever asked."""

    def __init__(self) -> None:
        self._kept: dict[UUID, Ongoing] = {}

    async def begin(self, work: Ongoing, act: Act, now: datetime) -> None:
        """Begins it, and waits a moment. Raises what it raises if that is quick, and otherwise GoesOn, Throttled.

        Whoever asks for the same again while it goes on is led to it, and nothing is begun twice.
        """
        self._forget(now)
        mine = [one for one in self._kept.values() if one.owner == work.owner]
        running = [one for one in mine if not one.over]
        for one in running:
            if one.asks_as(work):
                raise GoesOn(one)
        if len(running) >= _AT_ONCE:
            raise Throttled(30)
        for one in [one for one in mine if one.over][: max(0, len(mine) - _KEPT_OF_ONE)]:
            del self._kept[one.work_id]
        task = work.task = asyncio.create_task(act(work.tell))
        self._kept[work.work_id] = work
        # Whoever goes away meanwhile leaves an error behind that nobody asks for.
        task.add_done_callback(lambda ended: None if ended.cancelled() else ended.exception())
        task.add_done_callback(lambda _: self._forget_later(work.work_id))
        await asyncio.wait({task}, timeout=QUICK_SECONDS)
        if not task.done():
            raise GoesOn(work)
        task.result()

    def find(self, work_id: UUID, owner: Owner, now: datetime) -> Ongoing | None:
        """Somebody's own work, while it is kept."""
        self._forget(now)
        found = self._kept.get(work_id)
        return found if found is not None and found.owner == owner else None

    def _forget_later(self, work_id: UUID) -> None:
        """Leaves nothing in memory where nobody comes back."""
        asyncio.get_running_loop().call_later(KEPT.total_seconds(), self._kept.pop, work_id, None)

    def _forget(self, now: datetime) -> None:
        for one in list(self._kept.values()):
            if one.over and now - one.began_at > KEPT:
                del self._kept[one.work_id]


def state() -> dict[str, Registry]:
    """What an application keeps of this."""
    return {_STATE: Registry()}


def registry(request: Request[Any, Any, Any]) -> Registry:
    """Everything that goes on in the application that was asked."""
    found: Registry = request.app.state[_STATE]
    return found
