"""Who spoke in confidence is shown to nobody, but for what two people opened: to one of them, once, with a reason."""

import json

import pytest
from tests.world import TODAY, World, case, document, party, person

from vault import approvals, complaints, evidence, subject_requests, subjects
from vault.complaints import AddedDocument, Anonymity, NewOpening, Opening, PartyChange, Role, StoredCase
from vault.errors import Conflict, NotFound, NotPermitted
from vault.ids import PartyId, new_id
from vault.language import Language
from vault.policy import Actor, RoleName
from vault.subject_requests import NewRequest
from vault.subject_requests.model import Channel
from vault.subjects import Given
from vault.wiring import Caller

R = RoleName
WHO = person("Karla Eskebjerg", phones=("68 14 15 16",), address="Vestervold 4, 8799 Prøveby")
WHY = NewOpening(reason="Nævnet vil høre vidnet.")
FIRST, SECOND = "client:first-officer", "client:second-officer"


def stored(world: World) -> StoredCase:
    return world.store(
        case(
            party("K", Role.COMPLAINANT, WHO, confidential=True),
            party("I", Role.RESPONDENT, person("Ivan Tornbjerg", phones=("68 99 15 16",))),
            documents=(document("Jeg hedder Karla Eskebjerg.", author="K", role=Role.COMPLAINANT),),
            anonymity=Anonymity.CONFIDENTIAL,
        )
    )


def opening(world: World, one: StoredCase, who: str = FIRST) -> Opening:
    caller = world.by(who, R.DPO)
    return world.vault.call(caller, complaints.open_confidential_identity, one.case_id, one.parties[0], WHY)


def confirm(world: World, asked: Opening, who: str = SECOND) -> None:
    assert asked.waiting is not None
    world.vault.call(world.by(who, R.DPO), approvals.confirm, asked.waiting.approval_id)


def test_two_people_open_it_for_the_one_who_asked_and_once(world: World) -> None:
    one = stored(world)
    asked = opening(world, one)
    assert asked.opened is None
    confirm(world, asked)
    theirs = opening(world, one, SECOND)
    assert (theirs.opened, theirs.waiting and theirs.waiting.mine) == (None, True)
    shown = opening(world, one).opened
    assert shown is not None
    assert shown.person is not None
    assert shown.person.identity is not None
    assert (shown.person.identity.name, shown.person.subject_id) == ("Karla Eskebjerg", one.subjects[0])
    again = opening(world, one)
    assert (again.opened, again.waiting != asked.waiting) == (None, True)


def test_a_custodian_confirms_and_never_sees(world: World) -> None:
    one = stored(world)
    asked = opening(world, one)
    assert asked.waiting is not None
    custodian = Caller(Actor("local:uid-2", world.organisation, frozenset({R.CUSTODIAN})), "rights_fulfilment")
    with pytest.raises(NotPermitted):
        world.vault.call(custodian, complaints.open_confidential_identity, one.case_id, one.parties[0], WHY)
    world.vault.call(custodian, approvals.confirm, asked.waiting.approval_id)
    assert opening(world, one).opened is not None


def test_nobody_opens_alone(world: World) -> None:
    one = stored(world)
    with pytest.raises(NotPermitted, match="nobody confirms their own"):
        confirm(world, opening(world, one), FIRST)
    assert opening(world, one).opened is None


def test_an_opening_stands_in_the_log_with_the_person(world: World) -> None:
    """Whoever spoke in confidence can be told who learned of it (Art. 15; A-66)."""
    one = stored(world)
    confirm(world, opening(world, one))
    opening(world, one)
    (subject_id,) = [who for who in one.subjects[:1] if who]
    told = [
        event
        for event in world.call(R.AUDITOR, evidence.read_log)
        if event.permission == "case.confidential_identity:open" and subject_id in event.entities
    ]
    assert [(event.actor, event.outcome, event.detail) for event in told] == [
        (FIRST, "done", "confirmed by a second person")
    ]


