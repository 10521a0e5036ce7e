"""Pages from templates, in three languages. Every value is escaped, and no page has a script, a style or an address."""

import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any, Final, NamedTuple

from jinja2 import DictLoader, Environment, StrictUndefined
from litestar import Response

from vault.anonymous.giveaways import Spot
from vault.language import Language

NAMES: Final = {Language.DANISH: "Dansk", Language.SWEDISH: "Svenska", Language.ENGLISH: "English"}
_CONTENT_SECURITY: Final = (
    "default-src 'none'; style-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _CONTENT_SECURITY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Every one of ours; the same with each page, whoever asks."""


class Piece(NamedTuple):
    """A stretch of a text, and the numbers of the remarks about it, if there are any."""

    text: str
    kind: str | None


def page(name: str, language: Language, status: int = 200, **values: Any) -> Response[str]:
    """A page. `values` are what its template names."""
    found = _environment().get_template(f"{name}.html")
    known = {"w": words(language), "language": language.value, "languages": NAMES, "page": name}
    return Response(
        found.render(known | values), status_code=status, media_type="text/html; charset=utf-8", headers=HEADERS
    )


def day(on: date, language: Language) -> str:
    """A day as people write it: the year first in Sweden."""
    return on.isoformat() if language is Language.SWEDISH else f"{on:%d-%m-%Y}"


@cache
def words(language: Language) -> dict[str, str]:
    """What the pages say."""
    found: dict[str, str] = tomllib.loads(
        (files("vault.public") / "words" / f"{language.value}.toml").read_text("utf-8")
    )
    return found


@cache
def style() -> str:
    return (files("vault.public") / "style.css").read_text("utf-8")


def marked(text: str, spots: Sequence[Spot]) -> list[Piece]:
    """A text in pieces, those to look at again with what they may give away."""
    pieces, place = [], 0
    for spot in spots:
        pieces += [Piece(text[place : spot.start], None), Piece(text[spot.start : spot.end], spot.kind.value)]
        place = spot.end
    return [one for one in (*pieces, Piece(text[place:], None)) if one.text]


def kinds(spots: Sequence[Spot]) -> list[str]:
    """What the marks may give away, each once, in the order of the text."""
    return list(dict.fromkeys(kind for kind, _ in groupby(spot.kind.value for spot in spots)))


@cache
def _environment() -> Environment:
    folder = files("vault.public") / "templates"
    sources = {one.name: one.read_text("utf-8") for one in folder.iterdir()}
    return Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
