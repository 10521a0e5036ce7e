"""Files in an access answer: their text masked as every document's, and what is no text put before a person (A-75)."""

import json
from datetime import date

from tests.attachments.sending import about, attach, photo
from tests.media.making import pdf
from tests.world import World, case, party, person

from vault import subject_requests
from vault.complaints import Role
from vault.language import Language
from vault.policy import RoleName
from vault.subject_requests import Channel, NewRequest
from vault.subjects import Given

R = RoleName


def test_a_files_text_is_in_the_answer_with_the_others_masked(sqlite_world: World) -> None:
    world = sqlite_world
    me, other = person("Sigrid Holm", phones=("68314151",)), person("Torben Agerlin")
    stored = world.store(case(party("K", Role.COMPLAINANT, other), party("I", Role.RESPONDENT, me)))
    letter = attach(world, stored.case_id, pdf("Torben Agerlin siger at Sigrid Holm larmer"), about("Agerlin.pdf"))
    picture = attach(world, stored.case_id, photo(), about("altan.jpg", description="Torben Agerlin fotograferede"))
    new = NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.EMAIL,
        language=Language.DANISH,
        text="Hvad har I?",
        given=Given(name="Sigrid Holm", phone="68314151"),
    )
    opened = world.call(R.DPO, subject_requests.open_request, new)
    world.call(R.DPO, subject_requests.answer_request, opened.request_id)
    data = world.call(R.DPO, subject_requests.read_package, opened.request_id).files["data.json"].decode()
    assert "Sigrid Holm larmer" in data
    assert "Agerlin" not in data
    assert str(letter) in json.dumps(json.loads(data))
    review = world.call(R.DPO, subject_requests.read_review, opened.request_id)
    assert picture in review.to_look_at
