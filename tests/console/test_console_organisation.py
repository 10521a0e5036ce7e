"""What an administrator keeps current: the organisation, its systems, whom it shares with. Without a script."""

import html
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from tests.accounts.members import Member, joined
from tests.world import World

from vault import accounts, disclosures, organisations
from vault.console.cookies import SESSION
from vault.policy import RoleName

R = RoleName


class Desk:
    """A browser with a session, reduced to forms."""

    def __init__(self, address: str, member: Member) -> None:
        headers = {"Cookie": f"{SESSION}={member.cookies.session}", "Accept-Language": "en"}
        self._client = httpx.Client(base_url=address, timeout=30, headers=headers)
        self._member = member

    def see(self, page: str) -> str:
        return self._client.get(f"/console/{page}").text

    def leads(self, page: str) -> str:
        """Where a page leads that shows nothing itself."""
        return str(self._client.get(f"/console/{page}").headers["location"])

    def send(self, page: str, **fields: Any) -> httpx.Response:
        answer = self._client.post(f"/console/{page}", data=fields | {"form_token": self._member.form()})
        return self._client.get(answer.headers["location"]) if answer.is_redirect else answer

    def close(self) -> None:
        self._client.close()


@pytest.fixture
def desk(served: tuple[World, str]) -> Iterator[Desk]:
    world, address = served
    made = Desk(address, joined(world, R.ORG_ADMIN))
    yield made
    made.close()


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"|id="\w+-{name}"[^>]*>([^<]*)</textarea>', page)
    assert found is not None, name
    return html.unescape(found[1] or found[2] or "")


def profile_form(page: str) -> dict[str, str]:
    names = ("seen", "registration_number", "address", "contact", "data_protection_officer", "processors", "homes")
    kept = {name: field(page, name) for name in names}
    return kept | {"name": "Boligforeningen Prøvestenen", "language": "da"}


def test_the_organisation_says_something_else_of_itself(desk: Desk, served: tuple[World, str]) -> None:
    form = profile_form(desk.see("organisation"))
    told = desk.send("organisation", **form | {"contact": "data@proevestenen.example", "homes": "Nord: 40\nSyd: 25"})
    assert "It is changed." in told.text
    now = served[0].call(R.ORG_ADMIN, organisations.profile).profile
    assert (now.contact, now.homes) == ("data@proevestenen.example", {"Nord": 40, "Syd": 25})


def test_two_people_do_not_overwrite_each_other(desk: Desk, served: tuple[World, str]) -> None:
    form = profile_form(desk.see("organisation"))
    desk.send("organisation", **form | {"contact": "first@proevestenen.example"})
    late = desk.send("organisation", **form | {"contact": "second@proevestenen.example"})
    assert (late.status_code, "Somebody else changed it" in late.text) == (409, True)
    assert served[0].call(R.ORG_ADMIN, organisations.profile).profile.contact == "first@proevestenen.example"


def test_what_does_not_fit_is_shown_again_as_it_was_typed(desk: Desk, served: tuple[World, str]) -> None:
    before = served[0].call(R.ORG_ADMIN, organisations.profile)
    wrong = desk.send(
        "organisation", **profile_form(desk.see("organisation")) | {"homes": "Nord forty", "address": "Ny 1"}
    )
    assert wrong.status_code == 422
    assert (field(wrong.text, "homes"), field(wrong.text, "address")) == ("Nord forty", "Ny 1")
    assert served[0].call(R.ORG_ADMIN, organisations.profile) == before


def test_a_system_is_let_in_given_a_new_key_and_turned_away(desk: Desk, served: tuple[World, str]) -> None:
    world = served[0]
    shown = desk.send("organisation/clients", label="Case system", roles=["ingest"], days_valid="30")
    key = re.search(r'class="secret">([^<]+)<', shown.text)
    assert key is not None
    assert key[1] not in desk.see("organisation")
    (made,) = [one for one in world.call(R.ORG_ADMIN, accounts.clients) if one.label == "Case system"]
    assert made.roles == frozenset({R.INGEST})
    assert 'class="secret"' in desk.send(f"organisation/clients/{made.client_id}", act="rotate").text
    desk.send(f"organisation/clients/{made.client_id}", act="revoke")
    (gone,) = [one for one in world.call(R.ORG_ADMIN, accounts.clients) if one.label == "Case system"]
    assert gone.revoked_at is not None
    assert desk.send("organisation/clients", label="X", roles=["operator"], days_valid="30").status_code == 422


