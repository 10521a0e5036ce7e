"""Where messages may be sent: never into the network that the vault itself stands in, unless its operator says so.

Whoever may name an endpoint could otherwise have the vault call what only the vault can reach (server-side request
forgery): a cloud's metadata, a database's admin page. The name is resolved here, every address that it has is
looked at, and the call goes to the very address that was looked at.
"""

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from vault.accounts.networks import Address, Network, within
from vault.errors import InvalidInput, Unavailable
from vault.settings import this_machine

_PORTS = {"https": 443, "http": 80}
Resolve = Callable[[str, int], list[str]]


class Endpoint(NamedTuple):
    """A URL taken apart: what is called, and where in it."""

    scheme: str
    host: str
    port: int
    path: str


def endpoint(url: str, allowed: Sequence[Network]) -> Endpoint:
    """The parts of a URL that messages may be sent to. Raises InvalidInput, naming the rule and never the URL.

    `http` is taken for this machine alone, where the operator allows it: TLS protects everything that leaves it
    (ASVS 12.3.1).
    """
    parts = _parts(url)
    if not parts.hostname:
        raise InvalidInput("url", "names no host")
    if parts.scheme != "https" and not (parts.scheme == "http" and allowed and this_machine(parts.hostname)):
        raise InvalidInput("url", "must begin with https://")
    if parts.username is not None or parts.password is not None:
        raise InvalidInput("url", "holds a user name or a password, which every message would carry")
    if parts.fragment:
        raise InvalidInput("url", "holds a fragment, which is never sent")
    literal = _literal(parts.hostname)
    if literal is not None and not reachable(literal, allowed):
        raise InvalidInput("url", "lies in a network that messages are not sent to")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Endpoint(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme], path)


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host. Raises Unavailable where it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable("its name leads nowhere") from None
    return [str(one[4][0]) for one in found]


def address_of(target: Endpoint, allowed: Sequence[Network], resolving: Resolve = resolve) -> Address:
    """The address to call. Raises Unavailable unless every address of the host may be called.

    All of them, since a name with one public and one private address would otherwise be a way in by chance.
    """
    found = [_literal(one) for one in resolving(target.host, target.port)]
    if not found or any(one is None or not reachable(one, allowed) for one in found):
        raise Unavailable("its name leads into a network that messages are not sent to")
    first = found[0]
    assert first is not None  # noqa: S101 -- for the type checker: looked at above
    if target.scheme == "http" and not first.is_loopback:
        raise Unavailable("it is not protected by TLS")
    return first


def reachable(found: Address, allowed: Sequence[Network]) -> bool:
    """Whether an address may be called: it is public, or lies in a network that the operator allows."""
    return within(found, allowed) or (found.is_global and not found.is_multicast)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise InvalidInput("url", "is not an address") from None
    if not url.isascii() or any(one in url for one in " \\"):
        raise InvalidInput("url", "is not an address")
    return parts


def _literal(host: str) -> Address | None:
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    # An IPv4 address in any of the forms that IPv6 has for it is judged as what it leads to.
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return mapped or found
