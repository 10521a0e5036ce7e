"""A small server that speaks like the transit engine of HashiCorp Vault and OpenBao, over real HTTP.

Neither server's binary comes with a package that tests may install, so this stands in. What it does is done for real:
AES-256-GCM with associated data, keys that exist and go, a token that must be right. Paths, status codes and the JSON
around every answer are those of the API documentation and of `builtin/logical/transit` in OpenBao, the creation of
a missing key by `encrypt` among them. It knows one mount, one token, one key version, and no policies.
"""

import base64
import json
import os
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

TOKEN = "hvs.CAESIDeinTokenStehtNirgends"
_PREFIX = "vault:v1:"


class Refused(Exception):
    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(status)
        self.status = status
        self.errors = errors


class Engine:
    """The keys, by name, and how the server behaves: `ok`, `sealed`, `forbidden`, `limited`, `broken`, `silent`,
    `gone` (hangs up), `other` (answers as something else would), `elsewhere` (redirects).
    """  # noqa: D205 -- one sentence

    def __init__(self) -> None:
        self.keys: dict[str, tuple[AESGCM, dict[str, Any]]] = {}
        self.mode = "ok"
        self.token = TOKEN
        self.tokens_seen: list[str] = []
        self.lock = threading.Lock()

    def answer(self, method: str, path: list[str], body: dict[str, Any]) -> dict[str, Any] | None:
        """The `data` of an answer, None for one without a body. Raises Refused."""
        routes: dict[tuple[str, ...], Callable[..., dict[str, Any] | None]] = {
            ("LIST", "keys"): self._listed,
            ("GET", "keys", "*"): lambda name, _: self._key(name, 404)[1],
            ("POST", "keys", "*"): self._made,
            ("POST", "keys", "*", "config"): self._configured,
            ("DELETE", "keys", "*"): self._deleted,
            ("POST", "encrypt", "*"): self._encrypted,
            ("POST", "decrypt", "*"): self._decrypted,
        }
        shape = (method.replace("PUT", "POST"), *("*" if place == 1 else part for place, part in enumerate(path)))
        if shape not in routes:
            raise Refused(404)
        with self.lock:
            return routes[shape](*path[1:2], body)

    def _key(self, name: str, status: int, *errors: str) -> tuple[AESGCM, dict[str, Any]]:
        if name not in self.keys:
            raise Refused(status, *errors)
        return self.keys[name]

    def _configured(self, name: str, body: dict[str, Any]) -> None:
        self._key(name, 400, f"no existing key named {name} could be found")[1].update(body)

    def _deleted(self, name: str, _: object) -> None:
        if not self._key(name, 400, "could not delete key; not found")[1]["deletion_allowed"]:
            raise Refused(400, f"error deleting policy {name}: deletion is not allowed for this policy")
        del self.keys[name]

    def _listed(self, _: object) -> dict[str, Any]:
        if not self.keys:
            raise Refused(404)
        return {"keys": sorted(self.keys)}

    def _made(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        about = {
            "name": name,
            "type": body.get("type", "aes256-gcm96"),
            "deletion_allowed": False,
            "exportable": body.get("exportable", False),
            "allow_plaintext_backup": body.get("allow_plaintext_backup", False),
            "latest_version": 1,
            "keys": {"1": int(time.time())},
        }
        return self.keys.setdefault(name, (AESGCM(os.urandom(32)), about))[1]

    def _encrypted(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        self._made(name, {})
        nonce = os.urandom(12)
        plaintext, associated = base64.b64decode(body["plaintext"]), base64.b64decode(body.get("associated_data", ""))
        sealed = nonce + self.keys[name][0].encrypt(nonce, plaintext, associated)
        return {"ciphertext": _PREFIX + base64.b64encode(sealed).decode(), "key_version": 1}

    def _decrypted(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        key, _ = self._key(name, 400, "encryption key not found")
        if not body["ciphertext"].startswith(_PREFIX):
            raise Refused(400, "invalid ciphertext: no prefix")
        try:
            sealed = base64.b64decode(body["ciphertext"].removeprefix(_PREFIX), validate=True)
            opened = key.decrypt(sealed[:12], sealed[12:], base64.b64decode(body.get("associated_data", "")))
        except InvalidTag:
            raise Refused(400, "cipher: message authentication failed") from None
        except ValueError:
            raise Refused(400, "invalid ciphertext: could not decode base64") from None
        return {"plaintext": base64.b64encode(opened).decode()}


class Handler(BaseHTTPRequestHandler):
    """One request: who asks, in which mode, and then the engine."""

    protocol_version = "HTTP/1.1"
    engine: Engine

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def handle_one(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length) or b"{}")
        engine = self.engine
        engine.tokens_seen.append(self.headers.get("X-Vault-Token", ""))
        match engine.mode:
            case "sealed":
                self._refuse(503, "Vault is sealed")
            case "limited":
                self._refuse(429, "request path is rate limited")
            case "broken":
                self._refuse(500, "internal error")
            case "silent":
                time.sleep(1)
                self.close_connection = True
            case "gone":
                self.close_connection = True
            case "other":
                self._say(200, b"<html>Welcome</html>", "text/html")
            case "elsewhere":
                self._say(307, b"", "text/plain", ("Location", self.path.replace("/v1/", "/elsewhere/")))
            case _ if engine.mode == "forbidden" or self.headers.get("X-Vault-Token") != engine.token:
                self._refuse(403, "permission denied")
            case _:
                self._answer(body)

    def _answer(self, body: dict[str, Any]) -> None:
        version, mount, *path = self.path.strip("/").split("/")
        if (version, mount) != ("v1", "transit"):
            self._refuse(404, f"no handler for route {self.path}")
            return
        try:
            data = self.engine.answer(self.command, path, body)
        except Refused as refused:
            self._refuse(refused.status, *refused.errors)
            return
        if data is None:
            self._say(204, b"", "application/json")
            return
        around = {
            "request_id": "1d1c5e3e-6b1c-0b9b-5d52-1b1f2a3c4d5e",
            "lease_id": "",
            "renewable": False,
            "lease_duration": 0,
            "data": data,
            "wrap_info": None,
            "warnings": None,
            "auth": None,
        }
        self._say(200, json.dumps(around).encode(), "application/json")

    def _refuse(self, status: int, *errors: str) -> None:
        self._say(status, json.dumps({"errors": errors}).encode(), "application/json")

    def _say(self, status: int, body: bytes, kind: str, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


for _method in ("GET", "POST", "PUT", "DELETE", "LIST"):
    setattr(Handler, f"do_{_method}", Handler.handle_one)


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[tuple[str, Engine]]:
    """A server, its address and its engine; over TLS with the certificate that a context holds."""
    engine = Engine()
    handler = type("BoundHandler", (Handler,), {"engine": engine})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http{'' if tls is None else 's'}://127.0.0.1:{server.server_address[1]}", engine
        finally:
            server.shutdown()
            thread.join()
