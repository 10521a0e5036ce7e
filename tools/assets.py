"""Renews what pages take from npm: a design system's styles and htmx for the console, axe-core for the tests.

The styles are put together from the parts that our pages use. Pictures that stand in them as `data:` addresses become
files, so that the pages' policy can allow pictures from the vault itself and from nowhere else.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "tools" / "assets"
STATIC = ROOT / "src" / "vault" / "console" / "static"
PARTS = (
    *("base", "heading", "paragraph", "link", "list", "divider", "label", "skip-link"),
    *("button", "field", "fieldset", "input", "validation-message", "error-summary"),
    *("table", "tag", "badge", "alert", "card", "details", "breadcrumbs"),
)
_PICTURE = re.compile(r'url\("data:image/svg\+xml;charset=utf-8,([^"]*)"\)')
_ORDER = "@layer ds.theme, ds.base, ds.components;"


def main() -> None:
    """Installs the locked packages and writes the files that are kept."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed; the files in the repository stay as they are")
    subprocess.run([npm, "ci", "--silent"], cwd=HERE, check=True)  # noqa: S603 -- from our own lock
    modules = HERE / "node_modules"
    design = modules / "@digdir" / "designsystemet-css"
    (STATIC / "vendor").mkdir(parents=True, exist_ok=True)
    theme = (design / "dist" / "theme" / "designsystemet.css").read_text("utf-8")
    parts = [_layered(name, (design / "dist" / "src" / f"{name}.css").read_text("utf-8")) for name in PARTS]
    styles = "".join((_ORDER, theme.replace('@charset "UTF-8";', ""), *parts))
    (STATIC / "vendor" / "designsystemet.css").write_text(_PICTURE.sub(_as_file, styles), "utf-8")
    shutil.copyfile(design / "LICENSE", STATIC / "vendor" / "designsystemet.LICENSE")
    shutil.copyfile(modules / "htmx.org" / "dist" / "htmx.min.js", STATIC / "vendor" / "htmx.js")
    shutil.copyfile(modules / "htmx.org" / "LICENSE", STATIC / "vendor" / "htmx.LICENSE")
    axe = ROOT / "tests" / "console" / "vendor"
    axe.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(modules / "axe-core" / "axe.min.js", axe / "axe.js")
    shutil.copyfile(modules / "axe-core" / "LICENSE", axe / "axe.LICENSE")
    shutil.rmtree(modules)


def _layered(name: str, styles: str) -> str:
    """A part in the layer in which the design system's own whole has it, so that what we add comes after it."""
    return f"@layer ds.{'base' if name == 'base' else 'components'}{{{styles}}}"


def _as_file(found: re.Match[str]) -> str:
    picture = unquote(found.group(1))
    name = f"icon-{hashlib.sha256(picture.encode()).hexdigest()[:12]}.svg"
    (STATIC / "vendor" / name).write_text(picture, "utf-8")
    return f'url("{name}")'


if __name__ == "__main__":
    main()
