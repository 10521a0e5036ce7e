"""Nothing that a person is or said stands readable in any file, whatever the vault is put through.

Every field is filled with a word that stands nowhere else. Then every byte of every file is searched: database, log
of it, temporary folder, the server's output, backups, what a killed process left.
"""

import base64
import gzip
import io
import json
import os
import signal
import subprocess
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
import pytest
from PIL import Image
from sqlalchemy import create_engine, text
from tests.canary.doors import try_everything
from tests.canary.searching import forms, found
from tests.cli.conftest import COMMAND, READY
from tests.engines import postgresql_tools
from tests.media.making import pdf
from tests.world import PROFILE

from vault.policy import Register, RoleName
from vault.settings import in_folder

WORDS = {
    name: f"kanarie{number}{name}"
    for number, name in enumerate(
        [
            *("navn", "andetnavn", "adresse", "bolig", "telefon", "mail", "cpr", "beskrivelse", "reference"),
            *("dokument", "modtager", "hjemmel", "indhold", "anmodning", "tilfoejet", "fejl", "fil"),
            *("filnavn", "filbeskrivelse", "filtekst", "filejer", "filbrudt"),
            *("viden", "maalt", "haendelse", "tidligere", "notat", "maegler", "begrundelse", "anledning"),
        ]
    )
}
CPR, PHONE = "1405609914", "68192939"

CASE: dict[str, Any] = {
    "reference": WORDS["reference"],
    "department": "Afdeling 1",
    "category": "noise",
    "severity": "mild",
    "anonymity": "identified",
    "language": "da",
    "received_on": "2024-01-02",
    "status": "closed",
    "steps": [{"kind": "received", "on": "2024-01-02"}, {"kind": "closed", "on": "2024-01-09"}],
    "parties": [
        {
            "label": "K",
            "role": "complainant",
            "person": {
                "name": WORDS["navn"],
                "other_names": [WORDS["andetnavn"]],
                "former_names": [WORDS["tidligere"]],
                "date_of_birth": "1960-05-14",
                "national_id": CPR,
                "addresses": [{"line": f"{WORDS['adresse']} 3", "unit": WORDS["bolig"]}],
                "phones": [PHONE],
                "emails": [f"{WORDS['mail']}@brev.example"],
            },
        },
        {"label": "I", "role": "respondent", "description": WORDS["beskrivelse"], "knowledge": WORDS["viden"]},
    ],
    "documents": [
        {
            "kind": "complaint",
            "author_role": "complainant",
            "author": "K",
            "language": "da",
            "dated_on": "2024-01-02",
            "text": f"Det siger {WORDS['dokument']} igen og igen.",
        }
    ],
    "entries": [
        {
            "kind": "incident",
            "on": "2024-01-02",
            "what": "music",
            "own_observation": True,
            "measured": WORDS["maalt"],
            "text": WORDS["haendelse"],
        },
        {"kind": "track_choice", "on": "2024-01-03", "track": "dialogue", "reason": WORDS["begrundelse"]},
    ],
    "disclosures": [
        {
            "disclosed_on": "2024-01-03",
            "recipient": WORDS["modtager"],
            "legal_basis": WORDS["hjemmel"],
            "content": WORDS["indhold"],
        }
    ],
}
LANED = {
    "arrears_counselling": {"kind": "counselling_note", "on": "2024-01-04", "text": WORDS["notat"]},
    "mediation": {"kind": "mediation", "on": "2024-01-04", "state": "offered", "mediator": WORDS["maegler"]},
}
"""Entries of lanes beside the legal matter, by the purpose that each asks for."""
REQUEST = {
    "received_on": "2026-11-02",
    "channel": "email",
    "language": "da",
    "text": f"Hvad har I om {WORDS['anmodning']}?",
    "given": {"name": WORDS["navn"], "phone": PHONE, "national_id": CPR},
}
NO_KEY = {RoleName.SIGN_IN, RoleName.OPERATOR, RoleName.CUSTODIAN, RoleName.STAFF, RoleName.PUBLIC}
"""Roles that no API key of an organisation is given for."""
SOUGHT = [*WORDS.values(), CPR, PHONE]


