"""An access request from receipt to package: nothing of the person is missed, nobody else is given away."""

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from tests.world import TODAY, World, case, document, party, person

from vault import complaints, evidence, subject_requests, subjects
from vault.complaints import AddedDocument, NewDisclosure, NewRemarkDecision, RemarkDecision, Role
from vault.complaints.codes import Anonymity
from vault.complaints.course.codes import IncidentKind
from vault.complaints.course.tenancy import Incident
from vault.crypto import VerifyKey
from vault.errors import Conflict, InvalidInput, NotFound
from vault.ids import RequestId, new_id
from vault.language import Language
from vault.policy import RoleName
from vault.redaction import Decision
from vault.redaction.hygiene import RemarkKind
from vault.subject_requests import Channel, NewRequest
from vault.subject_requests.letter import read_manifest
from vault.subjects import Given

DPO, INGEST, AUDITOR = RoleName.DPO, RoleName.INGEST, RoleName.AUDITOR

ME = person(
    "Solvej Kragelund",
    date_of_birth=date(1977, 2, 14),
    phones=("68 90 80 70",),
    address="Humlehaven 9, 8799 Prøveby",
)
REPORTER = person("Valdemar Nyborg Friis", phones=("68 12 21 12",), address="Humlehaven 11, 8799 Prøveby")
WITNESS = person("Ingrid Tophøj", phones=("68 33 44 33",))
STAFF = person("Rikke Lindgård", staff=True)


def asked(language: Language = Language.DANISH, **details: Any) -> NewRequest:
    usual: dict[str, Any] = {"name": "solvej kragelund", "phone": "+45 68908070"}
    return NewRequest(
        received_on=date(2026, 11, 2),
        channel=Channel.LETTER,
        language=language,
        text="Jeg vil se alt, hvad I har om mig.",
        given=Given(**(usual | details)),
    )


def opened(world: World, new: NewRequest | None = None) -> RequestId:
    return world.call(DPO, subject_requests.open_request, new or asked()).request_id


def answered(world: World, new: NewRequest | None = None) -> RequestId:
    request_id = opened(world, new)
    world.call(DPO, subject_requests.answer_request, request_id)
    return request_id


def data(world: World, request_id: RequestId) -> dict[str, Any]:
    package = world.call(DPO, subject_requests.read_package, request_id)
    decoded: dict[str, Any] = json.loads(package.files["data.json"])
    return decoded


def texts(answer: dict[str, Any]) -> list[str]:
    """Each delivered document, its masks as […]."""
    return [
        "".join(one if isinstance(one, str) else "[…]" for one in document["segments"])
        for case in answer["answer"]["cases"]
        for document in case["documents"]
    ]


def three_cases(world: World) -> None:
    """The same person as respondent, as complainant and as witness; and one case of somebody else."""
    about_me = case(
        party("K", Role.COMPLAINANT, REPORTER, confidential=True),
        party("I", Role.RESPONDENT, ME),
        party("V", Role.WITNESS, WITNESS),
        party("S", Role.STAFF, STAFF),
        anonymity=Anonymity.CONFIDENTIAL,
        documents=(
            document("Solvej spiller højt. Hilsen Valdemar Friis, 68 12 21 12", author="K", role=Role.COMPLAINANT),
            document("Rikke Lindgård har talt med Ingrid Tophøj og Solvej."),
        ),
    )
    mine = case(
        party("K", Role.COMPLAINANT, ME),
        party("I", Role.RESPONDENT, REPORTER),
        documents=(document("Valdemar Friis larmer. Solvej", author="K", role=Role.COMPLAINANT),),
        received=date(2026, 9, 10),
    )
    seen = case(
        party("K", Role.COMPLAINANT, WITNESS),
        party("V", Role.WITNESS, ME),
        documents=(document("Fru Kragelund så det hele.", on=date(2026, 9, 20)),),
        received=date(2026, 9, 20),
    )
    foreign = case(party("K", Role.COMPLAINANT, WITNESS), documents=(document("Noget helt andet."),))
    for one in (about_me, mine, seen, foreign):
        world.store(one)


def test_every_case_of_the_person_is_answered_in_whatever_role(world: World) -> None:
    three_cases(world)
    answer = data(world, answered(world))
    assert answer["holds_data"] is True
    assert [one["roles"] for one in answer["answer"]["cases"]] == [["respondent"], ["complainant"], ["witness"]]
    assert texts(answer) == [
        "Solvej spiller højt. Hilsen […], […]",
        "Rikke Lindgård har talt med […] og Solvej.",
        # In what the requester wrote, nothing is new to them.
        "Valdemar Friis larmer. Solvej",
        "Fru Kragelund så det hele.",
    ]