def test_recipients_and_agreements_are_kept_changed_and_ended(desk: Desk, served: tuple[World, str]) -> None:
    world = served[0]
    desk.send("partners/recipients", kind="municipality", name="Prøveby Kommune", unit="Én indgang", address="Torvet 1")
    (here,) = world.call(R.ORG_ADMIN, disclosures.list_recipients)
    changed = {
        "kind": "municipality",
        "name": "Prøveby Kommune",
        "unit": "",
        "address": "Torvet 2",
        "seen": here.version,
    }
    assert desk.send(f"partners/recipients/{here.recipient_id}", **changed).status_code == 200
    assert desk.send(f"partners/recipients/{here.recipient_id}", **changed).status_code == 409
    (now,) = world.call(R.ORG_ADMIN, disclosures.list_recipients)
    assert (now.recipient.unit, now.recipient.address) == (None, "Torvet 2")
    agreed = {
        "recipient_id": here.recipient_id,
        "title": "Tryghed",
        "started_on": "2026-01-01",
        "legal_basis": "almenlejeloven § 6",
        "arrangement": "hver for sig",
        "contact": "Én indgang, Torvet 2",
        "homes": "Nord\nSyd",
        "roles": "Kommunen svarer",
        "response_days": "10",
    }
    assert desk.send("partners/agreements", **agreed | {"started_on": ""}).status_code == 422
    assert "Tryghed" in desk.send("partners/agreements", **agreed).text
    (made,) = world.call(R.ORG_ADMIN, disclosures.list_agreements)
    again = agreed | {"seen": made.version, "title": "Tryghed i Nord", "homes": "Nord", "response_days": ""}
    desk.send(f"partners/agreements/{made.agreement_id}", **again)
    (now_agreed,) = world.call(R.ORG_ADMIN, disclosures.list_agreements)
    kept = now_agreed.agreement
    assert (kept.title, kept.homes, kept.response_days) == ("Tryghed i Nord", ("Nord",), None)
    desk.send(f"partners/agreements/{made.agreement_id}", act="end")
    assert world.call(R.ORG_ADMIN, disclosures.list_agreements)[0].ended_on is not None
    # Its last day is today.
    assert desk.send(f"partners/recipients/{here.recipient_id}", act="end").status_code == 409
    desk.send("partners/recipients", kind="police", name="Politiet", address="Torvet 9")
    (other,) = [one for one in world.call(R.ORG_ADMIN, disclosures.list_recipients) if one != now]
    desk.send(f"partners/recipients/{other.recipient_id}", act="end")
    assert [one.ended_on is None for one in world.call(R.ORG_ADMIN, disclosures.list_recipients)] == [True, False]


def test_whoever_only_reads_is_offered_no_form(served: tuple[World, str]) -> None:
    world, address = served
    reader = Desk(address, joined(world, R.CASE_WORKER, email="sag@proevestenen.example"))
    assert "/console/partners/recipients" not in reader.see("partners")
    assert 'action="/console/organisation"' not in reader.see("organisation")
    assert reader.send("partners/recipients", kind="police", name="A", address="B").status_code == 403
    reader.close()


def test_what_letters_say_can_be_read_and_a_guide_is_published(desk: Desk, served: tuple[World, str]) -> None:
    """In each language; a version that is published already is told of beside what was typed."""
    page = desk.see("organisation/letters")
    assert "Datatilsynet" in page
    assert "Answer to your request for access" in page
    assert "Svar på din anmodning om indsigt" in desk.see("organisation/letters?language=da")
    new = {"kind": "guide", "code": "naboklage", "version": "2026-1", "language": "da", "text": "Sådan klager du."}
    told = desk.send("organisation/guides", **new)
    assert "The version is published." in told.text
    assert "Sådan klager du." in told.text
    again = desk.send("organisation/guides", **new)
    assert again.status_code == 409
    assert "Sådan klager du.</textarea>" in again.text
    assert desk.send("organisation/guides", **new | {"code": "Ikke her!"}).status_code == 422
    reader = Desk(served[1], joined(served[0], R.CASE_WORKER, email="sag@proevestenen.example"))
    assert "organisation/guides" not in reader.see("organisation/letters")
    reader.close()
