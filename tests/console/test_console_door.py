"""The console's door, in Chromium: with code or passkey, by invitation; sign-out, and sessions that end."""

from datetime import timedelta

from playwright.sync_api import BrowserContext, expect
from tests.accounts.members import PASSWORD, invited
from tests.console.desk import Desk
from tests.console.officer import Watched, sign_in, violations
from tests.world import World

from vault.policy import RoleName


def test_a_passkey_is_made_after_an_invitation_and_signs_in(served: tuple[World, str], browser: BrowserContext) -> None:
    """The browser's own authenticator, as WebAuthn's test protocol gives one: no code, no script of ours beside it."""
    world, address = served
    invitation = invited(world, "ny@proevestenen.example", RoleName.DPO).invitation
    watched = Watched(browser, address)
    page = watched.page
    devtools = browser.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    page.goto("/console/invitation")
    wrong = violations(page)
    page.fill("#f-invitation", invitation)
    page.fill("#f-password", PASSWORD)
    page.fill("#f-again", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/sign-in/enrol")
    wrong += violations(page)
    page.click("[data-passkey=create] button")
    expect(page.locator(".codes li")).to_have_count(10)
    wrong += violations(page)
    page.click("main a.ds-button")
    page.wait_for_url("**/console/")
    page.click(".top-end form button:has-text('Sign out')")
    expect(page.locator("h1")).to_have_text("You are signed out")
    wrong += violations(page)
    page.goto("/console/sign-in")
    page.click("[data-passkey=get] button")
    page.wait_for_url("**/console/")
    assert watched.wrong == []
    assert wrong == []


def test_a_wrong_password_is_told_and_says_nothing_else(desk: Desk, browser: BrowserContext) -> None:
    page = browser.new_page()
    page.goto("/console/sign-in")
    page.fill("#f-email", desk.officer.email)
    page.fill("#f-password", "not the password")
    page.click("#with-password button")
    expect(page.get_by_role("alert")).to_contain_text("That does not let you in")
    assert page.input_value("#f-email") == desk.officer.email
    assert page.input_value("#f-password") == ""
    wrong = violations(page)
    page.fill("#f-password", PASSWORD)
    page.click("#with-password button")
    expect(page.locator("#f-code")).to_be_visible()
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert [*wrong, *violations(page)] == []


def test_sessions_end_where_their_owner_says_and_visibly(desk: Desk, browser: BrowserContext) -> None:
    """One's own sessions are listed and ended; one that ran out leads to the door, and back to where it was."""
    page = browser.new_page()
    sign_in(page, desk.officer)
    page.goto("/console/account")
    page.click("button[value=others]")
    expect(page.locator("main table tbody tr")).to_have_count(1)
    desk.world.clock.advance(timedelta(hours=13))
    page.goto("/console/log")
    expect(page.get_by_role("status")).to_contain_text("Your session has ended")
    assert "next=/log" in page.url
    assert not [one for one in browser.cookies() if one["name"] == "__Host-vault-session"]


def test_every_cookie_is_kept_from_scripts_other_hosts_and_plain_connections(
    desk: Desk, browser: BrowserContext
) -> None:
    page = browser.new_page()
    sign_in(page, desk.officer)
    kept = {one["name"]: one for one in browser.cookies()}
    assert {"__Host-vault-session", "__Host-vault-device"} <= set(kept)
    assert all(one["httpOnly"] and one["secure"] and one["path"] == "/" for one in kept.values())
    assert all(name.startswith("__Host-") for name in kept)
    assert kept["__Host-vault-session"]["sameSite"] == "Strict"
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
