"""What tests speak HTTP with to a server on this machine, without TLS."""

import ssl
from typing import Final

PLAIN: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody. Without it httpx reads every certificate authority anew for each client: 23 ms."""
