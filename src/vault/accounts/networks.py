"""Where a caller comes from, and where they may come from. Pure."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address as _IPv4Address
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from vault.errors import InvalidInput

Address = _IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_ONE_HOUSEHOLD: Final = 64
"""A subscriber is given a /64 of IPv6 at least, so addresses within one are one source."""


def network(text: str, field: str) -> Network:
    """A network in CIDR notation, or a single address. Raises InvalidInput, naming the field."""
    try:
        return ip_network(text)
    except ValueError:
        raise InvalidInput(field, "is not a network in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/48") from None


def address(text: str) -> Address | None:
    """An address, or None where the text is none. IPv4 within IPv6 (`::ffff:192.0.2.1`) is IPv4."""
    try:
        found = ip_address(text)
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        if found.scope_id is not None:
            return None
        return found.ipv4_mapped or found
    return found


def within(source: Address | None, networks: Iterable[Network]) -> bool:
    """Whether an address lies in one of the networks; an unknown one lies nowhere."""
    return source is not None and any(source.version == one.version and source in one for one in networks)


def origin(peer: str | None, forwarded: Sequence[str], trusted: Sequence[Network]) -> Address | None:
    """Who really called: the peer, unless it is a trusted proxy; then whom it names in `X-Forwarded-For`.

    The header is read from its end, past every trusted proxy, to the first address that is none: what stands before
    was written by the caller, who may write anything. None where a trusted proxy says nothing that can be read.
    """
    current = address(peer) if peer is not None else None
    named = [one.strip() for line in forwarded for one in line.split(",")]
    while within(current, trusted) and named:
        current = address(named.pop())
    return current


def source_of(found: Address | None) -> str:
    """What counts as one source when attempts are counted: an IPv4 address, or a /64 of IPv6."""
    if found is None:
        return "unknown"
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _ONE_HOUSEHOLD), strict=False))
    return str(found)