def test_no_byte_of_the_package_tells_who_spoke_in_confidence(world: World) -> None:
    three_cases(world)
    request_id = answered(world)
    package = world.call(DPO, subject_requests.read_package, request_id)
    whole = json.loads(package.files["data.json"])
    mine = whole["answer"]["cases"].pop(1)
    assert mine["roles"] == ["complainant"]
    rest = json.dumps(whole, ensure_ascii=False)
    for theirs in ("Valdemar", "Nyborg", "Friis", "68 12 21 12", "68122112", "Humlehaven 11", "confiden"):
        assert theirs not in rest


def test_who_spoke_in_confidence_once_is_hidden_in_every_case(world: World) -> None:
    """An open complaint by the same neighbour would give the other one away."""
    secret = case(
        party("K", Role.COMPLAINANT, REPORTER, confidential=True),
        party("I", Role.RESPONDENT, ME),
        documents=(document("Solvej larmer.", author="K", role=Role.COMPLAINANT),),
        anonymity=Anonymity.CONFIDENTIAL,
    )
    reporter = world.store(secret).subjects[0]
    openly = case(
        party("K", Role.COMPLAINANT, subject_id=reporter, named_to_respondent=True),
        party("I", Role.RESPONDENT, ME),
        documents=(document("Valdemar Friis klager igen."),),
        received=date(2026, 9, 10),
    )
    world.store(openly)
    assert texts(data(world, answered(world))) == ["Solvej larmer.", "[…] klager igen."]


def test_who_spoke_in_confidence_is_hidden_under_every_record_of_theirs(world: World) -> None:
    """Two records that were joined are of one neighbour, who complained once in confidence and once openly."""
    secret = case(
        party("K", Role.COMPLAINANT, REPORTER, confidential=True),
        party("I", Role.RESPONDENT, ME),
        documents=(document("Solvej larmer. Hilsen Valdemar.", author="K", role=Role.COMPLAINANT),),
        anonymity=Anonymity.CONFIDENTIAL,
    )
    openly = case(
        party("K", Role.COMPLAINANT, person("Vagn Thorup", phones=("68 55 44 33",)), named_to_respondent=True),
        party("I", Role.RESPONDENT, ME),
        documents=(document("Vagn Thorup klager igen."),),
        received=date(2026, 9, 10),
    )
    one, other = (world.store(each).subjects[0] for each in (secret, openly))
    assert one is not None
    assert other is not None
    world.call(DPO, subjects.join_subjects, other, one)
    assert texts(data(world, answered(world))) == ["Solvej larmer. Hilsen […].", "[…] klager igen."]


def test_a_recipient_is_named_and_other_people_in_a_disclosure_are_not(world: World) -> None:
    """A-63: recipients by name, unless naming one gives somebody away."""
    disclosed = NewDisclosure(
        disclosed_on=date(2026, 9, 12),
        recipient="Prøveby Kommune",
        legal_basis="almenlejeloven § 90",
        content="At Ingrid Tophøj har klaget over Solvej Kragelund.",
    )
    world.store(case(party("K", Role.COMPLAINANT, WITNESS), party("I", Role.RESPONDENT, ME), disclosures=(disclosed,)))
    answer = data(world, answered(world))
    (shown,) = answer["answer"]["cases"][0]["disclosures"]
    assert shown["recipient"] == ["Prøveby Kommune"]
    assert "Solvej Kragelund" in "".join(one for one in shown["content"] if isinstance(one, str))
    assert "Tophøj" not in json.dumps(shown, ensure_ascii=False)


def test_a_protected_address_is_hidden_without_saying_that_it_is_protected(world: World) -> None:
    """S-34, X-33: the mask must look like any other."""
    hidden = person("Amina Skovlund", address="Bregnestien 2, 8799 Prøveby", protected_address=True)
    note = "Amina Skovlund bor nu på Bregnestien 2. Hilsen Solvej"
    world.store(
        case(
            party("K", Role.COMPLAINANT, ME),
            party("I", Role.RESPONDENT, hidden),
            documents=(document(note, author="K", role=Role.COMPLAINANT),),
        )
    )
    answer = data(world, answered(world))
    assert texts(answer) == ["Amina Skovlund bor nu på […]. Hilsen Solvej"]
    assert "protected" not in json.dumps(answer["answer"]["cases"])


