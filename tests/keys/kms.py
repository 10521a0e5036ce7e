"""AWS KMS as moto has it, behind real HTTP, with what AWS refuses and moto does not.

moto keeps keys, aliases and encryption contexts and encrypts for real. It lets a key that waits for its deletion go
on, and it answers `AccessDenied` where AWS says that a ciphertext is another key's or is none at all: `Service`
answers as the API reference of AWS has it.
"""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from moto.backends import get_backend
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

ACCOUNT, REGION = "123456789012", "eu-north-1"
ACCESS_KEY, SECRET_KEY = "AKIAEKSEMPELEKSEMPEL", "Hemmelig/NoegleSomIngenMaaSe"
CREDENTIALS = f"[default]\naws_access_key_id = {ACCESS_KEY}\naws_secret_access_key = {SECRET_KEY}\n"
_KEY_ID_LENGTH = 36


class Service:
    """A WSGI application. `mode`: `ok`, `silent`, `down` (503), `disabled`, `unready`, or a code for every refusal.

    `page` is how many aliases it lists at once.
    """

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(create_backend_app)
        self.mode = "ok"
        self.page = 100
        self.authorisations: list[str] = []
        self.session_tokens: set[str] = set()

    def keys(self) -> dict[str, Any]:
        found: dict[str, Any] = get_backend("kms")[ACCOUNT][REGION].keys
        return found

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        content = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.authorisations.append(environ.get("HTTP_AUTHORIZATION", ""))
        self.session_tokens.add(environ.get("HTTP_X_AMZ_SECURITY_TOKEN", ""))
        operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
        if error := self._refusal(operation, json.loads(content or b"{}")):
            status, code = error
            start(f"{status} Refused", [("Content-Type", "application/x-amz-json-1.1")])
            return [json.dumps({"__type": code, "message": "refused"}).encode()]
        environ["wsgi.input"] = BytesIO(content)
        answered: Iterable[bytes] = self._moto(environ, start)
        return self._paged(answered, json.loads(content)) if operation == "ListAliases" else answered

    def _paged(self, answered: Iterable[bytes], asked: dict[str, Any]) -> list[bytes]:
        """A page of what moto lists as a whole."""
        every = json.loads(b"".join(answered))["Aliases"]
        first = int(asked.get("Marker", 0))
        told = {"Aliases": every[first : first + self.page], "Truncated": first + self.page < len(every)}
        return [json.dumps(told | ({"NextMarker": str(first + self.page)} if told["Truncated"] else {})).encode()]

    def _refusal(self, operation: str, asked: dict[str, Any]) -> tuple[int, str] | None:
        match self.mode:
            case "silent":
                time.sleep(1)
                return 503, "KMSInternalException"
            case "down":
                return 503, "KMSInternalException"
            case "disabled" if operation in ("Encrypt", "Decrypt"):
                return 400, "DisabledException"
            case "unready" if operation in ("Encrypt", "Decrypt"):
                return 400, "KMSInvalidStateException"
            case code if code[0].isupper():
                return 400, code
        return self._as_aws_does(operation, asked)

    def _as_aws_does(self, operation: str, asked: dict[str, Any]) -> tuple[int, str] | None:
        if operation not in ("Encrypt", "Decrypt", "ScheduleKeyDeletion"):
            return None
        key_id = asked["KeyId"].rpartition("/")[2]
        key = self.keys().get(key_id)
        if key is None:
            return 400, "NotFoundException"
        if key.key_state == "PendingDeletion":
            return 400, "KMSInvalidStateException"
        if operation == "Decrypt":
            under = base64.b64decode(asked["CiphertextBlob"])[:_KEY_ID_LENGTH].decode("ascii", "replace")
            if under != key_id:
                return 400, "IncorrectKeyException" if under in self.keys() else "InvalidCiphertextException"
        return None


class _Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Nothing is logged."""


@contextmanager
def serving() -> Iterator[tuple[str, Service]]:
    """A server, its address and the service behind it; what earlier tests left in moto is forgotten."""
    get_backend("kms").reset()
    service = Service()
    server = make_server("127.0.0.1", 0, service, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
