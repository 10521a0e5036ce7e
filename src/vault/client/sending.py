"""What both clients have in common around the network: headers out, problems in, and when to try again."""

import secrets
from collections.abc import Iterator
from typing import Any, Final

import httpx
import msgspec

from vault import __version__
from vault.client.calls.call import Call, Form, T
from vault.client.errors import Problem, Refused, Unreachable
from vault.client.retrying import Retries, again_after_answer, again_after_failure, pause

_CHANCE: Final = secrets.SystemRandom().random


def headers_of(key: str) -> dict[str, str]:
    """What every request carries."""
    return {
        "Authorization": f"Bearer {key}",
        "User-Agent": f"complaint-vault-client/{__version__}",
    }


def request_of(client: httpx.Client | httpx.AsyncClient, call: Call[T], purpose: str) -> httpx.Request:
    """A call as a request; its body is declared to be JSON unless the call says otherwise."""
    headers = call.headers | {"Vault-Purpose": purpose}
    if isinstance(call.body, Form):
        parts = [(call.body.first, (None, call.body.about, "application/json")), ("file", (None, call.body.file))]
        content: dict[str, Any] = {"files": parts}
    else:
        content = {"content": call.body}
        headers = ({} if call.body is None else {"Content-Type": "application/json"}) | headers
    request = client.build_request(call.method, call.path, headers=headers, params=call.parameters, **content)
    if call.patience is not None:
        request.extensions["timeout"] = request.extensions["timeout"] | {"read": call.patience}
    return request


def result(call: Call[T], answer: httpx.Response) -> T:
    """What the vault answered. Raises Refused."""
    if not answer.is_success:
        raise refusal(answer)
    try:
        return call.read(answer.content)
    except msgspec.DecodeError:
        raise Refused(Problem(status=answer.status_code, title="the answer is not a vault's")) from None


def made_of(values: Iterator[T], answer: httpx.Response) -> Iterator[T]:
    """Values that are read of an answer as it comes. Raises Refused where it is none of a vault's."""
    try:
        yield from values
    except msgspec.DecodeError:
        raise Refused(Problem(status=answer.status_code, title="the answer is not a vault's")) from None


def refusal(answer: httpx.Response) -> Refused:
    """Why the vault said no, of an answer that was read to its end."""
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem(status=answer.status_code)
    return Refused(problem)


class Tries:
    """How often one call was tried, and for how long to wait before it is again."""

    def __init__(self, retries: Retries, *, safe: bool) -> None:
        self._retries = retries
        self._safe = safe
        self._failed = 0

    def answered(self, answer: httpx.Response) -> float | None:
        """Seconds until the next attempt, or None where the answer stands."""
        if not again_after_answer(answer.status_code, safe=self._safe):
            return None
        self._failed += 1
        return pause(self._retries, self._failed, answer.headers.get("Retry-After"), _CHANCE())

    def failed(self, error: httpx.TransportError) -> float:
        """Seconds until the next attempt. Raises Unreachable where there is none."""
        self._failed += 1
        wait = None
        if again_after_failure(error, safe=self._safe):
            wait = pause(self._retries, self._failed, None, _CHANCE())
        if wait is None:
            raise Unreachable(f"the vault does not answer ({type(error).__name__})") from None
        return wait

    def got_on(self) -> None:
        """Something arrived: what fails from now on is counted anew."""
        self._failed = 0
