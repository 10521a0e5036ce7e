"""What both clients have in common around the network: headers out, problems in."""

import secrets
from typing import Final

import httpx
import msgspec

from vault import __version__
from vault.client.calls import Call, T
from vault.client.errors import Problem, Refused
from vault.client.retrying import Retries, again_after_answer, again_after_failure, pause

_CHANCE: Final = secrets.SystemRandom().random


def headers_of(key: str, purpose: str) -> dict[str, str]:
    """What every request carries."""
    return {
        "Authorization": f"Bearer {key}",
        "Vault-Purpose": purpose,
        "User-Agent": f"complaint-vault-client/{__version__}",
    }


def request_of(client: httpx.Client | httpx.AsyncClient, call: Call[T], purpose: str | None) -> httpx.Request:
    """A call as a request; its body is declared to be JSON unless the call says otherwise."""
    declared = {} if call.body is None else {"Content-Type": "application/json"}
    stated = {} if purpose is None else {"Vault-Purpose": purpose}
    return client.build_request(
        call.method,
        call.path,
        content=call.body,
        headers=declared | call.headers | stated,
        params=call.parameters,
    )


def result(call: Call[T], answer: httpx.Response) -> T:
    """What the vault answered. Raises Refused."""
    if answer.is_success:
        try:
            return call.understood(answer.content)
        except msgspec.DecodeError:
            raise Refused(Problem(status=answer.status_code, title="the answer is not a vault's")) from None
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem(status=answer.status_code)
    raise Refused(problem)


def wait_after_answer(retries: Retries, call: Call[T], attempt: int, answer: httpx.Response) -> float | None:
    """Seconds until the next attempt, or None where the answer stands."""
    if not again_after_answer(answer.status_code, safe=call.safe):
        return None
    return pause(retries, attempt, answer.headers.get("Retry-After"), _CHANCE())


def wait_after_failure(retries: Retries, call: Call[T], attempt: int, error: httpx.TransportError) -> float | None:
    """Seconds until the next attempt, or None where there is none."""
    if not again_after_failure(error, safe=call.safe):
        return None
    return pause(retries, attempt, None, _CHANCE())
