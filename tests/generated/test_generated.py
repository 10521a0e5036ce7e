"""Clients that others generate from the API's own document compile, and understand what the API answers."""

import importlib
import json
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.conftest import address as address  # noqa: PLC0414 -- a fixture
from tests.api.conftest import key_for
from tests.world import World

from vault.api.examples import REQUEST_BODIES
from vault.policy import RoleName

MODULES = Path(sys.prefix) / "generators" / "node_modules"
TOOLS = MODULES / ".bin"

# A stream of lines is bytes to this generator, and what it writes is not to be formatted.
CONFIG = """
post_hooks: []
content_type_overrides:
  application/x-ndjson: application/octet-stream
  application/pdf: application/octet-stream
"""
USE = """
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

const client = createClient<paths>({ baseUrl: "https://vault.example", headers: { Authorization: "Bearer cvk_" } });

export async function storeAndRead(body: components["schemas"]["NewCase"]): Promise<string[]> {
  const header = { "Vault-Purpose": "complaint_handling" } as const;
  const stored = await client.POST("/v1/cases", { body, params: { header } });
  if (stored.error !== undefined) {
    throw new Error(stored.error.title);
  }
  const path = { case_id: stored.data.case_id };
  const read = await client.GET("/v1/cases/{case_id}", { params: { path, header } });
  return (read.data?.documents ?? []).map((document) => document.text);
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error -- a purpose that is not in the register
  await client.GET("/v1/cases", { params: { header: { "Vault-Purpose": "curiosity" } } });
  // @ts-expect-error -- there is no such path
  await client.GET("/v1/nothing");
}
"""


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """One database: the document is the same on both."""
    url: str = request.getfixturevalue("sqlite_server").new_database()
    return url


@pytest.fixture
def document(address: str, tmp_path: Path) -> Path:
    path = tmp_path / "openapi.json"
    path.write_text(httpx.get(f"{address}/openapi/openapi.json", timeout=60).text, "utf-8")
    return path


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=180, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not TOOLS.exists(), reason="npm could not install the TypeScript tools: make generators")
def test_a_typescript_client_compiles(document: Path) -> None:
    """Strictly, with a program that uses it, and with mistakes that the compiler must find."""
    folder = document.parent
    (folder / "node_modules").symlink_to(MODULES, target_is_directory=True)
    (folder / "use.ts").write_text(USE, "utf-8")
    options = {
        "strict": True,
        "noEmit": True,
        "target": "ES2022",
        "module": "ESNext",
        "moduleResolution": "Bundler",
        "lib": ["ES2022", "DOM"],
        "noUncheckedIndexedAccess": True,
    }
    config = {"compilerOptions": options, "files": ["use.ts", "api.d.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(config), "utf-8")
    run(str(TOOLS / "openapi-typescript"), "openapi.json", "-o", "api.d.ts", cwd=folder)
    run(str(TOOLS / "tsc"), "-p", "tsconfig.json", cwd=folder)


@pytest.fixture
def generated(document: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The Python client as a package that can be imported."""
    folder = document.parent
    (folder / "config.yml").write_text(CONFIG, "utf-8")
    tool = shutil.which("openapi-python-client", path=str(Path(sys.executable).parent))
    assert tool is not None
    options = ("--path", "openapi.json", "--meta", "none", "--output-path", "generated_client", "--fail-on-warning")
    run(tool, "generate", "--config", "config.yml", *options, cwd=folder)
    monkeypatch.syspath_prepend(str(folder))
    yield importlib.import_module("generated_client")
    for name in [one for one in sys.modules if one.partition(".")[0] == "generated_client"]:
        del sys.modules[name]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_python_client_compiles_and_stores_a_case(generated: Any, world: World, address: str) -> None:
    """Every module of it can be imported, and it stores and reads a complaint at a real server."""
    names = [one.name for one in pkgutil.walk_packages(generated.__path__, "generated_client.")]
    assert len(names) > 150
    modules = {name: importlib.import_module(name) for name in names}
    store = modules["generated_client.api.complaints.store_case"]
    new_case = modules["generated_client.models.new_case"].NewCase.from_dict(REQUEST_BODIES["NewCase"])
    purpose = modules["generated_client.models.purpose"].Purpose("complaint_handling")
    key = key_for(world, RoleName.INGEST)
    with generated.AuthenticatedClient(base_url=address, token=key) as client:
        stored = store.sync(client=client, body=new_case, vault_purpose=purpose)
    assert len(stored.parties) == 2
    assert new_case.to_dict() == REQUEST_BODIES["NewCase"]
