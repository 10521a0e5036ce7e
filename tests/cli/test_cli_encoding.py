"""A file in another encoding than UTF-8 is refused in one line; the other lines of an import are stored."""

import json
from pathlib import Path

from tests.cli.conftest import Run

from vault.api.examples import REQUEST_BODIES

LINE = json.dumps(REQUEST_BODIES["NewCase"] | {"department": "Blågården"}, ensure_ascii=False)


def test_an_import_names_the_lines_that_are_not_utf_8(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "mixed.ndjson").write_bytes(LINE.encode() + b"\n" + LINE.encode("latin-1") + b"\n" + LINE.encode())
    done = ready("import", "mixed.ndjson", "--json")
    assert (done.code, done.json()["stored"]) == (3, 2)
    assert [(one["line"], "UTF-8" in one["problem"]) for one in done.json()["refused"]] == [(2, True)]


def test_a_file_that_is_not_utf_8_is_one_line(ready: Run, tmp_path: Path) -> None:
    (tmp_path / "request.json").write_bytes('{"text": "Hvad har I på mig?"}'.encode("latin-1"))
    done = ready("request", "open", "request.json")
    assert done.code == 3
    assert done.err.splitlines() == ["cvault: body: is not UTF-8"]
