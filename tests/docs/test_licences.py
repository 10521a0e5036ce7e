"""The record of libraries names exactly what is locked, with the licence that each package states of itself."""

import re
from importlib.metadata import PackageNotFoundError, files, metadata

from tests.docs.pages import ROOT, table

RECORD = "decisions/0011-libraries.md"
LOCKED = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / "runtime.txt").read_text("utf-8"), re.MULTILINE))
# What older packages write in place of an SPDX expression.
SPELT = {
    "MIT License": "MIT",
    "The MIT License (MIT)": "MIT",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
}
CLASSIFIED = {
    "License :: OSI Approved :: MIT License": "MIT",
    # Jinja states no more than this of itself; its file is the licence of three clauses.
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
}


def said() -> dict[str, str]:
    """Licence by package; a row may name several packages and then a licence for each."""
    rows = table(RECORD, "# 11. Libraries and their licences") + table(
        RECORD, "# 11. Libraries and their licences", number=1
    )
    found: dict[str, str] = {}
    for names, licences, _ in rows:
        packages, given = names.split(", "), licences.split("; ")
        found |= dict(zip(packages, given if len(given) == len(packages) else given * len(packages), strict=True))
    return found


def stated(package: str) -> str | None:
    """What an installed package states; None where it is not installed on this platform."""
    try:
        known = metadata(package)
    except PackageNotFoundError:
        return None
    given = [*(known.get_all("License-Expression") or []), *(known.get_all("License") or [])]
    text = next((one.split("\n")[0] for one in given if one), "")
    if not text:
        # Some name the file alone.
        lines = [_first_line(package, one) for one in known.get_all("License-File") or []]
        text = next((one for one in lines if one in SPELT), "")
    classified = [CLASSIFIED[one] for one in known.get_all("Classifier") or [] if one in CLASSIFIED]
    return SPELT.get(text, text) or (classified[0] if classified else "")


def _first_line(package: str, name: str) -> str:
    found = next((one for one in files(package) or [] if one.name == name and "licenses" in one.parts), None)
    return found.read_text("utf-8").split("\n")[0].strip() if found else ""


def test_the_table_names_what_is_locked_and_nothing_else() -> None:
    assert set(said()) == LOCKED


def test_each_licence_is_what_the_package_states() -> None:
    stating = {package: licence for package in LOCKED if (licence := stated(package)) is not None}
    told = said()
    assert {package: told[package] for package in stating if told[package] != "not checked"} == stating