def test_a_name_double_stays_out(world: World) -> None:
    double = person("Solvej Kragelund", date_of_birth=date(1999, 9, 9), phones=("68 01 01 01",))
    world.store(case(party("I", Role.RESPONDENT, double), documents=(document("Om den anden Solvej."),)))
    world.store(case(party("I", Role.RESPONDENT, ME), documents=(document("Om den rigtige."),)))
    request_id = answered(world, asked(date_of_birth=date(1977, 2, 14)))
    assert texts(data(world, request_id)) == ["Om den rigtige."]


def test_a_name_alone_waits_for_a_person(world: World) -> None:
    world.store(case(party("I", Role.RESPONDENT, person("Solvej Kragelund"))))
    done = world.call(DPO, subject_requests.answer_request, opened(world, asked(phone=None)))
    assert (done.cases, done.candidates_to_confirm) == (0, 1)


def test_who_is_not_known_is_told_so(world: World) -> None:
    """A-60: the answer says first whether anything is held."""
    answer = data(world, answered(world, asked(name="Gunhild Ukendt", phone="68 99 99 99")))
    assert answer["holds_data"] is False
    assert (answer["answer"]["records"], answer["answer"]["cases"]) == ([], [])


def test_another_organisation_answers_only_from_its_own_cases(world: World) -> None:
    three_cases(world)
    elsewhere = world.another_organisation()
    request_id = world.call_in(elsewhere, DPO, subject_requests.open_request, asked()).request_id
    done = world.call_in(elsewhere, DPO, subject_requests.answer_request, request_id)
    assert (done.cases, done.documents) == (0, 0)


def test_what_comes_after_receipt_is_answered_too(world: World) -> None:
    stored = world.store(case(party("I", Role.RESPONDENT, ME)))
    request_id = opened(world)
    world.call(INGEST, complaints.add_document, stored.case_id, AddedDocument(document=document("Nyt.")))
    world.call(DPO, subject_requests.answer_request, request_id)
    view = world.call(DPO, subject_requests.read_request, request_id)
    assert texts(data(world, request_id)) == ["Nyt."]
    assert view.scope_at_receipt != view.scope_at_answer


def test_a_request_is_answered_once(world: World) -> None:
    request_id = answered(world)
    with pytest.raises(Conflict, match="answered already"):
        world.call(DPO, subject_requests.answer_request, request_id)


def test_the_clock_runs_from_receipt(world: World) -> None:
    """A-02, A-40 to A-43."""
    request_id = opened(world)
    (shown,) = world.call(DPO, subject_requests.list_requests)
    assert (shown.request_id, shown.received_on) == (request_id, date(2026, 11, 2))
    assert (shown.due_on, shown.internal_target) == (date(2026, 12, 2), date(2026, 12, 2))
    assert shown.extended_due_on == date(2027, 2, 2)


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(2018, 5, 24), date(1, 1, 1)])
def test_a_day_of_receipt_that_cannot_be_meant_is_refused(world: World, day: date) -> None:
    with pytest.raises(InvalidInput, match="received_on"):
        opened(world, msgspec.structs.replace(asked(), received_on=day))
    assert world.call(DPO, subject_requests.list_requests) == []


def test_requests_are_paged_by_their_due_day(world: World) -> None:
    for day in (9, 2, 4, 2):
        opened(world, msgspec.structs.replace(asked(), received_on=date(2026, 11, day)))
    walked: list[RequestId] = []
    while page := world.call(DPO, subject_requests.list_requests, walked[-1] if walked else None, 2):
        walked += [one.request_id for one in page]
    assert len(set(walked)) == len(walked) == 4
    whole = world.call(DPO, subject_requests.list_requests)
    assert [one.request_id for one in whole] == walked
    assert [one.received_on.day for one in whole] == [2, 2, 4, 9]
    with pytest.raises(NotFound):
        world.call(DPO, subject_requests.list_requests, RequestId(new_id()))


def test_an_answer_after_its_day_says_so(world: World) -> None:
    request_id = opened(world)
    world.clock.advance(timedelta(days=30))
    assert world.call(DPO, subject_requests.answer_request, request_id).in_time is False


def test_the_package_can_be_proven(world: World) -> None:
    """The manifest names each file's hash and is signed by the organisation's key."""
    three_cases(world)
    package = world.call(DPO, subject_requests.read_package, answered(world))
    lists = {"documents.csv", "consultations.csv"}
    assert set(package.files) == {"letter.pdf", "letter.html", "data.json", "manifest.json", *lists}
    assert package.files["letter.pdf"].startswith(b"%PDF-")
    content, signature, public_key = read_manifest(package.files["manifest.json"])
    VerifyKey(public_key).verify("package-manifest", content, signature)
    hashes = {one["name"]: one["sha256"] for one in json.loads(content)["files"]}
    for name in ("letter.pdf", "data.json"):
        assert hashes[name] == hashlib.sha256(package.files[name]).hexdigest()


