"""Whoever is signed in: their sessions, what proves them, and how they like their pages."""

from typing import Any, Final

from litestar import Response, get, post

from vault import accounts
from vault.accounts import PasswordChange
from vault.console import ROOT, cookies
from vault.console.forms import convert
from vault.console.sheets import shown_again
from vault.console.visiting import ADMINISTRATION, THEMES, Looking, Visit
from vault.errors import InvalidInput, NotFound, SignInRefused, Throttled
from vault.ids import PasskeyId, SessionId
from vault.language import Language

_CHOICES: Final = {
    "language": (cookies.LANGUAGE, frozenset(Language)),
    "theme": (cookies.THEME, frozenset(THEMES)),
    "keys": (cookies.KEYS, frozenset({"on", "off"})),
}


async def page(visit: Visit) -> Response[Any]:
    """Sessions, factors and the password."""
    await visit.enter()
    return visit.page(
        "account.html",
        sessions=await visit.reads(ADMINISTRATION, accounts.list_sessions),
        factors=await visit.reads(ADMINISTRATION, accounts.own_factors),
    )


@get("/account")
async def account_page(visit: Looking) -> Response[Any]:
    """One's own account."""
    return await page(visit)


@post("/account/sessions/end")
@shown_again("sessions", page)
async def end_session(visit: Looking) -> Response[Any]:
    """Ends one of one's sessions, or all but this."""
    form = await visit.form()
    if form.get("session") == "others":
        await visit.changes(ADMINISTRATION, accounts.end_other_sessions)
    else:
        await visit.changes(ADMINISTRATION, accounts.end_session, SessionId(_id(form.get("session"))))
    return visit.go("/account", "session_ended")


@post("/account/factors/add")
@shown_again("factors", page)
async def add_factor(visit: Looking) -> Response[Any]:
    """Begins to add a factor; asks for a session that is fresh."""
    begun = await visit.changes(ADMINISTRATION, accounts.begin_enrolment)
    visit.keep(cookies.until(cookies.SIGN_IN, begun.token, begun.until, visit.now))
    return visit.go("/sign-in/enrol")


@post("/account/passkeys/remove")
@shown_again("passkey-{passkey}", page)
async def remove_passkey(visit: Looking) -> Response[Any]:
    """Removes one of one's passkeys."""
    form = await visit.form()
    await visit.changes(ADMINISTRATION, accounts.remove_passkey, PasskeyId(_id(form.get("passkey"))))
    return visit.go("/account", "passkey_removed")


@post("/account/recovery-codes")
@shown_again("codes", page)
async def recovery_codes(visit: Looking) -> Response[Any]:
    """Ten new recovery codes, shown this once."""
    codes = await visit.changes(ADMINISTRATION, accounts.replace_recovery_codes)
    await visit.enter()
    return visit.page("recovery_codes.html", codes=codes)


@post("/account/password")
async def change_password(visit: Looking) -> Response[Any]:
    """Changes one's password and ends one's other sessions."""
    form = await visit.form()
    change = {"present": form.raw("present_password"), "new": form.raw("new_password")}
    try:
        await visit.changes(ADMINISTRATION, accounts.change_password, convert(change, PasswordChange))
    except (InvalidInput, SignInRefused, Throttled) as error:
        await visit.shows_again("password", error)
        return await page(visit)
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


def _id(given: str | None) -> Any:
    from uuid import UUID

    try:
        return UUID(given or "")
    except ValueError:
        raise NotFound("session") from None


HANDLERS = (account_page, end_session, add_factor, remove_passkey, recovery_codes, change_password, prefer)
