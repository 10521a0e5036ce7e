"""Whoever is signed in: their sessions, what proves them, and how they like their pages."""

from typing import Any, Final

from litestar import Response, get, post

from vault import accounts
from vault.accounts import PasswordChange
from vault.console import cookies
from vault.console.forms import convert
from vault.console.visiting import ADMINISTRATION, ROOT, THEMES, Looking, Visit
from vault.errors import InvalidInput, NotFound, SignInRefused, Throttled
from vault.ids import PasskeyId, SessionId
from vault.language import Language

_CHOICES: Final = {
    "language": (cookies.LANGUAGE, frozenset(Language)),
    "theme": (cookies.THEME, frozenset(THEMES)),
    "keys": (cookies.KEYS, frozenset({"on", "off"})),
}


@get("/account")
async def account_page(visit: Looking) -> Response[Any]:
    """One's own account."""
    await visit.enter()
    return await _account(visit)


@post("/account/sessions/end")
async def end_session(visit: Looking) -> Response[Any]:
    """Ends one of one's sessions, or all but this."""
    form = await visit.form()
    if form.get("session") == "others":
        await visit.changes(ADMINISTRATION, accounts.end_other_sessions)
    else:
        await visit.changes(ADMINISTRATION, accounts.end_session, SessionId(_id(form.get("session"))))
    return visit.go("/account", "session_ended")


@post("/account/factors/add")
async def add_factor(visit: Looking) -> Response[Any]:
    """Begins to add a factor; asks for a session that is fresh."""
    begun = await visit.changes(ADMINISTRATION, accounts.begin_enrolment)
    visit.keep(cookies.until(cookies.SIGN_IN, begun.token, begun.until, visit.now))
    return visit.go("/sign-in/enrol")


@post("/account/passkeys/remove")
async def remove_passkey(visit: Looking) -> Response[Any]:
    """Removes one of one's passkeys."""
    form = await visit.form()
    await visit.changes(ADMINISTRATION, accounts.remove_passkey, PasskeyId(_id(form.get("passkey"))))
    return visit.go("/account", "passkey_removed")


@post("/account/recovery-codes")
async def recovery_codes(visit: Looking) -> Response[Any]:
    """Ten new recovery codes, shown this once."""
    await visit.enter()
    codes = await visit.changes(ADMINISTRATION, accounts.replace_recovery_codes)
    return visit.page("recovery_codes.html", codes=codes)


@post("/account/password")
async def change_password(visit: Looking) -> Response[Any]:
    """Changes one's password and ends one's other sessions."""
    await visit.enter()
    form = await visit.form()
    change = {"present": form.raw("present_password"), "new": form.raw("new_password")}
    try:
        await visit.changes(ADMINISTRATION, accounts.change_password, convert(change, PasswordChange))
    except (InvalidInput, SignInRefused, Throttled) as error:
        return await _account(visit, error)
    return visit.go("/account", "password_changed")


@post("/preferences")
async def prefer(visit: Looking) -> Response[Any]:
    """Language, colours and single keys, kept by the browser alone; whoever is at the door may choose as well."""
    form = await visit.form()
    for name, (cookie, allowed) in _CHOICES.items():
        if (chosen := form.get(name)) in allowed and chosen is not None:
            visit.keep(cookies.lasting(cookie, chosen))
    back = form.get("back") or ""
    inside = back.startswith(f"{ROOT}/") and back.isascii() and "//" not in back and back.isprintable()
    return visit.go(back.removeprefix(ROOT) if inside else "/")


async def _account(visit: Visit, error: Exception | None = None) -> Response[Any]:
    return visit.page(
        "account.html",
        status=200 if error is None else 422,
        sessions=await visit.reads(ADMINISTRATION, accounts.list_sessions),
        factors=await visit.reads(ADMINISTRATION, accounts.own_factors),
        error=error,
    )


def _id(given: str | None) -> Any:
    from uuid import UUID

    try:
        return UUID(given or "")
    except ValueError:
        raise NotFound("session") from None


HANDLERS = (account_page, end_session, add_factor, remove_passkey, recovery_codes, change_password, prefer)
