"""What every answer of the console carries, and what it refuses, over plain HTTP."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from string import Formatter

import httpx
import msgspec
import pytest
from litestar.testing import TestClient
from tests.accounts.members import PASSWORD, Member, joined, works
from tests.world import PROFILE, World

from vault import subject_requests
from vault.console import create_console, pages, wording
from vault.console.cookies import SESSION
from vault.console.shipped import address as shipped_at
from vault.console.shipped import shipped
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given

TEMPLATES = Path(pages.__file__).parent / "templates"
KEYS = re.compile(r'\bt(\.count)?\("([a-z_.-]+)"')


@pytest.fixture
def client(served: tuple[World, str]) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served[1], timeout=30) as made:
        yield made


def signed_in(member: Member) -> dict[str, str]:
    return {"Cookie": f"{SESSION}={member.cookies.session}", "Accept-Language": "en"}


def test_every_page_forbids_inline_code_others_and_being_kept(client: httpx.Client) -> None:
    """ASVS 3.4: no framing, no sniffing, no referrer, one origin; 14.3: no-store."""
    for path in ("/console/sign-in", "/console/nothing", "/console/invitation"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == pages.POLICY
        assert "unsafe" not in pages.POLICY
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert "max-age=31536000" in headers["strict-transport-security"]
    markup = client.get("/console/sign-in").text
    assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son[a-z]+=|https?://", markup)


def test_the_api_beside_it_is_as_it_was(client: httpx.Client) -> None:
    assert client.get("/v1/cases").status_code == 401
    assert client.get("/v1/cases").headers["content-security-policy"] != pages.POLICY
    assert client.get("/consolex").status_code == 404


def test_shipped_files_are_a_closed_set_and_may_be_kept(client: httpx.Client) -> None:
    found = client.get(shipped_at("console.css"))
    assert found.headers["content-type"].startswith("text/css")
    assert "immutable" in found.headers["cache-control"]
    for path in (
        "/console/static/x/../routes.py",
        "/console/static/x/vendor/htmx.LICENSE",
        "/console/static/x/%2e%2e/app.py",
    ):
        assert client.get(path).status_code == 404


def test_passwords_are_masked_and_may_be_pasted_and_kept_by_programs_for_it(client: httpx.Client) -> None:
    """ASVS 6.2.6 and 6.2.7, on every page that has a field for one."""
    assert client.get("/console/sign-in").status_code == 200
    fields = [
        (template.name, field)
        for template in sorted(TEMPLATES.glob("*.html"))
        for field in re.findall(r'<input [^>]*name="(?:[a-z]+_)?(?:password|again)"[^>]*>', template.read_text("utf-8"))
    ]
    assert {name for name, _ in fields} == {"account.html", "invitation.html", "sign_in.html"}
    for name, field in fields:
        assert 'type="password"' in field, name
        assert re.search(r'autocomplete="(current|new)-password"', field), name
        assert "maxlength" not in field, name
    scripts = [one.content for name, one in shipped().items() if name.endswith(".js") and "vendor" not in name]
    assert not any(word in script for script in scripts for word in (b"paste", b"copy", b"eval(", b"innerHTML"))


def test_a_session_asks_for_so_many_pages_a_minute(served: tuple[World, str]) -> None:
    """ASVS 2.4.1: whoever took over a browser carries nothing off at once; others are not kept waiting."""
    world, _ = served
    world.vault.settings = msgspec.structs.replace(world.vault.settings, rate_limit=6)
    first, other = joined(world, RoleName.DPO), joined(world, RoleName.DPO, email="bo@proevestenen.example")
    with TestClient(create_console(world.vault), base_url="https://vault.example") as asked:
        came = [asked.get("/console/account", headers=signed_in(first)).status_code for _ in range(8)]
        assert came == [200] * 6 + [429] * 2
        assert asked.get("/console/account", headers=signed_in(other)).status_code == 200
        assert asked.get(shipped_at("console.css")).status_code == 200


def test_a_sign_in_ends_the_session_that_the_browser_had(client: httpx.Client, served: tuple[World, str]) -> None:
    """ASVS 7.2.4; also of somebody else, and not before both factors are proven."""
    before, member = joined(served[0], RoleName.DPO), joined(served[0], RoleName.DPO, email="bo@proevestenen.example")
    cookies = signed_in(before)
    served[0].clock.advance(timedelta(seconds=30))
    given = {"email": member.email, "password": PASSWORD, "organisation": str(member.organisation)}
    answer = client.post("/console/sign-in", headers=cookies, data=given)
    begun = answer.headers["set-cookie"].partition(";")[0]
    assert works(before)
    code = {"code": member.application.shows(served[0].clock.now())}
    done = client.post(
        "/console/sign-in/factor", headers=cookies | {"Cookie": f"{cookies['Cookie']}; {begun}"}, data=code
    )
    assert (done.status_code, SESSION in done.headers["set-cookie"]) == (303, True)
    assert (works(before), works(member)) == (False, True)


def test_sessions_are_ended_by_whoever_proved_themselves_a_moment_ago(
    client: httpx.Client, served: tuple[World, str]
) -> None:
    """ASVS 7.5.2: whoever sits down at an open browser sends nobody away."""
    member = joined(served[0], RoleName.DPO)
    first = member.cookies
    member.comes_back()
    served[0].clock.advance(timedelta(minutes=15))
    others = {"form_token": member.form(), "session": "others"}
    page = client.get("/console/account", headers=signed_in(member)).text
    assert "/console/sign-in?next=/account" in page
    assert "/console/account/sessions/end" not in page
    assert client.post("/console/account/sessions/end", headers=signed_in(member), data=others).status_code == 409
    assert works(member, first.session)


def test_what_another_site_sends_is_refused(client: httpx.Client, served: tuple[World, str]) -> None:
    """ASVS 3.5.1, before anybody is signed in too."""
    member = joined(served[0], RoleName.DPO)
    cookies = signed_in(member)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://other.example"},
    ):
        assert client.post("/console/sign-out", headers=cookies | headers).status_code == 403
        assert client.post("/console/sign-in", headers=headers, data={"email": "a@b.example"}).status_code == 403
    assert client.get("/console/account", headers=cookies).status_code == 200


def test_nothing_is_changed_without_the_form_of_the_session(client: httpx.Client, served: tuple[World, str]) -> None:
    member = joined(served[0], RoleName.DPO)
    cookies = signed_in(member)
    for token in ("", "x" * 43):
        answer = client.post("/console/sign-out", headers=cookies, data={"form_token": token})
        assert answer.status_code == 403
        assert "The page is too old" in answer.text
    assert client.get("/console/account", headers=cookies).status_code == 200
    done = client.post("/console/sign-out", headers=cookies, data={"form_token": member.form()})
    assert done.headers["clear-site-data"] == '"cache", "storage"'
    assert client.get("/console/account", headers=cookies).status_code == 303


def test_without_a_session_every_page_leads_to_the_door(client: httpx.Client) -> None:
    answer = client.get("/console/requests")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in?next=/requests")
    assert client.get("/console/sign-in?next=//evil.example").text.count("evil") == 0


def test_ids_of_another_organisation_answer_as_ids_that_are_none(
    client: httpx.Client, served: tuple[World, str]
) -> None:
    world, _ = served
    other = world.another_organisation(PROFILE)
    new = NewRequest(
        received_on=world.clock.now().date(),
        channel=Channel.LETTER,
        language=Language.DANISH,
        text="Alt.",
        given=Given(name="Ole Dam"),
    )
    theirs = world.call_in(other, RoleName.DPO, subject_requests.open_request, new).request_id
    cookies = signed_in(joined(world, RoleName.DPO))
    absent = client.get("/console/requests/01900000-0000-7000-8000-000000000000", headers=cookies)
    foreign = client.get(f"/console/requests/{theirs}", headers=cookies)
    assert absent.status_code == foreign.status_code == 404
    assert absent.text.replace("01900000-0000-7000-8000-000000000000", "") == foreign.text.replace(str(theirs), "")


def test_a_value_that_does_not_fit_is_shown_again_and_nothing_is_stored(
    client: httpx.Client, served: tuple[World, str]
) -> None:
    member = joined(served[0], RoleName.DPO)
    fields = {"form_token": member.form(), "received_on": "2031-01-01", "channel": "letter", "language": "da"}
    answer = client.post(
        "/console/requests", headers=signed_in(member), data=fields | {"text": "<b>Alt</b>", "name": "Ole"}
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "&lt;b&gt;Alt&lt;/b&gt;" in answer.text
    assert served[0].call(RoleName.DPO, subject_requests.list_requests) == []


def test_every_language_has_the_same_texts_with_the_same_places() -> None:
    def shape(language: Language) -> dict[str, set[str]]:
        found = wording.catalogue(language)
        return {key: {name for _, name, _, _ in Formatter().parse(text) if name} for key, text in found.items()}

    assert shape(Language.DANISH) == shape(Language.SWEDISH) == shape(Language.ENGLISH)
    assert all(text.strip() for language in Language for text in wording.catalogue(language).values())


def test_nothing_that_somebody_reads_stands_in_a_template() -> None:
    """Words come from the catalogues alone, so no page speaks another language than the visitor's."""
    for template in sorted(TEMPLATES.glob("*.html")):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text("utf-8"), flags=re.DOTALL)
        named = re.findall(r'\s(?:title|alt|placeholder|aria-label)="([^"]*)"', text)
        said = re.sub(r"<kbd>.*?</kbd>|<[^>]*>|\s[\w-]+=\"[^\"]*\"", " ", text, flags=re.DOTALL)
        assert re.findall(r"[^\W\d_]{2,}", f"{said} {' '.join(named)}") == [], template.name


def test_hardly_a_text_is_the_same_in_two_languages() -> None:
    """A text that nobody translated is the same. Names, and words that languages share, are few."""
    danish, swedish, english = (wording.catalogue(one) for one in (Language.DANISH, Language.SWEDISH, Language.ENGLISH))
    for other in (danish, swedish):
        same = [key for key, text in english.items() if other[key] == text and len(text.split()) > 2]
        assert same == []


def test_every_text_that_a_page_asks_for_is_there() -> None:
    known = wording.catalogue(Language.DANISH)
    for template in sorted(TEMPLATES.glob("*.html")):
        for count, key in KEYS.findall(template.read_text("utf-8")):
            wanted = [f"{key}.one", f"{key}.other"] if count else [key]
            if not key.endswith((".", "_")):
                assert all(one in known for one in wanted), (template.name, key)
