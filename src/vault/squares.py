"""A text as a QR code for a page. Pure; knows nothing of what the text is."""

from typing import Final

import segno
from markupsafe import Markup

_QUIET: Final = 4


def drawn(text: str) -> Markup:
    """The code as SVG, with no address and no style in it."""
    made = segno.make(text, error="m", micro=False)
    svg = made.svg_inline(
        scale=5, border=_QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
    # Made of the code's squares alone; nothing of the text is in it.
    return Markup(svg)  # noqa: S704
