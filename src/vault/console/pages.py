"""Templates and how a page is sent: whole, never kept by a browser, and with a policy that lets nothing else in."""

from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Response

from vault.console import shipped

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'"
)
"""No inline code and no other origin."""
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


@cache
def environment() -> Environment:
    """The templates. What is put into them is escaped, and a name that nobody gave is an error."""
    made = Environment(
        loader=PackageLoader("vault.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Jinja's own makes "krypteret PDF" into "Krypteret pdf".
    made.filters["capitalize"] = capitalised
    made.globals["shipped"] = shipped.address
    return made


def capitalised(text: str) -> str:
    """A text with a capital at its beginning, and the rest as it stands."""
    return text[:1].upper() + text[1:]


def rendered(template: str, values: dict[str, Any], status: int = 200) -> Response[str]:
    """A page."""
    text = environment().get_template(template).render(values)
    return Response(text, status_code=status, media_type="text/html")
