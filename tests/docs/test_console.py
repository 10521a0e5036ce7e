"""What the documents tell people to type works as it stands."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from tests.docs.console import blocks, commands, environment, follow
from tests.docs.pages import DOCS, ROOT
from tests.keys import softhsm

READY = re.compile(r"Serving on (http://\S+)")


@pytest.fixture(scope="module")
def after_tutorial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which somebody followed the tutorial to its end."""
    if shutil.which("curl") is None:
        pytest.skip("the tutorial uses curl")
    folder = tmp_path_factory.mktemp("tutorial")
    follow(DOCS / "tutorial.md", folder)
    return folder


@pytest.fixture
def home(after_tutorial: Path, tmp_path: Path) -> dict[str, str]:
    """The environment of a vault like that of the tutorial, of one's own."""
    shutil.copytree(after_tutorial / "my-vault", tmp_path / "home")
    return {"CVAULT_HOME": str(tmp_path / "home")}


def test_the_tutorial_leaves_an_answer_in_which_others_are_masked(after_tutorial: Path) -> None:
    data = json.loads((after_tutorial / "answer" / "data.json").read_text("utf-8"))
    shown = json.dumps([case["documents"] for case in data["answer"]["cases"]], ensure_ascii=False)
    assert "Ole Havmand" in shown
    assert not re.search("Karin|Ekdal|68 10 22 31", shown)
    assert (after_tutorial / "answer" / "letter.pdf").read_bytes().startswith(b"%PDF-")


def test_the_keys_of_data_and_manifest_are_those_that_are_documented(after_tutorial: Path) -> None:
    page = (DOCS / "reference" / "package.md").read_text("utf-8")
    for name in ("data.json", "manifest.json"):
        part = page.partition(f"## `{name}`")[2].partition("\n## ")[0]
        keys = {
            key for cell in re.findall(r"^\| (`.*?`) \|", part, re.MULTILINE) for key in re.findall(r"`(\w+)`", cell)
        }
        assert keys == set(json.loads((after_tutorial / "answer" / name).read_text("utf-8")))


def test_the_documented_check_of_a_package_holds_and_fails(
    after_tutorial: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (snippet,) = blocks(DOCS / "reference" / "package.md", "python")
    shutil.copytree(after_tutorial / "answer", tmp_path / "answer")
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet, "package.md", "exec"), {})  # noqa: S102 -- our own document
    for name, old, new in (("manifest.json", b'"cases":2', b'"cases":1'), ("data.json", b"Ole", b"Ove")):
        whole = (tmp_path / "answer" / name).read_bytes()
        assert old in whole
        (tmp_path / "answer" / name).write_bytes(whole.replace(old, new))
        with pytest.raises(Exception, match=r"^$"):
            exec(compile(snippet, "package.md", "exec"), {})  # noqa: S102 -- our own document
        (tmp_path / "answer" / name).write_bytes(whole)


def test_complaints_can_be_handed_over_as_described(home: dict[str, str], tmp_path: Path) -> None:
    with served(home) as address:
        follow(DOCS / "how-to" / "hand-over-complaints.md", tmp_path, home, {"https://vault.example": address})
    assert len(json.loads((tmp_path / "stored.json").read_text("utf-8"))["parties"]) == 2


def test_files_can_be_attached_as_described(home: dict[str, str], tmp_path: Path) -> None:
    with served(home) as address:
        follow(DOCS / "how-to" / "attach-files.md", tmp_path, home, {"https://vault.example": address})
    assert (tmp_path / "got.txt").read_bytes() == (tmp_path / "note.txt").read_bytes()
    assert (tmp_path / "begun.txt").read_text("utf-8") == "Der var va"


def test_a_vault_can_be_backed_up_and_tried_as_described(home: dict[str, str], tmp_path: Path) -> None:
    places = {
        "/srv/backup": str(tmp_path / "backup"),
        "/mnt/safe": str(tmp_path / "safe"),
        "/etc/cvault/keys": f"{home['CVAULT_HOME']}/keystore",
    }
    follow(DOCS / "how-to" / "back-up.md", tmp_path, home, places)
    assert len(list((tmp_path / "backup").rglob("vault.db"))) == 1
    assert sorted(one.name for one in (tmp_path / "safe" / "keys").iterdir()) == ["erasures.jsonl", "keys.json"]


def test_keys_can_be_rotated_as_described(home: dict[str, str], tmp_path: Path) -> None:
    follow(DOCS / "how-to" / "rotate-keys.md", tmp_path, home)
    _, mine = json.loads(run(["cvault", "keys", "status", "--json"], home, tmp_path))
    assert [one["epoch"]["data_keys"] > 0 for one in mine["epochs"]] == [False, True]


