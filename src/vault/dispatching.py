"""Sends messages of what happened to other systems, over HTTPS, on a thread that nobody else waits for.

The rows are `vault.webhooks`'s. A receiver that is slow, hostile or gone costs this thread some seconds and nobody
else anything; what it says is not read beyond its status.
"""

import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Final

from vault.accounts.networks import Network, network
from vault.errors import InvalidInput, Unavailable
from vault.ids import OrganisationId
from vault.policy import Actor, RoleName
from vault.storage import looking
from vault.webhooks import Attempt, Outgoing, is_due, keep_attempts, take_due
from vault.webhooks.addresses import Resolve, address_of, endpoint, resolve
from vault.wiring import Caller, Vault

if TYPE_CHECKING:
    from httpx import Client

_SECONDS: Final = 10.0
_AT_ONCE: Final = 8


def allowed_networks(vault: Vault) -> tuple[Network, ...]:
    """Networks of the operator's own to which messages may go. Raises InvalidInput where one is none."""
    return tuple(network(one, "CVAULT_WEBHOOK_NETWORKS") for one in vault.settings.webhook_networks)


class Dispatcher:
    """Sends what is due."""

    def __init__(self, vault: Vault, *, resolving: Resolve = resolve, verify: bool | str = True) -> None:
        """`verify` names a file of authorities, where receivers have certificates of an authority of their own."""
        self._vault = vault
        self._allowed = allowed_networks(vault)
        self._resolve = resolving
        self._verify = verify
        self._client: Client | None = None
        """Made when there is something to send."""
        self._chance = secrets.SystemRandom().random
        self._pool = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="vault-webhook")

    def deliver(self) -> int:
        """Sends what is due to every organisation's endpoints; returns how many messages arrived."""
        now, known = self._vault.clock.now(), self._vault.organisations()
        with looking(self._vault.storage.engine) as connection:
            waiting = [one.organisation_id for one in known if is_due(connection, one.organisation_id, now)]
        return sum(self._deliver(one) for one in waiting)

    def close(self) -> None:
        self._pool.shutdown()
        if self._client is not None:
            self._client.close()

    def _deliver(self, organisation: OrganisationId) -> int:
        caller = Caller(Actor("vault:dispatcher", organisation, frozenset({RoleName.OPERATOR})), "administration")
        taken = self._vault.call(caller, take_due)
        if not taken:
            return 0
        if self._client is None:
            self._client = _client(self._verify)
        attempts = list(self._pool.map(partial(self._attempt, self._client), taken))
        self._vault.call(caller, keep_attempts, attempts, self._chance())
        return sum(one.failure is None for one in attempts)

    def _attempt(self, client: "Client", one: Outgoing) -> Attempt:
        import httpx

        try:
            status = self._send(client, one)
        except (Unavailable, InvalidInput) as error:
            return Attempt(delivery_id=one.delivery_id, attempts=one.attempts, failure=error.detail[:120])
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Attempt(delivery_id=one.delivery_id, attempts=one.attempts, failure=type(error).__name__)
        return Attempt(
            delivery_id=one.delivery_id,
            attempts=one.attempts,
            failure=None if httpx.codes.is_success(status) else f"it answered {status}",
            gone=status == httpx.codes.GONE,
        )

    def _send(self, client: "Client", one: Outgoing) -> int:
        """The status that the receiver answers with; its body is not read."""
        target = endpoint(one.url, self._allowed)
        address = address_of(target, self._allowed, self._resolve)
        # The call goes to the address that was looked at, so that the name cannot lead elsewhere a moment later;
        # the certificate must still be that of the name.
        host = f"[{address}]" if address.version == 6 else str(address)  # noqa: PLR2004 -- IPv6
        request = client.build_request(
            "POST",
            f"{target.scheme}://{host}:{target.port}{target.path}",
            content=one.body,
            headers={**one.headers, "Host": _named(target.host, target.port)},
            extensions={"sni_hostname": target.host},
        )
        answer = client.send(request, stream=True)
        answer.close()
        return answer.status_code


def _client(verify: bool | str) -> "Client":  # noqa: FBT001 -- as httpx has it
    import httpx

    # No cookies, no proxies of the environment, no redirects: each would lead somewhere that was not looked at.
    return httpx.Client(follow_redirects=False, trust_env=False, verify=verify, timeout=_SECONDS)


def _named(host: str, port: int) -> str:
    written = f"[{host}]" if ":" in host else host
    return written if port in (80, 443) else f"{written}:{port}"