class Place:
    """A vault in a folder of its own, with a temporary folder and a server's output that can be searched."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.since = time.time() - 5
        self.words: list[str] = []
        """Those that were made up on the way, beside `SOUGHT`."""
        self.database_url = database_url
        self.temporary = folder / "temporary"
        self.temporary.mkdir(mode=0o700)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CVAULT_")}
        self.environment = kept | {
            "CVAULT_HOME": str(folder / "home"),
            "CVAULT_KEYSTORE": str(folder / "keys" / "keys.json"),
            "CVAULT_DATABASE_URL": database_url,
            "CVAULT_POSTGRESQL_BIN": str(postgresql_tools()),
            "TMPDIR": str(self.temporary),
            "HOME": str(folder),
        }

    def run(self, *arguments: str, given: object = None, code: int = 0) -> str:
        """A command that must end with `code`; what it is given reaches it on standard input, its errors are kept."""
        done = subprocess.run(  # noqa: S603 -- our own command
            [COMMAND, *arguments],
            env=self.environment,
            cwd=self.folder,
            input=json.dumps(given, ensure_ascii=False) if given is not None else "",
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        with (self.folder / "output.log").open("a", encoding="utf-8") as log:
            log.write(f"{done.stderr}\n")
        assert done.returncode == code, arguments
        return done.stdout

    def files(self) -> Iterator[Path]:
        yield from (path for path in self.folder.rglob("*") if path.is_file() and "delivered" not in path.parts)


@pytest.fixture
def place(tmp_path: Path, database_url: str) -> Place:
    folder = tmp_path / "place"
    folder.mkdir(mode=0o700)
    made = Place(folder, database_url)
    made.run("init")
    made.run("organisation", "create", "-", given=msgspec.to_builtins(PROFILE))
    return made


def database_files(url: str, since: float) -> Iterator[Path]:
    """The database's own files, wherever they lie."""
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        yield from path.parent.glob(f"{path.name}*")
        return
    # What is not in a table's file yet stands in the write-ahead log, which is searched as well.
    engine = create_engine(url)
    with engine.connect() as connection:
        folder = Path(connection.execute(text("SHOW data_directory")).scalar_one())
        mine = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar_one()
    engine.dispose()
    # The server keeps the databases of other tests as well; of those nothing was written since this one began.
    for path in (*(folder / "base" / str(mine)).rglob("*"), *(folder / "pg_wal").rglob("*"), folder / "log"):
        if path.is_file() and path.stat().st_mtime >= since:
            yield path


def work_hard(place: Place) -> None:
    """Every door, rotation, backup, errors with private words in them, and a killed server."""
    file = place.folder / "delivered" / "case.json"
    file.parent.mkdir()
    file.write_text(json.dumps(CASE, ensure_ascii=False), "utf-8")
    assert "1 of 1" in place.run("import", str(file))
    key = json.loads(place.run("client", "create", "all", "--role", "ingest", "--role", "dpo", "--json"))["key"]
    through_the_api(place, key)
    opened = json.loads(place.run("request", "open", "-", "--json", given=REQUEST))
    place.run("request", "answer", opened["request_id"], "--output", str(place.folder / "delivered" / "package"))
    place.run("keys", "rotate")
    place.run("backup", str(place.folder / "backup"))
    place.run("request", "open", "-", given=REQUEST | {"channel": WORDS["fejl"]}, code=3)
    place.run("request", "show", WORDS["fejl"], code=3)
    place.run("purge", "plan")
    place.run("audit", "verify")
    place.run("doctor")


def through_the_api(place: Place, key: str) -> None:
    with (place.folder / "server.log").open("w+", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [COMMAND, "serve", "--port", "0"], env=place.environment, cwd=place.folder, stderr=log, stdout=log
        )
        try:
            address = _address(place.folder / "server.log", process)
            headers = {"Authorization": f"Bearer {key}", "Vault-Purpose": "rights_fulfilment"}
            ingest = headers | {"Vault-Purpose": "complaint_handling", "Idempotency-Key": "k-1"}
            with httpx.Client(base_url=address, timeout=30) as client:
                stored = client.post("/v1/cases", json=CASE, headers=ingest).raise_for_status().json()
                added = {"document": CASE["documents"][0] | {"author": None, "text": WORDS["tilfoejet"]}}
                where = f"/v1/cases/{stored['case_id']}"
                client.post(f"{where}/documents", json=added, headers=ingest | {"Idempotency-Key": "k-2"})
                client.get(where, headers=headers).raise_for_status()
                attach_files(client, where, ingest)
                for lane, entry in LANED.items():
                    mine = ingest | {"Vault-Purpose": lane, "Idempotency-Key": lane}
                    client.post(f"{where}/entries", json={"entry": entry}, headers=mine)
                client.post("/v1/subjects/find", json={"name": WORDS["navn"]}, headers=headers).raise_for_status()
                opened = client.post("/v1/access-requests", json=REQUEST, headers=headers).raise_for_status().json()
                client.post(f"/v1/access-requests/{opened['request_id']}/answer", headers=headers).raise_for_status()
                asked = {
                    "act": "confidential_identity_open",
                    "concerned": [stored["case_id"]],
                    "reason": WORDS["anledning"],
                }
                client.post("/v1/approvals", json=asked, headers=headers).raise_for_status()
                for body in (CASE | {"severity": WORDS["fejl"]}, CASE | {WORDS["fejl"]: 1}, [WORDS["fejl"]]):
                    assert client.post("/v1/cases", json=body, headers=ingest).status_code in (409, 422)
                client.get(f"/v1/cases/{WORDS['fejl']}", headers=headers)
                through_every_route(place, client, {"case_id": stored["case_id"], "request_id": opened["request_id"]})
                while_a_layer_is_down(place, client, ingest)
        finally:
            # As a crash does it, with core dumps allowed: were one written, it would be searched.
            process.send_signal(signal.SIGABRT)
            process.wait(timeout=20)


