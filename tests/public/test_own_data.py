"""Asking for one's own data on the public pages, and fetching the answer with a code (A-01, A-08)."""

import io
import re
import zipfile
from uuid import UUID

import httpx
import pytest
from tests.public.conftest import hidden
from tests.world import TODAY, World, case, document, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.ids import RequestId
from vault.language import Language
from vault.policy import RoleName
from vault.public import own_data
from vault.subject_requests import Channel, DeliveryMethod, NewDelivery, SentTo

R = RoleName
ASKED = {
    "wanted": "Jeg vil gerne se alt, hvad I har om mig.",
    "name": "Karin Holmegaard",
    "date_of_birth": "9-3-1984",
    "address": "Tangvej 14, 8799 Prøveby",
    "phone": "",
    "email": "",
}


def sent(visitor: httpx.Client, **changes: str) -> httpx.Response:
    return visitor.post("own-data", data=ASKED | hidden(visitor.get("own-data").text) | changes)


def requests(world: World) -> list[subject_requests.RequestSummary]:
    return world.call(R.DPO, subject_requests.list_requests)


def karin(world: World) -> None:
    who = person("Karin Holmegaard", address="Tangvej 14, 8799 Prøveby")
    world.store(case(party("k", Role.COMPLAINANT, who), documents=(document("Karin klager over støj."),)))


def test_a_request_is_registered_as_by_any_other_channel(world: World, visitor: httpx.Client) -> None:
    karin(world)
    answer = sent(visitor)
    (made,) = requests(world)
    assert (made.channel, made.language, made.received_on) == (Channel.PORTAL, Language.DANISH, TODAY)
    assert f"{made.due_on:%d-%m-%Y}" in answer.text
    assert f">{made.request_id.hex[-8:]}<" in answer.text
    view = world.call(R.DPO, subject_requests.read_request, made.request_id)
    assert (view.text, view.given.name) == (ASKED["wanted"], ASKED["name"])
    protocol = world.call(R.DPO, subject_requests.read_protocol, made.request_id)
    assert protocol


def test_whoever_asks_learns_nothing_of_what_is_held(world: World, visitor: httpx.Client) -> None:
    karin(world)
    pages = [sent(visitor).text, sent(visitor, name="Ukendt Person", address="Intetsted 9").text]
    assert len(requests(world)) == 2
    known, unknown = (re.sub(r"[0-9a-f-]{36}|(?<=>)[0-9a-f]{8}(?=<)", "", page) for page in pages)
    assert known == unknown


def test_a_form_that_is_sent_twice_makes_one_request(world: World, visitor: httpx.Client) -> None:
    form = ASKED | hidden(visitor.get("own-data").text)
    once, again = visitor.post("own-data", data=form), visitor.post("own-data", data=form)
    assert once.text == again.text
    assert len(requests(world)) == 1
    other = visitor.post("own-data", data=form | {"wanted": "Kun om støjen."})
    assert (other.status_code, len(requests(world))) == (422, 1)
    assert visitor.post("own-data", data=form | {"wanted": "Kun om støjen."} | hidden(other.text)).status_code == 200


def test_what_is_missing_is_said_at_its_field_and_nothing_is_registered(world: World, visitor: httpx.Client) -> None:
    for changes, field in (
        ({"name": ""}, "name"),
        ({"wanted": ""}, "wanted"),
        ({"address": "", "date_of_birth": ""}, "date_of_birth"),
        ({"date_of_birth": "31-2-1984"}, "date_of_birth"),
        ({"phone": "1" * 4000}, "phone"),
        ({"wanted": "x" * 20_001}, "wanted"),
        ({"token": "made up"}, "name"),
    ):
        answer = sent(visitor, **changes)
        assert answer.status_code == 422
        assert f'id="{field}-wrong"' in answer.text, changes
    assert requests(world) == []


def test_too_many_requests_are_refused_for_everybody_together(
    world: World, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_data, "_REQUESTS_AN_HOUR", 2)
    assert [sent(visitor).status_code for _ in range(3)] == [200, 200, 503]
    assert len(requests(world)) == 2


def test_an_answer_is_fetched_once_with_number_and_code(world: World, visitor: httpx.Client) -> None:
    karin(world)
    sent(visitor)
    request_id = RequestId(requests(world)[0].request_id)
    world.call(R.DPO, subject_requests.acknowledge_request, request_id)
    world.call(R.DPO, subject_requests.answer_request, request_id)
    new = NewDelivery(method=DeliveryMethod.PICK_UP, address=SentTo.IN_PERSON, despite="Hun er her.")
    made = world.call(R.DPO, subject_requests.deliver_request, request_id, new)
    right = {"number": str(made.delivery_id), "code": made.secret or ""}
    wrong = [right | {"code": "0000-0000"}, right | {"number": str(UUID(int=7))}, right | {"number": "nummer"}]
    refused = [visitor.post("collect", data=form) for form in wrong]
    answer = visitor.post("collect", data=right | {"code": right["code"].lower()})
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["cache-control"] == "no-store"
    assert {"letter.pdf", "data.json", "manifest.json"} <= set(zipfile.ZipFile(io.BytesIO(answer.content)).namelist())
    refused.append(visitor.post("collect", data=right))
    said = {re.search('id="code-wrong">(.*?)<', one.text)[1] for one in refused}  # type: ignore[index]
    assert ([one.status_code for one in refused], len(said)) == ([422] * 4, 1)
