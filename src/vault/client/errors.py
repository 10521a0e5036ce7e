"""What can go wrong when a vault is asked: it refuses, or it cannot be reached. Neither text holds anybody's data."""

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An RFC 9457 problem. `field` and `rule` say which part of the input breaks which rule."""

    type: str = "about:blank"
    title: str = ""
    status: int = 0
    detail: str | None = None
    hint: str | None = None
    field: str | None = None
    rule: str | None = None
    permission: str | None = None

    @property
    def slug(self) -> str:
        """The stable name of the problem, such as `invalid-input`."""
        return self.type.rpartition("/")[2]


class ClientError(Exception):
    """The root of what this client raises."""


class Refused(ClientError):
    """The vault answered, and said no."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail or problem.title or f"it answered {problem.status}")
        self.problem = problem

    @property
    def slug(self) -> str:
        return self.problem.slug


class Unreachable(ClientError):
    """The vault did not answer, as often as it was tried."""


class NotAuthentic(ClientError):
    """A message is not from the vault, or too old: do nothing that it says."""