def through_every_route(place: Place, client: httpx.Client, known: dict[str, str]) -> None:
    """Every route that the API's own document names, by somebody who may do whatever a key can be given for."""
    roles = [word for role in RoleName if role not in NO_KEY for word in ("--role", role.value)]
    key = json.loads(place.run("client", "create", "everything", *roles, "--json"))["key"]
    purposes = sorted({rule.code for rule in Register.load(in_folder(place.folder).policies)})
    with httpx.Client(base_url=client.base_url, timeout=30, headers={"Authorization": f"Bearer {key}"}) as everybody:
        words, failed = try_everything(everybody, purposes, known)
    place.words += words
    assert len(words) > 20
    assert failed == []


def while_a_layer_is_down(place: Place, client: httpx.Client, headers: dict[str, str]) -> None:
    """Private words in work while keystore and ledger are out of reach; afterwards the same is done."""
    body = CASE | {"reference": WORDS["fejl"]}
    there = [place.folder / "keys" / name for name in ("keys.json", "erasures.jsonl")]
    for path in there:
        path.rename(path.with_name(f"{path.name}-away"))
    client.get("/health/ready")
    client.post("/v1/cases", json=body, headers=headers | {"Idempotency-Key": WORDS["fejl"]})
    place.run("import", str(place.folder / "delivered" / "case.json"), code=9)
    for path in there:
        path.with_name(f"{path.name}-away").rename(path)
    done = client.post("/v1/cases", json=body, headers=headers | {"Idempotency-Key": "after"})
    assert done.status_code == 201


def attach_files(client: httpx.Client, where: str, headers: dict[str, str]) -> None:
    """A letter and a photograph that are kept, a program that is refused, and a recording that breaks off."""
    about = {"author_role": "complainant", "dated_on": "2024-01-02", "description": WORDS["filbeskrivelse"]}

    def form(content: bytes, name: str) -> dict[str, Any]:
        return {"about": (None, json.dumps(about)), "file": (f"{WORDS['filnavn']}{name}", content)}

    picture, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = WORDS["filejer"]
    Image.new("RGB", (64, 48), "navy").save(picture, "JPEG", exif=exif)
    to = f"{where}/attachments"
    for number, (content, name, status) in enumerate(
        [
            (pdf(WORDS["filtekst"]), ".pdf", 201),
            (picture.getvalue(), ".jpg", 201),
            (f"Det skrev {WORDS['filtekst']}.".encode(), ".txt", 201),
            (b"MZ\x90\x00" + WORDS["filtekst"].encode(), ".exe", 422),
            (pdf(WORDS["filtekst"])[:-200], ".pdf", 422),
        ]
    ):
        mine = headers | {"Idempotency-Key": f"file-{number}"}
        assert client.post(to, files=form(content, name), headers=mine).status_code == status, name
    whole = client.build_request("POST", to, files=form(b"ID3" + WORDS["filbrudt"].encode() * 500_000, ".mp3"))
    cut = whole.read()[:-9]
    declared = {"Content-Type": whole.headers["content-type"], "Idempotency-Key": "broken"}
    assert client.post(to, content=cut, headers=headers | declared).status_code == 422


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    for _ in range(600):
        if match := READY.search(log.read_text("utf-8")):
            return match.group(1)
        assert process.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
    raise AssertionError("the server did not start")


def test_no_file_holds_a_private_word(place: Place, database_url: str) -> None:
    work_hard(place)
    files = [*place.files(), *database_files(database_url, place.since)]
    names = {file.name for file in files}
    assert {"keys.json", "erasures.jsonl", "backup.json", "server.log", "output.log"} <= names
    assert names & {"vault.db", "vault.dump"}
    assert found([*SOUGHT, *place.words], files) == []


def test_after_erasure_no_key_is_left_that_opens_anything(place: Place, database_url: str) -> None:
    """Nor anything readable; the backup that was made before is erased again when it is restored."""
    work_hard(place)
    place.run("purge", "apply", json.loads(place.run("purge", "plan", "--json"))["plan_id"])
    assert found(SOUGHT, [*place.files(), *database_files(database_url, place.since)]) == []
    assert found(place.words, place.files()) == []


def zipped(content: bytes) -> bytes:
    """As offices' files hold their text: compressed, without the marks of a stream."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", content)
    return packed.getvalue()


HELD: Final[dict[str, Callable[[bytes], bytes]]] = {
    "as it is": bytes,
    "wide": lambda word: word.decode().encode("utf-16-le"),
    "hex": lambda word: word.hex().encode(),
    "base64": lambda word: base64.b64encode(b"x" + word + b"yz"),
    "zlib": lambda word: zlib.compress(b"before " + word),
    "gzip": lambda word: gzip.compress(b"before " + word),
    "zip": lambda word: zipped(b"before " + word),
}
"""Ways in which a file can hold a word."""


@pytest.mark.parametrize("way", HELD)
def test_the_search_finds_what_is_planted(tmp_path: Path, way: str) -> None:
    file = tmp_path / "planted"
    file.write_bytes(b"\0noise" + HELD[way](WORDS["navn"].encode()) + b"noise")
    assert found([WORDS["navn"]], [file])
    file.write_bytes(b"nothing of the kind")
    assert found([WORDS["navn"]], [file]) == []
    assert len(set(forms("kanarie"))) > 8
