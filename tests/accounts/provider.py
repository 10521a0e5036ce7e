"""A provider of OpenID Connect in a process of its own: real HTTP, real signatures, PKCE and codes that are good once.

`python -m tests.accounts.provider` prints its address. What it says of who signs in next is told to it at `/next`: the
claims to add or, where null, to leave out; `_key: other` signs with a key that is not published, `_algorithm: none` not
at all.
"""

import base64
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

ROOT = Path(__file__).parents[2]
CLIENT, SECRET = "vault", "et langt kendeord"


class Provider(BaseHTTPRequestHandler):
    """Answers as one."""

    key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"})
    other = ECKey.generate_key("P-256", {"kid": "one"})
    claims: dict[str, Any] = {}  # noqa: RUF012 -- the state of the process
    codes: dict[str, dict[str, str]] = {}  # noqa: RUF012 -- the state of the process

    @property
    def issuer(self) -> str:
        assert isinstance(self.server, ThreadingHTTPServer)
        return f"http://127.0.0.1:{self.server.server_port}"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        match parts.path:
            case "/.well-known/openid-configuration":
                self._json(
                    {
                        "issuer": self.claims.get("_issuer", self.issuer),
                        "authorization_endpoint": f"{self.issuer}/authorize",
                        "token_endpoint": f"{self.issuer}/token",
                        "jwks_uri": f"{self.issuer}/keys",
                    }
                )
            case "/keys":
                self._json({"keys": [self.key.as_dict(private=False)]})
            case "/authorize":
                self._authorize({name: one for name, (one, *_) in parse_qs(parts.query).items()})
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/next":
            type(self).claims = json.loads(body)
            self._json({})
        elif self.path == "/token":
            self._token({name: one for name, (one, *_) in parse_qs(body).items()})

    def _authorize(self, asked: dict[str, str]) -> None:
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = f"code{len(self.codes)}"
        self.codes[code] = asked
        answer = urlencode({"code": code, "state": asked["state"], "iss": self.issuer})
        self.send_response(303)
        self.send_header("Location", f"{asked['redirect_uri']}?{answer}")
        self.end_headers()

    def _token(self, form: dict[str, str]) -> None:
        asked = self.codes.pop(form["code"], None)
        known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        right = (
            asked is not None
            and self.headers["Authorization"] == f"Basic {known}"
            and challenge == asked["code_challenge"]
            and form["redirect_uri"] == asked["redirect_uri"]
        )
        if asked is None or not right:
            self._json({"error": "invalid_grant"}, 400)
            return
        self._json({"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(asked)})

    def _id_token(self, asked: dict[str, str]) -> str:
        # The clock of the tests stands still; it is told with the rest.
        now = int(self.claims.get("_now", time.time()))
        said: dict[str, Any] = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "sub": "248289761001",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **{name: one for name, one in self.claims.items() if not name.startswith("_")},
        }
        said = {name: one for name, one in said.items() if one is not None}
        if self.claims.get("_algorithm") == "none":
            parts = (json.dumps({"alg": "none"}), json.dumps(said))
            return ".".join(base64.urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in parts) + "."
        if self.claims.get("_algorithm") == "HS256":
            public = json.dumps(self.key.as_dict(private=False)).encode()
            return jwt.encode({"alg": "HS256", "kid": "one"}, said, OctKey.import_key(public))
        key = self.other if self.claims.get("_key") == "other" else self.key
        return jwt.encode({"alg": "ES256", "kid": "one"}, said, key)

    def _json(self, value: object, status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the library
        """Nothing: the tests look at what it answers."""


class Running:
    """A provider that runs, as tests speak to it."""

    def __init__(self, address: str) -> None:
        self.address = address

    def says(self, **claims: Any) -> None:
        """What it says of whoever signs in next."""
        httpx.post(f"{self.address}/next", json=claims).raise_for_status()

    def browser(self, url: str) -> dict[str, str]:
        """Goes there, as a browser does, and comes back with the parameters of where it is sent."""
        sent = httpx.get(url)
        assert sent.status_code == 303
        return {name: one for name, (one, *_) in parse_qs(urlsplit(sent.headers["Location"]).query).items()}


@contextmanager
def running() -> Iterator[Running]:
    with Popen([sys.executable, "-m", "tests.accounts.provider"], cwd=ROOT, stdout=PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Running(process.stdout.readline().strip())
        finally:
            process.terminate()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