def test_no_event_ties_who_spoke_in_confidence_to_the_case(world: World) -> None:
    """Or whoever reads the log, and persons by their id, would know without asking anybody."""
    one = stored(world)
    added = world.call(
        R.CASE_WORKER,
        complaints.add_party,
        one.case_id,
        party("V", Role.WITNESS, person("Grethe Sønderby"), confidential=True),
        1,
    )
    world.call(R.DPO, complaints.read_case, one.case_id)
    confidants = {one.subjects[0], added.subject_id}
    log = world.call(R.AUDITOR, evidence.read_log)
    assert any(one.subjects[1] in event.entities for event in log)
    assert not any(confidants.intersection(event.entities) for event in log)


def test_a_confidant_is_covered_by_the_names_of_every_record_of_theirs(world: World) -> None:
    """What a second record of the same person calls them is no less theirs."""
    one = stored(world)
    double = world.call(R.INGEST, subjects.store_subject, person("Kalle Blomhave", phones=("68 14 15 17",)))
    told = document("Vi talte med Kalle Blomhave i dag.")
    world.call(R.CASE_WORKER, complaints.add_document, one.case_id, AddedDocument(document=told))
    who = one.subjects[0]
    assert who is not None
    assert "Kalle Blomhave" in texts(world, one)
    world.call(R.DPO, subjects.join_subjects, who, double)
    assert "Kalle" not in texts(world, one)
    assert "Blomhave" not in texts(world, one)


def texts(world: World, one: StoredCase) -> str:
    documents = world.call(R.CASE_WORKER, complaints.read_case, one.case_id).documents or ()
    return " ".join(document.text for document in documents)


def test_only_who_spoke_in_confidence_is_opened(world: World) -> None:
    one = stored(world)
    officer = world.by(FIRST, R.DPO)
    with pytest.raises(Conflict, match="did not speak in confidence"):
        world.vault.call(officer, complaints.open_confidential_identity, one.case_id, one.parties[1], WHY)
    with pytest.raises(NotFound):
        world.vault.call(officer, complaints.open_confidential_identity, one.case_id, PartyId(new_id()), WHY)


def test_confidence_is_not_taken_back_by_a_change(world: World) -> None:
    """Or one person alone would read on what it takes two to open."""
    one = stored(world)
    change = PartyChange(confidential=False)
    with pytest.raises(Conflict, match="promised"):
        world.call(R.CASE_WORKER, complaints.change_party, one.case_id, one.parties[0], change, 1)
    changed = world.call(
        R.CASE_WORKER, complaints.change_party, one.case_id, one.parties[0], PartyChange(knowledge="Så det."), 1
    )
    assert (changed.subject_id, changed.knowledge) == (None, None)
    granted = world.call(
        R.CASE_WORKER, complaints.change_party, one.case_id, one.parties[1], PartyChange(confidential=True), 2
    )
    assert (granted.confidential, granted.subject_id) == (True, None)


def test_after_an_opening_the_respondents_answer_still_tells_nothing(world: World) -> None:
    one = stored(world)
    confirm(world, opening(world, one))
    assert opening(world, one).opened is not None
    given = Given(name="Ivan Tornbjerg", phone="68 99 15 16")
    new = NewRequest(received_on=TODAY, channel=Channel.EMAIL, language=Language.DANISH, text="Indsigt.", given=given)
    request_id = world.call(R.DPO, subject_requests.open_request, new).request_id
    world.call(R.DPO, subject_requests.answer_request, request_id)
    files = world.call(R.DPO, subject_requests.read_package, request_id).files
    answer = json.loads(files["data.json"])["answer"]
    assert answer["cases"]
    for theirs in ("Karla", "Eskebjerg", "68 14 15 16", "Vestervold", WHY.reason):
        assert theirs not in json.dumps(answer, ensure_ascii=False)
