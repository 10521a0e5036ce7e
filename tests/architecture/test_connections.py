"""Who opens a connection to somewhere else: a closed list, each in the reference, and none that trusts anybody."""

import ast
from pathlib import Path

from tests.docs.pages import DOCS

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("src", "cli") for path in (ROOT / folder).rglob("*.py"))

CONNECTING = {
    *("httpx", "socket", "requests", "urllib.request", "urllib3", "http.client", "smtplib", "ftplib", "paramiko"),
    *("hvac", "boto3", "authlib", "aiohttp", "websockets", "telnetlib", "imaplib", "poplib", "xmlrpc"),
}
KNOWN = {
    "vault/accounts/openid/exchange.py": "a provider of OpenID Connect",
    "vault/client/": "the vault, for programs in Python",
    "vault/dispatching.py": "webhooks",
    "vault/keys/kms.py": "AWS KMS",
    "vault/keys/transit.py": "a transit engine",
    "vault/media/clamd.py": "a virus scanner",
    "vault/serving.py": "nobody: it listens",
    "vault/webhooks/addresses.py": "the resolver of names",
    "vault/witnesses.py": "witnesses",
}


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return {one for name in found for one in (name, name.split(".")[0])}


def test_only_these_modules_reach_out() -> None:
    connecting = {
        str(path.relative_to(ROOT / "src"))
        for path in SOURCES
        if imported(path) & CONNECTING or (path.name in ("kms.py", "transit.py") and path.parent.name == "keys")
    }
    strays = {one for one in connecting if not any(one.startswith(known) for known in KNOWN)}
    assert strays == set()
    assert {known for known in KNOWN if not any(one.startswith(known) for one in connecting)} == set()


def test_nobodys_certificate_goes_unchecked() -> None:
    """ASVS 12.3.2. The linter looks for the usual ways as well (S323, S501)."""
    trusting = ("verify=False", "CERT_NONE", "check_hostname = False", "_create_unverified_context", "ssl=False")
    assert not [(path.name, word) for path in SOURCES for word in trusting if word in path.read_text("utf-8")]


def test_each_stands_in_the_reference() -> None:
    said = (DOCS / "reference" / "connections.md").read_text("utf-8")
    assert all(f"`{known.rstrip('/')}`" in said for known in KNOWN)