def test_the_register_of_decisions_stays_inside(world: World) -> None:
    """The reviewer sees who each mask belongs to and why; the package carries none of that."""
    three_cases(world)
    request_id = answered(world)
    review = world.call(DPO, subject_requests.read_review, request_id)
    hidden = [span for one in review.documents for span in one.spans if span.decision is Decision.HIDE and span.ref]
    assert hidden
    assert all(span.reason for span in hidden)
    package = world.call(DPO, subject_requests.read_package, request_id)
    for span in hidden:
        assert (span.ref or "").encode() not in package.files["data.json"] + package.files["manifest.json"]


def test_answering_is_told_to_the_person_next_time(world: World) -> None:
    """A-66: when and why their data were read, never by whom."""
    three_cases(world)
    answered(world)
    answer = data(world, answered(world))
    assert {one["purpose"] for one in answer["answer"]["consultations"]} == {
        "Besvarelse af anmodninger om indsigt og andre rettigheder"
    }
    assert "test:dpo" not in json.dumps(answer)


def test_no_event_of_an_answer_carries_personal_data(world: World) -> None:
    three_cases(world)
    answered(world)
    events = repr(world.call(AUDITOR, evidence.read_log, limit=1000))
    for word in ("Solvej", "Kragelund", "Valdemar", "68908070", "68 90 80 70", "Humlehaven"):
        assert word not in events


@pytest.mark.parametrize("language", Language)
def test_the_answer_is_in_the_language_of_the_request(world: World, language: Language) -> None:
    three_cases(world)
    answer = data(world, answered(world, asked(language)))
    words = {"da": "støj", "sv": "störande", "en": "noise"}[language.value]
    assert words in answer["legend"]["category"]["noise"]["words"].casefold()


def test_a_foreign_request_is_not_found(world: World) -> None:
    request_id, elsewhere = answered(world), world.another_organisation()
    for verb in (
        subject_requests.read_request,
        subject_requests.answer_request,
        subject_requests.read_package,
        subject_requests.read_review,
    ):
        with pytest.raises(NotFound):
            world.call_in(elsewhere, DPO, verb, request_id)


def test_what_was_decided_on_words_about_somebody_is_told_to_whoever_reads_them(world: World) -> None:
    """A-71; section 9, points 12 and 24: the assessment is theirs; one on hidden words is not told, nor who made it."""
    text = "Solvej er syg. Solveigs nabo Valdemar Friis har CPR 140560-9914."
    entry = Incident(on=date(2026, 9, 3), what=IncidentKind.MUSIC, own_observation=True, text="Solvej virkede syg.")
    told = case(
        party("K", Role.COMPLAINANT, REPORTER),
        party("I", Role.RESPONDENT, ME),
        documents=(document(text),),
        entries=(entry,),
    )
    stored = world.store(told)
    for one in world.call(RoleName.CASE_WORKER, complaints.list_remarks, stored.case_id):
        ground = "legal_claims" if one.kind is RemarkKind.HEALTH else "court_filing"
        new = NewRemarkDecision(
            text_id=one.text_id,
            field=one.field,
            start=one.start,
            end=one.end,
            kind=one.kind,
            decision=RemarkDecision.KEPT,
            ground=ground,
        )
        world.call(RoleName.CASE_WORKER, complaints.decide_remark, stored.case_id, new)
    request_id = answered(world)
    (about_me,) = data(world, request_id)["answer"]["cases"]
    kept = {"kind": "health", "decision": "kept", "ground": "legal_claims", "decided_on": TODAY.isoformat()}
    (document_told,), (entry_told,) = about_me["documents"], about_me["entries"]
    assert "140560-9914" not in "".join(texts(data(world, request_id)))
    assert document_told["passages"] == [kept]
    assert entry_told["passages"] == [kept]
    assert "case_worker" not in json.dumps(about_me)
    package = world.call(DPO, subject_requests.read_package, request_id)
    letter = package.files["letter.html"].decode()
    assert "Ord om helbred" in letter
    assert "beholdt efter en vurdering (retskrav), 23. november 2026" in letter
    assert "Ord med et personnummer" not in letter
