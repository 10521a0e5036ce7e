"""The whole vault on real input: starts one, stores the example cases over HTTP, answers a request, purges, verifies.

Everything goes through the doors that others use. The vault itself lives in a temporary folder and is gone
afterwards; what a data subject would receive stays in `demo-output/`.
"""

import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec

from vault import accounts, organisations
from vault.accounts import NewClient
from vault.ids import PLATFORM, OrganisationId
from vault.opening import initialise, open_vault
from vault.organisations import Profile
from vault.policy import Actor, RoleName
from vault.sealing import seal_everything
from vault.serving import Server
from vault.settings import in_folder
from vault.wiring import Caller, Vault

HERE = Path(__file__).parent
OUTPUT = Path("demo-output")
MAIN_REQUEST = HERE / "requests" / "dk-da-four-roles-and-a-name-double.json"


class Client:
    """An outside system: an address, a key, and JSON over HTTP."""

    def __init__(self, address: str, key: str) -> None:
        self._address = address
        self._key = key

    def get(self, path: str, purpose: str) -> bytes:
        return self._send("GET", path, purpose, None)

    def post(self, path: str, purpose: str, body: object = None) -> Any:
        content = b"" if body is None else json.dumps(body).encode()
        return json.loads(self._send("POST", path, purpose, content) or b"null")

    def _send(self, method: str, path: str, purpose: str, body: bytes | None) -> bytes:
        headers = {"Authorization": f"Bearer {self._key}", "Vault-Purpose": purpose, "Content-Type": "application/json"}
        request = Request(self._address + path, data=body, headers=headers, method=method)  # noqa: S310 -- loopback
        try:
            with urlopen(request, timeout=60) as answer:  # noqa: S310 -- loopback
                return bytes(answer.read())
        except HTTPError as error:
            sys.exit(f"{method} {path} was refused: {error.read().decode()}")


def main() -> None:
    """Runs the demonstration and says what it did."""
    with tempfile.TemporaryDirectory(prefix="complaint-vault-") as folder, served(Path(folder)) as (vault, address):
        clients = {key: introduced(vault, address, profile) for key, profile in controllers().items()}
        cases = [msgspec.json.decode(path.read_bytes()) for path in sorted((HERE / "cases").glob("*.json"))]
        with timed(f"stored {len(cases)} complaints for {len(clients)} organisations through the API"):
            for one in cases:
                clients[one["organisation"]].post("/v1/cases", "complaint_handling", one["case"])
        asked = msgspec.json.decode(MAIN_REQUEST.read_bytes())
        client = clients[asked["organisation"]]
        answer(client, asked["request"])
        purge(client)
        verify(vault, client)
    print(f"\nOpen {OUTPUT / 'letter.pdf'} first; {OUTPUT / 'data.json'} holds the same for a program,")
    print(f"{OUTPUT / 'manifest.json'} is the signed proof over both. The vault itself is gone again.")


def answer(client: Client, request: dict[str, Any]) -> None:
    """From receipt to package."""
    with timed("registered an access request, found what it concerns and held it from deletion"):
        opened = client.post("/v1/access-requests", "rights_fulfilment", request)
    print(f"             due {opened['due_on']}, {opened['cases_held']} cases held")
    with timed("answered it: located, masked, composed, signed"):
        done = client.post(f"/v1/access-requests/{opened['request_id']}/answer", "rights_fulfilment")
    print(f"             {done['documents']} documents from {done['cases']} cases, {done['masked']} places masked,")
    print(f"             {done['undecided']} places, files or extracts waiting for a person's decision")
    shutil.rmtree(OUTPUT, ignore_errors=True)
    OUTPUT.mkdir(mode=0o700)
    for name in ("letter.pdf", "data.json", "manifest.json"):
        path = f"/v1/access-requests/{opened['request_id']}/package/{name}"
        descriptor = os.open(OUTPUT / name, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(client.get(path, "rights_fulfilment"))


def purge(client: Client) -> None:
    """What is due goes, with a certificate."""
    with timed("planned a purge"):
        plan = client.post("/v1/purge-plans", "storage_limitation")
    with timed(f"applied it: {len(plan['items'])} records were due, {plan['held']} more are held by the request"):
        signed = client.post(f"/v1/purge-plans/{plan['plan_id']}/apply", "storage_limitation")
    certificate = json.loads(signed["body"])
    gone = ", ".join(f"{count} {cluster}" for cluster, count in certificate["erased"].items())
    print(f"             erased {gone or 'nothing'}; {certificate['keys_destroyed']} data keys destroyed")


def verify(vault: Vault, client: Client) -> None:
    """Nobody changed the log."""
    seal_everything(vault)
    with timed("verified the log"):
        proven = client.post("/v1/audit/verification", "accountability")
    print(f"             {proven['sealed']} events under {proven['checkpoints']} signed checkpoints")


@contextmanager
def served(folder: Path) -> Iterator[tuple[Vault, str]]:
    """A new vault in a folder, serving its API on a free port."""
    with timed("made a vault (SQLite, file keystore) and started its API"):
        settings = in_folder(folder)
        initialise(settings)
        vault = open_vault(settings)
        server = Server(vault, "127.0.0.1", 0)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
    try:
        yield vault, f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
        thread.join()
        vault.close()


def controllers() -> dict[str, Profile]:
    """The example organisations by key."""
    entries = msgspec.json.decode((HERE / "organisations.json").read_bytes())
    return {entry.pop("key"): msgspec.convert(entry, Profile) for entry in entries}


def introduced(vault: Vault, address: str, profile: Profile) -> Client:
    """An organisation and a client for it, made by the operator as `cvault` would."""
    made = vault.call(operator(PLATFORM), organisations.create, profile)
    roles = frozenset({RoleName.INGEST, RoleName.DPO, RoleName.RETENTION_JOB, RoleName.AUDITOR})
    key = vault.call(operator(made), accounts.create_client, NewClient(label="demonstration", roles=roles))
    return Client(address, key.key or "")


def operator(organisation: OrganisationId) -> Caller:
    return Caller(Actor("local:demo", organisation, frozenset({RoleName.OPERATOR})), "administration")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Prints what was done and how long it took."""
    start = time.perf_counter()
    yield
    print(f"{time.perf_counter() - start:8.2f} s   {what}")


if __name__ == "__main__":
    main()