def test_keys_can_be_kept_in_a_token_as_described(home: dict[str, str], tmp_path: Path) -> None:
    places = {"/usr/lib/softhsm/libsofthsm2.so": str(softhsm.module())}
    follow(DOCS / "how-to" / "keep-keys-elsewhere.md", tmp_path, home, places)
    token = {
        "SOFTHSM2_CONF": str(tmp_path / "softhsm2.conf"),
        "CVAULT_PKCS11_MODULE": str(softhsm.module()),
        "CVAULT_PKCS11_TOKEN": "cvault",
        "CVAULT_PKCS11_PIN_FILE": str(tmp_path / "pin"),
    }
    found = json.loads(run(["cvault", "keys", "status", "--json"], home | token, tmp_path))
    assert {one["epoch"]["provider"] for status in found for one in status["epochs"]} == {"pkcs11"}


def test_the_log_is_proven_as_described(home: dict[str, str], tmp_path: Path) -> None:
    follow(DOCS / "how-to" / "prove-the-log.md", tmp_path, home)
    assert (tmp_path / "event.tlog-proof").read_text("utf-8").startswith("c2sp.org/tlog-proof@v1\n")


def test_the_service_of_the_purge_job_leaves_a_certificate_for_each_organisation(
    home: dict[str, str], tmp_path: Path
) -> None:
    service, _ = blocks(DOCS / "how-to" / "run-the-purge-job.md", "ini")
    (command,) = re.findall(r"^ExecStart=/opt/cvault/bin/(.*)$", service, re.MULTILINE)
    certificates = tmp_path / "certificates"
    certificates.mkdir()
    run(command.replace("/var/lib/cvault/certificates", str(certificates)).split(), home, tmp_path)
    (certificate,) = certificates.iterdir()
    assert json.loads(certificate.read_text("utf-8"))["algorithm"] == "Ed25519"


def test_the_readme_begins_with_two_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    first = readme.split("```")[1].strip().splitlines()
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert [line.split()[:2] for line in first] == [["make", "demo"], ["make", "test"]]
    for _, target in (line.split()[:2] for line in first):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_the_commands_of_the_readme_work_in_their_order(tmp_path: Path) -> None:
    """With the files that they name, on a free port, and with the id that the command before gave for `ID`."""
    organisation, *_ = msgspec.json.decode((ROOT / "examples" / "organisations.json").read_bytes())
    key = organisation.pop("key")
    (tmp_path / "organisation.json").write_bytes(msgspec.json.encode(organisation))
    examples = [json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "examples" / "cases").glob("*.json"))]
    cases = [json.dumps(one["case"]) for one in examples if one["organisation"] == key]
    (tmp_path / "cases.ndjson").write_text("\n".join(cases), "utf-8")
    request = json.loads((ROOT / "examples" / "requests" / "dk-en-tenant-in-arrears.json").read_text("utf-8"))
    (tmp_path / "request.json").write_text(json.dumps(request["request"]), "utf-8")

    given = {"CVAULT_HOME": str(tmp_path / "home")}
    using = (ROOT / "README.md").read_text("utf-8").partition("## Using it")[2].split("```")[1]
    lines = [line.partition("#")[0].strip() for line in using.splitlines() if line.startswith("cvault ")]
    assert len(lines) > 8
    latest = ""
    for command in (one for line in lines for one in line.split(" && ")):
        if command == "cvault serve":
            with served(given):
                continue
        said = run(["bash", "-c", re.sub(r"\bID\b", latest, command)], given, tmp_path)
        latest = next(iter(re.findall(r"(?:Request|Plan) ([0-9a-f-]{36})", said)), latest)
    assert (tmp_path / "answer" / "letter.pdf").exists()


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    """Also one behind an exclamation mark, which shells forgive."""
    for failing in ("false", "! true", "false | cat"):
        page = tmp_path / "page.md"
        page.write_text(f"```console\n$ true\n$ {failing}\n$ true\n```\n", "utf-8")
        assert commands(page) == ["true", failing, "true"]
        with pytest.raises(AssertionError, match="this failed"):
            follow(page, tmp_path)


def run(command: list[str], given: dict[str, str], folder: Path) -> str:
    done = subprocess.run(  # noqa: S603 -- our own documents
        command, cwd=folder, env=environment() | given, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def served(given: dict[str, str]) -> Iterator[str]:
    """The address of a server on a free port, which is gone afterwards."""
    with subprocess.Popen(
        ["cvault", "serve", "--port", "0"],  # noqa: S607 -- as a reader calls it
        env=environment() | given,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            found = READY.search(process.stderr.readline())
            assert found is not None
            yield found.group(1)
        finally:
            process.terminate()
            process.wait(timeout=60)
