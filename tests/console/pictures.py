"""Every page and what forms lead to as pictures, in both themes and every width, beside what a machine sees is wrong.

`python -m tests.console --every DIR [--language da] [--only WORD]`; the folder holds one PNG for each, and sheets of
several.
"""

import re
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from tests.console.conftest import CHROMIUM, FLAGS, serving
from tests.console.desk import furnish
from tests.console.filled import filled
from tests.console.officer import sign_in
from tests.console.tour import discovered, other_rights, states
from tests.engines import SqliteServer

WIDTHS: Final = (360, 768, 1280, 1920)
THEMES: Final = ("light", "dark")
_LOCALES: Final = {"en": "en-GB", "da": "da-DK", "sv": "sv-SE"}
_HEIGHT: Final = 900
_SHOWN: Final = 2600
"""So much of a long page is shown in a sheet."""
_BACK: Final = (120, 120, 120)

CLIPPED: Final = """() => [...document.querySelectorAll('main *, header *')].filter(one => {
  if (one.closest('.scroll, .text-list, pre, .ds-sr-only, .pages, [hidden], svg, details:not([open])')) return false;
  const box = one.getBoundingClientRect(), style = getComputedStyle(one);
  if (!box.width || style.position === 'fixed') return false;
  if (box.right > document.documentElement.clientWidth + 1) return true;
  return style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' && one.scrollWidth > one.clientWidth + 1;
}).slice(0, 3).map(one => `${one.tagName}.${one.className} "${(one.textContent || '').trim().slice(0, 40)}"`)"""


def every(given: Namespace) -> list[str]:
    """Takes them all; returns what is clipped, by page and width."""
    target: Path = given.folder
    target.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "databases").mkdir()
        with serving(here / "vault", SqliteServer(here / "databases").new_database()) as (world, address):
            desk = furnish(world, documents=10, strangers=True)
            # Before there is a browser, whose event loop lets no other begin.
            records = filled(world, desk)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
                page = browser.new_page(base_url=address, locale=_LOCALES[given.language])
                sign_in(page, desk.officer)
                places = [*discovered(records), *other_rights(records)]
                named = _visited(page, places, records.names())
                shown = (one for chosen in (named, states(page, records)) for one in chosen)
                for number, name in enumerate(shown):
                    if given.only is None or re.search(given.only, name):
                        found += _taken(page, target, f"{number:02} {name}")
                browser.close()
    _sheets(target)
    return found


def _visited(page: Page, places: Sequence[str], names: dict[str, str]) -> Iterator[str]:
    for place in places:
        page.goto(f"/console/{place}")
        name = place or "today"
        for value, word in names.items():
            name = name.replace(value, word)
        yield name.replace("?", " ")


def clipped(page: Page, width: int) -> list[str]:
    """What stands out of the window at a width, or is cut off within it."""
    page.set_viewport_size({"width": width, "height": _HEIGHT})
    found: list[str] = page.evaluate(CLIPPED)
    return found


def _taken(page: Page, target: Path, name: str) -> list[str]:
    found: list[str] = []
    file = re.sub(r"[^\w ]+", "-", name).replace(" ", "_")
    for width in WIDTHS:
        found += [f"{name} at {width}: {one}" for one in clipped(page, width)]
        for theme in THEMES:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.screenshot(path=target / f"{file}.{width}.{theme}.png", full_page=True)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": _HEIGHT})
    return found


def _sheets(target: Path) -> None:
    """Two pages on a telephone in both themes; one page at each other width, light above dark."""
    names = sorted({one.name.rsplit(".", 3)[0] for one in target.glob("[0-9]*.png")})
    for at in range(0, len(names), 2):
        pictures = [target / f"{name}.360.{theme}.png" for name in names[at : at + 2] for theme in THEMES]
        _beside(pictures, 380, target / f"sheet.{names[at]}.360.png")
    for at in range(0, len(names), 2):
        pictures = [
            target / f"{name}.{width}.{theme}.png"
            for name, theme in zip(names[at : at + 2], THEMES, strict=False)
            for width in (1280, 1920)
        ]
        _beside(pictures, 760, target / f"sheet.{names[at]}.wide.png")


def _beside(pictures: Sequence[Path], width: int, to: Path) -> None:
    opened = [Image.open(one).convert("RGB") for one in pictures if one.exists()]
    fitted = [
        one.resize((width, round(one.height * width / one.width))).crop(
            (0, 0, width, min(_SHOWN, round(one.height * width / one.width)))
        )
        for one in opened
    ]
    sheet = Image.new("RGB", (len(fitted) * (width + 12), max(one.height for one in fitted)), _BACK)
    for at, one in enumerate(fitted):
        sheet.paste(one, (at * (width + 12), 0))
    sheet.save(to)


def parsed(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python -m tests.console --every")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", choices=sorted(_LOCALES), default="en")
    parser.add_argument("--only", help="a regular expression; pages whose name it fits")
    return parser.parse_args(arguments)
